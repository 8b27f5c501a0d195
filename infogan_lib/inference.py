"""Networks in use, outside training: checked images in, arrays out."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops

from infogan_lib.models import IMAGE_SHAPE

BATCH = 500  # rows at a time: bounds memory, not results


def check_images(images: np.ndarray) -> None:
    """ValueError unless images are (n, 28, 28, 1), finite, in [-1, 1]."""
    if images.ndim != 4 or images.shape[1:] != IMAGE_SHAPE:
        raise ValueError(f"images must have shape (n, 28, 28, 1), got {images.shape}")
    low, high = (images.min(), images.max()) if len(images) else (0, 0)
    if not (-1.001 <= low and high <= 1.001):
        raise ValueError(
            f"images must lie in [-1, 1], got {low:.3g} to {high:.3g}; scale bytes by x / 127.5 - 1"
        )


def in_batches(network: keras.Model, rows) -> np.ndarray:
    """Run a network in inference mode, BATCH rows at a time."""
    parts = [
        ops.convert_to_numpy(network(rows[i : i + BATCH], training=False))
        for i in range(0, max(1, len(rows)), BATCH)
    ]
    return np.concatenate(parts)
