"""Every image stands whole in its own cell, and every label beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infogan_lib.show import plots


def numbered(*shape, size=(28, 28)):
    """Images of one grey each, all different."""
    n = int(np.prod(shape))
    greys = np.linspace(-1, 1, n).reshape(*shape, 1, 1, 1)
    return np.broadcast_to(greys, (*shape, *size, 1)).astype(np.float32)


def picture(figure):
    (axes,) = figure.axes
    return np.ma.filled(axes.images[0].get_array(), np.nan)


def cell(figure, row, column, size=(28, 28)):
    top, left = row * (size[0] + 1), column * (size[1] + 1)
    return picture(figure)[top : top + size[0], left : left + size[1]]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(1, 5), st.integers(2, 6), st.integers(2, 6))
def test_every_image_is_in_its_cell(rows, columns, height, width):
    images = numbered(rows, columns, size=(height, width))
    figure = plots.image_grid(images)
    assert picture(figure).shape == (rows * (height + 1) - 1, columns * (width + 1) - 1)
    for row, column in np.ndindex(rows, columns):
        shown = cell(figure, row, column, (height, width))
        np.testing.assert_array_equal(shown, images[row, column, ..., 0])
    assert np.isnan(picture(figure)[height :: height + 1]).all()


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({}, (3, 3)),
        ({"columns": 4}, (2, 4)),
        ({"rows": 1}, (1, 7)),
        ({"rows": 5}, (5, 2)),
        ({"rows": 2, "columns": 6}, (2, 6)),
    ],
)
def test_a_list_of_images_is_laid_out_row_by_row(options, shape):
    images = numbered(7)
    figure = plots.image_grid(images, **options)
    for i in range(shape[0] * shape[1]):
        shown = cell(figure, *divmod(i, shape[1]))
        if i < 7:
            np.testing.assert_array_equal(shown, images[i, ..., 0])
        else:
            assert np.isnan(shown).all()


def test_images_are_dark_ink_on_white_with_nothing_lost():
    image = picture(plots.image_grid(numbered(2)))
    axes = plots.image_grid(numbered(2)).axes[0].images[0]
    paper, ink = axes.to_rgba(np.array([[-1.0, 1.0]]))[0, :, 0]
    assert (paper, ink) == (1, 0) and axes.get_clim() == (-1, 1)
    assert axes.get_interpolation() == "nearest" and np.nanmin(image) == -1


def labels(axis):
    return {
        round(float(at), 3): text.get_text()
        for at, text in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
    }


def test_labels_stand_at_the_middle_of_their_row_or_column():
    figure = plots.category_by_code(numbered(3, 5), np.linspace(-2, 2, 5), "style_1")
    (axes,) = figure.axes
    assert labels(axes.yaxis) == {13.5: "0", 42.5: "1", 71.5: "2"}
    minus = "\N{MINUS SIGN}"
    assert labels(axes.xaxis) == {
        13.5: f"{minus}2",
        42.5: f"{minus}1",
        71.5: "0",
        100.5: "1",
        129.5: "2",
    }
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("category", "style_1")


def test_a_single_row_is_not_squeezed_by_what_is_written_below_it():
    row = np.zeros((1, 10, 28, 28, 1))
    figure = plots.image_grid(row, column_labels=range(10), column_title="category")
    figure.draw_without_rendering()
    assert figure.axes[0].get_window_extent().width > 0.9 * figure.bbox.width


def test_many_values_keep_the_labels_of_the_ends_and_the_middle():
    figure = plots.two_code_grid(
        numbered(2, 9), [-1.0, 1.0], np.linspace(-2, 2, 9), "style_1", "style_2"
    )
    (axes,) = figure.axes
    texts = [text for text in labels(axes.xaxis).values() if text]
    assert texts == ["\N{MINUS SIGN}2", "0", "2"]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("style_1", "style_2")


def test_a_walk_names_its_ends():
    figure = plots.latent_walk(numbered(2, 6), "a", "b")
    texts = list(labels(figure.axes[0].xaxis).values())
    assert texts == ["a", "", "", "", "", "b"]


@pytest.mark.parametrize(
    ("images", "options", "says"),
    [
        (np.zeros((3, 28, 28)), {}, "images must have shape"),
        (np.zeros((0, 28, 28, 1)), {}, "images must have shape"),
        (np.zeros((3, 28, 28, 2)), {}, "images must have shape"),
        (np.full((3, 28, 28, 1), 255.0), {}, "images must lie in.*255"),
        (np.full((3, 28, 28, 1), np.nan), {}, "images must lie in"),
        (np.zeros((3, 28, 28, 1)), {"rows": 1, "columns": 2}, "1 × 2 cells cannot hold 3"),
        (np.zeros((3, 28, 28, 1)), {"rows": 0}, "0 ×"),
        (np.zeros((3, 28, 28, 1)), {"columns": -1}, "cells cannot hold"),
        (np.zeros((2, 3, 28, 28, 1)), {"rows": 3}, "leave rows, columns out"),
        (np.zeros((2, 3, 28, 28, 1)), {"row_labels": "abc"}, "row_labels must be 2 labels"),
        (np.zeros((2, 3, 28, 28, 1)), {"column_labels": "ab"}, "column_labels must be 3 labels"),
    ],
)
def test_what_is_no_grid_is_refused(images, options, says):
    with pytest.raises(ValueError, match=says) as error:
        plots.image_grid(images, **options)
    assert "\n" not in str(error.value)


def test_values_must_fit_the_images():
    with pytest.raises(ValueError, match="column_labels must be 5 labels"):
        plots.category_by_code(numbered(3, 5), [0.0, 1.0], "style_1")
    with pytest.raises(ValueError, match="shape"):
        plots.category_by_code(numbered(3), [0.0], "style_1")
    with pytest.raises(ValueError, match="shape"):
        plots.latent_walk(numbered(3))


def test_colours_are_drawn_as_they_are_with_grey_between():
    red, blue = np.full((1, 4, 4, 3), -1.0), np.full((1, 4, 4, 3), -1.0)
    red[..., 0], blue[..., 2] = 1, 0
    drawn = np.asarray(plots.image_grid(np.concatenate([red, blue])).axes[0].images[0].get_array())
    assert drawn.shape == (4, 9, 3)
    np.testing.assert_allclose(drawn[:, :4], np.tile([1.0, 0, 0], (4, 4, 1)))
    np.testing.assert_allclose(drawn[:, 5:], np.tile([0, 0, 0.5], (4, 4, 1)))
    np.testing.assert_allclose(drawn[:, 4], np.full((4, 3), 0xBB / 255))
