// @ts-check
/* Curves over training steps, on a canvas: the lab redraws them many times a second. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const EDGE = { left: 30, right: 6, top: 8, bottom: 18 };
  const KEPT = 500; // moments; beyond them every other one goes

  /* Moments {step, ...} in order, thinned as they grow. */
  infogan.labHistory = function () {
    let moments = [];
    let every = 1;
    let asked = 0;
    return {
      add(moment) {
        if (asked++ % every === 0) moments.push(moment);
        if (moments.length <= KEPT) return;
        moments = moments.filter((_, i) => i % 2 === 0);
        every *= 2;
      },
      all: () => moments,
      last: () => moments[moments.length - 1],
      clear() {
        moments = [];
        [every, asked] = [1, 0];
      },
    };
  };

  const round = (x) => {
    const power = 10 ** Math.floor(Math.log10(x));
    return /** @type {number} */ ([1, 2, 5, 10].map((d) => d * power).find((d) => d >= x));
  };

  /* draw(moments, curves, {low, high, ticks, level}): a curve is {key, colour, dash, width}; `level`
     {value, colour} is a dotted line across. */
  infogan.labChart = function (label) {
    const canvas = infogan.element("canvas", { class: "lab-chart", role: "img", "aria-label": label });

    function draw(moments, curves, { low, high, ticks, level }, colours) {
      const [width, height] = [Math.max(140, canvas.clientWidth), Math.max(60, canvas.clientHeight)];
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
      const context = canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const [right, bottom] = [width - EDGE.right, height - EDGE.bottom];
      const most = round(Math.max(100, moments.length ? moments[moments.length - 1].step : 0));
      const px = (step) => EDGE.left + ((right - EDGE.left) * step) / most;
      const py = (value) => bottom - ((bottom - EDGE.top) * (value - low)) / (high - low);

      context.font = "11px sans-serif";
      context.fillStyle = colours.ink;
      context.strokeStyle = colours.line;
      context.lineWidth = 0.7;
      context.setLineDash([]);
      context.textBaseline = "middle";
      context.textAlign = "right";
      for (const tick of ticks) {
        context.beginPath();
        context.moveTo(EDGE.left, py(tick));
        context.lineTo(right, py(tick));
        context.stroke();
        context.fillText(String(tick).replace("-", "−"), EDGE.left - 4, py(tick));
      }
      context.textBaseline = "bottom";
      context.textAlign = "left";
      context.fillText("0", EDGE.left, height);
      context.textAlign = "right";
      context.fillText(`${most.toLocaleString("en")} steps`, right, height);

      context.save();
      context.beginPath();
      context.rect(EDGE.left, 0, right - EDGE.left, bottom + 1);
      context.clip();
      if (level !== undefined) {
        context.strokeStyle = level.colour;
        context.lineWidth = 2;
        context.setLineDash([2, 3]);
        context.beginPath();
        context.moveTo(EDGE.left, py(level.value));
        context.lineTo(right, py(level.value));
        context.stroke();
      }
      for (const { key, colour, dash = [], width: thick = 2 } of curves) {
        context.strokeStyle = colour;
        context.lineWidth = thick;
        context.setLineDash(dash);
        context.beginPath();
        for (const moment of moments) {
          const value = moment[key];
          if (!Number.isFinite(value)) continue;
          context.lineTo(px(moment.step), py(Math.min(Math.max(value, low - 9), high + 9)));
        }
        context.stroke();
      }
      context.restore();
    }

    return { canvas, draw };
  };
})(window.infogan);
