// @ts-check
/* Draw a digit, or what else Q knows: Q reads it, and G draws its twin from the codes that Q read. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element } = infogan;
  const SIDE = 280;
  const PEN = 24; // about MNIST's pen, where a digit fills most of the sheet
  const STEP = 10; // of the pen that arrow keys move
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const HELP =
    "Draw with a mouse, a pen or a finger. By keyboard: arrow keys move the pen, space puts it " +
    "down or lifts it.";

  const NOTHING = ["What Q sees: nothing yet", "The twin: nothing yet"];

  /* A sheet that collects strokes; `changed(strokes)` after each move. */
  function sheet(purpose, changed) {
    const canvas = element("canvas", {
      class: "live-sheet",
      width: SIDE,
      height: SIDE,
      tabindex: "0",
      role: "application",
      "aria-label": `${purpose} ${HELP}`,
    });
    let strokes = [];
    let down = false;
    let pen = [SIDE / 2, SIDE / 2];
    /** @type {number | null} */
    let pointer = null; // the one that draws: a second finger, or a palm, does not

    function redraw() {
      const context = canvas.getContext("2d");
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, SIDE, SIDE);
      infogan.inkStrokes(context, strokes, PEN, 1, 0, 0);
      if (document.activeElement === canvas && canvas.matches(":focus-visible")) {
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.fillStyle = down ? "#D55E00" : "#0072B2";
        context.fillRect(pen[0] - 4, pen[1] - 4, 8, 8);
      }
    }

    function put(start) {
      if (start) strokes.push([]);
      strokes[strokes.length - 1].push([...pen]);
      redraw();
      changed(strokes);
    }

    function place(event) {
      const box = canvas.getBoundingClientRect();
      const within = (v) => Math.min(Math.max(v, 0), SIDE); // Q sees what the reader sees
      pen = [
        within(((event.clientX - box.left) * SIDE) / box.width),
        within(((event.clientY - box.top) * SIDE) / box.height),
      ];
    }

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || pointer !== null) return;
      canvas.setPointerCapture(event.pointerId);
      pointer = event.pointerId;
      down = true;
      place(event);
      put(true);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!down || event.pointerId !== pointer) return;
      place(event);
      put(false);
    });
    const lift = (event) => {
      if (event.pointerId === pointer) [pointer, down] = [null, false];
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        if (!event.repeat) down = !down;
        if (!event.repeat && down) put(true);
      } else if (event.key in MOVES) {
        pen = pen.map((at, axis) =>
          Math.min(Math.max(at + STEP * MOVES[event.key][axis], PEN / 2), SIDE - PEN / 2),
        );
        if (down) put(false);
      } else {
        return;
      }
      event.preventDefault();
      redraw();
    });
    canvas.addEventListener("focus", redraw);
    canvas.addEventListener("blur", () => {
      down = false;
      redraw();
    });

    return {
      canvas,
      clear() {
        strokes = [];
        down = false;
        redraw();
        changed(strokes);
      },
    };
  }

  /* `take(values)` puts Q's codes into the explorer. */
  infogan.drawing = function (networks, state, announce, take) {
    const seen = infogan.picture(NOTHING[0]);
    const twin = infogan.picture(NOTHING[1]);
    const reading = element("div", { class: "live-reading" });
    const help = element("p", { class: "live-note", text: HELP });
    /** @type {any} Values, from the first stroke on. */
    let values = null;

    const show = infogan.onceAFrame(() => {
      const image = infogan.likeMnist(strokes, PEN);
      use.disabled = image === null;
      if (image === null) {
        reading.replaceChildren(help);
        for (const canvas of [seen, twin]) networks.paint(canvas, new Float32Array(784).fill(-1));
        seen.setAttribute("aria-label", NOTHING[0]);
        twin.setAttribute("aria-label", NOTHING[1]);
        return;
      }
      const q = infogan.posterior(networks, networks.recognise(image));
      values = codesOf(networks, q);
      const z = infogan.noise(state.get().seed, networks.latent.noise);
      networks.paint(seen, image);
      networks.paint(twin, networks.generate(infogan.assemble(networks.latent, z, values)));
      infogan.showReading(reading, networks, q);
      reading.append(doubt(networks, q));
      const said = infogan.sayReading(networks, q);
      seen.setAttribute("aria-label", `Your drawing as Q sees it. ${said}`);
      twin.setAttribute("aria-label", "The twin that G draws from the codes that Q read");
      announce(said);
    });
    let strokes = [];
    const digit = networks.drawsDigits;
    const purpose = digit ? "Sheet to draw a digit on." : "Sheet to draw on.";
    const title = digit ? "Draw a digit" : "Draw a picture";
    const paper = sheet(purpose, (drawn) => {
      strokes = drawn;
      show();
    });
    const use = element("button", {
      type: "button",
      text: "to the sliders",
      title: "Put the codes that Q read into the controls above",
      onclick: () => take(values),
    });
    const clear = element("button", { type: "button", text: "clear", onclick: paper.clear });
    const labelled = (canvas, text) =>
      element("figure", { class: "live-small" }, canvas, element("figcaption", { text }));
    state.watch(() => strokes.length && show());
    show();
    return element(
      "section",
      { class: "live-section live-draw", "aria-label": title },
      element("p", { class: "live-title", text: title }),
      element(
        "div",
        { class: "live-columns" },
        element("div", {}, paper.canvas, element("div", { class: "live-row" }, clear, use)),
        element(
          "div",
          { class: "live-pair" },
          labelled(seen, "what Q sees"),
          labelled(twin, "its twin by G"),
        ),
        reading,
      ),
    );
  };

  /* What the reader should think of the answer: Q knows no "none of these". */
  function doubt(networks, q) {
    const code = networks.latent.codes.find(infogan.isCategory);
    if (!code) return "";
    const entropy = -q[code.name].logs.reduce((sum, log) => sum + Math.exp(log) * log, 0);
    const { number } = infogan;
    return element("p", {
      class: "live-note live-doubt",
      text:
        `Q must choose one of ${code.size}, and nothing in it says "none". Its answer's entropy is ` +
        `${number(entropy)} of ${number(Math.log(code.size))} nats. Does the twin look like your drawing?`,
    });
  }

  /* The likeliest category and the mean of each number, within what the sliders reach. */
  function codesOf(networks, q) {
    const values = {};
    for (const code of networks.latent.codes) {
      if (infogan.isCategory(code)) {
        values[code.name] = q[code.name].best;
      } else {
        const { centre, half } = infogan.trained(code);
        const mean = Math.min(Math.max(q[code.name].mean, centre - 2 * half), centre + 2 * half);
        values[code.name] = Math.round(mean * 100) / 100;
      }
    }
    return values;
  }
})(window.infogan);
