"""Every public function of the information module, fed what it must refuse.

`VALID` holds one call a function. Each array in it is spoilt in every way below, one at a time;
the error must be a ValueError that names the argument. A new public function must be added here.
"""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

from infogan_lib import information as info

JOINT = [[0.1, 0.2, 0.1], [0.3, 0.2, 0.1]]
Q = [[0.1, 0.5, 0.7], [0.9, 0.5, 0.3]]
LOGS = np.log([[0.5, 0.2, 0.3], [0.2, 0.6, 0.2], [0.3, 0.2, 0.5]])
LINE = np.linspace(-1.0, 1.3, 9)
MIXTURE = info.GaussianMixture([0.5, 0.5], [-1, 1], [1, 1])
CHANNEL = info.UniformChannel(0.25)
FROZEN = info.frozen_generator_information(np.arange(12.0).reshape(2, 3, 2), 2.0, n=3)

VALID = {
    "entropy": (info.entropy, {"p": [0.25, 0.75]}),
    "cross_entropy": (info.cross_entropy, {"p": [0.25, 0.75], "q": [0.5, 0.5]}),
    "kl_divergence": (info.kl_divergence, {"p": [0.25, 0.75], "q": [0.5, 0.5]}),
    "mutual_information": (info.mutual_information, {"joint": JOINT}),
    "conditional_entropy": (info.conditional_entropy, {"joint": JOINT}),
    "after_channel": (info.after_channel, {"joint": JOINT, "channel": np.transpose(Q)}),
    "posterior": (info.posterior, {"joint": JOINT}),
    "exact_bound": (info.exact_bound, {"joint": JOINT, "q": Q}),
    "bound_gap": (info.bound_gap, {"joint": JOINT, "q": Q}),
    "exact_bound, log": (info.exact_bound, {"joint": JOINT, "log_q": np.log(Q)}),
    "bound_gap, log": (info.bound_gap, {"joint": JOINT, "log_q": np.log(Q)}),
    "variational_bound": (
        info.variational_bound, {"log_q_of_c": [-1.0, -2.0], "entropy_of_c": 2.3}
    ),
    "expected_log_q": (info.expected_log_q, {"p_c_given_x": Q, "log_q": np.log(Q)}),
    "Estimate": (info.Estimate.of, {"samples": [1.0, 2.0]}),
    "symmetric_channel": (info.symmetric_channel, {"classes": 3, "error": 0.2}),
    "symmetric_channel_information": (
        info.symmetric_channel_information, {"classes": 3, "error": 0.2}
    ),
    "symmetric_channel_bound": (
        info.symmetric_channel_bound, {"classes": 3, "error": 0.2, "believed_error": 0.3}
    ),
    "gaussian_channel_information": (
        info.gaussian_channel_information, {"signal_std": 1.0, "noise_std": 1.0, "dimensions": 2}
    ),
    "uniform_entropy": (info.uniform_entropy, {"low": 0.0, "high": 1.0}),
    "gaussian_entropy": (info.gaussian_entropy, {"std": 1.0}),
    "gaussian_log_density": (
        info.gaussian_log_density, {"value": [0.0, 1.0], "mean": [0.0, 0.5], "std": [1.0, 2.0]}
    ),
    "gaussian_bound": (info.gaussian_bound, {"entropy_of_c": 0.7, "mse": 0.1}),
    "GaussianMixture": (
        info.GaussianMixture, {"weights": [0.5, 0.5], "means": [0.0, 1.0], "stds": [1.0, 2.0]}
    ),
    "GaussianMixture.log_joint": (MIXTURE.log_joint, {"x": [0.0, 1.0]}),
    "GaussianMixture.log_density": (MIXTURE.log_density, {"x": [0.0, 1.0]}),
    "GaussianMixture.log_posterior": (MIXTURE.log_posterior, {"x": [0.0, 1.0]}),
    "GaussianMixture.sample": (MIXTURE.sample, {"n": 5, "seed": 0}),
    "best_polynomial_q": (info.best_polynomial_q, {"mixture": MIXTURE, "degree": 1}),
    "UniformChannel": (info.UniformChannel, {"noise_std": 0.25, "low": -1.0, "high": 1.0}),
    "UniformChannel.log_density": (CHANNEL.log_density, {"x": [0.0, 1.0]}),
    "UniformChannel.log_posterior": (
        CHANNEL.log_posterior, {"c": [0.0, 0.5], "x": [0.0, 1.0]}
    ),
    "UniformChannel.posterior_moments": (CHANNEL.posterior_moments, {"x": [0.0, 1.0]}),
    "UniformChannel.bound": (CHANNEL.bound, {"mean": 0.0, "std": 1.0}),
    "UniformChannel.gap": (CHANNEL.gap, {"mean": 0.0, "std": 1.0}),
    "UniformChannel.sample": (CHANNEL.sample, {"n": 5, "seed": 0}),
    "frozen_generator_information": (
        info.frozen_generator_information,
        {"bank": np.arange(12.0).reshape(2, 3, 2), "sigma": 1.0, "n": 5, "prior": [0.5, 0.5]},
    ),
    "FrozenGenerator.bound": (FROZEN.bound, {"log_q": np.log(Q)}),
    "FrozenGenerator.bound_on_codes": (FROZEN.bound_on_codes, {"log_q": np.log(Q)}),
    "FrozenGenerator.gap": (FROZEN.gap, {"log_q": np.log(Q)}),
    "FrozenGenerator.gain": (FROZEN.gain, {"log_q": np.log(Q), "other_log_q": np.log(Q)}),
    "squared_distances": (info.squared_distances, {"a": [[0.0, 1.0]], "b": [[1.0, 2.0]]}),
    "pairwise_log_density": (
        info.pairwise_log_density, {"centres": [[0.0, 1.0]], "x": [[1.0, 2.0]], "std": 1.0}
    ),
    "info_nce": (info.info_nce, {"scores": LOGS}),
    "leave_one_out_bound": (info.leave_one_out_bound, {"log_likelihood": LOGS}),
    "ksg_information": (info.ksg_information, {"c": LINE, "x": LINE**3}),
    "ross_information": (
        info.ross_information, {"labels": [0, 0, 0, 0, 1, 1, 1, 1, 1], "x": LINE}
    ),
}
#: Arguments that are whole tables, whose sum must be 1, so any wrong total must be seen.
DISTRIBUTIONS = {"p", "q", "joint", "weights", "prior", "p_c_given_x", "channel"}
#: Arguments that have another meaning when they are missing.
OPTIONAL = {"q", "log_q", "prior"}
NOT_NUMBERS = {"mixture"}
#: A density takes what broadcasts, a bank images of any shape: more axes are no fault.
ANY_SHAPE = {
    "gaussian_log_density": {"value", "mean", "std"},
    "frozen_generator_information": {"bank"},
}


