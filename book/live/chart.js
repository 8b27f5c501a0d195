// @ts-check
/* Charts of the live panels, as SVG. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const WIDTH = 360;
  const HEIGHT = 220;
  const EDGE = { left: 42, right: 10, top: 10, bottom: 40 };

  function svg(tag, attributes, text) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  const range = (low, high, n) =>
    Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));

  /* A chart whose draw(curves, dots, alt) may be called again and again. `x` and `y`: {label,
     low, high, ticks, log}. A curve: {f, kind}; a dot: [x, y]. */
  function chart(x, y) {
    const node = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "live-chart" });
    const scale = (axis, from, to) => {
      const map = axis.log ? Math.log : (v) => v;
      const [low, high] = [map(axis.low), map(axis.high)];
      return (v) => from + ((to - from) * (map(v) - low)) / (high - low);
    };
    const px = scale(x, EDGE.left, WIDTH - EDGE.right);
    const py = scale(y, HEIGHT - EDGE.bottom, EDGE.top);
    // What lies outside is cut off by the frame; an infinite number has to lie somewhere.
    const clamp = (v) => Math.min(Math.max(v, 2 * y.low - y.high), 2 * y.high - y.low);
    const bottom = HEIGHT - EDGE.bottom;
    for (const tick of x.ticks) {
      node.append(
        svg("line", { x1: px(tick), x2: px(tick), y1: EDGE.top, y2: bottom, class: "grid" }),
        svg("text", { x: px(tick), y: bottom + 15, class: "middle" }, String(tick).replace("-", "−")),
      );
    }
    for (const tick of y.ticks) {
      node.append(
        svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: py(tick), y2: py(tick), class: "grid" }),
        svg("text", { x: EDGE.left - 5, y: py(tick) + 4, class: "end" }, String(tick).replace("-", "−")),
      );
    }
    const middle = (EDGE.top + bottom) / 2;
    node.append(
      svg("text", { x: (EDGE.left + WIDTH) / 2, y: HEIGHT - 6, class: "middle" }, x.label),
      svg("text", { transform: `translate(11 ${middle}) rotate(-90)`, class: "middle" }, y.label),
    );
    const [width, height] = [WIDTH - EDGE.left - EDGE.right, bottom - EDGE.top];
    const frame = { x: EDGE.left, y: EDGE.top, width, height };
    const marks = svg("svg", { ...frame, viewBox: Object.values(frame).join(" ") });
    node.append(marks);
    const xs = x.log
      ? range(Math.log(x.low), Math.log(x.high), 181).map(Math.exp)
      : range(x.low, x.high, 181);
    return {
      node,
      draw(curves, dots, alt) {
        node.setAttribute("aria-label", alt);
        const lines = curves.map(({ f, kind }) => {
          const points = xs.map((v) => [v, f(v)]).filter(([, v]) => !Number.isNaN(v));
          const path = points.map(([u, v]) => `${px(u).toFixed(1)},${py(clamp(v)).toFixed(1)}`);
          return svg("polyline", { points: path.join(" "), class: `line ${kind}` });
        });
        const circles = dots.map(([u, v]) =>
          svg("circle", { cx: px(u), cy: py(clamp(v)), r: 5, class: "dot" }),
        );
        marks.replaceChildren(...lines, ...circles);
      },
    };
  }

  infogan.chart = chart;
})(window.infogan);
