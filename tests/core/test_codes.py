"""Codes and the latent vector: priors, entropies, slices, and what Q says of them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops
from scipy import stats
from scipy.integrate import quad

from infogan_lib.augmentation.channel import CHANNELS, IDENTITY, Channel
from infogan_lib.core.codes import SMALLEST_STD, Categorical, Gaussian, Uniform, code_from_config
from infogan_lib.core.latent import LatentSpec
from infogan_lib.recipes.config import CHANNEL_CODES

ALL_KINDS = LatentSpec((Uniform("u", -2, 3), Categorical("k", 4), Gaussian("g", 1.0, 2.0)), noise=5)
SAMPLES = np.array(ALL_KINDS.sample(20_000, seed=0))


def test_entropies_are_those_of_scipy():
    assert Categorical("k", 10).entropy == pytest.approx(stats.entropy([0.1] * 10), abs=1e-15)
    assert Uniform("u").entropy == pytest.approx(math.log(2), abs=1e-15)
    assert Uniform("u", -2, 3).entropy == pytest.approx(stats.uniform(-2, 5).entropy(), abs=1e-15)
    assert Gaussian("g", 1, 3).entropy == pytest.approx(stats.norm(1, 3).entropy(), abs=1e-15)


def test_samples_follow_the_priors():
    parts = ALL_KINDS.split(SAMPLES)
    assert set(np.unique(parts["k"])) == {0.0, 1.0}
    assert (parts["k"].sum(axis=1) == 1).all()
    assert stats.chisquare(parts["k"].sum(axis=0)).pvalue > 1e-4
    assert stats.kstest(parts["u"][:, 0], stats.uniform(-2, 5).cdf).pvalue > 1e-4
    assert stats.kstest(parts["g"][:, 0], stats.norm(1, 2).cdf).pvalue > 1e-4
    assert stats.kstest(parts["noise"].ravel(), stats.norm.cdf).pvalue > 1e-4


def test_blocks_are_independent_of_each_other():
    correlation = np.corrcoef(SAMPLES, rowvar=False)
    category = ALL_KINDS.slices["k"]
    correlation[category, category] = 0  # one-hot columns exclude each other
    np.fill_diagonal(correlation, 0)
    assert np.abs(correlation).max() < 5 / math.sqrt(len(SAMPLES))


def test_slices_cover_every_column_once():
    columns = np.concatenate([np.arange(ALL_KINDS.width)[s] for s in ALL_KINDS.slices.values()])
    np.testing.assert_array_equal(columns, np.arange(5 + 1 + 4 + 1))
    assert LatentSpec().width == 74  # the paper: 62 + 10 + 2
    assert LatentSpec().parameters == 10 + 2 * 2


def test_same_seed_same_latents():
    np.testing.assert_array_equal(SAMPLES[:0], np.array(ALL_KINDS.sample(0, seed=0)))
    again = np.array(ALL_KINDS.sample(20_000, seed=0))
    np.testing.assert_array_equal(SAMPLES, again)
    assert not np.array_equal(SAMPLES, np.array(ALL_KINDS.sample(20_000, seed=1)))


@settings(deadline=None, max_examples=25)
@given(
    category=st.integers(0, 3),
    u=st.floats(-10, 10, width=32),
    g=st.floats(-10, 10, width=32),
    n=st.integers(1, 5),
)
def test_assemble_and_split_are_inverse(category, u, g, n):
    noise = np.random.default_rng(n).normal(size=(n, 5)).astype("float32")
    parts = ALL_KINDS.split(ALL_KINDS.assemble(noise, u=u, k=category, g=np.full(n, g)))
    np.testing.assert_array_equal(parts["noise"], noise)
    np.testing.assert_array_equal(parts["k"].argmax(axis=1), category)
    np.testing.assert_array_equal(parts["u"], np.float32(u))
    np.testing.assert_array_equal(parts["g"], np.float32(g))


def test_rows_that_are_one_hot_are_a_category_too():
    noise, values = np.zeros((4, 5), "float32"), [3, 0, 2, 3]
    rows = ALL_KINDS.assemble(noise, u=0, k=np.eye(4)[values], g=0)
    np.testing.assert_array_equal(rows, ALL_KINDS.assemble(noise, u=0, k=values, g=0))
    for wrong in (np.full((4, 4), 0.25), np.zeros((4, 4)), np.eye(4)[:3], np.eye(5)[:4]):
        with pytest.raises(ValueError, match=r"k: rows must be one-hot of shape \(4, 4\)"):
            ALL_KINDS.assemble(noise, u=0, k=wrong, g=0)


def test_log_q_is_scipys_log_density():
    rng = np.random.default_rng(0)
    q = rng.normal(size=(6, ALL_KINDS.parameters)).astype("float32")
    latents = SAMPLES[:6]
    parts, posterior = ALL_KINDS.split(latents), ALL_KINDS.posterior(q)
    log_q = {name: np.array(value) for name, value in ALL_KINDS.log_q(latents, q).items()}
    for name in ("u", "g"):
        mean, std = (np.array(posterior[name][key])[:, 0] for key in ("mean", "std"))
        expected = stats.norm(mean, std).logpdf(parts[name][:, 0])
        np.testing.assert_allclose(log_q[name], expected, rtol=1e-5)
    chosen = np.array(posterior["k"]["probabilities"])[parts["k"].astype(bool)]
    np.testing.assert_allclose(log_q["k"], np.log(chosen), rtol=1e-5)


def test_q_is_a_density_over_the_code():
    q = np.array([[0.3, -1.2]], "float32")
    code = Uniform("u")

    def density(c: float) -> float:
        return float(np.exp(ops.convert_to_numpy(code.log_q(np.array([[c]], "float32"), q))[0]))

    assert quad(density, -8, 8, limit=200)[0] == pytest.approx(1, abs=1e-5)


def test_q_cannot_be_infinitely_sure():
    std = Uniform("u").posterior(np.array([[0.0, -1e4]], "float32"))["std"]
    assert float(std[0, 0]) == pytest.approx(SMALLEST_STD)


def test_spec_survives_json():
    import json

    assert LatentSpec.from_config(json.loads(json.dumps(ALL_KINDS.to_config()))) == ALL_KINDS


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: Categorical("k", 1), "size must be at least 2"),
        (lambda: Uniform("u", 1, 1), "low must be below high"),
        (lambda: Gaussian("g", 0, 0), "std must be at least 1e-06"),
        (lambda: LatentSpec((), 0), "not be empty"),
        (lambda: LatentSpec((Uniform("a"), Uniform("a"))), "unique"),
        (lambda: LatentSpec((Uniform("noise"),)), "unique"),
        (lambda: ALL_KINDS.split(np.zeros((2, 3))), "must have 11 columns"),
        (lambda: ALL_KINDS.posterior(np.zeros((2, 3))), "must have 8 columns"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 4)), u=0, k=0, g=0), "noise must have shape"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 5)), u=0, k=0), "exactly the codes"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 5)), u=0, k=0, g=0, h=0), "exactly the codes"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 5)), u=0, k=4, g=0), "from 0 to 3"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 5)), u=0, k=-1, g=0), "from 0 to 3"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 5)), u=0, k=0.5, g=0), "whole number"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 5)), u=np.nan, k=0, g=0), "finite"),
        (lambda: ALL_KINDS.assemble(np.zeros((2, 5)), u=[1, 2, 3], k=0, g=0), "or 2 of them"),
        (lambda: ALL_KINDS.assemble(np.zeros((1, 5)), u=0, k=np.ones((1, 4)), g=0), "one-hot"),
        (lambda: LatentSpec.from_config({"codes": [{"kind": "x"}], "noise": 1}), "kind must be"),
    ],
)
def test_bad_input_names_the_fix(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_numbers_of_a_prior_reach_a_million_and_no_further():
    assert Gaussian("g", -1e6, 1e6).std == Uniform("u", -1e6, 1e6).high == 1e6
    for name, make in {
        "low": lambda: Uniform("u", -1000001.0), "high": lambda: Uniform("u", 0, 1000001.0),
        "mean": lambda: Gaussian("g", 1000001.0), "std": lambda: Gaussian("g", 0, 1000001.0),
    }.items():  # fmt: skip
        with pytest.raises(ValueError, match=f": {name} must be .*-1000000 and at most 1000000"):
            make()


def test_a_category_of_unknown_size_has_ten_values():
    assert Categorical("k").size == Categorical("k").width == 10


def test_the_first_category_names_and_the_continuous_codes_are_styles():
    spec = LatentSpec((Uniform("u"), Categorical("k", 4), Gaussian("g"), Categorical("l", 3)))
    assert spec.category.name == "k" and [code.name for code in spec.styles] == ["u", "g"]
    assert LatentSpec((Uniform("u"),)).category is None


def test_what_each_channel_takes_away():
    """Place, size and outline always; a lean except where the slant is sought; thickness alike."""
    place, lean = {"log_scale": 0.25, "shift": 2.5}, {"rotation": 0.35, "shear": 0.35}
    assert CHANNELS == {
        "kind": Channel(**place, **lean, thickness=1.0, elastic=1.5),
        "slant": Channel(**place, thickness=1.0, elastic=1.5),
        "thickness": Channel(**place, **lean, elastic=1.5),
    }


def test_a_channel_is_part_of_a_codes_settings():
    """It survives JSON, decides which codes share a reading, and the identity says nothing."""
    spec = LatentSpec(CHANNEL_CODES, noise=3)
    assert LatentSpec.from_config(json.loads(json.dumps(spec.to_config()))) == spec
    assert [len(codes) for codes in spec.channels.values()] == [1, 1, 1]
    plain = LatentSpec()
    assert plain.channels == {IDENTITY: plain.codes}
    assert all("channel" not in code for code in plain.to_config()["codes"])
    assert LatentSpec(CHANNEL_CODES).entropy == plain.entropy


@pytest.mark.parametrize("kind", [Categorical, Uniform, Gaussian])
def test_what_is_no_channel_is_refused_by_the_codes_name(kind):
    with pytest.raises(ValueError, match="style: channel must be a Channel, got 'slant'"):
        kind("style", channel="slant")
    with pytest.raises(ValueError, match="twist"):
        code_from_config({"kind": "uniform", "name": "u", "channel": {"twist": 1.0}})