def spoilt(argument: str, value):
    """Yield (how, value) for each way to spoil an argument."""
    array = np.array(value, dtype=float)
    if argument not in NOT_NUMBERS:
        for how, poison in (("NaN", math.nan), ("+inf", math.inf)):
            poisoned = array.copy()
            poisoned.flat[0] = poison
            yield how, poisoned if array.ndim else float(poisoned)
        yield "complex", array + 1j
        yield "empty", np.empty((0,) * max(array.ndim, 1))
        yield "ragged", [[1.0], [1.0, 2.0]]
        yield "masked", np.ma.masked_array(array, mask=np.zeros(array.shape, dtype=bool))
        if array.ndim:
            yield "masked parts", [np.ma.masked_equal(part, array.flat[0]) for part in array]
        else:
            yield "masked whole number", np.ma.masked_array(5, mask=True)
        yield "two more axes", np.broadcast_to(array, (2, 2, *array.shape)) + 0.0
    if argument in DISTRIBUTIONS:
        yield "unnormalised", array * 1.01
        yield "counts", array * 100
        negative = array.copy()
        negative.flat[0], negative.flat[-1] = -0.1, array.flat[-1] + array.flat[0] + 0.1
        yield "negative", negative
    if argument.endswith("log_q"):
        yield "unnormalised logs", array + 0.1
        yield "probabilities for their logs", np.exp(array)
    yield "text", "one half"
    if argument not in OPTIONAL:
        yield "None", None


CASES = [
    pytest.param(function, arguments, argument, value, id=f"{name}-{argument}-{how}")
    for name, (function, arguments) in VALID.items()
    for argument in arguments
    for how, value in spoilt(argument, arguments[argument] if argument not in NOT_NUMBERS else 0)
    if not (how == "two more axes" and argument in ANY_SHAPE.get(name, ()))
]


@pytest.mark.parametrize("name", VALID)
def test_the_valid_call_is_valid(name):
    function, arguments = VALID[name]
    function(**arguments)


@pytest.mark.parametrize(("function", "arguments", "argument", "value"), CASES)
def test_a_spoilt_argument_is_named(function, arguments, argument, value):
    with pytest.raises(ValueError, match=rf"\b{argument}\b.*got"):
        function(**(arguments | {argument: value}))


@pytest.mark.parametrize("function", [info.exact_bound, info.bound_gap])
def test_q_comes_once(function):
    with pytest.raises(ValueError, match="give q or log_q, got neither"):
        function(JOINT)
    with pytest.raises(ValueError, match="give q or log_q, got both"):
        function(JOINT, Q, log_q=np.log(Q))


@pytest.mark.parametrize("base", [0, 1, -2, 0.5, math.nan, math.inf, "e", [2]])
def test_a_base_that_is_no_base_is_named(base):
    for call in (
        lambda: info.entropy([1.0], base=base),
        lambda: info.mutual_information(JOINT, base=base),
        lambda: MIXTURE.information(base=base),
        lambda: CHANNEL.information(base=base),
        lambda: info.uniform_entropy(base=base),
    ):
        with pytest.raises(ValueError, match="^base must"):
            call()


@pytest.mark.parametrize("axis", [2, -3, 0.5, "x"])
def test_an_axis_that_is_not_there_is_named(axis):
    for call in (
        lambda: info.entropy(Q, axis=axis),
        lambda: info.cross_entropy(Q, Q, axis=axis),
        lambda: info.kl_divergence(Q, Q, axis=axis),
    ):
        with pytest.raises(ValueError, match="^axis must"):
            call()


def test_no_public_name_is_left_out():
    covered = {name.split(".")[0].split(",")[0] for name in VALID}
    assert covered | {"FrozenGenerator"} == set(info.__all__)
    assert covered >= {name for name in info.__all__ if inspect.isfunction(getattr(info, name))}
