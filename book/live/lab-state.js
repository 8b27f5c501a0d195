// @ts-check
/* What the reader has set in the lab, and its place in the address. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const SIDE = 36 ** 2 - 1; // a drawn coordinate has two digits of base 36 in the address
  const MOST_POINTS = 250;
  const REACH = 1.5; // drawn points lie within ± this

  /* Each setting: where it starts, what it may be, and whether a change of it begins anew. `log`: the
     slider holds the exponent of 10. `expect`: what to look for when it is turned. */
  const FIELDS = {
    data: {
      name: "data",
      start: "ring",
      choices: {
        ring: "ring of eight",
        grid: "grid of nine",
        moons: "two moons",
        pinwheel: "pinwheel",
        blob: "one blob",
        drawn: "my drawing",
      },
      anew: true,
      expect: "Codes settle fastest where there are gaps between the modes.",
    },
    K: {
      name: "categories K",
      start: 8,
      values: [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      anew: true,
      expect: "0 is a plain GAN. Fewer than the modes: codes share. More: some split a mode.",
    },
    styles: {
      name: "uniform codes",
      start: 0,
      values: [0, 1, 2],
      anew: true,
      expect: "A number from −1 to 1, to be found along an arm, a moon or a mode's width.",
    },
    noise: {
      name: "numbers of noise z",
      start: 8,
      values: [0, 1, 2, 3, 4, 6, 8, 12, 16],
      anew: true,
      expect: "With little noise, G needs the codes as a source of chance, even at λ = 0.",
    },
    lambda: {
      name: "λ of the category",
      start: 1,
      low: 0,
      high: 3,
      step: 0.05,
      expect: "How much Q, and G through Q, learn from the codes: at 0, nothing. Turn it while it runs.",
    },
    lambdaStyle: {
      name: "λ of uniform codes",
      start: 0.1,
      low: 0,
      high: 1,
      step: 0.05,
      expect: "A density has no ceiling: too large, and G pays for it with poor points.",
    },
    dRate: {
      name: "rate of D and Q",
      start: 1e-3,
      low: 1e-5,
      high: 10,
      log: true,
      expect: "Far above G's, D wins and G's slopes vanish.",
    },
    gRate: {
      name: "rate of G",
      start: 1e-3,
      low: 1e-5,
      high: 10,
      log: true,
      expect: "Far above D's, G runs from mode to mode. Absurd, and the numbers run away.",
    },
    dSteps: {
      name: "D steps for one of G",
      start: 1,
      values: [1, 2, 3, 5],
      expect: "In the extra steps D and Q learn, and G waits.",
    },
    trunk: {
      name: "Q's trunk",
      start: "shared",
      choices: { shared: "shared with D", detached: "detached", separate: "separate" },
      anew: true,
      expect: "Detached: Q reads D's features and cannot shape them. Separate: a trunk of its own.",
    },
    batch: {
      name: "batch",
      start: 128,
      values: [8, 16, 32, 64, 128, 256],
      anew: true,
      expect: "Small batches shake; large ones are smooth, and slow.",
    },
    fault: {
      name: "mistake",
      start: "none",
      choices: {
        none: "none",
        severed: "Q's gradient cut off from G",
        softmax: "softmax before a loss of logits",
      },
      expect: "The two mistakes that cost most evenings. No error message will tell.",
    },
    seed: { name: "seed", start: 0, whole: 2 ** 20, anew: true },
  };

  /* The value that `text` names, or undefined where the setting cannot take it. */
  function admitted(field, text) {
    if (field.choices) return Object.hasOwn(field.choices, text) ? text : undefined;
    const value = text.trim() === "" ? NaN : Number(text);
    if (field.values) return field.values.includes(value) ? value : undefined;
    if (field.whole) return Number.isInteger(value) && value >= 0 && value < field.whole ? value : undefined;
    return value >= field.low && value <= field.high ? value : undefined;
  }

  const code = (v) => Math.round(((v + REACH) / (2 * REACH)) * SIDE).toString(36).padStart(2, "0");
  const place = (text) => (parseInt(text, 36) / SIDE) * 2 * REACH - REACH;
  const writePoints = (points) => points.map(([x, y]) => code(x) + code(y)).join("");
  const readPoints = (text) =>
    (/^[0-9a-z]*$/.test(text) ? text.match(/.{4}/g) ?? [] : [])
      .slice(0, MOST_POINTS)
      .map((four) => [place(four.slice(0, 2)), place(four.slice(2))]);

  const start = () =>
    Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.start]));

  /* {values, points, scenario, named, wrong}: what "#scenario=lambda-zero" or "#K=4&lambda=0.5"
     names. `wrong` lists what it could not use. */
  function fromAddress(hash, scenarios) {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    const wrong = [];
    const scenario = said.get("scenario");
    const known = scenario !== null && Object.hasOwn(scenarios, scenario);
    if (scenario !== null && !known) wrong.push(`scenario=${scenario}`);
    const values = { ...start(), ...(known ? scenarios[scenario].values : {}) };
    let named = known;
    for (const [name, field] of Object.entries(FIELDS)) {
      if (!said.has(name)) continue;
      const value = admitted(field, said.get(name));
      if (value === undefined) wrong.push(`${name}=${said.get(name)}`);
      else [values[name], named] = [value, true];
    }
    const points = readPoints(said.get("points") ?? "");
    return { values, points, scenario: known ? scenario : null, named, wrong };
  }

  /* A scenario keeps its short address for as long as nothing but the seed differs from it. */
  function toAddress({ values, points, scenario }) {
    const pairs = Object.keys(FIELDS)
      .filter((name) => !scenario || name === "seed")
      .map((name) => [name, values[name]])
      .filter(([name, value]) => !(scenario && name === "seed" && value === FIELDS.seed.start));
    if (scenario) pairs.unshift(["scenario", scenario]);
    if (values.data === "drawn") pairs.push(["points", writePoints(points)]);
    return `#${new URLSearchParams(pairs)}`;
  }

  /* The values as the worker's run takes them. */
  function asRun(values, points) {
    const { K, styles, noise, trunk, batch, lambda, lambdaStyle, dRate, gRate, dSteps, fault } = values;
    return {
      settings: { categories: K, styles, noise, trunk, batch, width: 64 },
      rules: { lambda: { category: lambda, style: lambdaStyle }, dRate, gRate, dSteps, fault },
      seed: values.seed,
      data: { name: values.data, drawn: points },
      code: K || !styles ? "category" : 0,
    };
  }

  infogan.labState = { FIELDS, MOST_POINTS, REACH, asRun, fromAddress, start, toAddress };
})(window.infogan);
