"""Losses against closed forms, scipy, and the information module's own arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit

from infogan_lib import information
from infogan_lib.core import losses

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
