// @ts-check
/* The game of G, D and Q on points of the plane, and one training step: infogan_lib's train_step
   (core/infogan.py), with the same names. Every gradient is written out by the chain rule. */
"use strict";
window.infogan = window.infogan || {};
window.infogan.labParts = window.infogan.labParts || [];

window.infogan.labParts.push(function game(lab) {
  const { adam, network, pass } = lab;
  const SMALLEST_STD = 0.05; // infogan_lib.core.codes.SMALLEST_STD
  const HEAD_STD = 0.02; // infogan_lib.core.networks.INITIAL_STD
  const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);
  const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x)));

  /* ln softmax of count numbers of q from `at`, into the same places of out. */
  function logSoftmax(q, at, count, out) {
    let top = -Infinity;
    for (let k = 0; k < count; k++) top = Math.max(top, q[at + k]);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += Math.exp(q[at + k] - top);
    for (let k = 0; k < count; k++) out[at + k] = q[at + k] - top - Math.log(sum);
  }

  /* The networks of a game: `settings` has categories K, styles, noise, width and trunk. */
  function createGame(settings, random) {
    const { categories, styles, noise, width, trunk } = settings;
    const latents = noise + categories + styles;
    const raw = categories + 2 * styles;
    const { normal } = random;
    const room = lab.createRoom();
    const game = {
      settings,
      latents,
      raw,
      generator: network([latents, width, width, 2], {}, normal, room),
      trunk: network([2, width, width], { leakyEnd: true }, normal, room),
      dHead: network([width, 1], { endStd: HEAD_STD }, normal, room),
      dSteps: 0,
      gSteps: 0,
    };
    if (raw) {
      game.qTrunk =
        trunk === "separate" ? network([2, width, width], { leakyEnd: true }, normal, room) : game.trunk;
      game.qHead = network([width, width / 2, raw], {}, normal, room);
    }
    return game;
  }

  const separate = (game) => game.raw > 0 && game.qTrunk !== game.trunk;

  /* Every network by its name, in the library's order. */
  function parts(game) {
    const { generator, trunk, dHead, qTrunk, qHead } = game;
    const own = separate(game) ? { qTrunk } : {};
    return { generator, trunk, dHead, ...own, ...(game.raw ? { qHead } : {}) };
  }

  /* Latents (n, noise + K + styles) from the prior: z ~ N(0, 1), one-hot c, numbers ~ U(−1, 1). */
  function drawLatents(game, n, random, codeOf = (_) => random.whole(game.settings.categories)) {
    const { categories, styles, noise } = game.settings;
    const rows = new Float64Array(n * game.latents);
    for (let i = 0, o = 0; i < n; i++) {
      for (let k = 0; k < noise; k++) rows[o++] = random.normal();
      if (categories) rows[o + codeOf(i)] = 1;
      o += categories;
      for (let k = 0; k < styles; k++) rows[o++] = 2 * random.uniform() - 1;
    }
    return rows;
  }

  /* Room for a batch of n on its way through every network. */
  function createPasses(game, n) {
    const g = pass(game.generator, n);
    const [real, fake] = [0, 0].map(() => pass(game.trunk, n));
    const [dReal, dFake] = [0, 0].map(() => pass(game.dHead, n));
    const passes = { n, g, real, fake, dReal, dFake };
    if (!game.raw) return passes;
    return {
      ...passes,
      qTrunk: separate(game) ? pass(game.qTrunk, n) : fake,
      q: pass(game.qHead, n),
    };
  }

  /* λ · CE of Q's raw output (n, raw) for the codes in `latents`, its slope by that output, and
     ln q(c|x) of every code, (n, codes). `softened`: the mistake of a softmax before the loss. */
  function recognitionLoss(game, raw, latents, n, lambda, softened) {
    const { categories: size, styles, noise } = game.settings;
    const count = (size ? 1 : 0) + styles;
    const logQ = new Float64Array(n * count);
    const slope = new Float64Array(n * game.raw);
    const logs = new Float64Array(n * game.raw);
    const twice = new Float64Array(softened ? n * game.raw : 0);
    let loss = 0;
    for (let i = 0; i < n; i++) {
      const at = i * game.raw;
      const c = i * game.latents + noise;
      let code = i * count;
      if (size) {
        logSoftmax(raw, at, size, logs);
        if (softened) softenedSlope(i);
        else {
          for (let k = 0; k < size; k++) {
            const put = latents[c + k];
            if (put) logQ[code] = logs[at + k];
            slope[at + k] = ((Math.exp(logs[at + k]) - put) * lambda.category) / n;
          }
        }
        loss -= (lambda.category * logQ[code++]) / n;
      }
      for (let s = 0; s < styles; s++, code++) {
        const r = at + size + 2 * s;
        const std = softplus(raw[r + 1]) + SMALLEST_STD;
        const error = (latents[c + size + s] - raw[r]) / std;
        logQ[code] = -0.5 * error * error - Math.log(std) - HALF_LOG_TAU;
        loss -= (lambda.style * logQ[code]) / n;
        slope[r] = ((-error / std) * lambda.style) / n;
        slope[r + 1] = (((1 - error * error) / std) * sigmoid(raw[r + 1]) * lambda.style) / n;
      }
    }
    return { loss, slope, logQ };

    /* Here p = softmax(raw) is taken for logits: log q = ln softmax(p), and the slope has the
       extra factor ∂p/∂raw, which is small wherever Q is sure. */
    function softenedSlope(i) {
      const at = i * game.raw;
      const c = i * game.latents + noise;
      const p = (k) => Math.exp(logs[at + k]);
      for (let k = 0; k < size; k++) twice[at + k] = p(k);
      logSoftmax(twice, at, size, twice);
      let mean = 0;
      const push = (k) => Math.exp(twice[at + k]) - latents[c + k];
      for (let k = 0; k < size; k++) {
        mean += p(k) * push(k);
        if (latents[c + k]) logQ[i * count] = twice[at + k];
      }
      for (let k = 0; k < size; k++) slope[at + k] = (p(k) * (push(k) - mean) * lambda.category) / n;
    }
  }

  /* One simultaneous step of every player on real points (n, 2) and latents. `rules`: lambda
     {category, style}, dRate, gRate, fault ("none", "severed", "softmax"), and onlyD, a step in which
     G waits. Returns the losses. */
  function step(game, passes, real, latents, rules) {
    const { n } = passes;
    const { trunk } = game.settings;
    for (const net of Object.values(parts(game))) {
      for (const { gradient } of net.parameters) gradient.fill(0);
    }
    const fake = passes.g.forward(latents); // G(z, c)
    const realFeatures = passes.real.forward(real);
    const fakeFeatures = passes.fake.forward(fake);
    const onReal = passes.dReal.forward(realFeatures); // logits ℓ; D(x) = σ(ℓ)
    const onFake = passes.dFake.forward(fakeFeatures);
    const losses = { d: 0, g: 0, q: 0 };
    const slopes = [0, 0, 0].map(() => new Float64Array(n));
    for (let i = 0; i < n; i++) {
      losses.d += (softplus(-onReal[i]) + softplus(onFake[i])) / n;
      losses.g += softplus(-onFake[i]) / n;
      slopes[0][i] = -sigmoid(-onReal[i]) / n; // of −ln D(x)
      slopes[1][i] = sigmoid(onFake[i]) / n; // of −ln(1 − D(G))
      slopes[2][i] = -sigmoid(-onFake[i]) / n; // of −ln D(G), the non-saturating form
    }

    // D descends d_loss. The generated points are fixed to it: no slope goes on to G.
    passes.real.backward(passes.dReal.backward(slopes[0], { learn: true }), {
      learn: true,
      through: false,
    });
    const toTrunk = passes.dFake.backward(slopes[1], { learn: true }).slice();

    // Q descends λ CE; with a shared trunk so does D's trunk.
    const toG = new Float64Array(2 * n);
    const hear = (slope) => slope.forEach((s, i) => (toG[i] += s));
    const push = passes.dFake.backward(slopes[2], { learn: false }).slice();
    if (game.raw) {
      const qFeatures = separate(game) ? passes.qTrunk.forward(fake) : fakeFeatures;
      const q = recognitionLoss(
        game, passes.q.forward(qFeatures), latents, n, rules.lambda, rules.fault === "softmax",
      ); // prettier-ignore
      Object.assign(losses, { q: q.loss, logQ: q.logQ });
      const features = passes.q.backward(q.slope, { learn: true });
      if (trunk === "shared") features.forEach((slope, i) => (toTrunk[i] += slope));
      const heard = rules.fault !== "severed"; // severed: Q's words never reach G
      if (separate(game)) {
        const pull = passes.qTrunk.backward(features, { learn: true });
        if (heard) hear(pull);
      } else if (heard) {
        features.forEach((slope, i) => (push[i] += slope)); // both come back through one trunk
      }
    }
    passes.fake.backward(toTrunk, { learn: true, through: false });

    // G descends −ln D(G) + λ CE, through D and Q as they were before this step.
    if (!rules.onlyD) {
      hear(passes.fake.backward(push, { learn: false }));
      passes.g.backward(toG, { learn: true, through: false });
    }

    const { generator, ...others } = parts(game);
    const learners = Object.values(others).flatMap((net) => net.parameters);
    adam(learners, rules.dRate, ++game.dSteps);
    if (!rules.onlyD) adam(generator.parameters, rules.gRate, ++game.gSteps);
    return losses;
  }

  Object.assign(lab, /** @satisfies {Partial<Lab>} */ ({
    SMALLEST_STD,
    createGame,
    createPasses,
    drawLatents,
    logSoftmax,
    parts,
    recognitionLoss,
    separate,
    sigmoid,
    softplus,
    step,
  }));
});
