"""Arrays of one's own: read with suspicion, taken for images in whatever range, and resized."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from infogan_lib.data.frame import check_frame, framed
from infogan_lib.data.looks import ROUNDING, check_contrast, check_images, full_scale
from infogan_lib.data.sources import read_npz
from infogan_lib.errors import DataError

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue, as Pillow's grey
LARGEST = 4096  # pixels a side
MOST_BYTES = 4 * 2**30  # of all images, as 32-bit numbers: more does not fit beside a model


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Those of x_train, y_train, x_test and y_test that an .npz holds; x_train must be there.

    Raises:
        DataError: a file that is no whole .npz, without x_train, or with arrays of objects.
    """
    if path.suffix.lower() != ".npz" and not zipfile.is_zipfile(path):
        raise DataError(
            f"{path}: neither an .npz nor a picture; give a folder of pictures, one picture, or "
            "arrays saved by np.savez('own.npz', x_train=images)"
        )
    arrays, held = read_npz(path, str(path), _unusable, "copy or save it again")
    if "x_train" not in arrays:
        names = ", ".join(held[:6]) or "nothing"
        raise DataError(f"{path}: holds no array x_train but {names}; rename the images to it")
    return arrays


def _unusable(key: str, shape: tuple[int, ...], dtype: np.dtype) -> str:
    if dtype.kind not in "biuf":
        return f"is an array of {dtype}; save numbers"
    if math.prod(shape) * max(4, dtype.itemsize) > MOST_BYTES:
        return f"promises {shape}, over 4 GB; give fewer images"
    return ""


def as_images(
    array: np.ndarray,
    label: str,
    invert: bool = False,
    like_mnist: bool = False,
    size: int | None = None,
    colour: bool | None = None,
    beside: Sequence[np.ndarray] = (),
) -> tuple[np.ndarray, list[str], bool]:
    """An array of images of any usual range as float32 (n, side, side, 1 or 3) in [-1, 1].

    Then how they became so, in words, and whether they are negatives of what the array shows.

    Bytes, masks and floats from 0 to 1 or 0 to 255 are scaled; wider whole numbers by the fewest
    bits that hold them. ``size`` and ``colour`` ask for another shape by
    :func:`fit`; None keeps the array's. ``label`` opens every error message.
    ``beside``: arrays of the set, whose range counts too where their type is the same.
    Raises DataError.
    """
    array = _with_channels(array, label)
    if like_mnist:
        check_frame(size, colour)
    if array.shape[1] != array.shape[2] and not like_mnist and size is None:
        raise DataError(
            f"{label} has shape {array.shape}, not square; name a size to fit them into (--size), "
            "or bring digits to MNIST's frame (--like-mnist)"
        )
    set_of = [array, *(x for x in beside if x.size and x.dtype == array.dtype)]
    low, high = min(float(x.min()) for x in set_of), max(float(x.max()) for x in set_of)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise DataError(f"{label} holds values that are not finite; drop or fill them")
    most = 1 + ROUNDING
    if low < -ROUNDING and (low < -most or high > most):
        span = f"{low:g} to {high:g}"
        raise DataError(f"{label} goes from {span}; images go from -1 to 1 or 0 to 255")
    words, x = [], array.astype(np.float32)
    if high > most or (array.dtype.kind in "biu" and low >= 0):
        full = full_scale(high)
        words += [] if full == 255 else [f"scaled from 0 to {full:g}"]
        x = x / np.float32(full / 2) - np.float32(1)
    elif low >= -ROUNDING:
        x, words = 2 * x - 1, ["scaled from 0 to 1"]
    x = x.clip(-1, 1)
    try:
        check_contrast(x)
        if like_mnist:
            grey = fit(x, None, False)[0] if x.shape[-1] == 3 else x
            x, dark = framed(grey, invert or None)
            words.append(f"from {said_shape(array)}, to {said_shape(x)}, in MNIST's frame")
            return x, words, dark
        x = -x if invert else x
        x, changed = fit(x, size, colour)
        words += [changed or f"kept at {said_shape(x)}"] + (["inverted"] if invert else [])
        check_images(x, x.shape[1:])
    except ValueError as error:
        raise DataError(f"{label}: {str(error).removeprefix('images: ')}") from None
    return x, words, invert


def _with_channels(array: np.ndarray, label: str) -> np.ndarray:
    """(n, h, w, 1 or 3), n > 0, or DataError."""
    if array.dtype.kind not in "biuf":
        raise DataError(f"{label} is an array of {array.dtype}; give numbers")
    if array.ndim == 3 and array.shape[2] in (1, 3):
        raise DataError(f"{label} has shape {array.shape}; one picture x is given as x[None]")
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim == 4 and array.shape[1] in (1, 3) and array.shape[3] not in (1, 3):
        raise DataError(
            f"{label} has shape {array.shape}; put the colours last: x.transpose(0, 2, 3, 1)"
        )
    if array.ndim != 4 or array.shape[-1] not in (1, 3) or 0 in array.shape:
        raise DataError(
            f"{label} has shape {array.shape}; images are (n, side, side), n > 0, if grey, "
            "or (n, side, side, 3)"
        )
    return array


def check_size(size: int) -> None:
    """DataError for a side that no image has."""
    if not 1 <= size <= LARGEST:
        raise DataError(f"size={size}: must be from 1 to {LARGEST}")


def fit(images: np.ndarray, size: int | None, colour: bool | None) -> tuple[np.ndarray, str]:
    """Images (n, h, w, 1 or 3) in [-1, 1] as float32 (n, size, size, 1 or 3), and what was done.

    None keeps what is there. An image that is not square gets a margin of its paper, the median of
    its border. The words are "" where nothing changes.
    """
    height, width, channels = images.shape[1:]
    size = max(height, width) if size is None else size
    before, x = said_shape(images), images
    if colour is False and channels == 3:
        x = (x @ LUMA)[..., None]
    elif colour and channels == 1:
        x = np.repeat(x, 3, axis=-1)
    if (height, width) != (size, size):
        x = _squared(x, size)
    return x, "" if x is images else f"from {before}, to {said_shape(x)}"


def said_shape(images: np.ndarray) -> str:
    """Width, height and colours in words, as "28 × 28, grey"."""
    _, height, width, channels = images.shape
    return f"{width} × {height}, {'grey' if channels == 1 else 'colour'}"


def _squared(images: np.ndarray, size: int) -> np.ndarray:
    """Each image (h, w, c) scaled until it fits, in the middle of (size, size, c) of its paper."""
    n, height, width, channels = images.shape
    scale = size / max(height, width)
    tall, wide = max(1, round(height * scale)), max(1, round(width * scale))
    top, left = (size - tall) // 2, (size - wide) // 2
    squared = np.empty((n, size, size, channels), np.float32)
    edge = (images[:, 0], images[:, -1], images[:, 1:-1, 0], images[:, 1:-1, -1])
    squared[:] = np.median(np.concatenate(edge, axis=1), axis=1)[:, None, None]
    for i in range(n):
        for k in range(channels):
            channel = Image.fromarray(np.ascontiguousarray(images[i, ..., k], np.float32))
            scaled = np.asarray(channel.resize((wide, tall), Image.Resampling.BICUBIC))
            squared[i, top : top + tall, left : left + wide, k] = scaled
    return squared.clip(-1, 1)
