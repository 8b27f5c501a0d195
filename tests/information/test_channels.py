"""Closed forms against scipy, sums over tables, and the limits they must reach."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad

from infogan_lib import information as info

QUICK = settings(deadline=None, max_examples=50)
SHARE = st.floats(0, 1, allow_subnormal=False)


@QUICK
@given(st.floats(-5, 5), st.floats(1e-3, 10), st.sampled_from([None, 2]))
def test_differential_entropies_agree_with_scipy(low, width, base):
    nats = 1.0 if base is None else 1 / math.log(base)
    theirs = scipy.stats.uniform(low, width).entropy() * nats
    assert info.uniform_entropy(low, low + width, base) == pytest.approx(theirs, abs=1e-9)
    theirs = scipy.stats.norm(low, width).entropy() * nats
    assert info.gaussian_entropy(width, base) == pytest.approx(theirs, abs=1e-12)


def test_a_differential_entropy_may_be_negative():
    assert info.uniform_entropy(0, 0.5) == -math.log(2)
    assert info.gaussian_entropy(0.01) < 0


@QUICK
@given(st.integers(2, 12), SHARE, SHARE)
def test_symmetric_channel_table_and_closed_forms_agree(classes, error, believed):
    joint = info.symmetric_channel(classes, error)
    assert_allclose(joint.sum(axis=1), 1 / classes)
    truth = info.symmetric_channel_information(classes, error)
    assert info.mutual_information(joint) == pytest.approx(truth, abs=1e-12)
    bound = info.symmetric_channel_bound(classes, error, believed)
    table = info.exact_bound(joint, classes * info.symmetric_channel(classes, believed))
    assert bound == pytest.approx(table, abs=1e-11)
    assert bound <= truth + 1e-12
    assert info.symmetric_channel_bound(classes, error, error) == pytest.approx(truth, abs=1e-12)


def test_symmetric_channel_at_its_ends():
    assert info.symmetric_channel_information(10, 0) == math.log(10)
    assert info.symmetric_channel_information(10, 0.9) == pytest.approx(0, abs=1e-15)
    assert info.symmetric_channel_information(2, 1) == math.log(2)
    assert info.symmetric_channel_information(2, 0, base=2) == 1.0
    assert info.symmetric_channel_bound(10, 0.2, 0.0) == -math.inf
    assert info.symmetric_channel_bound(10, 0.0, 0.0) == math.log(10)


@pytest.mark.parametrize("error", [-0.5, 1.5])
def test_an_error_beyond_0_to_1_is_refused(error):
    calls = {
        "error": [
            lambda: info.symmetric_channel(2, error),
            lambda: info.symmetric_channel_information(2, error),
            lambda: info.symmetric_channel_bound(2, error, 0.5),
        ],
        "believed_error": [lambda: info.symmetric_channel_bound(2, 0.5, error)],
    }
    for name, functions in calls.items():
        for function in functions:
            with pytest.raises(ValueError, match=f"^{name} must be at least 0 and at most 1"):
                function()


@QUICK
@given(st.floats(0, 50), st.floats(0.1, 10), st.integers(1, 5))
def test_gaussian_channel_is_entropy_of_output_less_noise(signal, noise, dimensions):
    output = info.gaussian_entropy(math.hypot(signal, noise))
    literal = dimensions * (output - info.gaussian_entropy(noise))
    closed = info.gaussian_channel_information(signal, noise, dimensions)
    assert closed == pytest.approx(literal, abs=1e-9)
    in_bits = info.gaussian_channel_information(signal, noise, dimensions, base=2)
    assert in_bits == pytest.approx(closed / math.log(2))


def test_no_signal_of_the_same_power_beats_the_gaussian():
    for std in (0.2, 0.5, 1.0, 3.0):
        two_signals = info.GaussianMixture([0.5, 0.5], [-1, 1], [std, std]).information()
        uniform = info.UniformChannel(std, -math.sqrt(3), math.sqrt(3)).information()
        best = info.gaussian_channel_information(1.0, std)
        assert two_signals < best and uniform < best


@QUICK
@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.01, 10))
def test_gaussian_log_density_agrees_with_scipy(value, mean, std):
    theirs = scipy.stats.norm.logpdf(value, mean, std)
    assert info.gaussian_log_density(value, mean, std) == pytest.approx(theirs, rel=1e-12, abs=1e-9)


def test_gaussian_log_density_broadcasts():
    result = info.gaussian_log_density(np.zeros((5, 1)), np.zeros(3), 2.0)
    assert result.shape == (5, 3)
    assert_allclose(result, scipy.stats.norm.logpdf(0, 0, 2))
    with pytest.raises(ValueError, match="broadcast"):
        info.gaussian_log_density(np.zeros(2), np.zeros(3), 1.0)


@QUICK
@given(st.floats(-2, 2), st.floats(1e-3, 10), st.floats(1e-2, 10))
def test_a_fitted_std_is_the_best_one(h_c, mse, std):
    best = info.gaussian_bound(h_c, mse)
    assert best >= info.gaussian_bound(h_c, mse, std) - 1e-12
    assert best == pytest.approx(info.gaussian_bound(h_c, mse, math.sqrt(mse)), abs=1e-12)


def test_gaussian_bound_has_no_ceiling_unless_its_std_is_fixed():
    h_c = info.uniform_entropy()
    assert info.gaussian_bound(h_c, 0.0) == math.inf
    assert info.gaussian_bound(h_c, 1e-20) > 20
    assert info.gaussian_bound(h_c, 0.0, 1.0) == pytest.approx(math.log(2 / math.sqrt(2 * math.pi)))


def test_squares_that_float64_cannot_hold_are_right_or_refused():
    bound = -0.5 * math.log(2 * math.pi) + 200 * math.log(10)
    assert info.gaussian_bound(0.0, 0.0, 1e-200) == pytest.approx(bound)
    assert info.gaussian_bound(0.0, 2e-300, 1e-200) == pytest.approx(-1e100)
    assert info.gaussian_bound(0.0, 1e300, 1e200) == pytest.approx(bound - 400 * math.log(10))
    with pytest.raises(ValueError, match=r"^std must keep mse / std² below .*got 1e-200"):
        info.gaussian_bound(1.0, 0.1, 1e-200)
    assert info.gaussian_channel_information(1e300, 1e-300) == pytest.approx(600 * math.log(10))
    assert info.gaussian_channel_information(1e-300, 1e300) == 0.0
    assert info.gaussian_channel_information(1e44, 1.0) == pytest.approx(44 * math.log(10))
    assert info.uniform_entropy(-1e308, 1e308) == pytest.approx(math.log(2) + 308 * math.log(10))
    for value, mean, std in ((1.0, 0.0, 1e-200), (1e308, -1e308, 1.0)):
        with pytest.raises(ValueError, match="^value must be within 1e150 std of mean, got"):
            info.gaussian_log_density(value, mean, std)


def test_gaussian_bound_is_the_expectation_it_stands_for():
    """c ~ U(−1, 1), mean(x) = c + 0.3: an average over c by quadrature."""
    average, _ = quad(lambda c: 0.5 * scipy.stats.norm.logpdf(c, c + 0.3, 0.4), -1, 1)
    closed = info.gaussian_bound(math.log(2), 0.09, 0.4)
    assert closed == pytest.approx(math.log(2) + average, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: info.symmetric_channel(1, 0.1), "classes"),
        (lambda: info.symmetric_channel(2.0, 0.1), "classes"),
        (lambda: info.symmetric_channel(3, 1.1), "error"),
        (lambda: info.symmetric_channel_bound(3, 0.1, -0.1), "believed_error"),
        (lambda: info.uniform_entropy(1, 1), "high"),
        (lambda: info.gaussian_entropy(0), "std"),
        (lambda: info.gaussian_channel_information(1, 0), "noise_std"),
        (lambda: info.gaussian_channel_information(-1, 1), "signal_std"),
        (lambda: info.gaussian_channel_information(1, 1, 0), "dimensions"),
        (lambda: info.gaussian_bound(0.0, -1e-3), "mse"),
        (lambda: info.gaussian_log_density(0.0, 0.0, 0.0), "std"),
        (lambda: info.entropy([1.0], base=1), "base"),
        (lambda: info.entropy([1.0], base=-2), "base"),
    ],
)
def test_a_number_outside_its_range_is_named(call, argument):
    with pytest.raises(ValueError, match=f"^{argument} must be .*got"):
        call()


@pytest.mark.parametrize(("signal", "dimensions"), [(1.0, 10**400), (1e200, 10**308)])
def test_an_information_beyond_float64_is_named(signal, dimensions):
    with pytest.raises(ValueError, match=r"^dimensions\b.*got"):
        info.gaussian_channel_information(signal, 1.0, dimensions)
    assert info.gaussian_channel_information(0.0, 1.0, dimensions) == 0.0


def test_tables_that_do_not_fit_a_channel_are_refused_by_name():
    joint = info.symmetric_channel(3, 0.1)
    with pytest.raises(ValueError, match="a row for each of the 3 columns of joint, got 2"):
        info.after_channel(joint, np.full((2, 3), 1 / 3))
    with pytest.raises(ValueError, match="channel must sum to 1 along axis 1"):
        info.after_channel(joint, np.full((3, 2), 0.4))
    with pytest.raises(ValueError, match="joint must sum to 1"):
        info.after_channel(3 * joint, np.eye(3))
