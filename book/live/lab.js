// @ts-check
/* InfoGAN Lab: three small networks that learn in the reader's browser, and all that can be known of
   them meanwhile. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element } = infogan;
  const { FIELDS, asRun, fromAddress, toAddress } = infogan.labState;
  const CALM = 10_000; // milliseconds between two announcements while it plays

  /* Settings that work, for a run that was stopped with these words. */
  function mended(values, text) {
    const next = { ...values, batch: Math.max(values.batch, FIELDS.batch.start) };
    if (text.includes("too few")) next.data = FIELDS.data.start;
    for (const rate of ["dRate", "gRate"]) {
      if (text.includes("ran away")) next[rate] = Math.min(values[rate], FIELDS[rate].start);
    }
    if (!next.K && !next.noise && !next.styles) next.noise = FIELDS.noise.start;
    return next;
  }

  /* Put a lab into `place`. `small`: a panel in a chapter, with this one scenario. */
  infogan.lab = function (place, { small = false, scenario = "codes-take-hold" } = {}) {
    const scenarios = infogan.labScenarios;
    let state;
    let playing = false; // what the reader wants
    let ended = false; // whether the scenario has come to its end
    let turned = false; // whether the scenario has turned its own setting
    let failed = false; // whether there is no run to go on with
    let inView = true;
    let measured = {};
    let spoken = -Infinity;

    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    const announcer = infogan.announcer();
    const numbers = element("dl", { class: "lab-numbers" });
    const line = element("p", { class: "lab-line", role: "alert", hidden: true });
    const stage = infogan.labStage(place, () => state.values);
    const question = infogan.labQuestion(() => play());
    const visible = () => inView && !document.hidden;
    const session = infogan.labSession({ started: stage.started, frame, stopped }, visible);
    const playButton = button("play", () => (playing ? pause() : play()));
    playButton.classList.add("lab-play");

    /* A line that says what is wrong, with the way out of it. */
    function complain(text, wayOut, go) {
      line.replaceChildren(`${text} `, ...(wayOut ? [button(wayOut, go)] : []));
      line.hidden = !text;
    }

    function mode(next) {
      playing = next;
      playButton.textContent = playing ? "pause" : "play";
      place.dataset.playing = String(playing);
    }

    function begin() {
      mode(false);
      complain("");
      [ended, turned, failed, measured, spoken] = [false, false, false, {}, -Infinity];
      stage.clear();
      question.again();
      numbers.replaceChildren();
      place.dataset.steps = "0";
      session.start(asRun(state.values, state.points));
    }

    function play() {
      if (!question.answered()) return question.insist();
      if (failed) begin();
      complain("");
      mode(true);
      session.play(ended ? Infinity : stop());
    }

    /* The step at which a scenario stops: its end, or where it turns a setting by itself. */
    function stop() {
      const { steps = Infinity, then } = scenarios[state.scenario] ?? {};
      return then && !turned ? then.at : steps;
    }

    function turnByItself({ values }) {
      turned = true;
      state = { ...state, values: { ...state.values, ...values } };
      follow();
      session.rules(asRun(state.values, state.points));
      play();
    }

    function pause() {
      mode(false);
      session.pause();
    }

    /* Open settings from an address or a scenario: everything begins anew. */
    function open(next) {
      state = next;
      if (state.scenario) question.ask(scenarios[state.scenario]);
      else question.clear();
      follow();
      begin();
      if (next.wrong?.length) complain(`The address asks for what the lab does not have: ${next.wrong.join(", ")}.`);
    }

    /* The reader turns one setting. Only another seed leaves a scenario what it is. */
    function turn(name, value) {
      const broken = !line.hidden;
      const first = scenarios[state.scenario]?.values;
      state = { ...state, values: { ...state.values, ...(name === "seed" ? first : {}), [name]: value } };
      if (name !== "seed") {
        state.scenario = null;
        question.clear();
      }
      follow();
      if (FIELDS[name].anew || broken) begin();
      else session.rules(asRun(state.values, state.points));
      if (playing) session.play(stop()); // without its scenario, a run has no end
    }

    function frame(answer) {
      measured = answer.measures ?? measured;
      stage.frame(answer);
      const { K } = state.values;
      place.dataset.steps = answer.steps;
      if (answer.measures || !answer.playing) write(answer);
      const text = infogan.labReport.sentence(answer, measured, K);
      const halted = playing && !answer.playing && visible();
      if (halted || performance.now() - spoken > CALM) {
        spoken = performance.now();
        stage.describe(text);
        announcer.say(text);
      }
      if (!halted) return;
      mode(false);
      if (!state.scenario || ended || answer.steps < stop()) return;
      const { then } = scenarios[state.scenario];
      if (then && !turned) return turnByItself(then);
      ended = true;
      announcer.say(question.end(`In this run: ${text}`));
    }

    function write(answer) {
      numbers.replaceChildren(
        ...infogan.labReport.rows(answer, measured, state.values).map(([name, text]) =>
          element("div", {}, element("dt", { text: name }), element("dd", { text })),
        ),
      );
    }

    function stopped(text) {
      mode(false);
      failed = true;
      complain(text, "back to settings that work", () => {
        open({ ...state, values: mended(state.values, text), scenario: null });
        playButton.focus();
      });
    }

    /* A run that the reader left goes on when the reader comes back. */
    const wake = () => playing && visible() && play();
    document.addEventListener("visibilitychange", wake);
    new IntersectionObserver((seen) => {
      inView = seen[seen.length - 1].isIntersecting; // several may come at once: the last is now
      wake();
    }).observe(place);

    const controls = {};
    for (const [name, field] of Object.entries(FIELDS)) {
      if (field.whole) continue;
      controls[name] = infogan.labControl(field, (value) => turn(name, value), !small);
    }
    const sheet = infogan.labSheet((points) => {
      state = { ...state, points };
      follow();
      begin();
    });
    const links = Object.entries(scenarios).map(([name, { title }]) =>
      element("a", {
        href: `#scenario=${name}`,
        text: title,
        // Where the address is this already, nothing changes in it, and no event comes.
        onclick: () => location.hash === `#scenario=${name}` && open(fromAddress(location.hash, scenarios)),
      }),
    );

    /* Let every control and the address say what the state says. */
    function follow() {
      for (const [name, control] of Object.entries(controls)) control.set(state.values[name]);
      sheet.node.hidden = state.values.data !== "drawn";
      sheet.set(state.points);
      for (const link of links) {
        if (link.hash === `#scenario=${state.scenario}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      if (!small) infogan.replaceHash(() => toAddress(state));
    }

    const bar = element(
      "div",
      { class: "lab-bar" },
      element(
        "div",
        { class: "live-row" },
        playButton,
        button("one step", () => {
          if (failed) begin();
          mode(false);
          session.step();
        }),
        button("new seed", () => turn("seed", (state.values.seed + 1) % FIELDS.seed.whole)),
      ),
      controls.lambda.node,
      line,
    );
    const list = element("ul", { class: "lab-scenarios" }, ...links.map((link) => element("li", {}, link)));
    const others = Object.keys(controls).filter((name) => name !== "lambda");
    place.append(
      element(
        "section",
        { class: "live-section lab", "aria-label": "InfoGAN Lab" },
        ...(small ? [] : [element("nav", { "aria-label": "Scenarios" }, list)]),
        question.node,
        element("div", { class: "lab-stage" }, ...stage.figures, bar, stage.legend, numbers),
        element(
          "details",
          { class: "lab-more", hidden: small },
          element("summary", { text: "all controls" }),
          element("div", { class: "lab-controls" }, ...others.map((name) => controls[name].node)),
        ),
        sheet.node,
        announcer.node,
      ),
    );
    open(fromAddress(small ? `#scenario=${scenario}` : location.hash, scenarios));
    if (small) return;
    // By the event's address: the page's own may be written over before the event comes.
    window.addEventListener("hashchange", ({ newURL }) => {
      const found = fromAddress(new URL(newURL).hash, scenarios);
      if (found.named || found.wrong.length) open(found);
    });
  };
})(window.infogan);
