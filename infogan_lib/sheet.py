"""A contact sheet: many images in one PNG, without a figure around them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.image import imsave

from infogan_lib.files import atomically


def save_sheet(path: str | Path, images: np.ndarray, columns: int = 10) -> None:
    """Write images (n, 28, 28, 1) in [-1, 1], row by row, ink dark on white."""
    n, height, width, _ = images.shape
    rows = -(-n // columns)
    cells = np.full((rows * columns, height, width), -1.0, "float32")
    cells[:n] = images[..., 0]
    page = cells.reshape(rows, columns, height, width).swapaxes(1, 2)
    with atomically(path) as unfinished:
        imsave(
            unfinished,
            page.reshape(rows * height, columns * width),
            cmap="gray_r",
            vmin=-1,
            vmax=1,
            format="png",
        )
