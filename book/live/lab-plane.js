// @ts-check
/* The lab's two pictures of the plane: data and G's points over D's surface, and over Q's regions. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const POLYGON = (n, turn = 0) =>
    Array.from({ length: n }, (_, i) => {
      const angle = 2 * Math.PI * (i / n) - Math.PI / 2 + turn;
      return [Math.cos(angle), Math.sin(angle)];
    });
  const STAR = (n, inner) =>
    POLYGON(2 * n).map(([x, y], i) => (i % 2 ? [inner * x, inner * y] : [1.25 * x, 1.25 * y]));
  const CROSS = [
    [-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35],
    [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35],
  ]; // prettier-ignore
  /* One shape a code, so that colour never has to tell alone. */
  const SHAPES = [
    POLYGON(16),
    POLYGON(4, Math.PI / 4),
    POLYGON(3),
    CROSS,
    POLYGON(4),
    POLYGON(3, Math.PI),
    STAR(5, 0.5),
    CROSS.map(([x, y]) => [(x - y) * 0.75, (x + y) * 0.75]),
    POLYGON(5),
    POLYGON(3, Math.PI / 2),
    STAR(4, 0.35),
    POLYGON(3, -Math.PI / 2),
  ];

  /* A square canvas with sharp pixels whatever the screen. `ready(drawGround)` returns its context and
     side, on a ground that is drawn anew only after `stale()` or in another size. */
  function square(label) {
    const canvas = infogan.element("canvas", { class: "lab-plane", role: "img", "aria-label": label });
    const ground = document.createElement("canvas");
    let old = true;
    return {
      canvas,
      stale: () => (old = true),
      ready(drawGround) {
        const side = Math.max(120, canvas.clientWidth);
        const ratio = Math.min(2, window.devicePixelRatio || 1);
        const pixels = Math.round(side * ratio);
        if (canvas.width !== pixels) {
          for (const one of [canvas, ground]) one.width = one.height = pixels;
          old = true;
        }
        /** @type {any[]} */
        const [context, below] = [canvas, ground].map((one) => one.getContext("2d"));
        if (old) {
          below.setTransform(ratio, 0, 0, ratio, 0, 0);
          below.clearRect(0, 0, side, side);
          drawGround(below, side);
          old = false;
        }
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, pixels, pixels);
        context.drawImage(ground, 0, 0);
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        return { context, side };
      },
    };
  }

  /* Where the plane's (x, y) lies in a picture. */
  const mapping = (side, edge) => [
    (x) => ((x / edge + 1) * side) / 2,
    (y) => ((1 - y / edge) * side) / 2,
  ];

  /* The points of one code, [x, y] in the picture, as one path: that is far faster than one each. */
  function marks(context, code, places, size, colours) {
    const shape = SHAPES[code % SHAPES.length];
    context.beginPath();
    for (const [x, y] of places) {
      shape.forEach(([u, v], i) => context[i ? "lineTo" : "moveTo"](x + size * u, y + size * v));
      context.closePath();
    }
    context.fillStyle = colours.codes[code % colours.codes.length];
    context.strokeStyle = colours.ground;
    context.lineWidth = 0.8;
    context.fill();
    context.stroke();
  }

  /* Paint one value a cell, [r, g, b, alpha], and let the browser smooth between them. */
  function cells(context, side, count, colourOf, smooth) {
    const small = new OffscreenCanvas(count, count);
    const picture = /** @type {OffscreenCanvasRenderingContext2D} */ (small.getContext("2d"));
    const pixels = picture.createImageData(count, count);
    for (let i = 0; i < count * count; i++) pixels.data.set(colourOf(i), 4 * i);
    picture.putImageData(pixels, 0, 0);
    context.imageSmoothingEnabled = smooth;
    context.drawImage(small, 0, 0, side, side);
  }

  /* The line along which a field (count², rows from the top) is `level`: one stroke a cell. */
  function contour(context, side, field, count, level) {
    const at = (i) => ((i + 0.5) * side) / count;
    context.beginPath();
    for (let r = 0; r + 1 < count; r++) {
      for (let c = 0; c + 1 < count; c++) {
        const corners = [[r, c], [r, c + 1], [r + 1, c + 1], [r + 1, c]]; // prettier-ignore
        const crossings = [];
        corners.forEach(([r0, c0], k) => {
          const [r1, c1] = corners[(k + 1) % 4];
          const a = field[r0 * count + c0] - level;
          const b = field[r1 * count + c1] - level;
          if (a < 0 === b < 0) return;
          const t = a / (a - b);
          crossings.push([at(c0 + t * (c1 - c0)), at(r0 + t * (r1 - r0))]);
        });
        for (let k = 0; k + 1 < crossings.length; k += 2) {
          context.moveTo(...crossings[k]);
          context.lineTo(...crossings[k + 1]);
        }
      }
    }
    context.stroke();
  }

  function dots(context, [px, py], points, most, draw) {
    const every = Math.max(1, Math.ceil(points.length / 2 / most));
    for (let i = 0; i < points.length / 2; i += every) draw(px(points[2 * i]), py(points[2 * i + 1]));
  }

  function drawData(context, map, { train, held }, colours) {
    context.fillStyle = context.strokeStyle = colours.data;
    dots(context, map, train, 500, (x, y) => context.fillRect(x - 1, y - 1, 2, 2));
    context.lineWidth = 0.8;
    dots(context, map, held, 100, (x, y) => {
      context.beginPath();
      context.arc(x, y, 2.4, 0, 2 * Math.PI);
      context.stroke();
    });
  }

  /* Arrows from every point where `pulls` leads; `scale`: picture's pixels for a pull of 1. */
  function arrows(context, [px, py], at, pulls, scale, longest, colour, dash) {
    const drawn = [];
    for (let i = 0; i < pulls.length / 2; i++) {
      const length = scale * Math.hypot(pulls[2 * i], pulls[2 * i + 1]);
      if (!(length > 1.5)) continue;
      const [a, b] = [(scale * pulls[2 * i]) / length, (-scale * pulls[2 * i + 1]) / length];
      const [x, y] = [px(at[2 * i]), py(at[2 * i + 1])];
      const far = Math.min(length, longest);
      drawn.push({ x, y, a, b, u: x + far * a, v: y + far * b });
    }
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.4;
    context.setLineDash(dash);
    context.beginPath();
    for (const { x, y, u, v } of drawn) {
      context.moveTo(x, y);
      context.lineTo(u, v);
    }
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    for (const { a, b, u, v } of drawn) {
      context.moveTo(u + 2 * a, v + 2 * b);
      context.lineTo(u - 3 * a - 2.5 * b, v - 3 * b + 2.5 * a);
      context.lineTo(u - 3 * a + 2.5 * b, v - 3 * b - 2.5 * a);
    }
    context.fill();
  }

  function drawPoints(context, [px, py], { at, codes }, K, size, colours) {
    for (let k = 0; k < Math.max(1, K); k++) {
      const places = [];
      codes.forEach((code, i) => code === k && places.push([px(at[2 * i]), py(at[2 * i + 1])]));
      marks(context, k, places, size, colours);
    }
  }

  /* Each code's number at the middle of its points, on a ground of its own. */
  function numbers(context, [px, py], { at, codes }, K, side, colours) {
    context.font = `600 ${side < 220 ? 10 : 13}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let k = 0; k < K; k++) {
      let [x, y, n] = [0, 0, 0];
      codes.forEach((code, i) => {
        if (code !== k) return;
        x += at[2 * i];
        y += at[2 * i + 1];
        n++;
      });
      if (!n) continue;
      const clamp = (v) => Math.min(Math.max(v, 9), side - 9);
      const [u, v] = [clamp(px(x / n)), clamp(py(y / n))];
      context.strokeStyle = colours.ground;
      context.lineWidth = 4;
      context.strokeText(k, u, v);
      context.fillStyle = colours.ink;
      context.fillText(k, u, v);
    }
  }

  infogan.labPlane = {
    SHAPES,
    arrows,
    cells,
    contour,
    drawData,
    drawPoints,
    mapping,
    numbers,
    square,
  };
})(window.infogan);
