"""What a digit looks like, in numbers: its ink, stroke thickness, slant, width and height.

The definitions follow Morpho-MNIST (Castro et al., 2019): slant from moments, thickness from the
distance of a stroke's middle to its edge, width and height from a parallelogram that leans as the
digit does. The stroke is where the image, enlarged four times, is darker than half of its darkest
pixel: a grey haze that a generator leaves on the paper counts for nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import ndimage

from infogan_lib.arguments import finite
from infogan_lib.data.looks import check_range

ATTRIBUTES = ("ink", "thickness", "slant", "width", "height")
FAINT = 0.2  # an image without a pixel darker than this shows nothing to measure
OUTSIDE = 0.01  # share of the stroke beyond each end: a stray pixel is no width
FINE = 4  # parts a pixel is cut into, along each axis, to find where a stroke ends
PART = 200  # images at a time: bounds memory, not results


def measure(images: ArrayLike) -> dict[str, np.ndarray]:
    """Return every attribute of every image: ``{attribute: (n,)}``.

    ``ink``: the sum of the pixels, where paper is 0 and the pen 1; in pixels.
    ``thickness``: twice the mean distance of a stroke's middle to its edge, in pixels. A stroke
    of 2 to 5 pixels is measured to within 0.15; one below 2 may read up to 2.
    ``slant``: degrees from upright, positive where the digit leans to the right as "/" does.
    The arctangent of the sideways shift a row, by least squares: -cov(x, y) / var(y), y down.
    ``height``, ``width``: pixels, the first in rows, the second in columns along the slant, that
    hold 98 % of the stroke. A digit that is sheared keeps both.

    An image without a pixel above 0.2 ink has its ``ink``, and NaN for everything else.

    Args:
        images: shape (n, 28, 28, 1) in [-1, 1], ink 1 on -1, n at least 1.

    Raises:
        ValueError: for another shape or range, or values that are not finite.
    """
    images = finite("images", images, ndim=4)
    if images.shape[1:] != (28, 28, 1):
        raise ValueError(f"images must have shape (n, 28, 28, 1), got {images.shape}")
    check_range(images)
    ink = np.clip((images[..., 0] + 1) / 2, 0, 1)
    shown = np.flatnonzero(ink.max(axis=(1, 2)) > FAINT)
    result = {name: np.full(len(ink), np.nan) for name in ATTRIBUTES}
    result["ink"] = ink.sum(axis=(1, 2))
    for start in range(0, len(shown), PART):
        part = shown[start : start + PART]
        for name, values in _measure_strokes(_strokes(ink[part])).items():
            result[name][part] = values
    return result


def _measure_strokes(strokes: np.ndarray) -> dict[str, np.ndarray]:
    """From masks (n, FINE * 28, FINE * 28) with something in each."""
    area = strokes.sum(axis=(1, 2))
    place = (np.arange(strokes.shape[1]) + 0.5) / FINE
    dy = place - (strokes.sum(axis=2) @ place / area)[:, None]
    dx = place - (strokes.sum(axis=1) @ place / area)[:, None]
    variance = np.einsum("nij,ni->n", strokes, dy**2)
    lean = -np.einsum("nij,ni,nj->n", strokes, dy, dx) / variance  # columns a row, upwards
    rows = np.broadcast_to(dy[:, :, None], strokes.shape)
    along = dx[:, None, :] + lean[:, None, None] * rows
    return {
        "thickness": np.array([_thickness(stroke) for stroke in strokes]),
        "slant": np.degrees(np.arctan(lean)),
        "height": _extent(strokes, rows),
        "width": _extent(strokes, along),
    }


def _strokes(ink: np.ndarray) -> np.ndarray:
    """Where the enlarged ink is more than half of its darkest: (n, FINE * 28, FINE * 28) bool."""
    # Linear enlargement is linear: applied to unit vectors, it gives its own matrix.
    enlarge = ndimage.zoom(np.eye(28), (FINE, 1), order=1, grid_mode=True, mode="grid-constant")
    return enlarge @ ink @ enlarge.T > ink.max(axis=(1, 2), keepdims=True) / 2


def _thickness(stroke: np.ndarray) -> float:
    depth = ndimage.distance_transform_edt(stroke, sampling=1 / FINE)
    middle = stroke & (depth == ndimage.maximum_filter(depth, size=3))
    return 2 * depth[middle].mean()


def _extent(strokes: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Length along ``place`` (pixels) that leaves OUTSIDE of a stroke beyond either end, (n,)."""
    pairs = zip(strokes, place, strict=True)
    ends = [np.quantile(here[stroke], (OUTSIDE, 1 - OUTSIDE)) for stroke, here in pairs]
    return np.diff(ends)[:, 0] + 1 / FINE
