"""Pictures of a folder as the course's image arrays."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from infogan_lib.errors import DataError, DataNotFoundError

SUFFIXES = (".png", ".jpg", ".jpeg")


def load_images(folder: str | os.PathLike[str], invert: bool = False, size: int = 28) -> np.ndarray:
    """Read a folder's PNG and JPEG files, by name, as float32 (n, size, size, 1) in [-1, 1].

    Each picture becomes grey, is fitted into the square, and is padded with black (-1) if it is
    not square. Transparent parts count as white paper. MNIST's ink is white on black: pass
    ``invert=True`` for dark ink on light paper. Sub-folders and other files are left out.

    Raises ``DataNotFoundError`` for a missing or empty folder, ``DataError`` for a file that is no
    whole picture, or one of a size that no digit needs.
    """
    path = Path(folder)
    if not path.is_dir():
        raise DataNotFoundError(f"folder={os.fspath(folder)!r}: no such folder; give one of images")
    if size < 1:
        raise DataError(f"size={size}: must be at least 1 pixel")
    files = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
    if not files:
        raise DataNotFoundError(
            f"folder={os.fspath(folder)!r}: holds no {', '.join(SUFFIXES)} file; add some"
        )
    return np.stack([_read(file, invert, size) for file in files])[..., None]


def _read(file: Path, invert: bool, size: int) -> np.ndarray:
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that unpacks to hundreds of megabytes.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                grey = _grey(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError) as error:
        raise DataError(f"{file.name}: not a whole picture; remove it or save it again") from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise DataError(f"{file.name}: too many pixels; scale it down first") from error
    if invert:
        grey = ImageOps.invert(grey)
    fitted = ImageOps.pad(grey, (size, size), color=0)
    return np.asarray(fitted, dtype=np.float32) / np.float32(127.5) - np.float32(1)


def _grey(picture: Image.Image) -> Image.Image:
    """One 8-bit channel, on white paper where the picture is transparent."""
    if picture.mode.startswith("I"):
        # Pillow's own conversion clips 16-bit pictures to white instead of scaling them.
        return Image.fromarray((np.asarray(picture) // 256).clip(0, 255).astype(np.uint8))
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    return picture.convert("L")
