"""Views: known deformations, neighbours against a brute search, and no ink lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import affine_transform
from scipy.stats import linregress
from strokes import block

from infogan_lib.measure.morphometry import measure
from infogan_lib.recipes import deform


def digits(n: int = 40) -> np.ndarray:
    """Slanted strokes of random thickness: digits enough for geometry."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:28, :28] - 13.5
    slant, centre, thick = rng.uniform(-0.5, 0.5, n), rng.uniform(-2, 2, n), rng.uniform(1.5, 3, n)
    distance = np.abs(x - centre[:, None, None] - slant[:, None, None] * y)
    ink = (distance < thick[:, None, None]) & (np.abs(y) < 9)
    return np.where(ink, 1.0, -1.0).astype("float32")[..., None]


def test_the_identity_changes_nothing():
    images = digits()
    same = deform.warp(images, np.tile(np.eye(2), (40, 1, 1)), np.zeros((40, 2)))
    np.testing.assert_allclose(same, images, atol=1e-5)


@settings(deadline=None, max_examples=25)
@given(
    entries=st.lists(st.floats(-0.3, 0.3), min_size=4, max_size=4),
    shift=st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
)
def test_warp_is_scipys_affine_transform(entries, shift):
    image = digits(1)
    matrix = np.eye(2) + np.reshape(entries, (2, 2))
    centre = np.full(2, 13.5)
    offset = centre + np.array(shift) - matrix @ centre
    expected = affine_transform(image[0, ..., 0], matrix, offset, order=1, cval=-1.0)
    ours = deform.warp(image, matrix[None], np.array([shift]))[0, ..., 0]
    np.testing.assert_allclose(ours, expected, atol=2e-3)


def test_straightened_strokes_stand_upright_in_the_middle():
    straight = deform.straighten(digits())[..., 0] + 1
    y, x = np.mgrid[:28, :28] - 13.5
    mass = straight.sum(axis=(1, 2))
    middle = (straight * x).sum(axis=(1, 2)) / mass
    np.testing.assert_allclose(middle, 0, atol=0.15)
    slant = (straight * (x - middle[:, None, None]) * y).sum(axis=(1, 2)) / (straight * y**2).sum(
        axis=(1, 2)
    )
    assert np.abs(slant).max() < 0.05  # from up to 0.5


def test_deformations_are_small_random_and_repeatable():
    images = digits()
    bent = deform.deform(images, np.random.default_rng(0))
    np.testing.assert_array_equal(bent, deform.deform(images, np.random.default_rng(0)))
    assert bent.shape == images.shape and -1 <= bent.min() and bent.max() <= 1
    assert (np.abs(bent - images).max(axis=(1, 2, 3)) > 0.5).all()
    overlap = ((bent > 0) & (images > 0)).sum() / (images > 0).sum()
    assert 0.4 < overlap < 0.95


def test_what_is_told_of_a_bend_is_what_it_does():
    """Measured on a rectangle, by rulers that know nothing of matrices."""
    images = np.repeat(block(14, 6)[None], 200, axis=0).astype("float32")
    bent, bends = deform.deform_with_amounts(images, np.random.default_rng(0))
    np.testing.assert_array_equal(bent, deform.deform(images, np.random.default_rng(0)))
    found = measure(bent)
    lean, widened = (bends * deform.AMOUNT_UNITS).T
    slope = linregress(lean, np.tan(np.deg2rad(found["slant"])))
    assert slope.slope == pytest.approx(1, abs=0.25) and slope.rvalue > 0.9
    slope = linregress(widened, np.log(found["width"]))
    assert slope.slope == pytest.approx(1, abs=0.25) and slope.rvalue > 0.8


def test_neighbours_are_near_and_never_oneself():
    images = digits()
    images = np.concatenate([images, images])  # each image has a twin at distance 0
    found = deform.nearest_neighbours(images, 3)
    assert found.shape == (80, 3)
    assert (found != np.arange(80)[:, None]).all()
    np.testing.assert_array_equal(np.sort(found[:, 0]), np.arange(80))
    np.testing.assert_array_equal(found[:, 0] % 40, np.arange(80) % 40)


def test_neighbours_share_what_a_digit_is():
    """Two kinds of strokes, upright and lying: a neighbour is of the same kind."""
    upright = digits(30)
    images = np.concatenate([upright, upright.transpose(0, 2, 1, 3)])
    kinds = np.repeat([0, 1], 30)
    assert (kinds[deform.nearest_neighbours(images, 5)] == kinds[:, None]).mean() > 0.95


@pytest.mark.parametrize("k", [0, 40, 100])
def test_neighbours_need_others(k):
    with pytest.raises(ValueError, match="k must be from 1 to 39"):
        deform.nearest_neighbours(digits(), k)
