"""The Fréchet distance, where it has a closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import sqrtm

from infogan_lib.measure.frechet import frechet_distance

SOME = settings(deadline=None, max_examples=40)
FEATURES = st.integers(2, 8).flatmap(
    lambda n: arrays("float64", (n, 3), elements=st.floats(-10, 10))
)


def whitened(n: int = 200, d: int = 4) -> np.ndarray:
    """Points whose sample mean is 0 and sample covariance 1, to rounding."""
    x = np.random.default_rng(0).normal(size=(n, d))
    x -= x.mean(axis=0)
    return x @ np.linalg.inv(np.linalg.cholesky(np.cov(x, rowvar=False))).T


@SOME
@given(FEATURES, FEATURES)
def test_it_is_symmetric_never_negative_and_0_for_a_set_and_itself(a, b):
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a), rel=1e-6, abs=1e-5)
    assert frechet_distance(a, b) >= 0
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-5)


@SOME
@given(
    arrays("float64", 4, elements=st.floats(-5, 5)),
    arrays("float64", 4, elements=st.floats(0.1, 5)),
)
def test_normals_with_independent_features(shift, stds):
    """‖shift‖² + Σ (std − 1)², the closed form for diagonal covariances."""
    x = whitened()
    expected = shift @ shift + ((stds - 1) ** 2).sum()
    assert frechet_distance(x, x * stds + shift) == pytest.approx(expected, abs=1e-8)


def test_against_the_matrix_root_of_scipy():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(50, 5)), rng.normal(size=(60, 5)) @ rng.normal(size=(5, 5)) + 1
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    gap = a.mean(axis=0) - b.mean(axis=0)
    literal = gap @ gap + np.trace(cov_a + cov_b - 2 * sqrtm(cov_a @ cov_b).real)
    assert frechet_distance(a, b) == pytest.approx(literal, rel=1e-9)


def test_the_floor_of_one_distribution_falls_with_the_size_of_the_samples():
    rng = np.random.default_rng(2)
    floors = [frechet_distance(*rng.normal(size=(2, n, 10))) for n in (50, 500, 5000)]
    assert floors[0] > 3 * floors[1] > 9 * floors[2] > 0


def test_fewer_rows_than_features_are_no_obstacle():
    rng = np.random.default_rng(3)
    assert np.isfinite(frechet_distance(*rng.normal(size=(2, 5, 20))))
    assert frechet_distance([[0.0], [2.0]], [[1.0], [3.0]]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (np.zeros((4, 2)), np.zeros((4, 3)), "b must have a's 2 features"),
        (np.zeros((1, 2)), np.zeros((4, 2)), "at least two rows"),
        (np.zeros(4), np.zeros((4, 2)), "a must have 2 axes"),
        (np.full((4, 2), np.nan), np.zeros((4, 2)), "a must hold no NaN"),
    ],
)
def test_what_has_no_distance_is_refused(a, b, message):
    with pytest.raises(ValueError, match=message):
        frechet_distance(a, b)
