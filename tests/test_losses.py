"""Losses against closed forms, scipy, and the information module's own arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit, softmax
from scipy.stats import linregress

from infogan_lib import information, losses

LOGITS = arrays("float64", (7, 1), elements=st.floats(-20, 20))


def test_a_blind_discriminator():
    blind = np.zeros((4, 1))
    assert float(losses.discriminator_loss(blind, blind)) == pytest.approx(2 * math.log(2))
    assert float(losses.generator_loss(blind)) == pytest.approx(math.log(2))
    assert float(losses.saturating_generator_loss(blind)) == pytest.approx(-math.log(2))


@settings(deadline=None, max_examples=30)
@given(real=LOGITS, fake=LOGITS)
def test_losses_are_the_papers_expectations(real, fake):
    value = np.log(expit(real)).mean() + np.log(expit(-fake)).mean()
    assert float(losses.discriminator_loss(real, fake)) == pytest.approx(-value, rel=1e-5, abs=1e-6)
    assert float(losses.generator_loss(fake)) == pytest.approx(
        -np.log(expit(fake)).mean(), rel=1e-5, abs=1e-6
    )
    assert float(losses.saturating_generator_loss(fake)) == pytest.approx(
        np.log(expit(-fake)).mean(), rel=1e-5, abs=1e-6
    )


def test_losses_stay_finite_where_probabilities_round_to_zero():
    certain = np.full((3, 1), 500.0)
    assert float(losses.discriminator_loss(certain, -certain)) == pytest.approx(0, abs=1e-30)
    assert float(losses.discriminator_loss(-certain, certain)) == pytest.approx(1000)
    assert float(losses.generator_loss(-certain)) == pytest.approx(500)


@settings(deadline=None, max_examples=30)
@given(arrays("float64", (50,), elements=st.floats(-30, 0)))
def test_lower_bound_equals_the_information_module(log_q):
    bound = information.variational_bound(log_q, math.log(10))
    assert float(losses.lower_bound(log_q, math.log(10))) == pytest.approx(bound.value, abs=1e-5)
    assert float(losses.code_cross_entropy(log_q)) == pytest.approx(
        math.log(10) - bound.value, abs=1e-5
    )


def test_a_perfect_and_a_blind_q():
    assert float(losses.lower_bound(np.zeros(5), math.log(10))) == pytest.approx(math.log(10))
    assert float(losses.lower_bound(np.full(5, -math.log(10)), math.log(10))) == pytest.approx(0)


@settings(deadline=None, max_examples=30)
@given(arrays("float64", (6, 4), elements=st.floats(-8, 8)))
def test_real_image_terms_equal_the_information_module(logits):
    q = softmax(logits, axis=1)
    assert float(losses.marginal_entropy(np.log(q))) == pytest.approx(
        information.entropy(q.mean(axis=0)), abs=1e-6
    )
    expected = [
        (information.cross_entropy(a, b) + information.cross_entropy(b, a)) / 2
        for a, b in zip(q[:3], q[3:], strict=True)
    ]
    agreement = losses.consistency_loss(np.log(q[:3]), np.log(q[3:]))
    assert float(agreement) == pytest.approx(np.mean(expected), rel=1e-6)


def test_agreement_on_known_cases():
    sure = np.log(np.array([[1 - 1e-9, 1e-9], [1e-9, 1 - 1e-9]]))
    assert float(losses.consistency_loss(sure, sure)) == pytest.approx(0, abs=1e-6)
    assert float(losses.marginal_entropy(sure)) == pytest.approx(math.log(2))
    assert float(losses.marginal_entropy(sure[:1])) == pytest.approx(0, abs=1e-6)
    assert float(losses.consistency_loss(sure, sure[::-1])) > 20


def test_styles_that_follow_their_bends():
    bends = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]], "float32")  # uncorrelated
    lean, widen = bends[:, :1], bends[:, 1:]
    cases = [
        (bends + 3, 0),  # where they start does not count
        (np.ones((4, 2), "float32"), 2),  # deaf styles
        (bends[:, ::-1], 4),  # swapped
        (-bends, 8),  # backwards
        (np.hstack([lean, lean]), 2),  # two of one kind
        (lean, 0),  # a single style
        (np.hstack([bends, widen]), 0),  # a third style is free
    ]
    for readings, loss in cases:
        assert float(losses.bend_loss(readings, bends)) == pytest.approx(loss, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(arrays("float64", (9, 2), elements=st.floats(-3, 3)))
def test_slopes_are_those_of_a_regression(readings):
    bends = np.random.default_rng(1).normal(size=(9, 2))
    slopes = [[linregress(bends[:, b], readings[:, s]).slope for b in (0, 1)] for s in (0, 1)]
    expected = np.square(slopes - np.eye(2)).sum()
    assert float(losses.bend_loss(readings, bends)) == pytest.approx(expected, rel=1e-5, abs=1e-6)
