// @ts-check
/* Panels of the information chapters: sliders, a chart, and the numbers they make. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { chart, element, number } = infogan;
  const LN2 = Math.LN2;

  /** A panel from sliders [{key, ...}] and draw(values) → {rows: [[name, text]], say}.
      @param {(Omit<SliderOptions, "change"> & {key: string})[]} sliders */
  function panel(place, title, sliders, legend, picture, draw) {
    const values = Object.fromEntries(sliders.map(({ key, value }) => [key, value]));
    const numbers = element("table", { class: "live-nats" });
    const announcer = infogan.announcer();
    const update = infogan.onceAFrame(() => {
      const { rows, say } = draw(values);
      numbers.replaceChildren(
        ...rows.map(([name, text]) =>
          element("tr", {}, element("th", { scope: "row", text: name }), element("td", { text })),
        ),
      );
      announcer.say(say);
    });
    const inputs = sliders.map(({ key, ...rest }) =>
      infogan.slider({
        ...rest,
        change(value) {
          values[key] = value;
          update();
        },
      }),
    );
    const key = element(
      "p",
      { class: "live-note" },
      ...legend.map(([kind, text]) =>
        element("span", { class: "live-key" }, element("i", { class: kind }), text),
      ),
    );
    place.append(
      element(
        "section",
        { class: "live-section", "aria-label": title },
        element("p", { class: "live-title", text: title }),
        element(
          "div",
          { class: "live-columns" },
          element("div", { class: "live-controls" }, ...inputs.map((input) => input.node), numbers),
          element("div", { class: "live-picture" }, picture.node, key),
        ),
        announcer.node,
      ),
    );
    update();
  }

  infogan.symmetricChannelPanel = function (place) {
    const picture = chart(
      { label: "error that Q believes in, b", low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] },
      { label: "nats", low: -1, high: 2.5, ticks: [-1, 0, 1, 2] },
    );
    const sliders = [
      { key: "classes", name: "categories K", min: 2, max: 10, step: 1, value: 10, show: String },
      { key: "error", name: "noise: error e", min: 0, max: 0.9, step: 0.01, value: 0.2 },
      { key: "believed", name: "Q's believed error b", min: 0, max: 0.99, step: 0.01, value: 0.05 },
    ];
    const legend = [
      ["bound", "bound B of Q"],
      ["truth", "information I"],
      ["ceiling", "H(c)"],
    ];
    const title = "Live: a symmetric channel and a Q that is too sure, or not sure enough";
    panel(place, title, sliders, legend, picture, ({ classes, error, believed }) => {
      const truth = infogan.symmetricInformation(classes, error);
      const bound = infogan.symmetricBound(classes, error, believed);
      const gap = infogan.symmetricGap(error, believed);
      const say = `Information ${number(truth, 3)}, bound ${number(bound, 3)}, gap ${number(gap, 3)} nats.`;
      picture.draw(
        [
          { f: () => Math.log(classes), kind: "ceiling" },
          { f: () => truth, kind: "truth" },
          { f: (b) => infogan.symmetricBound(classes, error, b), kind: "bound" },
        ],
        [[believed, bound]],
        `The bound against the believed error: it touches the information at ${error} and lies below it elsewhere. ${say}`,
      );
      const rows = [
        ["H(c) = ln K", number(Math.log(classes), 3)],
        ["information I", number(truth, 3)],
        ["bound B", number(bound, 3)],
        ["gap I − B = E KL", number(gap, 3)],
      ];
      return { rows, say };
    });
  };

  infogan.gaussianCodePanel = function (place) {
    const picture = chart(
      { label: "σ that Q reports (unit of c)", low: 0.01, high: 3, ticks: [0.01, 0.1, 1], log: true },
      { label: "nats", low: -2.5, high: 4.5, ticks: [-2, 0, 2, 4] },
    );
    const power = (exponent) => number(10 ** exponent, 3);
    const log = { min: -2, step: 0.01, show: power };
    const sliders = [
      { ...log, key: "error", name: "Q's typical error √MSE", max: 0, value: -1 },
      { ...log, key: "std", name: "σ that Q reports", max: 0.47, value: 0 },
    ];
    const legend = [
      ["bound", "bound at this MSE"],
      ["ceiling", "bound at MSE = 0"],
    ];
    const title = "Live: a Gaussian Q for a code from U(−1, 1)";
    panel(place, title, sliders, legend, picture, (values) => {
      const [error, std] = [10 ** values.error, 10 ** values.std];
      const mse = error ** 2;
      const entropy = infogan.uniformEntropy(-1, 1);
      const bound = infogan.gaussianBound(entropy, mse, std);
      const best = infogan.gaussianBound(entropy, mse, error);
      const say = `Bound ${number(bound, 3)} nats; with σ equal to the error, ${number(best, 3)}.`;
      picture.draw(
        [
          { f: (s) => infogan.gaussianBound(entropy, 0, s), kind: "ceiling" },
          { f: (s) => infogan.gaussianBound(entropy, mse, s), kind: "bound" },
        ],
        [[std, bound]],
        `The bound against the reported sigma: highest where sigma equals the error. ${say}`,
      );
      const rows = [
        ["squared error MSE", number(mse, 4)],
        ["loss E[−ln Q]", number(entropy - bound, 3)],
        ["bound h(c) − loss", number(bound, 3)],
        ["best bound, σ² = MSE", number(best, 3)],
      ];
      return { rows, say };
    });
  };

  infogan.discriminatorPanel = function (place) {
    const picture = chart(
      { label: "x", low: -6, high: 10, ticks: [-4, 0, 4, 8] },
      { label: "density; D*(x); nats", low: 0, high: 1.05, ticks: [0, 0.5, 1] },
    );
    const sliders = [
      { key: "mean", name: "mean of q, d", min: -4, max: 8, step: 0.05, value: 2 },
      { key: "std", name: "σ of q", min: 0.4, max: 2, step: 0.05, value: 1 },
    ];
    const legend = [
      ["truth", "real, p = N(0, 1)"],
      ["fake", "generated, q = N(d, σ²)"],
      ["bound", "D*(x) = p / (p + q)"],
      ["ceiling", "JS, nats, if d were x"],
    ];
    const title = "Live: the best discriminator between two bells";
    panel(place, title, sliders, legend, picture, ({ mean, std }) => {
      const js = infogan.jensenShannon(mean, std);
      const value = 2 * js - 2 * LN2;
      const say = `Divergence ${number(js, 3)} nats; value of the game ${number(value, 3)}.`;
      picture.draw(
        [
          { f: (x) => Math.exp(infogan.gaussianLogDensity(x, 0, 1)), kind: "truth" },
          { f: (x) => Math.exp(infogan.gaussianLogDensity(x, mean, std)), kind: "fake" },
          { f: (x) => infogan.optimalDiscriminator(x, mean, std), kind: "bound" },
          { f: (d) => infogan.jensenShannon(d, std, 300), kind: "ceiling" },
        ],
        [[mean, js]],
        "Two bell curves and the best discriminator, which is one half where they cross; and the " +
          `divergence for every mean of q, which is flat far from 0. ${say}`,
      );
      const rows = [
        ["D* at x = 0", number(infogan.optimalDiscriminator(0, mean, std), 3)],
        ["Jensen–Shannon, nats", number(js, 3)],
        ["V(D*, G) = 2 JS − ln 4", number(value, 3)],
      ];
      return { rows, say };
    });
  };
})(window.infogan);
