// @ts-check
/* Latent codes: rows for G, and what Q says of an image. As infogan_lib/core/codes.py has them. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);
  /** @type {(code: Code) => code is CategoryCode} */
  const isCategory = (code) => code.kind === "categorical";

  /* The middle of the values seen in training, and how far to either side most of them reach. */
  function trained(code) {
    if (code.kind === "uniform") {
      return { centre: (code.low + code.high) / 2, half: (code.high - code.low) / 2 };
    }
    return { centre: code.mean, half: code.std };
  }

  function entropy(code) {
    if (isCategory(code)) {
      if (!code.probabilities) return Math.log(code.size);
      return -code.probabilities.reduce((sum, p) => sum + p * Math.log(p), 0);
    }
    if (code.kind === "uniform") return Math.log(code.high - code.low);
    return 0.5 + HALF_LOG_TAU + Math.log(code.std);
  }

  /* n draws from N(0, 1), the same for the same seed (mulberry32, then Box and Muller). Not the
     numbers that Keras would draw from this seed. */
  function noise(seed, n) {
    let state = seed >>> 0;
    const uniform = () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
      return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
    };
    return Float32Array.from({ length: n }, () => {
      const radius = Math.sqrt(-2 * Math.log(uniform()));
      return radius * Math.cos(2 * Math.PI * uniform());
    });
  }

  /* The row (z, c) that G takes. `values`: {code name: number}. */
  function assemble(latent, z, values) {
    const row = new Float32Array(latent.width);
    row.set(z);
    let at = latent.noise;
    for (const code of latent.codes) {
      if (isCategory(code)) {
        row[at + values[code.name]] = 1;
        at += code.size;
      } else {
        row[at++] = values[code.name];
      }
    }
    return row;
  }

  function logSoftmax(scores) {
    const most = Math.max(...scores);
    const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0));
    return scores.map((score) => score - most - total);
  }

  const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

  /* Q's raw output as {name: {logs, best}} for a category, {name: {mean, std}} for a number. */
  function posterior(networks, raw) {
    const found = {};
    let at = 0;
    for (const code of networks.latent.codes) {
      if (isCategory(code)) {
        const logs = logSoftmax(Array.from(raw.subarray(at, at + code.size)));
        found[code.name] = { logs, best: logs.indexOf(Math.max(...logs)) };
        at += code.size;
      } else {
        found[code.name] = { mean: raw[at], std: softplus(raw[at + 1]) + networks.smallestStd };
        at += 2;
      }
    }
    return found;
  }

  /* ln q(c|x) + H(c) in nats: what this image adds to the bound L_I. */
  function contribution(code, value, q) {
    if (isCategory(code)) return q.logs[value] + entropy(code);
    const score = (value - q.mean) / q.std;
    return -0.5 * score * score - Math.log(q.std) - HALF_LOG_TAU + entropy(code);
  }

  Object.assign(infogan, /** @satisfies {Partial<Infogan>} */ ({
    assemble,
    contribution,
    entropy,
    isCategory,
    noise,
    posterior,
    trained,
  }));
})(window.infogan);
