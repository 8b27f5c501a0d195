// @ts-check
/* The numbers of a run, for the table beside the pictures and for those who listen. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { number } = infogan;
  const nats = ({ value, error }) => `${number(value, 3)} ± ${number(error, 3)}`;
  const percent = (share) => `${Math.round(100 * share)} %`;

  const EDGE = 1.7; // of the picture: the worker's lab.EDGE
  const outside = ({ at }) => at.filter((_, i) => i % 2 === 0 && Math.max(Math.abs(at[i]), Math.abs(at[i + 1])) > EDGE).length;

  /* Rows [name, text], from a frame and the last measures `m`. */
  function rows({ steps, rate, points }, m, { K, seed }) {
    const pace = rate ? `, ${Math.round(rate)} a second` : "";
    const found = [
      ["steps", steps.toLocaleString("en") + pace],
      ["seed", String(seed)],
    ];
    if (m.information) {
      if (K) found.push(["H(c) = ln K", number(Math.log(K), 3)]);
      found.push(["exact I(c; x̃)", nats(m.information)], ["L_I of this Q", nats(m.bound)]);
      found.push(["gap I − L_I", number(m.gap.value, 3)]);
    }
    if (m.modes) {
      found.push(["modes covered", `${m.covered} of ${m.modes}`]);
      found.push(["G's points at a mode", percent(m.good)]);
      if (K) found.push(["least pure code", percent(Math.min(...m.purity))]);
    }
    const lost = outside(points);
    if (lost) found.push(["G's points outside the picture", `${lost} of ${points.codes.length}`]);
    if (Number.isFinite(m.onTrain)) {
      found.push(["mean D, data it saw", number(m.onTrain)], ["mean D, held back", number(m.onHeld)]);
    }
    return found;
  }

  function sentence({ steps }, m, K) {
    const parts = [`Step ${steps.toLocaleString("en")}.`];
    if (m.information) {
      const ceiling = K ? ` of ${number(Math.log(K))}` : "";
      const bound = `bound ${number(m.bound.value)}`;
      parts.push(`Information ${number(m.information.value)}${ceiling} nats, ${bound}.`);
    }
    if (m.modes) parts.push(`${m.covered} of ${m.modes} modes covered.`);
    if (m.modes && K) parts.push(`Least pure code ${percent(Math.min(...m.purity))}.`);
    return parts.join(" ");
  }

  infogan.labReport = { rows, sentence };
})(window.infogan);
