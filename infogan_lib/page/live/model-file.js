// @ts-check
/* An explorer whose model the reader may exchange: for another of the page's own, by a switch, or for
   one of theirs: weights.js of an exported page, dropped on the panel or chosen by a button. The
   reader's file is read as data and never run. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, isCategory } = infogan;
  const EXPORT = "python -m infogan_lib export RUN --format page --out FOLDER";
  const LARGEST = 100e6; // bytes of a file
  const MOST = 256; // pixels a side, values of a category
  const OPS = { dense: 2, conv: 4, transposed: 4 }; // axes of the kernel

  const isWhole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
  const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

  function need(holds, what) {
    if (!holds) throw new Error(what);
  }

  function checkCode(code) {
    need(typeof code?.name === "string" && code.name !== "", "a code has no name");
    const numbers = { uniform: ["low", "high"], gaussian: ["mean", "std"], categorical: ["size"] };
    const keys = Object.hasOwn(numbers, code.kind) ? numbers[code.kind] : [];
    need(keys.length, `the code ${code.name} is of no known kind`);
    need(keys.every((key) => Number.isFinite(code[key])), `the code ${code.name} lacks a number`);
    if (isCategory(code)) {
      need(isWhole(code.size, 2, MOST), `the code ${code.name} has a wrong size`);
      const p = code.probabilities ?? Array(code.size).fill(1);
      need(Array.isArray(p) && p.length === code.size && p.every((x) => x > 0 && x <= 1),
        `the code ${code.name} has a wrong prior`);
    } else {
      need(infogan.trained(code).half > 0, `the code ${code.name} has no range`);
    }
  }

  /* How many numbers go in and come out of a layer; what it holds must allow to run it. */
  function sizes(layer) {
    const { op, kernel, size, stride, activation } = layer ?? {};
    need(Object.hasOwn(OPS, op ?? "") && Array.isArray(kernel) && kernel.length === OPS[op],
      "a layer is of no known kind");
    need(kernel.every((n) => isWhole(n, 1, 1e6)), "a layer has a wrong size");
    need(activation === "tanh" || Number.isFinite(activation), "a layer has a wrong activation");
    if (op === "dense") return kernel;
    need(Array.isArray(size) && size.length === 2 && size.every((n) => isWhole(n, 1, MOST)) &&
      isWhole(stride, 1, 4) && Math.max(...kernel.slice(...(op === "conv" ? [0, 2] : [1, 3]))) <= 16, "a layer has a wrong size");
    const after = size.map((n) => (op === "conv" ? Math.ceil(n / stride) : n * stride));
    const inputs = kernel[op === "conv" ? 2 : 0];
    return [inputs * product(size), kernel[3] * product(after)];
  }

  function checkNetwork(layers, inputs, outputs, name) {
    need(Array.isArray(layers) && isWhole(layers.length, 1, 50), `the ${name} is missing`);
    let width = inputs;
    for (const layer of layers) {
      const [from, to] = sizes(layer);
      need(from === width, `the ${name}'s layers do not fit each other, its codes or its images`);
      width = to;
    }
    need(width === outputs, `the ${name} gives ${width} numbers where ${outputs} are needed`);
    const counts = layers.map(({ kernel, op }) => product(kernel) + kernel[op === "transposed" ? 3 : kernel.length - 1]);
    return counts.reduce((a, b) => a + b, 0);
  }

  /* The networks in the text of a weights.js; an Error that says in a few words what is wrong. */
  infogan.readModel = function (text) {
    let weights;
    try {
      weights = JSON.parse(text.trim().replace(/^infogan\.weights\s*=\s*/, "").replace(/;$/, ""));
    } catch {
      throw new Error("it is no whole model file");
    }
    const { latent, shape = [28, 28, 1] } = weights ?? {};
    need(Array.isArray(latent?.codes) && latent.codes.length > 0, "it holds no codes");
    need(isWhole(latent.noise, 0, 100000), "its noise has no size");
    latent.codes.forEach(checkCode);
    const names = latent.codes.map(({ name }) => name);
    need(new Set(names).size === names.length, "two codes share a name");
    need(Array.isArray(shape) && isWhole(shape[0], 4, MOST) && shape[1] === shape[0] &&
      (shape[2] === 1 || shape[2] === 3) && shape.length === 3, "its images have a wrong shape");
    need(weights.smallest_std > 0, "it lacks the smallest standard deviation");
    const width = (of) => latent.codes.map(of).reduce((a, b) => a + b, 0);
    const row = latent.noise + width((code) => (isCategory(code) ? code.size : 1));
    const read = width((code) => (isCategory(code) ? code.size : 2));
    const numbers =
      checkNetwork(weights.generator, row, product(shape), "generator") +
      checkNetwork(weights.recognition, product(shape), read, "recognition");
    for (const key of ["digits", "meanings"]) weights[key] = { ...weights[key] };
    need(Object.values(weights.digits).every((digit) => isWhole(digit, 0, MOST)) &&
      Object.values(weights.meanings).every((meaning) => typeof meaning === "string"),
      "what it says of its codes is no text");
    need(typeof weights.weights === "string" && /^[\w+/]*=*$/.test(weights.weights) &&
      Math.floor((weights.weights.replace(/=+$/, "").length * 3) / 4) === 2 * numbers,
      "its numbers are cut or too many");
    const networks = infogan.networks(weights);
    const image = networks.generate(new Float32Array(row));
    need(image.every(Number.isFinite) && networks.recognise(image).every(Number.isFinite),
      "its networks give no numbers");
    return networks;
  };

  /* Radio buttons for the page's own models; null where there is but one. */
  function modelSwitch(names, change) {
    if (names.length < 2) return null;
    const node = element("fieldset", { class: "live-models" }, element("legend", { text: "model" }));
    for (const [i, name] of names.entries()) {
      const input = element("input", { type: "radio", name: "model", onchange: () => change(i) });
      node.append(element("label", {}, input, element("span", { text: name })));
    }
    return node;
  }

  /* Put an explorer of `networks` into `place`, and what exchanges them. `others` are further models
     of the page, {name: a function that promises its networks}; codes and noise stay at a switch. */
  infogan.openExplorer = function (place, networks, name = "the page's own model", others = {}) {
    const names = [name, ...Object.keys(others)];
    const said = element("p", { role: "status" });
    const wrong = element("p", { role: "alert" });
    const input = element("input", {
      type: "file",
      accept: ".js,.json",
      hidden: true,
      onchange: () => take(input.files),
    });
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    const choose = button("open a model file", () => input.click());
    const back = button("back to the first model", () => {
      wish += 1;
      show(networks, name, "");
    });
    const bar = element(
      "section",
      { class: "live-section live-model", "aria-label": "A model of your own" },
      element("p", { class: "live-title", text: "A model of your own" }),
      said,
      element("div", { class: "live-row" }, choose, back, input),
      wrong,
      element(
        "p",
        { class: "live-note" },
        "Drop a weights.js anywhere on this panel, or open it by the button. It stays on your " +
          "computer. ",
        element("code", { text: EXPORT }),
        " writes one.",
      ),
    );
    let stop = new AbortController();
    let wish = 0; // counts what the reader asked for: a model that comes after a later wish is late
    let onShow = { title: name, address: () => location.hash };
    const models = modelSwitch(names, async (i) => {
      const mine = ++wish;
      try {
        const found = i ? await others[names[i]]() : networks;
        if (mine === wish) show(found, names[i], onShow.address());
      } catch (error) {
        console.error(error);
        if (mine !== wish) return;
        wrong.textContent = `${names[i]} could not be loaded. The model before it stays.`;
        check();
      }
    });

    function check() {
      for (const [i, radio] of (models?.querySelectorAll("input") ?? []).entries()) {
        radio.checked = names[i] === onShow.title;
      }
    }

    function show(shown, title, hash) {
      stop.abort();
      stop = new AbortController();
      /** @type {HTMLElement} */
      const chosen = models?.querySelector("input:focus") ?? choose;
      const focused = chosen !== choose || bar.contains(document.activeElement);
      place.replaceChildren();
      const state = infogan.explorer(place, shown, hash, stop.signal);
      onShow = { title, address: () => infogan.toAddress(shown.latent, state.get()) };
      wrong.textContent = "";
      if (models) place.prepend(models);
      place.append(bar);
      check();
      said.textContent = `On show: ${title}.`;
      back.hidden = names.includes(title);
      if (focused) chosen.focus({ preventScroll: true });
    }

    async function take(files) {
      const [file] = files;
      const mine = ++wish;
      try {
        need(files.length === 1, "one file at a time, please");
        need(file.size <= LARGEST, "it has over 100 MB");
        const found = infogan.readModel(await file.text());
        if (mine !== wish) return;
        show(found, found.name ? `${found.name} (${file.name})` : file.name, "");
        place.scrollIntoView({ block: "start" });
      } catch (error) {
        const reason = error instanceof DOMException ? "it cannot be read" : /** @type {Error} */ (error).message;
        const which = files.length === 1 ? `${file.name} is not shown: ` : "Nothing is shown anew: ";
        wrong.textContent = `${which}${reason}. The model before it stays.`;
      }
      input.value = ""; // the same file may be chosen again
    }

    const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const mark = (on) => place.classList.toggle("live-dropping", on);
    place.addEventListener("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault(); // else the browser would leave the page for the file
      mark(true);
    });
    place.addEventListener("dragleave", (event) => {
      if (!place.contains(/** @type {Node | null} */ (event.relatedTarget))) mark(false);
    });
    place.addEventListener("drop", (event) => {
      mark(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      take([...(event.dataTransfer?.files ?? [])]);
    });
    show(networks, name, location.hash);
  };
})(window.infogan);
