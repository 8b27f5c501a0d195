"""Averages and their error bars."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax, softmax

from infogan_lib.information.bounds import (
    Estimate,
    expected_log_q,
    variational_bound,
    weighted_sum,
)

QUICK = settings(deadline=None, max_examples=50)
SAMPLES = arrays("float64", st.integers(2, 60), elements=st.floats(-50, 5))


@QUICK
@given(SAMPLES, st.floats(-3, 3))
def test_a_bound_is_a_mean_with_scipys_standard_error(log_q, h_c):
    estimate = variational_bound(log_q, h_c)
    assert estimate.value == pytest.approx(math.fsum(log_q) / len(log_q) + h_c, abs=1e-11)
    assert estimate.standard_error == pytest.approx(scipy.stats.sem(log_q), abs=1e-11)
    assert estimate.n == len(log_q)
    low, high = estimate.interval(0.9)
    theirs = scipy.stats.norm.interval(0.9, estimate.value, estimate.standard_error or 1e-300)
    assert (low, high) == pytest.approx(theirs, abs=1e-11)


@QUICK
@given(SAMPLES, st.floats(0.01, 100))
def test_units_scale_value_and_error_alike(samples, factor):
    one, scaled = Estimate.of(samples), Estimate.of(samples * factor)
    assert scaled.value == pytest.approx(one.value * factor, abs=1e-9)
    assert scaled.standard_error == pytest.approx(one.standard_error * factor, abs=1e-9)
    bits = one.in_bits()
    assert bits.value == one.value / math.log(2)
    assert bits.standard_error == one.standard_error / math.log(2)
    assert bits.n == one.n


def test_what_a_weight_of_0_silences_is_not_computed():
    with np.errstate(all="raise"):
        assert weighted_sum(np.array([0.0, 0.5]), np.array([-math.inf, -2.0])) == -1.0


def test_minus_infinity_is_allowed_and_stays():
    estimate = variational_bound([-1.0, -math.inf, -2.0], math.log(10))
    assert estimate == Estimate(-math.inf, math.inf, 3)
    assert estimate.interval() == (-math.inf, math.inf)
    assert estimate.value <= 0.0 + 4.5 * estimate.standard_error


@pytest.mark.parametrize("size", [1e151, -1e200, 1e308])
def test_a_size_whose_square_overflows_is_named(size):
    with pytest.raises(ValueError, match="^samples must be within .*got"):
        Estimate.of([size, 0.0])
    with pytest.raises(ValueError, match="^log_q_of_c must be within .*got"):
        variational_bound([size, 0.0, -math.inf], 1.0)
    with pytest.raises(ValueError, match="^entropy_of_c must be .*got"):
        variational_bound([-1.0, -2.0], size)
    assert Estimate.of([1e149, -1e149]).standard_error == pytest.approx(1e149)


def test_nothing_is_clipped():
    assert variational_bound([-5.0, -6.0], math.log(2)).value < -4


def test_one_sample_has_no_error_bar():
    assert Estimate.of([3.0]) == Estimate(3.0, math.inf, 1)
    assert Estimate.of([3.0]).interval() == (-math.inf, math.inf)


def test_an_estimate_reads_well_and_does_not_change():
    estimate = Estimate(1.23456, 0.00123, 10_000)
    assert str(estimate) == "1.2346 ± 0.0012 (n = 10,000)"
    with pytest.raises(dataclasses.FrozenInstanceError):
        estimate.value = 2.0


@pytest.mark.parametrize("level", [0.0, 1.0, -1, 95, math.nan, None])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="level"):
        Estimate(0.0, 1.0, 5).interval(level)


def test_a_level_next_to_1_still_has_an_end():
    low, high = Estimate(0.0, 1.0, 9).interval(1 - 1e-16)
    assert (low, high) == pytest.approx((-8.29, 8.29), abs=0.01)


@QUICK
@given(arrays("float64", (3, 7), elements=st.floats(-8, 8)),
       arrays("float64", (3, 7), elements=st.floats(-8, 8)))
def test_expected_log_q_is_the_sum_over_codes(logits, other):
    p, log_q = softmax(logits, axis=0), log_softmax(other, axis=0)
    literal = [sum(p[c, i] * log_q[c, i] for c in range(3)) for i in range(7)]
    assert expected_log_q(p, log_q) == pytest.approx(literal, abs=1e-12)
    # Never above the posterior's own score: Gibbs.
    best = expected_log_q(p, log_softmax(logits, axis=0))
    assert (expected_log_q(p, log_q) <= best + 1e-12).all()


def test_expected_log_q_lets_a_zero_silence_minus_infinity():
    log_q = np.array([[0.0, 0.0], [-math.inf, -math.inf]])
    p = np.array([[1.0, 0.5], [0.0, 0.5]])
    assert list(expected_log_q(p, log_q)) == [0.0, -math.inf]


def test_averaging_over_the_posterior_keeps_the_mean_and_shrinks_the_error():
    rng = np.random.default_rng(0)
    p = softmax(rng.normal(size=(4, 5000)) * 2, axis=0)
    log_q = log_softmax(rng.normal(size=(4, 5000)), axis=0)
    c = (p.cumsum(axis=0) < rng.random(5000)).sum(axis=0)
    plain = variational_bound(log_q[c, np.arange(5000)], math.log(4))
    averaged = variational_bound(expected_log_q(p, log_q), math.log(4))
    error = math.hypot(plain.standard_error, averaged.standard_error)
    assert abs(plain.value - averaged.value) < 4.5 * error
    assert averaged.standard_error < plain.standard_error
