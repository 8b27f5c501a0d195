// @ts-check
/* What one sees of a run: D's view and Q's view of the plane, the information and the losses. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, number } = infogan;
  const EDGE = 1.7; // lab.EDGE, the worker's
  const PULL = 0.08; // of a picture's side, for a pull of one nat a unit: a pull that fades looks so
  const LONGEST = 0.16; // of the side, of any arrow
  const CHARTS = 90; // milliseconds between two drawings of the charts
  const CODES = 8; // colours; shapes tell codes apart where these repeat

  function palette(place) {
    const style = getComputedStyle(place);
    const read = (name) => style.getPropertyValue(name).trim();
    const ground = read("--lab-ground");
    return {
      ground,
      ink: style.color,
      line: read("--live-line"),
      data: read("--lab-data"),
      blue: read("--live-blue"),
      orange: read("--live-orange"),
      green: read("--live-green"),
      grey: read("--live-grey"),
      surface: rgb(read("--lab-surface")),
      codes: Array.from({ length: CODES }, (_, k) => read(`--lab-code-${k}`)),
    };
  }

  function rgb(hex) {
    const value = parseInt(hex.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }

  const key = (...entries) =>
    element(
      "p",
      { class: "live-note lab-key" },
      ...entries.map(([kind, text]) =>
        element("span", { class: "live-key" }, element("i", { class: kind }), text),
      ),
    );

  /* {node, started(data), frame(answer), clear(), history}: `rules()` gives K and what is shown. */
  infogan.labStage = function (place, shape) {
    const { square, mapping, ...paint } = infogan.labPlane;
    const dView = square("D's view");
    const qView = square("Q's view");
    const informationChart = infogan.labChart("Information");
    const lossChart = infogan.labChart("Losses");
    const history = infogan.labHistory();
    const losses = infogan.labHistory();
    /** @type {LabData | null} */
    let data = null;
    /** @type {Frame | null} */
    let seen = null;
    /** @type {Surfaces | null} */
    let surfaces = null;
    /** @type {any} A Palette; null when the page's theme has changed, until the next drawing. */
    let colours = null;
    let charted = -Infinity;

    const planes = [dView, qView];
    new MutationObserver(() => {
      colours = null;
      for (const plane of planes) plane.stale();
      redraw();
    }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    new ResizeObserver(() => redraw()).observe(dView.canvas);

    function groundOfD(context, side) {
      if (surfaces) {
        const { d } = surfaces;
        const count = Math.sqrt(d.length);
        const colourOf = (i) => [...colours.surface, 200 * d[i]];
        paint.cells(context, side, count, colourOf, true);
        context.strokeStyle = colours.ink;
        context.lineWidth = 1;
        context.setLineDash([4, 3]);
        paint.contour(context, side, d, count, 0.5);
        context.setLineDash([]);
      }
      if (data) paint.drawData(context, mapping(side, EDGE), data, colours);
    }

    function groundOfQ(context, side) {
      if (!surfaces?.best) return;
      const count = Math.sqrt(surfaces.best.length);
      const fills = colours.codes.map(rgb);
      const { best, sure } = surfaces;
      paint.cells(context, side, count, (i) => [...fills[best[i] % CODES], 110 * sure[i]], false);
    }

    function drawD() {
      const { context, side } = dView.ready(groundOfD);
      if (!seen) return;
      const map = mapping(side, EDGE);
      const { at, byD, byQ } = seen.points;
      paint.drawPoints(context, map, seen.points, shape().K, side < 220 ? 2.6 : 3.6, colours);
      paint.arrows(context, map, at, byD, PULL * side, LONGEST * side, colours.orange, []);
      paint.arrows(context, map, at, byQ, PULL * side, LONGEST * side, colours.blue, [3, 2]);
    }

    function drawQ() {
      const { context, side } = qView.ready(groundOfQ);
      if (!seen) return;
      const map = mapping(side, EDGE);
      if (!shape().K && !shape().styles) {
        context.fillStyle = colours.ink;
        context.font = "13px sans-serif";
        context.textAlign = "left";
        context.fillText("No codes, no Q.", 8, 20);
      }
      paint.drawPoints(context, map, seen.points, shape().K, side < 220 ? 3 : 4.4, colours);
      paint.numbers(context, map, seen.points, shape().K, side, colours);
    }

    function drawCharts() {
      const { K } = shape();
      const ceiling = Math.log(K || Math.E);
      const least = Math.min(...history.all().map(({ bound }) => bound));
      const [low, high] = [Math.max(-4, Math.min(-1, Math.floor(least))), Math.ceil(ceiling + 0.2)];
      informationChart.draw(
        history.all(),
        [
          { key: "gap", colour: colours.green, dash: [1.5, 2.5] },
          { key: "information", colour: colours.orange, dash: [7, 3], width: 2.5 },
          { key: "bound", colour: colours.blue, width: 2 },
        ],
        {
          low,
          high,
          ticks: Array.from({ length: high - low + 1 }, (_, i) => low + i),
          level: K ? { value: ceiling, colour: colours.grey } : undefined,
        },
        colours,
      );
      const top = losses.all().some(({ d, g }) => Math.max(d, g) > 3) ? 12 : 3;
      lossChart.draw(
        losses.all(),
        [
          { key: "d", colour: colours.orange },
          { key: "g", colour: colours.blue, dash: [6, 3] },
        ],
        { low: 0, high: top, ticks: top > 3 ? [0, 3, 6, 9, 12] : [0, 1, 2, 3] },
        colours,
      );
    }

    function redraw() {
      colours ??= palette(place);
      drawD();
      drawQ();
      if (performance.now() - charted < CHARTS && seen?.playing) return;
      charted = performance.now();
      drawCharts();
    }

    const figure = (name, { canvas }, text, ...legend) =>
      element(
        "figure",
        { class: `lab-figure ${name}` },
        canvas,
        element("figcaption", {}, element("b", { text }), ...legend),
      );

    return {
      figures: [
        figure("lab-d", dView, "D's view"),
        figure("lab-q", qView, "Q's view"),
        figure(
          "lab-information",
          informationChart,
          "Information, nats",
          key(["ceiling", "H(c)"], ["truth", "I(c; x̃)"], ["bound", "L_I"], ["gap", "gap"]),
        ),
        figure("lab-losses", lossChart, "Losses, nats", key(["dloss", "D"], ["gloss", "G"])),
      ],
      legend: key(
        ["data", "data"],
        ["held", "held back"],
        ["half", "D(x) = ½"],
        ["pull-d", "D pulls"],
        ["pull-q", "Q pulls"],
      ),
      history,
      started(points) {
        data = points;
        dView.stale();
        redraw();
      },
      frame(answer) {
        seen = answer;
        if (answer.surfaces) {
          surfaces = answer.surfaces;
          for (const plane of planes) plane.stale();
        }
        if (Number.isFinite(answer.d)) losses.add({ step: answer.steps, d: answer.d, g: answer.g });
        const m = answer.measures;
        if (m?.information) {
          const [information, bound, gap] = [m.information.value, m.bound.value, m.gap.value];
          history.add({ step: m.step, information, bound, gap });
        }
        redraw();
      },
      clear() {
        seen = surfaces = null;
        for (const plane of planes) plane.stale();
        history.clear();
        losses.clear();
      },
      /* Names for those who do not see the pictures. */
      describe(text) {
        const { K } = shape();
        const codes = K ? `coloured and shaped by ${K} codes` : "without a category";
        dView.canvas.setAttribute("aria-label", `D's view: data, D's surface, G's points ${codes}. ${text}`);
        qView.canvas.setAttribute("aria-label", `Q's view: the code that Q reads at each place. ${text}`);
        informationChart.canvas.setAttribute("aria-label", `Information over training. ${text}`);
        const { d, g } = losses.last() ?? {};
        lossChart.canvas.setAttribute("aria-label", `Losses now: D ${number(d)}, G ${number(g)} nats.`);
      },
    };
  };
})(window.infogan);
