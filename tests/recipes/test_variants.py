"""A uniform z and a second generated batch: each does what it says, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import ops
from scipy import stats

from infogan_lib.core.infogan import InfoGAN
from infogan_lib.page.card import card_lines
from infogan_lib.page.export import export_page
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import CHANNEL_CODES, DIGIT, PRESETS, TrainConfig, preset
from infogan_lib.recipes.variants import TwoBatches, UniformNoise, UniformNoiseTwoBatches
from infogan_lib.runs import pretrained
from infogan_lib.runs.training import train

pytestmark = pytest.mark.slow
REAL = np.random.default_rng(0).uniform(-1, 1, (16, 28, 28, 1)).astype("float32")
PLAIN = preset("tiny", ramp_steps=0, jit_compile=False, epochs=1)
UNIFORM = replace(PLAIN, noise_prior="uniform")
APART = replace(PLAIN, fakes="apart")
BOTH = replace(UNIFORM, fakes="apart")


def seen_by_g(model: InfoGAN, n: int = 4000) -> dict[str, np.ndarray]:
    """z and c as they enter G's first dense layer, of n latents from the prior."""
    joined = [op for op in model.generator.operations if type(op).__name__ == "Concatenate"]
    before = keras.Model(model.generator.input, joined[0].output)
    return model.latent.split(ops.convert_to_numpy(before(model.latent.sample(n, seed=0))))


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        (PLAIN, InfoGAN),
        (UNIFORM, UniformNoise),
        (APART, TwoBatches),
        (BOTH, UniformNoiseTwoBatches),
    ],
)
def test_a_config_says_which_variant_it_is(config, kind):
    assert type(build(config)) is kind
    assert TrainConfig.from_config(config.to_config()) == config


def test_z_as_g_sees_it_is_uniform():
    """By Kolmogorov and Smirnov's test, and by moments; the codes stay as they were drawn."""
    model = build(UNIFORM)
    seen = seen_by_g(model)
    z = seen["noise"].ravel()
    assert z.size == 4000 * UNIFORM.noise
    # With so many numbers a distance beyond 0.014 would be a p-value below 1e-5.
    assert stats.kstest(z, stats.uniform(-1, 2).cdf).statistic < 0.014
    assert [np.mean(z**power) for power in range(1, 7)] == pytest.approx(
        [0, 1 / 3, 0, 1 / 5, 0, 1 / 7], abs=0.01
    )
    assert np.abs(np.corrcoef(seen["noise"].T) - np.eye(UNIFORM.noise)).max() < 0.08
    drawn = model.latent.split(ops.convert_to_numpy(model.latent.sample(4000, seed=0)))
    for name in model.latent.names:
        np.testing.assert_array_equal(seen[name], drawn[name])


def test_the_map_is_scipys_distribution_function_and_the_rest_of_g_is_unchanged():
    uniform, plain = build(UNIFORM), build(PLAIN)
    shapes = [[w.shape for w in model.generator.weights] for model in (uniform, plain)]
    assert shapes[0] == shapes[1]
    # Ten times the first weights: an untrained G draws hardly anything.
    lively = [10 * w if w.ndim > 1 else w for w in uniform.generator.get_weights()]
    for model in (uniform, plain):
        model.generator.set_weights(lively)
    latents = np.array(uniform.latent.sample(5, seed=1))
    mapped = latents.copy()
    mapped[:, : UNIFORM.noise] = 2 * stats.norm.cdf(latents[:, : UNIFORM.noise]) - 1
    np.testing.assert_allclose(uniform.generate(latents), plain.generate(mapped), atol=1e-4)
    assert np.abs(uniform.generate(latents) - plain.generate(latents)).max() > 0.1


def test_the_official_codes_noise_is_uniform_and_no_other_presets():
    assert {name for name, c in PRESETS.items() if c.noise_prior == "uniform"} == {"official"}
    assert all(c.fakes == "shared" for c in PRESETS.values())


def groups(model: InfoGAN) -> dict[str, list]:
    return {
        "trunk": model.trunk.trainable_variables,
        "D head": model.d_head.trainable_variables,
        "Q": model.q_variables,
        "G": model.g_variables,
    }


def moved(config: TrainConfig, *draws: int) -> tuple[dict[str, np.ndarray], dict, int]:
    """Minus every gradient of one step whose latents have these seeds; its logs; draws asked for.

    Plain descent of rate 1, from one start for every config.
    """
    model = build(config)
    for name in ("d_optimizer", "g_optimizer"):
        optimizer = keras.optimizers.SGD(1.0)
        optimizer.build(getattr(model, name)._trainable_variables)
        setattr(model, name, optimizer)
    asked = iter([model.latent.sample(len(REAL), seed) for seed in draws])
    counted = []
    model.draw = lambda batch: counted.append(0) or next(asked)  # type: ignore[method-assign]

    def flat() -> dict[str, np.ndarray]:
        return {
            name: np.concatenate([np.ravel(ops.convert_to_numpy(v)) for v in variables])
            for name, variables in groups(model).items()
        }

    before = flat()
    logs = model.train_step({"real": ops.convert_to_tensor(REAL)})
    change = {name: after - before[name] for name, after in flat().items()}
    return change, {name: float(value) for name, value in logs.items()}, len(counted)


