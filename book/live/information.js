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
  function jensenShannon(mean, std) {
    const reach = 10 * Math.max(1, std);
    const [low, high] = [Math.min(0, mean) - reach, Math.max(0, mean) + reach];
    const steps = 4000;
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

  Object.assign(infogan, {
    gaussianBound,
    gaussianLogDensity,
    jensenShannon,
    optimalDiscriminator,
    symmetricBound,
    symmetricGap,
    symmetricInformation,
    uniformEntropy,
  });
})(window.infogan);
