"""The lab's exact information is the library's, and no bound of the lab passes it."""

from __future__ import annotations

import numpy as np
import pytest
from lab_engine import config, open_engine

from infogan_lib.information.frozen_generator import frozen_generator_information
from infogan_lib.information.uniform_channel import UniformChannel
from infogan_lib.toys.plane import build_points

pytestmark = pytest.mark.slow
COMPARE = """([bank, size, points, sigma, logQ]) => {
    const rows = (x) => Float64Array.from(x.flat(Infinity));
    const p = lab.posterior(rows(bank), size, rows(points), sigma);
    return { ...lab.compare(p, rows(logQ), size), p: Array.from(p) };
}"""
# A generator that draws x = (c, 0): its first layer splits c into its two signs, leaky(c) and
# leaky(−c), and the next ones put it together again.
STRAIGHT = """n => {
    const settings = { categories: 0, styles: 1, noise: 0, width: 2, trunk: "shared" };
    const game = lab.createGame(settings, lab.stream(0));
    const [one, , two, , three] = game.generator.parameters;
    one.value.set([1, -1]);
    two.value.set([1, -1, -1, 1].map((x) => x / 1.1));
    three.value.set([1, 0, -1, 0].map((x) => x / 1.1));
    return lab.measure(game, lab.stream(1), { code: 0, draws: 1, n });
}"""
# A run that learns, is paid less, then nothing, then for a mistake: the bound at every stop.
SCRIPT = """() => {
    const rules = (category, fault = "none") =>
        ({ lambda: { category, style: 0.3 }, dRate: 2e-3, gRate: 2e-3, dSteps: 1, fault });
    const settings =
        { categories: 5, styles: 1, noise: 4, trunk: "separate", batch: 64, width: 64 };
    const data = { name: "pinwheel" };
    const run = lab.createRun({ settings, rules: rules(1), seed: 3, data });
    const found = [];
    for (const next of [rules(1), rules(0.2), rules(0), rules(1, "softmax"), rules(3)]) {
        run.setRules(next);
        for (let step = 1; step <= 40; step++) {
            run.advance();
            if (step % 10) continue;
            for (const code of ["category", 0]) found.push({ code, ...run.measures(code) });
        }
    }
    return found;
}"""


@pytest.fixture
def engine(visit):
    return open_engine(visit)


def test_ten_frozen_generators_tell_what_the_library_says(engine):
    rng = np.random.default_rng(0)
    for seed in range(10):
        K, M, sigma = 2 + seed, 20 + 3 * seed, [0.03, 0.1, 0.5][seed % 3]
        model = build_points(config(K=K, noise=3, seed=seed))
        z = rng.normal(size=(M, 3))
        bank = np.stack([
            model.generate(model.latent.assemble(z, category=k)) for k in range(K)
        ]).astype("float64")  # fmt: skip
        found = frozen_generator_information(bank, sigma, n=60, seed=seed)
        raw = np.asarray(model.recognition(found.images.astype("float32")), "float64")
        log_q = (raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))).T
        seen = engine.evaluate(COMPARE, [
            bank.tolist(), K, found.images.tolist(), sigma, log_q.T.tolist()
        ])  # fmt: skip
        for name, expected in {
            "information": found.information,
            "bound": found.bound(log_q),
            "gap": found.gap(log_q),
        }.items():
            assert seen[name]["value"] == pytest.approx(expected.value, abs=1e-6), (seed, name)
            assert seen[name]["error"] == pytest.approx(expected.standard_error, abs=1e-6)
        np.testing.assert_allclose(
            np.reshape(seen["p"], (-1, K)), np.exp(found.log_posterior).T, atol=1e-9
        )
        assert 0.01 < found.information.value < np.log(K) + 1e-9


def test_a_uniform_code_tells_what_the_integral_says(engine):
    seen = engine.evaluate(STRAIGHT, 20_000)
    exact = UniformChannel(noise_std=engine.evaluate("lab.SIGMA")).information()
    error = seen["information"]["error"]
    assert 0 < error < 0.02
    assert abs(seen["information"]["value"] - exact) < 4.5 * error


def test_no_bound_passes_the_information_at_any_moment_of_a_run(engine):
    found = engine.evaluate(SCRIPT)
    assert len(found) == 5 * 4 * 2
    for moment in found:
        assert moment["bound"]["value"] <= moment["information"]["value"] + 1e-9, moment
        gap = moment["information"]["value"] - moment["bound"]["value"]
        assert moment["gap"]["value"] == pytest.approx(gap, abs=1e-9)
    categories = [m for m in found if m["code"] == "category"]
    learned = categories[3]
    assert learned["information"]["value"] > 1.2
    assert learned["gap"]["value"] < 0.5


def test_the_drawing_of_random_numbers_repeats_and_is_what_it_says(engine):
    draw = "seed => { const s = lab.stream(seed); return Array.from({length: 10000}, s.normal); }"
    one, again, other = (np.array(engine.evaluate(draw, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    for z in (one, other):
        assert abs(z.mean()) < 0.045 and abs(z.std() - 1) < 0.032  # 4.5 standard errors
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.045
    whole = np.array(engine.evaluate(
        "() => { const s = lab.stream(3); return Array.from({length: 8000}, () => s.whole(8)); }"
    ))  # fmt: skip
    assert np.abs(np.bincount(whole, minlength=8) - 1000).max() < 4.5 * np.sqrt(875)


def test_modes_are_counted_as_the_library_counts_them(engine):
    from infogan_lib.toys.ring import Ring

    ring, rng = Ring(), np.random.default_rng(4)
    points = np.concatenate([ring.sample(500, 1)[:120], rng.uniform(-1.5, 1.5, (200, 2))])
    codes = rng.integers(3, size=len(points))
    seen = engine.evaluate(
        "([points, codes]) => lab.coverage(Float64Array.from(points.flat()), codes, 3, "
        "lab.DATA.ring.centres)", [points.tolist(), codes.tolist()],
    )  # fmt: skip
    found = ring.coverage(points)
    assert seen["covered"] == found.covered and seen["good"] == pytest.approx(found.good_share)
    nearest = ((points[:, None] - ring.centres) ** 2).sum(-1).argmin(1)
    for k in range(3):
        share = np.bincount(nearest[codes == k]).max() / (codes == k).sum()
        assert seen["purity"][k] == pytest.approx(share)
