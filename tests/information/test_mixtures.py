"""The Gaussian-mixture generator: two roads to its information, and any Q on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import log_softmax

from infogan_lib.information import entropy
from infogan_lib.information.bounds import variational_bound
from infogan_lib.information.mixtures import GaussianMixture

FEW = settings(deadline=None, max_examples=10)


@st.composite
def mixtures(draw) -> GaussianMixture:
    size = draw(st.integers(1, 4))
    some = st.integers(1, 9)
    weights = np.array(draw(st.lists(some, min_size=size, max_size=size)), dtype=float)
    means = draw(st.lists(st.floats(-5, 5), min_size=size, max_size=size))
    stds = draw(st.lists(st.floats(0.1, 3), min_size=size, max_size=size))
    return GaussianMixture(weights / weights.sum(), means, stds)


def tilted(mixture: GaussianMixture):
    """Return some Q that is not the posterior."""
    slopes = np.linspace(-1, 1, len(mixture.weights))[:, None]
    return lambda x: log_softmax(np.sin(x) * slopes + 0.3 * slopes**2, axis=0)


@FEW
@given(mixtures())
def test_two_roads_lead_to_one_information(mixture):
    one, other = mixture.information(), mixture.information_by_posterior()
    assert one == pytest.approx(other, abs=1e-8)
    assert -1e-12 <= one <= entropy(mixture.weights) + 1e-12


@FEW
@given(mixtures())
def test_bound_and_gap_add_up_for_any_q(mixture):
    q = tilted(mixture)
    truth = mixture.information()
    assert mixture.bound(q) + mixture.gap(q) == pytest.approx(truth, abs=1e-10)
    assert mixture.gap(q) >= -1e-12
    assert mixture.bound(mixture.log_posterior) == pytest.approx(truth, abs=1e-10)
    assert mixture.gap(mixture.log_posterior) == 0.0


@FEW
@given(mixtures(), st.floats(-50, 50), st.floats(0.01, 100))
def test_information_ignores_the_unit_of_x(mixture, shift, scale):
    moved = GaussianMixture(mixture.weights, mixture.means * scale + shift, mixture.stds * scale)
    assert moved.information() == pytest.approx(mixture.information(), abs=1e-10)


def test_against_scipys_densities_and_its_quadrature():
    weights, means, stds = [0.2, 0.5, 0.3], [-1.0, 0.0, 2.0], [0.3, 1.0, 0.5]
    mixture = GaussianMixture(weights, means, stds)

    def density(x: float) -> float:
        pieces = zip(weights, means, stds, strict=True)
        return sum(w * scipy.stats.norm.pdf(x, m, s) for w, m, s in pieces)

    x = np.array([-2.0, 0.1, 3.0])
    assert_allclose(mixture.log_density(x), np.log([density(value) for value in x]))
    assert_allclose(np.exp(mixture.log_posterior(x)).sum(axis=0), 1.0)
    h_x, _ = quad(lambda x: -density(x) * math.log(density(x)), -12, 14, points=means, limit=500)
    noise = sum(w * scipy.stats.norm.entropy(0, s) for w, s in zip(weights, stds, strict=True))
    assert mixture.information() == pytest.approx(h_x - noise, abs=1e-9)
    assert mixture.information(base=2) == pytest.approx((h_x - noise) / math.log(2), abs=1e-9)


def test_samples_score_what_the_integral_says():
    mixture = GaussianMixture([0.2, 0.8], [-1, 1], [1, 0.5])
    c, x = mixture.sample(20_000, seed=3)
    q = tilted(mixture)
    for log_q, truth in ((mixture.log_posterior, mixture.information()), (q, mixture.bound(q))):
        scores = log_q(x)[c, np.arange(len(x))]
        estimate = variational_bound(scores, entropy(mixture.weights))
        assert abs(estimate.value - truth) < 4.5 * estimate.standard_error
    again = mixture.sample(20_000, seed=3)
    assert (again[0] == c).all() and (again[1] == x).all()
    assert (mixture.sample(9)[1] == mixture.sample(9, seed=0)[1]).all()
    assert abs((c == 1).mean() - 0.8) < 0.02


def test_degenerate_mixtures():
    assert GaussianMixture([1.0], [0.0], [1.0]).information() == pytest.approx(0, abs=1e-13)
    same = GaussianMixture([0.5, 0.5], [1, 1], [2, 2])
    assert same.information() == pytest.approx(0, abs=1e-13)
    assert same.information_by_posterior() == pytest.approx(0, abs=1e-10)
    apart = GaussianMixture([0.5, 0.5], [-100, 100], [1, 1])
    assert apart.information() == pytest.approx(math.log(2), abs=1e-13)
    unused = GaussianMixture([0.5, 0.5, 0.0], [-1, 1, 7], [1, 1, 3])
    assert unused.information() == pytest.approx(0.3368308203, abs=1e-9)
    assert unused.information_by_posterior() == pytest.approx(0.3368308203, abs=1e-9)
    assert (unused.log_posterior([0.0])[2] == -np.inf).all()
    assert unused.bound(unused.log_posterior) == pytest.approx(0.3368308203, abs=1e-9)


@pytest.mark.parametrize("std", [1e-6, 1e-5, 1e-3])
def test_the_narrowest_mixtures_that_are_taken_are_right(std):
    mixture = GaussianMixture([0.5, 0.5], [-1, 1], [std, 2 * std])
    assert mixture.information() == pytest.approx(math.log(2), abs=1e-9)
    assert mixture.information_by_posterior() == pytest.approx(math.log(2), abs=1e-8)


@pytest.mark.parametrize("unit", [1e-60, 1e-6, 1e6, 1e60])
def test_the_widest_units_that_are_taken_are_right(unit):
    plain = GaussianMixture([0.3, 0.7], [-1, 1], [1, 0.4])
    mixture = GaussianMixture([0.3, 0.7], [-unit, unit], [unit, 0.4 * unit])
    assert mixture.information() == pytest.approx(plain.information(), abs=1e-11)
    assert mixture.bound(mixture.log_posterior) == pytest.approx(plain.information(), abs=1e-11)


@pytest.mark.parametrize("wide", [1e60, 1e3])
def test_unequal_widths_are_right(wide):
    """Both have mean 0, but a draw of the wide one hardly ever falls where the narrow one is."""
    mixture = GaussianMixture([0.5, 0.5], [0, 0], [1 / wide, wide])
    assert mixture.information() == pytest.approx(math.log(2), abs=1e-4)
    assert mixture.bound(mixture.log_posterior) == pytest.approx(mixture.information(), abs=1e-10)


@pytest.mark.parametrize("std", [1e-70, 1e70])
def test_the_ends_of_the_scale_are_taken(std):
    mixture = GaussianMixture([0.5, 0.5], [0, 0], [std, std])
    assert mixture.information() == pytest.approx(0, abs=1e-11)


def test_an_x_whose_square_overflows_is_named():
    mixture = GaussianMixture([0.5, 0.5], [-1, 1], [1, 1])
    for function in (mixture.log_joint, mixture.log_density, mixture.log_posterior):
        with pytest.raises(ValueError, match=r"^x must be within 1e\+150 stds .*got 1e\+200"):
            function([0.0, 1e200])
    assert np.isfinite(mixture.log_joint([1e149])).all()


def test_a_mixture_cannot_be_changed():
    mixture = GaussianMixture([0.5, 0.5], [-1, 1], [1, 1])
    with pytest.raises(ValueError, match="read-only"):
        mixture.means[0] = 3.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.5, 0.6], [0, 1], [1, 1]), "weights must sum to 1"),
        (([1.5, -0.5], [0, 1], [1, 1]), "weights must hold no negative"),
        (([0.5, 0.5], [0, 1, 2], [1, 1]), "means must have the shape of weights"),
        (([0.5, 0.5], [0, np.nan], [1, 1]), "means must hold no NaN"),
        (([0.5, 0.5], [0, 1], [1, 0]), "stds must be above 0"),
        (([[0.5, 0.5]], [0, 1], [1, 1]), "weights must have one axis"),
        (([0.5, 0.5], [-1, 1], [1e-12, 1e-12]), "stds must be at least 1e-06 times .*got 1e-12"),
        (([0.5, 0.5], [-1, 1], [1, 1e-15]), "stds must be at least 1e-06 times .*got 1e-15"),
        (([0.5, 0.5], [-1e200, 1e200], [1, 1]), "stds must be at least 1e-06 times .*got 1e-200"),
        (([0.5, 0.5], [-1, 1], [1, 1e200]), "stds must be within 1e-70 … 1e\\+70, got 1 … 1e.200"),
        (([0.5, 0.5], [0, 0], [1, 1e-200]), "stds must be within 1e-70 … 1e\\+70, got 1e-200"),
    ],
)
def test_a_wrong_mixture_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        GaussianMixture(*arguments)


@pytest.mark.parametrize(
    "q",
    [
        lambda x: np.zeros((2, len(x))),
        lambda x: np.full((3, len(x)), -np.log(3)),
        lambda x: np.full((2, 1), -np.log(2)),
        lambda x: np.full((2, len(x)), np.nan),
    ],
)
def test_a_q_that_is_no_distribution_is_refused(q):
    mixture = GaussianMixture([0.5, 0.5], [-1, 1], [1, 1])
    for measure in (mixture.bound, mixture.gap):
        with pytest.raises(ValueError, match=r"log_q\(x\)"):
            measure(q)
