"""Images as bytes, and in picture files: a contact sheet of many, or one by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from infogan_lib.errors import DataError
from infogan_lib.files import atomically

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF", ".tiff": "TIFF"}
SCALES = (1, 64)


def from_bytes(pixels: np.ndarray) -> np.ndarray:
    """0 to 255 becomes -1 to 1, float32."""
    return pixels.astype(np.float32) / np.float32(127.5) - np.float32(1)


def to_bytes(images: np.ndarray) -> np.ndarray:
    """-1 to 1 becomes 0 to 255, uint8."""
    return np.rint((np.asarray(images) + 1) * 127.5).clip(0, 255).astype(np.uint8)


def mosaic(tiles: np.ndarray) -> np.ndarray:
    """(rows, columns, h, w, c) as one picture, (rows * h, columns * w, c)."""
    rows, columns, height, width, channels = tiles.shape
    return tiles.swapaxes(1, 2).reshape(rows * height, columns * width, channels)


def check_name(path: str | Path) -> None:
    """DataError unless the name ends as one of ``FORMATS``."""
    if Path(path).suffix.lower() not in FORMATS:
        raise DataError(f"{path}: end the name in {', '.join(FORMATS)}")


def check_scale(scale: int) -> None:
    """DataError unless a pixel can be enlarged so many times."""
    if not SCALES[0] <= scale <= SCALES[1]:
        raise DataError(f"scale must be from {SCALES[0]} to {SCALES[1]}, got {scale}")


def save_sheet(
    path: str | Path,
    images: np.ndarray,
    columns: int = 10,
    scale: int = 1,
    negative: bool = False,
) -> None:
    """Write images (n, h, w, 1 or 3) in [-1, 1], row by row; -1 is black and 1 is white.

    Args:
        path: its name says the format, see ``FORMATS``.
        scale: pixels of the file a side for each of an image's, from 1 to 64.
        negative: -1 is white and 1 is black. Cells that stay empty are as -1 in grey, else white.

    Raises:
        DataError: another format or scale.
    """
    check_name(path)
    check_scale(scale)
    n, height, width, channels = images.shape
    rows = -(-n // columns)
    cells = np.full((rows * columns, height, width, channels), 0 if channels == 1 else 255, "uint8")
    cells[:n] = to_bytes(images)
    if negative:
        cells = 255 - cells if channels == 1 else np.concatenate([255 - cells[:n], cells[n:]])
    page = mosaic(cells.reshape(rows, columns, height, width, channels))
    page = page.repeat(scale, axis=0).repeat(scale, axis=1)
    with atomically(path) as unfinished:
        picture = Image.fromarray(page[..., 0] if channels == 1 else page)
        picture.save(unfinished, format=FORMATS[Path(path).suffix.lower()])
