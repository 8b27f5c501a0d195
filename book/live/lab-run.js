// @ts-check
/* A run of the lab: one game, its data and its seed. It advances, it can be looked at, and it can be
   measured; looking and measuring draw from streams of their own, so that they change nothing. */
"use strict";
window.infogan = window.infogan || {};
window.infogan.labParts = window.infogan.labParts || [];

window.infogan.labParts.push(function run(lab) {
  const EDGE = 1.7; // the picture shows the plane from −EDGE to EDGE, both ways
  const SIDE = 40; // cells of a surface, each way
  const SHOWN = 240; // of G's points in the picture, from latents that stay
  const PULLED = 80; // the first of them, which get arrows
  const JUDGED = 800; // points for the count of modes
  const LEAST = 10; // points that a drawing needs
  const FAR = 1e6; // where no point of G belongs

  /* A line that says why these settings make no game, or "". */
  function refusal({ categories, styles, noise, batch }, { name, drawn }) {
    if (name === "drawn" && drawn.length < LEAST) {
      const some = drawn.length === 1 ? "1 point is" : `${drawn.length} points are`;
      return `${some} too few to learn from: draw at least ${LEAST}.`;
    }
    if (categories > batch) {
      return `K = ${categories} is larger than the batch of ${batch}: some codes would go unseen.`;
    }
    return noise + categories + styles ? "" : "G needs some input: noise, or a code.";
  }

  const middles = Array.from({ length: SIDE }, (_, i) => EDGE * ((2 * i + 1) / SIDE - 1));
  /* Middles of the cells, (SIDE², 2), rows from the top. */
  const mesh = Float64Array.from(middles.flatMap((y) => middles.flatMap((x) => [x, -y])));

  lab.createRun = function ({ settings, rules, seed, data }) {
    const refused = refusal(settings, data);
    if (refused) throw new Error(refused);
    const { train, held } = lab.dataSet(data.name, 7, data.drawn);
    const { batch, categories } = settings;
    const random = lab.stream(seed);
    const eye = lab.stream(seed + 2 ** 20);
    const game = lab.createGame(settings, random);
    const passes = lab.createPasses(game, batch);
    const real = new Float64Array(2 * batch);
    const balanced = (i) => i % Math.max(1, categories);
    const shown = lab.drawLatents(game, SHOWN, eye, balanced);
    const judged = lab.drawLatents(game, JUDGED, eye, balanced);
    const looks = {
      ...lab.createPasses(game, PULLED),
      all: lab.pass(game.generator, SHOWN),
      judged: lab.pass(game.generator, JUDGED),
    };
    const cells = surfacePasses(SIDE * SIDE);
    const [seen, unseen] = [train.subarray(0, held.length), held];
    const asked = createJudge(held.length / 2);
    let steps = 0;
    let losses = { d: NaN, g: NaN, q: NaN };

    function surfacePasses(n) {
      const trunk = lab.pass(game.trunk, n);
      const d = lab.pass(game.dHead, n);
      if (!game.raw) return { trunk, d };
      const qTrunk = lab.separate(game) ? lab.pass(game.qTrunk, n) : trunk;
      return { trunk, d, qTrunk, q: lab.pass(game.qHead, n) };
    }

    function drawReal() {
      for (let i = 0; i < batch; i++) {
        const j = random.whole(train.length / 2);
        real[2 * i] = train[2 * j];
        real[2 * i + 1] = train[2 * j + 1];
      }
      return real;
    }

    /* One step of all players, after dSteps − 1 in which G waits. Error where numbers ran away. */
    function advance() {
      for (let d = rules.dSteps; d > 0; d--) {
        const latents = lab.drawLatents(game, batch, random);
        losses = lab.step(game, passes, drawReal(), latents, { ...rules, onlyD: d > 1 });
      }
      steps++;
      const at = passes.g.last()[0];
      if (!(Number.isFinite(losses.d + losses.g + losses.q) && Math.abs(at) < FAR)) {
        throw new Error(`The numbers ran away at step ${steps}: a learning rate is too high.`);
      }
    }

    /* G's shown points with their codes, and where D and Q pull the first of them: minus the slope of
       each point's own −ln D(x) and λ CE. */
    function points() {
      const at = looks.all.forward(shown);
      const { fake, dFake } = looks;
      const pulled = at.subarray(0, 2 * PULLED);
      const features = fake.forward(pulled);
      const slope = dFake.forward(features).map((l) => -lab.sigmoid(-l));
      const byD = fake.backward(dFake.backward(slope, { learn: false }), { learn: false }).map((s) => -s);
      let byQ = new Float64Array(2 * PULLED);
      if (game.raw && rules.fault !== "severed") {
        const raw = looks.q.forward(lab.separate(game) ? looks.qTrunk.forward(pulled) : features);
        const softened = rules.fault === "softmax";
        const q = lab.recognitionLoss(game, raw, shown, PULLED, rules.lambda, softened);
        const back = looks.q.backward(q.slope, { learn: false });
        byQ = looks.qTrunk.backward(back, { learn: false }).map((s) => -s * PULLED);
      }
      const codes = Uint8Array.from({ length: SHOWN }, (_, i) => balanced(i));
      return { at: Float32Array.from(at), codes, byD: Float32Array.from(byD), byQ: Float32Array.from(byQ) };
    }

    /* D(x) of every cell of the picture, and the category that Q reads there with its probability. */
    function surfaces() {
      const features = cells.trunk.forward(mesh);
      const d = Float32Array.from(cells.d.forward(features), lab.sigmoid);
      if (!categories) return { d };
      const raw = cells.q.forward(lab.separate(game) ? cells.qTrunk.forward(mesh) : features);
      const best = new Uint8Array(d.length);
      const sure = new Float32Array(d.length);
      const row = new Float64Array(categories);
      for (let i = 0; i < d.length; i++) {
        row.set(raw.subarray(i * game.raw, i * game.raw + categories));
        lab.logSoftmax(row, 0, categories, row);
        best[i] = row.indexOf(Math.max(...row));
        sure[i] = Math.exp(row[best[i]]);
      }
      return { d, best, sure };
    }

    /* The mean of D(x) over n points. */
    function createJudge(n) {
      const [trunk, d] = [lab.pass(game.trunk, n), lab.pass(game.dHead, n)];
      return (points) =>
        d.forward(trunk.forward(points)).reduce((sum, l) => sum + lab.sigmoid(l) / n, 0);
    }

    /* Information of the chosen code, modes covered, and D on data it has and has not seen. */
    function measures(code) {
      const { centres } = lab.DATA[data.name];
      const has = code === "category" ? categories : code < settings.styles;
      const softened = rules.fault === "softmax";
      return {
        step: steps,
        ...(has ? lab.measure(game, eye, { code, softened, draws: code === "category" ? 256 : 64 }) : {}),
        ...(centres
          ? lab.coverage(
              looks.judged.forward(judged),
              Array.from({ length: JUDGED }, (_, i) => balanced(i)),
              categories,
              centres,
            )
          : {}),
        ...(held.length ? { onTrain: asked(seen), onHeld: asked(unseen) } : {}),
      };
    }

    return {
      game,
      advance,
      points,
      surfaces,
      measures,
      data: { train: Float32Array.from(train), held: Float32Array.from(held) },
      setRules: (next) => (rules = next),
      now: () => ({ steps, d: losses.d, g: losses.g }),
    };
  };

  Object.assign(lab, /** @satisfies {Partial<Lab>} */ ({ EDGE, SIDE, SHOWN, refusal }));
});
