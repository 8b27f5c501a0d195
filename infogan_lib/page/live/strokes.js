// @ts-check
/* From strokes of a pen to an image such as MNIST's: the ink scaled into a box of 20 × 20 pixels,
   its centre of mass on pixel (14, 14). All 5,000 digits of the bundled sample keep to both. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const SIDE = 28;
  const BOX = 20;
  const CENTRE = 14.5; // the middle of pixel 14, where pixel k covers k to k + 1

  /* Draw strokes, lists of [x, y], with a round pen of the given width, as the transform says. */
  function ink(context, strokes, pen, scale, left, top) {
    context.setTransform(scale, 0, 0, scale, left, top);
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = pen;
    for (const points of strokes) {
      const [[x, y]] = points;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 0.01, y); // a dot too is a line, and one of no length would not be drawn
      for (const point of points) context.lineTo(...point);
      context.stroke();
    }
  }

  function grey(strokes, pen, scale, left, top) {
    const canvas = infogan.element("canvas");
    canvas.width = canvas.height = SIDE;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    ink(context, strokes, pen, scale, left, top);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return Float32Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i + 3] / 255);
  }

  function centreOfMass(image) {
    let mass = 0;
    let x = 0;
    let y = 0;
    image.forEach((value, i) => {
      mass += value;
      x += value * ((i % SIDE) + 0.5);
      y += value * (Math.floor(i / SIDE) + 0.5);
    });
    return [x / mass, y / mass];
  }

  /* The image (28, 28) in [-1, 1] of strokes, or null where there are none. */
  infogan.likeMnist = function (strokes, pen) {
    const points = strokes.flat();
    if (points.length === 0) return null;
    const [low, high] = [Math.min, Math.max].map((extreme) =>
      [0, 1].map((axis) => extreme(...points.map((point) => point[axis]))),
    );
    const scale = BOX / (Math.max(high[0] - low[0], high[1] - low[1]) + pen);
    // First in the middle, to find the centre of mass; then where that centre belongs.
    const place = [0, 1].map((axis) => SIDE / 2 - (scale * (low[axis] + high[axis])) / 2);
    const [x, y] = centreOfMass(grey(strokes, pen, scale, ...place));
    return grey(strokes, pen, scale, place[0] + CENTRE - x, place[1] + CENTRE - y).map(
      (value) => 2 * value - 1,
    );
  };

  infogan.inkStrokes = ink;
})(window.infogan);
