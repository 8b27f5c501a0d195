// @ts-check
/* The exact information of a generator through measurement noise, I(c; x̃) with x̃ = G(z, c) + σ ε:
   infogan_lib.information.frozen_generator_information, in the plane. z is one of M fixed draws, so
   that p(x̃ given c) is a mixture of M Gaussians and the posterior of c is known for every x̃. */
"use strict";
window.infogan = window.infogan || {};
window.infogan.labParts = window.infogan.labParts || [];

window.infogan.labParts.push(function information(lab) {
  const { drawLatents, logSoftmax, pass, separate, softplus, SMALLEST_STD } = lab;
  const SIGMA = 0.1; // the stated measurement noise, in the plane's unit
  const CELLS = 64; // values that stand for a number's whole range in the integral over it
  const NEGLIGIBLE = 45; // e^-45 of the largest term is beyond the digits of a double

  /* {value, error}: the mean of n numbers and its standard error. */
  function estimate(values, offset = 0) {
    const n = values.length;
    let mean = 0;
    for (const value of values) mean += value / n;
    let squares = 0;
    for (const value of values) squares += (value - mean) ** 2;
    return { value: mean + offset, error: Math.sqrt(squares / (n - 1) / n) };
  }

  /* P(c given x̃), (n, K), for a bank (K, M, 2) and noisy points (n, 2). */
  function posterior(bank, size, points, sigma) {
    const draws = bank.length / 2 / size;
    const n = points.length / 2;
    const p = new Float64Array(n * size);
    const energy = new Float64Array(size * draws);
    const scale = 1 / (2 * sigma * sigma);
    for (let i = 0; i < n; i++) {
      const x = points[2 * i];
      const y = points[2 * i + 1];
      let least = Infinity;
      for (let m = 0; m < energy.length; m++) {
        const dx = x - bank[2 * m];
        const dy = y - bank[2 * m + 1];
        const e = (dx * dx + dy * dy) * scale;
        energy[m] = e;
        if (e < least) least = e;
      }
      let total = 0;
      for (let c = 0, m = 0; c < size; c++) {
        let sum = 0;
        for (let end = m + draws; m < end; m++) {
          const above = energy[m] - least;
          if (above < NEGLIGIBLE) sum += Math.exp(-above);
        }
        p[i * size + c] = sum;
        total += sum;
      }
      for (let c = 0; c < size; c++) p[i * size + c] /= total;
    }
    return p;
  }

  /* {information, bound, gap, entropy}, each {value, error} in nats, from the posterior p and
     ln q(c given x̃), both (n, K). The bound is averaged over the posterior, so that it differs from
     the information by a mean of KL(p ‖ q), and no Q can pass the information by luck. */
  function compare(p, logQ, size) {
    const n = p.length / size;
    const [ofP, ofQ, kl] = [0, 0, 0].map(() => new Float64Array(n));
    for (let i = 0, o = 0; i < n; i++) {
      for (let c = 0; c < size; c++, o++) {
        if (p[o] === 0) continue;
        ofP[i] += p[o] * Math.log(p[o]);
        ofQ[i] += p[o] * logQ[o];
      }
      kl[i] = ofP[i] - ofQ[i];
    }
    const entropy = Math.log(size);
    return {
      entropy,
      information: estimate(ofP, entropy),
      bound: estimate(ofQ, entropy),
      gap: estimate(kl),
    };
  }

  /* n points on their way through a network, whose room is kept from one look to the next. */
  function look(net, points, n) {
    net.looks ??= new Map();
    if (!net.looks.has(n)) net.looks.set(n, pass(net, n));
    return net.looks.get(n).forward(points);
  }

  /* The bank of a game's G for one code, latents alike for every value; `code` is "category" or the
     place of a number. Returns {bank, size}. */
  function bankOf(game, code, draws, random) {
    const { categories, noise } = game.settings;
    const size = code === "category" ? categories : CELLS;
    const shared = drawLatents(game, draws, random);
    const rows = new Float64Array(size * draws * game.latents);
    for (let c = 0; c < size; c++) {
      rows.set(shared, c * shared.length);
      for (let m = 0; m < draws; m++) {
        const at = (c * draws + m) * game.latents + noise;
        if (code === "category") rows.fill(0, at, at + categories)[at + c] = 1;
        else rows[at + categories + code] = cell(c);
      }
    }
    return { bank: look(game.generator, rows, size * draws).slice(), size };
  }

  const cell = (c) => (2 * c + 1) / CELLS - 1;

  /* ln q of every value of a code at points (n, 2). A number's density is set against that of its
     prior, ½: what matters to the bound is q(c|x̃) / p(c). */
  function logQOf(game, code, points, softened) {
    const { categories } = game.settings;
    const n = points.length / 2;
    const features = look(separate(game) ? game.qTrunk : game.trunk, points, n);
    const raw = look(game.qHead, features, n);
    const size = code === "category" ? categories : CELLS;
    const logQ = new Float64Array(n * size);
    const row = new Float64Array(size);
    for (let i = 0; i < n; i++) {
      const at = i * game.raw;
      if (code === "category") {
        row.set(raw.subarray(at, at + size));
        logSoftmax(row, 0, size, row);
        if (softened) logSoftmax(row.map(Math.exp), 0, size, row);
      } else {
        const mean = raw[at + categories + 2 * code];
        const std = softplus(raw[at + categories + 2 * code + 1]) + SMALLEST_STD;
        for (let c = 0; c < size; c++) {
          const error = (cell(c) - mean) / std;
          row[c] = -0.5 * error * error - Math.log(std * Math.sqrt(2 * Math.PI)) + Math.log(2 / CELLS);
        }
      }
      logQ.set(row, i * size);
    }
    return logQ;
  }

  /* Noisy points (n, 2) of a bank: c and z uniform, ε standard normal. */
  function noisy(bank, n, sigma, random) {
    const points = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const m = random.whole(bank.length / 2);
      for (const axis of [0, 1]) {
        points[2 * i + axis] = bank[2 * m + axis] + sigma * random.normal();
      }
    }
    return points;
  }

  /* What the chart shows of a game: see `compare`. */
  function measure(game, random, { code = "category", draws = 256, n = 512, softened = false } = {}) {
    const { bank, size } = bankOf(game, code, draws, random);
    const points = noisy(bank, n, SIGMA, random);
    const p = posterior(bank, size, points, SIGMA);
    return compare(p, logQOf(game, code, points, softened), size);
  }

  Object.assign(lab, /** @satisfies {Partial<Lab>} */ ({ SIGMA, bankOf, compare, logQOf, measure, noisy, posterior }));
});