def assert_equal(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-3, atol=2e-6)


@pytest.mark.parametrize("trunk", ["shared", "detached", "separate"])
@pytest.mark.parametrize("codes", [PLAIN.codes, CHANNEL_CODES], ids=["plain", "channels"])
def test_with_equal_draws_the_step_is_infogans(trunk, codes):
    """The step is written twice, so that core stays the paper's alone; here the two are held."""
    changes = {"trunk": trunk, "codes": codes, "channel_steps": 0, "category_weight": 1.5}
    ours, our_logs, asked = moved(replace(APART, **changes), 3, 3)
    theirs, their_logs, once = moved(replace(PLAIN, **changes), 3)
    assert (asked, once) == (2, 1)
    assert our_logs == pytest.approx(their_logs, rel=1e-4, abs=1e-6)
    for name, change in theirs.items():
        assert np.abs(change).max() > 1e-5, name
        assert_equal(ours[name], change)


@pytest.mark.parametrize("trunk", ["shared", "detached", "separate"])
def test_d_learns_from_the_first_batch_and_g_and_q_from_the_second(trunk):
    apart, *_ = moved(replace(APART, trunk=trunk), 3, 4)
    first, *_ = moved(replace(PLAIN, trunk=trunk), 3)
    second, *_ = moved(replace(PLAIN, trunk=trunk), 4)
    assert_equal(apart["D head"], first["D head"])
    assert_equal(apart["G"], second["G"])
    assert_equal(apart["Q"], second["Q"])
    # A shared trunk learns from D's loss on the first and from Q's on the second.
    own, *_ = moved(replace(PLAIN, trunk="detached"), 3)
    without, *_ = moved(replace(PLAIN, trunk="detached"), 4)
    by_q = second["trunk"] - without["trunk"] if trunk == "shared" else 0.0
    if trunk != "separate":  # which starts its trunk after other draws of the seed
        assert_equal(apart["trunk"], own["trunk"] + by_q)
    for name in ("D head", "trunk"):
        assert np.abs(first[name] - second[name]).max() > 1e-5, name
        assert np.abs(apart[name] - second[name]).max() > 1e-5, name
    assert np.abs(apart["G"] - first["G"]).max() > 1e-5


def test_a_run_of_both_trains_saves_and_loads(tmp_path):
    model = train(BOTH, np.concatenate([REAL] * 4), tmp_path / "run", verbose=0)
    start = build(BOTH)
    for old, new in zip(start.trainable_variables, model.trainable_variables, strict=True):
        change = ops.convert_to_numpy(new) - ops.convert_to_numpy(old)
        assert np.isfinite(change).all() and change.any(), old.path
    again = pretrained.load(tmp_path / "run")
    assert type(again) is UniformNoiseTwoBatches
    np.testing.assert_array_equal(again.generate(3), model.generate(3))
    card = {"data": {}, "scores": {}, "made_by": "a test"}
    pretrained.save(model, tmp_path, "both", card, dtype="float16")
    shipped = pretrained.load_pretrained("both", tmp_path)
    assert shipped.config.noise_prior == "uniform" and shipped.config.fakes == "apart"
    np.testing.assert_allclose(shipped.generate(3), model.generate(3), atol=0.02)


def test_settings_that_are_older_than_these_still_load():
    old = {k: v for k, v in PLAIN.to_config().items() if k not in ("noise_prior", "fakes")}
    assert TrainConfig.from_config(old) == PLAIN


@pytest.mark.parametrize("change", [{"noise_prior": "uniform"}, {"fakes": "apart"}], ids=str)
@pytest.mark.parametrize(
    "rest",
    [{"codes": ()}, {"codes": DIGIT, "labels": "given"}, {"codes": DIGIT, "labels": "guessed"}],
    ids=["no codes", "cgan", "acgan"],
)
def test_labels_and_plain_gans_are_refused(change, rest):
    with pytest.raises(ValueError, match="for an InfoGAN alone: give it codes and no labels"):
        replace(PLAIN, **change, **rest)


@pytest.mark.parametrize(
    ("change", "known"),
    [
        ({"noise_prior": "gaussian"}, r"\('normal', 'uniform'\)"),
        ({"fakes": "both"}, r"\('shared', 'apart'\)"),
    ],
)
def test_an_unknown_choice_lists_the_known_ones(change, known):
    with pytest.raises(ValueError, match=f"must be one of {known}"):
        replace(PLAIN, **change)


def test_a_page_refuses_a_uniform_z_and_its_card_names_it(tmp_path):
    """The page's own scripts draw z and run G's layers; none of them is this map."""
    with pytest.raises(ValueError, match="export to ONNX"):
        export_page(build(UNIFORM), tmp_path)
    assert not list(tmp_path.iterdir())
    assert dict(card_lines(build(UNIFORM), {}))["Noise"] == "8 numbers from U(−1, 1)"
    assert dict(card_lines(build(APART), {}))["Noise"] == "8 numbers from N(0, 1)"
    assert export_page(build(APART), tmp_path).is_file()
