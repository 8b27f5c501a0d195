// @ts-check
/* Closed forms of the information chapters, in nats; tested against infogan_lib.information. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

  /* x ln y, with 0 where x = 0. */
  const xlogy = (x, y) => (x === 0 ? 0 : x * Math.log(y));

  const symmetricInformation = (classes, error) => symmetricBound(classes, error, error);

  /* The bound of a Q that takes the channel's error for `believed`; -Infinity where Q excludes
     what happens. */
  function symmetricBound(classes, error, believed) {
    const logQ = xlogy(1 - error, 1 - believed) + xlogy(error, believed);
    return Math.log(classes) + logQ - error * Math.log(classes - 1);
  }

  /* KL between the channel's error and the believed one: without the two above. */
  function symmetricGap(error, believed) {
    const part = (p, q) => (p === 0 ? 0 : p * Math.log(p / q));
    return part(error, believed) + part(1 - error, 1 - believed);
  }

  const uniformEntropy = (low, high) => Math.log(high - low);

  /* The bound of a Gaussian Q that misses by `mse` on average and reports `std`. */
  function gaussianBound(entropy, mse, std) {
    return entropy - HALF_LOG_TAU - Math.log(std) - (0.5 * mse) / std ** 2;
  }

  function gaussianLogDensity(x, mean, std) {
    return -0.5 * ((x - mean) / std) ** 2 - Math.log(std) - HALF_LOG_TAU;
  }

  /* D*(x) = p / (p + q) of a real density p = N(0, 1) and a generated q = N(mean, std²). */
  function optimalDiscriminator(x, mean, std) {
    return 1 / (1 + Math.exp(gaussianLogDensity(x, mean, std) - gaussianLogDensity(x, 0, 1)));
  }

  /* Jensen-Shannon divergence of the same two, by the trapezoidal rule: V(D*, G) = 2 JS - ln 4. */
  function jensenShannon(mean, std, steps = 4000) {
    const reach = 10 * Math.max(1, std);
    const [low, high] = [Math.min(0, mean) - reach, Math.max(0, mean) + reach];
    let total = 0;
    for (let i = 0; i <= steps; i++) {
      const x = low + ((high - low) * i) / steps;
      const [p, q] = [gaussianLogDensity(x, 0, 1), gaussianLogDensity(x, mean, std)];
      // ln of the mixture, safe where both densities are 0 in floating point.
      const mixed = Math.max(p, q) + Math.log1p(Math.exp(-Math.abs(p - q))) - Math.LN2;
      total += 0.5 * (Math.exp(p) * (p - mixed) + Math.exp(q) * (q - mixed));
    }
    return (total * (high - low)) / steps;
  }

  /* All that chapter 05 makes of a joint P(c, x), two codes by any pictures, and of q[x] = Q(0 | x):
     the margins, the posterior of code 0, H(c), H(c|x), I, CE, L_I, the gap, and the slope of L_I by
     Q's logit of code 0 for each picture. */
  function jointQuantities(joint, q) {
    const codes = joint.map((row) => row.reduce((sum, p) => sum + p, 0));
    const pictures = q.map((_, x) => joint[0][x] + joint[1][x]);
    const posterior = pictures.map((p, x) => joint[0][x] / p);
    const entropy = -codes.reduce((sum, p) => sum + xlogy(p, p), 0);
    const mean = (f) =>
      joint.reduce((sum, row, c) => row.reduce((s, p, x) => s + (p && p * f(c, x)), sum), 0);
    const ofQ = (c, x) => (c ? 1 - q[x] : q[x]);
    const conditional = -mean((c, x) => Math.log(joint[c][x] / pictures[x]));
    const crossEntropy = -mean((c, x) => Math.log(ofQ(c, x)));
    return {
      codes,
      pictures,
      posterior,
      entropy,
      conditional,
      information: mean((c, x) => Math.log(joint[c][x] / (codes[c] * pictures[x]))),
      crossEntropy,
      bound: entropy - crossEntropy,
      gap: mean((c, x) => Math.log(joint[c][x] / pictures[x] / ofQ(c, x))),
      gradient: pictures.map((p, x) => joint[0][x] - p * q[x]),
    };
  }

  Object.assign(infogan, /** @satisfies {Partial<Infogan>} */ ({
    gaussianBound,
    gaussianLogDensity,
    jensenShannon,
    jointQuantities,
    optimalDiscriminator,
    symmetricBound,
    symmetricGap,
    symmetricInformation,
    uniformEntropy,
  }));
})(window.infogan);
