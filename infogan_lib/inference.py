"""Networks in use, outside training: checked images in, arrays out."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops

from infogan_lib.models import IMAGE_SHAPE

BATCH = 500  # rows at a time: bounds memory, not results


def check_images(images: np.ndarray) -> None:
    """ValueError unless images are an array (n, 28, 28, 1), n > 0, finite, in [-1, 1]."""
    shape = getattr(images, "shape", type(images).__name__)
    if shape[1:] != IMAGE_SHAPE or not len(images):
        raise ValueError(f"images must be an array of shape (n, 28, 28, 1), n > 0, got {shape}")
    low, high = images.min(), images.max()
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
