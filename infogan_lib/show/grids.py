"""Grids of images: what a code does is best seen side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from infogan_lib.data.looks import check_range
from infogan_lib.data.sheet import mosaic
from infogan_lib.show.display import WIDTH, styled

GAP = 1  # pixels between two images
TILE = 0.9  # inches: an image gets no larger than this
LINE = 0.3  # inches for a line of text below the images
BETWEEN = "#bbbbbb"  # what stands between images


@styled
def image_grid(
    images: ArrayLike,
    rows: int | None = None,
    columns: int | None = None,
    row_labels: Sequence[Any] = (),
    column_labels: Sequence[Any] = (),
    row_title: str = "",
    column_title: str = "",
) -> Figure:
    """Draw images (n, h, w, 1 or 3) row by row, or (rows, columns, h, w, 1 or 3) as they are.

    One of ``rows`` and ``columns`` is enough; with neither, the grid is about square. Labels
    stand beside the rows and below the columns: as many as there are, or none.

    Raises:
        ValueError: images of a wrong shape or range; a grid too small for them; labels of a
            wrong number.
    """
    tiles = _tiles(images, rows, columns)
    rows, columns, height, width, _ = tiles.shape
    for name, labels, count in (
        ("row_labels", row_labels, rows),
        ("column_labels", column_labels, columns),
    ):
        if len(labels) not in (0, count):
            raise ValueError(f"{name} must be {count} labels or none, got {len(labels)}")
    figure_width = min(WIDTH, columns * TILE)
    below = LINE * (bool(len(column_labels)) + bool(column_title))
    figure_height = figure_width * rows * height / (columns * width) + below
    figure = Figure(figsize=(figure_width, figure_height))
    axes = figure.add_subplot()
    cmap = colormaps["gray_r"].with_extremes(bad=BETWEEN)
    gaps = ((0, 0), (0, 0), (0, GAP), (0, GAP), (0, 0))
    picture = mosaic(np.pad(tiles, gaps, constant_values=np.nan))[:-GAP, :-GAP]
    if picture.shape[-1] == 1:
        axes.imshow(picture[..., 0], cmap=cmap, vmin=-1, vmax=1, interpolation="nearest")
    else:  # red, green and blue from 0 to 1
        light = np.where(np.isnan(picture), to_rgb(BETWEEN), (picture.clip(-1, 1) + 1) / 2)
        axes.imshow(light, interpolation="nearest")
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for set_ticks, labels, size in (
        (axes.set_yticks, row_labels, height),
        (axes.set_xticks, column_labels, width),
    ):
        centres = np.arange(len(labels)) * (size + GAP) + (size - 1) / 2
        set_ticks(centres, [_text(label) for label in labels])
    axes.set(xlabel=column_title, ylabel=row_title)
    return figure


def category_by_code(
    images: ArrayLike, values: Sequence[float], code: str, category: str = "category"
) -> Figure:
    """Draw images (K, s, h, w, 1): a row for each category, one code's s values across."""
    rows = _grid_shape(images)[0]
    return image_grid(images, None, None, range(rows), _labels(values), category, code)


def two_code_grid(
    images: ArrayLike,
    row_values: Sequence[float],
    column_values: Sequence[float],
    row_code: str,
    column_code: str,
) -> Figure:
    """Draw images (r, s, h, w, 1): one code's r values down, another's s values across."""
    _grid_shape(images)
    labels = _labels(row_values), _labels(column_values)
    return image_grid(images, None, None, *labels, row_code, column_code)


def latent_walk(images: ArrayLike, start: str = "z₁", end: str = "z₂") -> Figure:
    """Draw images (walks, steps, h, w, 1): each row goes from one latent vector to another."""
    steps = _grid_shape(images)[1]
    return image_grid(images, column_labels=[start, *[""] * (steps - 2), end])


def _grid_shape(images: ArrayLike) -> tuple[int, int]:
    shape = np.shape(images)
    if len(shape) != 5:
        raise ValueError(f"images must have shape (rows, columns, h, w, 1), got {shape}")
    return shape[:2]


def _tiles(images: ArrayLike, rows: int | None, columns: int | None) -> np.ndarray:
    """Images as (rows, columns, h, w, c); what the grid has too many is NaN."""
    pixels = np.asarray(images, dtype=np.float32)
    if pixels.ndim not in (4, 5) or pixels.shape[-1] not in (1, 3) or 0 in pixels.shape:
        raise ValueError(
            f"images must have shape (n, h, w, 1) or (rows, columns, h, w, 1), or 3 for colours, "
            f"got {pixels.shape}"
        )
    check_range(pixels)
    if pixels.ndim == 5:
        if rows not in (None, pixels.shape[0]) or columns not in (None, pixels.shape[1]):
            raise ValueError(f"images lie in a grid {pixels.shape[:2]}; leave rows, columns out")
        return pixels
    n = len(pixels)
    # The side that is not given becomes as long as it must.
    if columns is None:
        columns = int(np.ceil(np.sqrt(n))) if rows is None else -(-n // max(1, rows))
    if rows is None:
        rows = -(-n // max(1, columns))
    if rows < 1 or columns < 1 or rows * columns < n:
        raise ValueError(f"rows, columns: {rows} × {columns} cells cannot hold {n} images")
    tiles = np.full((rows * columns, *pixels.shape[1:]), np.nan, dtype=np.float32)
    tiles[:n] = pixels
    return tiles.reshape(rows, columns, *pixels.shape[1:])


def _labels(values: Sequence[float]) -> list[str]:
    """Numbers for the ends and the middle, and for all where there is room."""
    few = len(values) <= 7
    kept = {0, len(values) - 1} | ({len(values) // 2} if len(values) % 2 else set())
    return [_text(v) if few or i in kept else "" for i, v in enumerate(values)]


def _text(value: Any) -> str:
    if isinstance(value, (float, np.floating)):
        value = f"{round(float(value), 2):zg}"
    return str(value).replace("-", "\N{MINUS SIGN}")
