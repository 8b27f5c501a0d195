"""Arrays of images brought to another size or number of colours, and the words for it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from infogan_lib.errors import DataError

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue, as Pillow's grey
LARGEST = 4096  # pixels a side
MOST_BYTES = 4 * 2**30  # of all images, as 32-bit numbers: more does not fit beside a model


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
    size = size or max(height, width)
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
