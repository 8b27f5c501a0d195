// @ts-check
/* Random numbers that repeat with their seed, and the points in the plane that G is to imitate. */
"use strict";
window.infogan = window.infogan || {};
window.infogan.labParts = window.infogan.labParts || [];

window.infogan.labParts.push(function draws(lab) {
  /* {uniform(), normal(), whole(n)}: Bob Jenkins's small generator of 2007, and Box and Muller. */
  function stream(seed) {
    let a = 0xf1ea5eed;
    let b = seed >>> 0;
    let c = b;
    let d = b;
    const turn = (x, by) => (x << by) | (x >>> (32 - by));
    function bits() {
      const e = (a - turn(b, 27)) | 0;
      a = b ^ turn(c, 17);
      b = (c + d) | 0;
      c = (d + e) | 0;
      d = (e + a) | 0;
      return d >>> 0;
    }
    for (let i = 0; i < 20; i++) bits();
    const uniform = () => (bits() + 0.5) / 2 ** 32;
    /** @type {number | null} */
    let spare = null;
    function normal() {
      if (spare !== null) {
        const kept = spare;
        spare = null;
        return kept;
      }
      const radius = Math.sqrt(-2 * Math.log(uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    }
    return { uniform, normal, whole: (n) => Math.floor(uniform() * n) };
  }

  const STD = 0.05; // of a mode: infogan_lib.toys.ring.Ring's

  const ring = Array.from({ length: 8 }, (_, k) => {
    const angle = (2 * Math.PI * k) / 8;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const grid = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => [x, y]));
  const modes = (centres, std = STD) => (random) => {
    const [x, y] = centres[random.whole(centres.length)];
    return [x + std * random.normal(), y + std * random.normal()];
  };

  function moon(random) {
    const angle = Math.PI * random.uniform();
    const [x, y] = random.whole(2)
      ? [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25]
      : [0.5 - Math.cos(angle), 0.25 - Math.sin(angle)];
    return [0.8 * x + STD * random.normal(), 0.8 * y + STD * random.normal()];
  }

  function pinwheel(random) {
    const along = 0.65 + 0.25 * random.normal();
    const across = 0.07 * random.normal();
    const angle = (2 * Math.PI * random.whole(5)) / 5 + 0.9 * (along - 0.65);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [along * cos - across * sin, along * sin + across * cos];
  }

  const blob = (random) => [0.4 * random.normal(), 0.4 * random.normal()];

  /* name: {says, draw(random) → [x, y], centres of its modes, if it has any}. */
  const DATA = {
    ring: { says: "ring of eight", draw: modes(ring), centres: ring },
    grid: { says: "grid of nine", draw: modes(grid), centres: grid },
    moons: { says: "two moons", draw: moon },
    pinwheel: { says: "pinwheel", draw: pinwheel },
    blob: { says: "one blob", draw: blob },
    drawn: { says: "points that you draw" },
  };
  const [TRAIN, HELD] = [2000, 400];
  const PEN = 0.03;

  /* {train, held}: points (n, 2) as Float64Arrays. Of drawn ones every fifth is held back, and all
     are as wide as a pen. */
  function dataSet(name, seed, drawn = []) {
    const random = stream(seed);
    const sample = (n, draw) => {
      const points = new Float64Array(2 * n);
      for (let i = 0; i < n; i++) points.set(draw(random), 2 * i);
      return points;
    };
    if (name !== "drawn") return { train: sample(TRAIN, DATA[name].draw), held: sample(HELD, DATA[name].draw) };
    const [train, held] = [false, true].map((kept) =>
      modes(drawn.filter((_, i) => (i % 5 === 4) === kept), PEN),
    );
    return { train: sample(TRAIN, train), held: drawn.length < 5 ? sample(0) : sample(HELD, held) };
  }

  /* How G's points, (n, 2), lie at the modes: infogan_lib.toys.ring.Ring.coverage, and for each
     code the share of its points whose nearest mode is the one that most of them have. */
  function coverage(points, codes, size, centres) {
    const n = points.length / 2;
    const good = new Array(centres.length).fill(0);
    const at = Array.from({ length: Math.max(size, 1) }, () => new Array(centres.length).fill(0));
    for (let i = 0; i < n; i++) {
      let nearest = 0;
      let least = Infinity;
      centres.forEach(([x, y], k) => {
        const squared = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
        if (squared < least) [nearest, least] = [k, squared];
      });
      if (least <= (3 * STD) ** 2) good[nearest]++;
      at[size ? codes[i] : 0][nearest]++;
    }
    const enough = (0.1 * n) / centres.length;
    const sum = (counts) => counts.reduce((a, b) => a + b, 0);
    return {
      covered: good.filter((count) => count > 0 && count >= enough).length,
      modes: centres.length,
      good: sum(good) / n,
      purity: at.map((counts) => Math.max(...counts) / Math.max(1, sum(counts))),
    };
  }

  Object.assign(lab, /** @satisfies {Partial<Lab>} */ ({ DATA, coverage, dataSet, stream }));
});
