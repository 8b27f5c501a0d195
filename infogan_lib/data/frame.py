"""MNIST's frame: a digit's ink in a box of 20 x 20 pixels, its centre of mass on pixel (14, 14).

The drawing pad of the book's pages (``page/live/strokes.js``) frames strokes in the same way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.data.ink import LEAST, extent, has_dark_ink, without_paper
from infogan_lib.data.looks import ROUNDING
from infogan_lib.errors import DataError

SIDE = 28
BOX = 20
CENTRE = 14.5  # the middle of pixel 14, where pixel k covers k to k + 1


def mnist_like(images: ArrayLike, invert: bool | None = None) -> np.ndarray:
    """Bring pictures of single digits to MNIST's frame: polarity, crop, 20 pixels, centre of mass.

    Args:
        images: (h, w), (n, h, w) or (n, h, w, 1), of any size: bytes from 0 to 255, masks, or
            floats in [-1, 1].
        invert: True for dark ink on light paper, False for light ink on dark. None looks at the
            border of each picture.

    Returns:
        float32 (n, 28, 28, 1) in [-1, 1], paper at -1. A digit that is in the frame already is
        returned as it is.

    Raises:
        DataError: another shape, type or range, or a picture without ink; the message says which.
    """
    return framed(images, invert)[0]


def framed(images: ArrayLike, invert: bool | None = None) -> tuple[np.ndarray, bool]:
    """What :func:`mnist_like` returns, and whether most of the pictures were inverted for it."""
    pictures = _as_grey(images)
    dark = [has_dark_ink(grey) if invert is None else invert for grey in pictures]
    inked = [_frame(1 - x if dark[i] else x, i) for i, x in enumerate(pictures)]
    return (2 * np.stack(inked)[..., None] - 1).astype(np.float32), bool(np.mean(dark) > 0.5)


def check_frame(size: int | None, colour: bool | None) -> None:
    """DataError where MNIST's frame is wanted for images of another size, or in colour."""
    if size not in (None, SIDE) or colour:
        raise DataError(
            "MNIST's frame is 28 × 28 and grey; for another size or colour leave out --like-mnist"
        )


def _as_grey(images: ArrayLike) -> np.ndarray:
    """(n, h, w) from 0, black, to 1, white."""
    try:
        array = np.asarray(images)
    except (TypeError, ValueError, RuntimeError):
        raise DataError("images: not an array of numbers; give pictures of one size") from None
    if array.ndim == 4 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3 or min(array.shape[1:], default=0) < 3 or not len(array):
        raise DataError(f"images: give (h, w), (n, h, w) or (n, h, w, 1), got shape {array.shape}")
    if array.dtype == bool:
        return array.astype(np.float64)
    if array.dtype.kind == "f":
        if not np.abs(array).max() <= 1 + ROUNDING:  # not-a-number fails as well
            raise DataError("images: floats must be finite and lie in [-1, 1]; bytes may be uint8")
        return (array.astype(np.float64).clip(-1, 1) + 1) / 2
    if array.dtype.kind in "iu" and array.min() >= 0 and array.max() <= 255:
        return array / 255
    raise DataError(f"images: give bytes from 0 to 255, or floats in [-1, 1], got {array.dtype}")


def _frame(grey: np.ndarray, index: int) -> np.ndarray:
    """(28, 28) from 0, paper, to 1, ink."""
    ink = without_paper(grey, index)
    longest, offset = extent(ink)
    if ink is grey and ink.shape == (SIDE, SIDE) and BOX - 2 <= longest <= BOX and offset <= 1.5:
        return ink
    scale = BOX / longest
    mass = ink.sum()
    places = []
    for axis, n in enumerate(ink.shape):
        centre = (np.arange(n) + 0.5) @ ink.sum(axis=1 - axis) / mass
        places.append(_weights(n, scale, CENTRE - scale * centre))
    inked = (places[0] @ ink @ places[1].T).clip(0, 1)
    if inked.max() < LEAST:  # a speck far from the centre of mass falls out of the frame
        raise DataError(
            f"images: number {index} shows no ink around the centre of its marks; give one digit "
            "a picture"
        )
    return inked


def _weights(n: int, scale: float, start: float) -> np.ndarray:
    """(28, n): how much of each source pixel lies in each target pixel.

    Source pixel k covers ``start + scale * k`` to ``start + scale * (k + 1)`` of the target. Where
    pixels are made larger, they are interpolated in straight lines instead.
    """
    target = np.arange(SIDE)[:, None]
    if scale > 1:
        place = (target + 0.5 - start) / scale - 0.5
        return np.maximum(0, 1 - np.abs(place - np.arange(n)))
    edges = start + scale * np.arange(n + 1)
    inside = np.minimum(edges[1:], target + 1) - np.maximum(edges[:-1], target)
    return np.maximum(inside, 0)
