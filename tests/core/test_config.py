"""One validation of a config, by type as well as range; NumPy's numbers are numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from infogan_lib.augmentation.channel import Channel
from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.core.latent import LatentSpec
from infogan_lib.recipes.config import TrainConfig, preset


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"batch_size": 32.0}, "batch_size must be a whole number, got 32.0"),
        ({"epochs": 1.5}, "epochs must be a whole number"),
        ({"epochs": True}, "epochs must be a whole number, got True"),
        ({"epochs": None}, "epochs must be a whole number, got None"),
        ({"width": "0.25"}, "width must be a number, got '0.25'"),
        ({"width": [0.25]}, "width must be one number"),
        ({"width": np.array([0.25])}, "width must be one number"),
        ({"width": 1e9}, "width must be above 0 and at most 64"),
        ({"d_rate": float("nan")}, "d_rate must hold no NaN"),
        ({"g_rate": float("inf")}, "g_rate must be finite"),
        ({"g_rate": 0}, "g_rate must be above 0"),
        ({"beta_1": 1.0}, "beta_1 must be at least 0 and at most 0.9999"),
        ({"seed": -1}, "seed must be at least 0"),
        ({"seed": 10**400}, "seed must be at most 4294967294"),
        ({"seed": 2**40}, "seed must be at most 4294967294"),
        ({"seed": "0"}, "seed must be a whole number"),
        ({"noise": 8.0}, "noise must be a whole number"),
        ({"noise": -1}, "noise must be at least 0"),
        ({"jit_compile": "no"}, "jit_compile must be one of"),
        ({"trunk": ["shared"]}, "trunk must be one of"),
        ({"precision": None}, "precision must be one of"),
        ({"codes": "category=10"}, r"codes must be a tuple such as .*parse_codes"),
        ({"codes": ("category",)}, "codes must be Categorical, Uniform or Gaussian"),
        ({"codes": None}, "codes must be a tuple"),
        ({"codes": {"category": 10}}, "codes must be Categorical"),
    ],
    ids=str,
)
def test_slips_of_type_are_refused_by_name(changes, says):
    with pytest.raises(ValueError, match=says) as error:
        preset("tiny", **changes)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "most", "beyond"),
    [("seed", 2**32 - 2, 2**32 - 1), ("width", 64.0, 64.001), ("beta_1", 0.9999, 0.99991),
     ("average", 0.9999, 0.99991)],
)  # fmt: skip
def test_the_end_of_a_range_is_taken_and_what_is_beyond_refused(name, most, beyond):
    assert getattr(preset("tiny", **{name: most}), name) == most
    with pytest.raises(ValueError, match=f"{name} must be .*at most {most:.10g}, got {beyond}"):
        preset("tiny", **{name: beyond})


@pytest.mark.parametrize("config", [[], {}, {"codes": 3}, "codes", None])
def test_what_is_no_config_is_said_to_be_none(config):
    with pytest.raises(ValueError, match="a config is a dict with a list of codes"):
        TrainConfig.from_config(config)


def test_a_config_that_is_older_than_a_setting_means_what_runs_did_then():
    written = TrainConfig().to_config()
    assert TrainConfig.from_config(written) == TrainConfig()
    assert written.pop("elastic_steps") > 0 and written.pop("settle_steps") > 0
    assert TrainConfig.from_config(written) == TrainConfig(elastic_steps=0, settle_steps=0)
    del written["d_rate"]
    assert TrainConfig.from_config(written) == TrainConfig(elastic_steps=0, settle_steps=0)


def test_numpys_numbers_are_numbers():
    changes = {"batch_size": np.int64(32), "seed": np.uint8(3), "width": np.float32(0.5),
               "epochs": np.array(2), "jit_compile": np.bool_(False), "d_rate": 1}  # fmt: skip
    config = preset("tiny", **changes)
    assert [type(getattr(config, name)) for name in changes] == [int, int, float, int, bool, float]
    assert TrainConfig.from_config(json.loads(json.dumps(config.to_config()))) == config
    assert preset("tiny", codes=[Categorical("a")]).codes == (Categorical("a"),)
    latent = LatentSpec((Uniform("u", np.int64(0), np.float32(1)),), np.int64(2))
    assert latent.sample(np.int64(3), np.int64(1)).shape == (3, 3)
    json.dumps(latent.to_config())
    bent = Uniform("u", channel=Channel(shift=np.float32(2.5), thickness=np.int64(1)))
    json.dumps(LatentSpec((bent,), 2).to_config())


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Categorical(3), "a code's name must be text, got 3"),
        (lambda: Categorical(""), "a code's name must be text"),
        (lambda: Categorical("a", 3.0), "a: size must be a whole number"),
        (lambda: Categorical("a", "3"), "a: size must be a whole number"),
        (lambda: Categorical("a", probabilities=(0.5, 0.6)), "probabilities must sum to 1"),
        (lambda: Categorical("a", probabilities=(1.0, 0.0)), "above 0"),
        (lambda: Categorical("a", 3, probabilities=(0.5, 0.5)), "must be 3 numbers above 0, got 2"),
        (lambda: Categorical("a", probabilities="even"), "probabilities must be an array"),
        (lambda: Uniform("u", "0", 1), "u: low must be a number, got '0'"),
        (lambda: Uniform("u", -np.inf, 0), "u: low must be finite"),
        (lambda: Gaussian("g", 0, 1e300), "g: std must be"),
        (lambda: Gaussian("g", 0, 1e-300), "std must be at least 1e-06"),
        (lambda: LatentSpec().sample(2.5, 0), "n must be a whole number"),
        (lambda: LatentSpec().sample(2, "a"), "seed must be a whole number"),
        (lambda: LatentSpec().sample(-2, 0), "n must be at least 0"),
    ],
)
def test_codes_are_checked_by_type(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_a_prior_of_ones_own_is_followed_everywhere():
    """Entropy, sampler, bound and JSON."""
    from infogan_lib.information import entropy
    from infogan_lib.information.bounds import variational_bound

    p = (0.5, 0.3, 0.15, 0.05)
    code = Categorical("k", probabilities=p)
    assert code.size == code.width == 4 and code.probabilities == p
    assert code.entropy == pytest.approx(entropy(p), abs=1e-15)
    spec = LatentSpec((code, Categorical("even", 3)), noise=1)
    assert LatentSpec.from_config(json.loads(json.dumps(spec.to_config()))) == spec
    assert "probabilities" not in spec.to_config()["codes"][1]
    drawn = np.asarray(spec.split(spec.sample(40_000, 0))["k"])
    assert (drawn.sum(axis=1) == 1).all()
    np.testing.assert_allclose(drawn.mean(axis=0), p, atol=4 * np.sqrt(0.25 / 40_000))
    # A Q that knows the prior alone has learned nothing: the bound is 0, where ln K for H(c)
    # would claim 0.24 nats.
    log_q = drawn @ np.log(p)
    assert variational_bound(log_q, code.entropy).value == pytest.approx(0, abs=0.02)
    assert variational_bound(log_q, np.log(4)).value > 0.2
