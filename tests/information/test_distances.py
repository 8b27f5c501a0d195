"""Distances by one matrix product, against scipy's one by one."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.spatial.distance import cdist

from infogan_lib.information.distances import pairwise_log_density, squared_distances

SOME = settings(deadline=None, max_examples=40)
POINTS = st.integers(1, 6).flatmap(
    lambda n: arrays("float64", (n, 3), elements=st.floats(-100, 100))
)


@SOME
@given(POINTS, POINTS, st.sampled_from([0.0, 1e5]))
def test_distances_agree_with_scipy_even_far_from_the_origin(a, b, offset):
    result = squared_distances(a + offset, b + offset)
    assert result.shape == (len(a), len(b))
    assert_allclose(result, cdist(a, b, "sqeuclidean"), rtol=1e-7, atol=1e-4 if offset else 1e-9)
    assert (result >= 0).all()


@SOME
@given(POINTS, st.floats(0.1, 10))
def test_pairwise_log_density_agrees_with_scipy(centres, std):
    x = centres[::-1] * 0.9 + 0.1
    literal = [
        [scipy.stats.norm.logpdf(point, centre, std).sum() for point in x] for centre in centres
    ]
    result = pairwise_log_density(centres, x, std)
    assert_allclose(result, np.array(literal), rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: squared_distances(np.zeros((2, 3)), np.zeros((2, 4))), "b must have a's 3"),
        (lambda: squared_distances(np.zeros(3), np.zeros((2, 3))), "a must have 2 axes"),
        (lambda: pairwise_log_density(np.zeros((2, 3)), np.zeros((2, 4)), 1.0), "x must have"),
        (lambda: pairwise_log_density(np.zeros((2, 3)), np.zeros((2, 3)), 0.0), "std must be"),
    ],
)
def test_points_that_do_not_match_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("far", [1e3, 1e6, 1e8, 1e100])
def test_near_points_far_from_the_centre_keep_their_distance(far):
    a = np.array([[-far, far], [far, 0.0]])
    step = np.ldexp(a, -20)
    result = squared_distances(a, np.vstack([a, a + step]))
    assert_allclose(result, cdist(a, np.vstack([a, a + step]), "sqeuclidean"), rtol=1e-12)
    std = far * 2**-30
    log_density = pairwise_log_density([[-far], [far]], [[std - far], [far]], std)
    literal = scipy.stats.norm.logpdf([std, 0.0], 0, std)
    assert_allclose(np.diagonal(log_density), literal, rtol=1e-6)


def test_coordinates_whose_squares_overflow_are_named():
    with pytest.raises(ValueError, match="^a must be within .*got"):
        squared_distances([[1e200]], [[0.0]])
    with pytest.raises(ValueError, match="^b must be within .*got"):
        squared_distances([[0.0]], [[1e200]])
    for x in (1.0, 1e200):
        with pytest.raises(ValueError, match="^x / std must be within .*got"):
            pairwise_log_density([[0.0]], [[x]], 1e-200)
    with pytest.raises(ValueError, match="^centres / std must be within .*got"):
        pairwise_log_density([[1.0]], [[0.0]], 1e-200)
