// @ts-check
/* The explorer: turn the codes, see the image, see what Q reads in it. The page's counterpart of
   infogan_lib/show/explorer.py, with the same names. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, isCategory, number } = infogan;
  const FEW = 12; // categories that still fit on buttons

  /* Radio buttons, each with a picture of its category, or a list where there are many. */
  function chooser(networks, code, change) {
    const values = Object.fromEntries(networks.latent.codes.map((c) => [c.name, 0]));
    const meaning = (k) =>
      k in networks.digits ? `, mostly draws digit ${networks.digits[k]}` : "";
    if (code.size > FEW) {
      const select = element("select", { onchange: () => change(select.selectedIndex) });
      for (let k = 0; k < code.size; k++) select.append(element("option", { text: `${k}` }));
      return {
        node: element("label", { class: "live-across" }, `${code.name} `, select),
        set: (k) => (select.selectedIndex = k),
      };
    }
    const inputs = [];
    const node = element("fieldset", { class: "live-categories" });
    node.append(element("legend", { text: code.name }));
    const group = `${code.name}-${Math.random().toString(36).slice(2)}`;
    for (let k = 0; k < code.size; k++) {
      const thumbnail = element("canvas", {
        width: networks.side,
        height: networks.side,
        "aria-hidden": "true",
      });
      const row = infogan.assemble(networks.latent, [], { ...values, [code.name]: k });
      networks.paint(thumbnail, networks.generate(row));
      const input = element("input", {
        type: "radio",
        name: group,
        "aria-label": `${code.name} ${k}${meaning(k)}`,
        onchange: () => change(k),
      });
      inputs.push(input);
      const title = `${code.name} ${k}${meaning(k)}`;
      node.append(element("label", { title }, input, thumbnail, element("span", { text: `${k}` })));
    }
    node.append(element("small", { text: "The numbers are the network's own, not a label's." }));
    return { node, set: (k) => (inputs[k].checked = true) };
  }

  function numberSlider(code, meaning, change) {
    const { centre, half } = infogan.trained(code);
    const range = [centre - half, centre + half];
    const share = code.kind === "uniform" ? "trained" : "two thirds of the training";
    return infogan.slider({
      name: meaning ? `${code.name}: ${meaning}` : code.name,
      min: centre - 2 * half,
      max: centre + 2 * half,
      step: half / 100,
      value: centre,
      trained: range,
      note: `${share} from ${number(range[0], 1)} to ${number(range[1], 1)}`,
      change,
    });
  }

  infogan.chooser = chooser;

  /* Put an explorer into `place`, in the state that `hash` names, until `signal` says that another
     takes its place. Returns its state. */
  infogan.explorer = function (place, networks, hash = location.hash, signal = undefined) {
    const { latent } = networks;
    const state = infogan.createState(latent, hash);
    const announcer = infogan.announcer();
    const image = infogan.picture("", networks.side);
    const reading = element("div", { class: "live-reading" });
    const link = element("p", { class: "live-note live-link" });
    let hold = true;

    const turn = (name) => (value) => {
      const seed = hold ? state.get().seed : (state.get().seed + 1) % infogan.SEEDS;
      state.set({ values: { [name]: value }, seed });
    };
    const controls = Object.fromEntries(
      latent.codes.map((code) => [
        code.name,
        isCategory(code)
          ? chooser(networks, code, turn(code.name))
          : numberSlider(code, networks.meanings[code.name], turn(code.name)),
      ]),
    );
    const seed = element("input", {
      type: "number",
      min: 0,
      max: infogan.SEEDS - 1,
      onchange: () => {
        const next = Math.trunc(Number(seed.value));
        state.set({ seed: Math.min(Math.max(next || 0, 0), infogan.SEEDS - 1) });
      },
    });
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    const habit = element(
      "select",
      {
        "aria-label": "when a code moves",
        title: "Whether a code's move keeps the noise or takes the next",
        onchange: () => (hold = habit.selectedIndex === 0),
      },
      ...["hold z", "vary z"].map((text) => element("option", { text })),
    );
    const noise = element(
      "div",
      { class: "live-row" },
      element("label", {}, "noise z ", seed),
      button("another z", () => state.set({ seed: (state.get().seed + 1) % infogan.SEEDS })),
      habit,
    );
    const address = () => location.href.split("#")[0] + infogan.toAddress(latent, state.get());
    const actions = element(
      "div",
      { class: "live-row" },
      button("reset", () => state.set(infogan.startState(latent))),
      button("copy link", async () => {
        const copied = await infogan.copy(address());
        link.replaceChildren(
          copied ? "Copied: " : "Copy this: ",
          element("a", { href: address(), text: address() }),
        );
        announcer.say(copied ? "Link copied" : "Link shown below the buttons", 0);
      }),
      button("save PNG", () => infogan.save(image, infogan.toAddress(latent, state.get()).slice(1))),
    );

    const show = infogan.onceAFrame(() => {
      const { values, seed: at } = state.get();
      const z = infogan.noise(at, latent.noise);
      const pixels = networks.generate(infogan.assemble(latent, z, values));
      const q = infogan.posterior(networks, networks.recognise(pixels));
      networks.paint(image, pixels);
      const said = latent.codes.map((code) => {
        const value = values[code.name];
        return `${code.name} ${isCategory(code) ? value : number(value)}`;
      });
      const alt = `Generated image: ${said.join(", ")}, noise ${at}`;
      image.setAttribute("aria-label", alt);
      infogan.showReading(reading, networks, q, values);
      announcer.say(`${alt}. ${infogan.sayReading(networks, q)}`);
    });
    state.watch(({ values, seed: at }) => {
      for (const code of latent.codes) controls[code.name].set(values[code.name]);
      seed.value = String(at);
      link.replaceChildren();
      infogan.replaceHash(() => infogan.toAddress(latent, state.get()));
      show();
    });
    for (const code of latent.codes) controls[code.name].set(state.get().values[code.name]);
    seed.value = String(state.get().seed);
    show();
    /** By the event's address: the page's own may be written over before the event comes.
       @param {HashChangeEvent} event */
    const follow = ({ newURL }) => {
      const found = infogan.fromAddress(latent, new URL(newURL).hash);
      if (found.named) state.set(found);
    };
    window.addEventListener("hashchange", follow, { signal });

    const take = (values) => {
      state.set({ values });
      choose("turn");
      place.scrollIntoView({ block: "start" });
      /** @type {HTMLElement | null} */
      const chosen =
        place.querySelector(".live-turn input:checked") ??
        place.querySelector(".live-turn :is(input, select)");
      chosen?.focus({ preventScroll: true });
    };
    const title = element("p", { class: "live-title", text: "Turn the codes" });
    const todo = element("p", {
      class: "live-note",
      text: "Choose a category, then drag a style: G draws the image, and Q reads it.",
    });
    /* On a phone, one of two tabs: the drawing is one thumb away. Elsewhere both stand there. */
    const parts = [["turn", "turn the codes"]];
    if (networks.isLikeMnist) parts.push(["draw", networks.drawsDigits ? "draw a digit" : "draw"]);
    const tabs = element("div", { class: "live-tabs", role: "group", "aria-label": "Part of the explorer" });
    const choose = (part) => {
      place.dataset.part = part;
      for (const tab of tabs.querySelectorAll("button")) tab.setAttribute("aria-pressed", String(tab.dataset.part === part));
    };
    for (const [part, text] of parts) {
      const tab = button(text, () => choose(part));
      tab.dataset.part = part;
      tabs.append(tab);
    }
    choose("turn");
    place.append(
      tabs,
      element(
        "section",
        { class: "live-section live-turn", "aria-label": "Explorer of the codes" },
        title,
        todo,
        element(
          "div",
          { class: "live-columns" },
          element(
            "div",
            { class: "live-controls" },
            ...latent.codes.map((code) => controls[code.name].node),
            ...(latent.noise ? [noise] : []),
          ),
          element("div", { class: "live-view" }, image, actions),
          reading,
        ),
        link,
      ),
      ...[
        infogan.grid(networks, state),
        networks.isLikeMnist
          ? infogan.drawing(networks, state, (text) => announcer.say(text), take)
          : null,
      ].filter((part) => part !== null),
      announcer.node,
    );
    return state;
  };
})(window.infogan);
