"""The ladder of Qs with polynomial logits: it rises, arrives, and says when it does not."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax

from infogan_lib.information.ladder import _Features, best_polynomial_q
from infogan_lib.information.mixtures import GaussianMixture

FEW = settings(deadline=None, max_examples=10)


@FEW
@given(
    arrays("float64", 3, elements=st.floats(-4, 4)),
    arrays("float64", 3, elements=st.floats(0.2, 3)),
)
def test_the_ladder_rises_to_the_information(means, stds):
    mixture = GaussianMixture([0.2, 0.3, 0.5], means, stds)
    truth = mixture.information()
    bounds = [mixture.bound(best_polynomial_q(mixture, degree)) for degree in range(4)]
    assert bounds[0] == pytest.approx(0.0, abs=1e-9)
    assert all(low <= high + 1e-9 for low, high in zip(bounds, bounds[1:], strict=False))
    assert bounds[2] == pytest.approx(truth, abs=1e-8)
    assert bounds[3] == pytest.approx(truth, abs=1e-8)


@pytest.mark.parametrize(
    "mixture",
    [
        GaussianMixture([0.3, 0.7], [-1, 1], [1, 0.4]),
        GaussianMixture([0.2, 0.3, 0.5], [-1, 0, 2], [0.3, 1, 0.5]),
        GaussianMixture([0.5, 0.5], [-1, 1], [0.1, 0.1]),
        GaussianMixture([0.2, 0.3, 0.5], [-4, 0, 4], [0.2, 3, 0.2]),
        GaussianMixture([0.5, 0.5], [0.3, 0], [0.01, 30]),
        GaussianMixture([0.3, 0.7], [-1e60, 1e60], [1e60, 4e59]),
    ],
)
def test_no_degree_ends_below_a_lower_one(mixture):
    degrees = (*range(9), 12, 20, 100)
    bounds = [mixture.bound(best_polynomial_q(mixture, degree)) for degree in degrees]
    assert all(low <= high + 1e-12 for low, high in zip(bounds, bounds[1:], strict=False))
    for degree in (2, 8, 100):
        assert mixture.gap(best_polynomial_q(mixture, degree)) == pytest.approx(0.0, abs=1e-10)


def test_the_basis_is_orthonormal_under_p():
    x, weight = np.polynomial.legendre.leggauss(40)
    p = weight * (1 + x) / 2  # the density of a lopsided x
    basis = _Features(x, p, 6)(x)
    np.testing.assert_allclose((basis * p) @ basis.T, np.eye(7), atol=1e-12)


def test_a_narrow_class_does_not_drown_beside_a_wide_one():
    """Widths from 0.01 to 19: the curvatures of their coefficients differ by more than 1e16."""
    mixture = GaussianMixture(
        np.array([0.60205348, 0.19471389, 0.1365524, 0.0185292, 0.04815103]),
        [-72.50597116, -45.90890409, 64.50275212, -87.24715911, -13.46911258],
        [13.4186861, 18.9388363, 0.0787861307, 0.0100530688, 0.227310220],
    )
    for degree in (2, 3, 5):
        assert mixture.gap(best_polynomial_q(mixture, degree)) == pytest.approx(0.0, abs=1e-10)


def test_rounding_does_not_keep_the_ladder_from_arriving():
    """The last promises of this mixture may be rounding's, which no number of steps makes small."""
    mixture = GaussianMixture(
        [0.3086394, 0.29412581, 0.22199977, 0.17523502],
        [5.17628305, -0.83990778, 1.59052472, -1.58803133],
        [0.01654378, 0.90115146, 0.01159525, 0.31577528],
    )
    bounds = [mixture.bound(best_polynomial_q(mixture, degree)) for degree in (2, 8, 9, 12)]
    assert all(low <= high + 1e-12 for low, high in zip(bounds, bounds[1:], strict=False))
    assert bounds == pytest.approx([mixture.information()] * 4, abs=1e-10)


def linear_q(slope: float, shift: float, x: np.ndarray) -> np.ndarray:
    """Return ln q(c given x) of two classes whose logits differ by slope · x + shift."""
    return log_softmax(np.stack([np.zeros_like(x), slope * x + shift]), axis=0)


def test_no_other_linear_q_beats_the_best():
    mixture = GaussianMixture([0.3, 0.7], [-1, 1], [1, 0.4])
    best = mixture.bound(best_polynomial_q(mixture, 1))
    for slope in np.linspace(0.1, 5, 15):
        for shift in np.linspace(-3, 3, 15):
            assert mixture.bound(partial(linear_q, slope, shift)) <= best + 1e-12


def test_the_ladder_says_when_it_has_not_arrived():
    mixture = GaussianMixture([0.3, 0.7], [-1, 1], [1, 0.4])
    with pytest.raises(RuntimeError, match="degree 2"):
        best_polynomial_q(mixture, 2, steps=1)
    with pytest.raises(ValueError, match="steps"):
        best_polynomial_q(mixture, 2, steps=0)
    for degree in (-1, 1.5, None, 101):
        with pytest.raises(ValueError, match="degree"):
            best_polynomial_q(mixture, degree)
    with pytest.raises(ValueError, match="mixture"):
        best_polynomial_q([0.5, 0.5], 1)


@pytest.mark.parametrize("x", [[np.nan], [np.inf], [[0.0]], [1e150, 0.0]])
def test_an_x_that_has_no_logits_is_named(x):
    log_q = best_polynomial_q(GaussianMixture([0.5, 0.5], [-1, 1], [1, 0.5]), 3)
    with pytest.raises(ValueError, match=r"^x must .*got"):
        log_q(np.array(x))
