"""Coloured shapes: every factor is in the picture, alone, and can be measured there."""

from __future__ import annotations

import colorsys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infogan_lib.data.looks import check_contrast, check_images
from infogan_lib.data.shapes import FACTORS, FARTHEST, HUES, SIZES, draw_factors, render

number = st.floats(-1, 1)
factors = st.tuples(st.integers(0, 2), number, number, number, number)


def measured(picture: np.ndarray) -> dict[str, float]:
    """Area in pixels, centre from the middle, and hue, from the pixels of one picture."""
    light = (picture.astype(float) + 1) / 2
    cover = light.max(axis=-1)
    side = len(picture)
    place = np.arange(side) - (side - 1) / 2
    area = cover.sum()
    red, green, blue = light[cover > 0.99].mean(axis=0)
    return {
        "area": area,
        "across": cover.sum(axis=0) @ place / area,
        "down": cover.sum(axis=1) @ place / area,
        "hue": colorsys.rgb_to_hsv(red, green, blue)[0],
    }


@settings(max_examples=30, deadline=None)
@given(row=factors)
def test_size_place_and_hue_are_what_the_factors_say_whatever_the_others_are(row):
    picture = render([row])[0]
    kind, hue, size, across, down = row
    found = measured(picture)
    radius = 64 * (SIZES[0] + (size + 1) / 2 * (SIZES[1] - SIZES[0]))
    assert found["area"] == pytest.approx(np.pi * radius**2, rel=0.06)  # of each kind alike
    assert found["across"] == pytest.approx(64 * FARTHEST * across, abs=0.2)
    assert found["down"] == pytest.approx(64 * FARTHEST * down, abs=0.2)
    assert found["hue"] == pytest.approx(HUES[0] + (hue + 1) / 2 * (HUES[1] - HUES[0]), abs=0.01)


@settings(max_examples=30, deadline=None)
@given(row=factors)
def test_nothing_is_cut_off_and_the_library_takes_it(row):
    picture = render([row])
    edge = np.concatenate([picture[0, 0], picture[0, -1], picture[0, :, 0], picture[0, :, -1]])
    assert (edge == -1).all() and picture.max() <= 1 and picture.dtype == np.float32
    check_images(picture, (64, 64, 3))
    check_contrast(picture)


def test_kinds_differ_in_how_full_their_frame_is():
    """Of the smallest upright rectangle a square fills all, a disc π/4, a triangle half."""
    for kind, share in ((0, np.pi / 4), (1, 1.0), (2, 0.5)):
        cover = (render([[kind, 0, 1, 0, 0]])[0].max(axis=-1) + 1) / 2
        sides = [np.count_nonzero(cover.max(axis=axis) > 0.5) for axis in (0, 1)]
        assert cover.sum() / np.prod(sides) == pytest.approx(share, rel=0.08)


def test_other_sides_show_the_same_pictures():
    rows = draw_factors(20, 3)
    large = render(rows, 128).reshape(20, 64, 2, 64, 2, 3).mean(axis=(2, 4))
    assert np.abs(large - render(rows, 64)).mean() < 0.003


def test_factors_are_even_independent_and_repeatable():
    rows = draw_factors(5000, 1)
    assert rows.shape == (5000, len(FACTORS))
    np.testing.assert_array_equal(rows, draw_factors(5000, 1))
    assert np.bincount(rows[:, 0].astype(int)).min() > 1500
    assert np.abs(np.corrcoef(rows.T) - np.eye(5)).max() < 0.06
    assert rows[:, 1:].min() < -0.99 and rows[:, 1:].max() > 0.99


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[0, 0, 0, 0]], "must have the columns"),
        ([[3, 0, 0, 0, 0]], "kind must be 0 to 2"),
        ([[0.5, 0, 0, 0, 0]], "kind must be 0 to 2"),
        ([[0, 0, 1.5, 0, 0]], "must be from -1 to 1"),
        ([[0, np.nan, 0, 0, 0]], "NaN"),
    ],
)
def test_factors_that_no_picture_has_are_refused(rows, says):
    with pytest.raises(ValueError, match=says):
        render(rows)
