// @ts-check
/* A sheet for the reader's own data: points in the plane, by mouse, finger, pen or keyboard. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element } = infogan;
  const SIDE = 240;
  const STEP = 8;
  const GAP = 6; // between two points of one stroke
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const HELP =
    "Draw with a mouse, a pen or a finger. By keyboard: arrow keys move the pen, space sets a point.";

  /* {node, points(), set(points)}; `changed(points)` when the pen is lifted. */
  infogan.labSheet = function (changed) {
    const { REACH, MOST_POINTS } = infogan.labState;
    const canvas = element("canvas", {
      class: "lab-sheet",
      width: SIDE,
      height: SIDE,
      tabindex: "0",
      role: "application",
      "aria-label": `Sheet for points. ${HELP}`,
    });
    const count = element("span", { role: "status" });
    /** @type {Point[]} */
    let points = [];
    let pen = [SIDE / 2, SIDE / 2];
    /** @type {number | null} */
    let pointer = null; // the one that draws: a second finger, or a palm, does not
    let added = false; // whether it has set a point

    /** @type {(place: number[]) => Point} */
    const toPlane = ([x, y]) => [(x / SIDE) * 2 * REACH - REACH, REACH - (y / SIDE) * 2 * REACH];
    const toSheet = ([x, y]) => [((x + REACH) / (2 * REACH)) * SIDE, ((REACH - y) / (2 * REACH)) * SIDE];

    function redraw() {
      const context = canvas.getContext("2d");
      context.clearRect(0, 0, SIDE, SIDE);
      context.fillStyle = getComputedStyle(canvas).color;
      for (const [x, y] of points.map(toSheet)) context.fillRect(x - 1.5, y - 1.5, 3, 3);
      if (canvas.matches(":focus-visible")) context.fillRect(pen[0] - 5, pen[1] - 1, 10, 2);
      if (canvas.matches(":focus-visible")) context.fillRect(pen[0] - 1, pen[1] - 5, 2, 10);
      count.textContent = `${points.length} of at most ${MOST_POINTS} points`;
    }

    function put() {
      if (points.length >= MOST_POINTS) return;
      const last = points.length ? toSheet(points[points.length - 1]) : null;
      if (last && Math.hypot(last[0] - pen[0], last[1] - pen[1]) < GAP) return;
      points.push(toPlane(pen));
      added = true;
      redraw();
    }

    function place(event) {
      const box = canvas.getBoundingClientRect();
      const within = (v) => Math.min(Math.max(v, 0), SIDE);
      pen = [
        within(((event.clientX - box.left) * SIDE) / box.width),
        within(((event.clientY - box.top) * SIDE) / box.height),
      ];
    }

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || pointer !== null) return;
      canvas.setPointerCapture(event.pointerId);
      [pointer, added] = [event.pointerId, false];
      place(event);
      put();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== pointer) return;
      place(event);
      put();
    });
    const lift = (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      if (added) changed(points);
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        put();
        changed(points);
      } else if (event.key in MOVES) {
        pen = pen.map((at, axis) => Math.min(Math.max(at + STEP * MOVES[event.key][axis], 0), SIDE));
      } else {
        return;
      }
      event.preventDefault();
      redraw();
    });
    for (const kind of ["focus", "blur"]) canvas.addEventListener(kind, redraw);

    const clear = element("button", {
      type: "button",
      text: "clear the sheet",
      onclick: () => {
        points = [];
        redraw();
        changed(points);
      },
    });
    return {
      node: element(
        "div",
        { class: "lab-drawing" },
        canvas,
        element("div", { class: "live-row" }, clear, count),
        element("small", { text: HELP }),
      ),
      set(next) {
        points = next;
        redraw();
      },
    };
  };
})(window.infogan);
