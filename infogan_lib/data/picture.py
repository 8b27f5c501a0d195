"""One picture file as pixels: upright, on paper where it is transparent, fitted into a square."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageOps

from infogan_lib.data.ink import border, has_dark_ink
from infogan_lib.data.looks import full_scale
from infogan_lib.errors import DataError

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")


class Picture(NamedTuple):
    """``pixels``: uint8 (h, w) grey, or (h, w, 3). What it was: ``width`` and ``height``, ``kind``
    ("grey", "colour" or "transparent"), whether on ``light`` paper, and whether ``animated``.
    """

    pixels: np.ndarray
    width: int
    height: int
    kind: str
    light: bool
    animated: bool


def depth(file: Path) -> float:
    """The brightest pixel of a picture of more than 8 bits; 0 for any other, and for no picture."""
    with suppress(DataError), _opened(file) as picture:  # whoever reads it will say so
        if picture.mode[0] in "IF":
            return float(np.max(picture.getextrema()))
    return 0.0


def read_picture(file: Path, deep: float, size: int | None, colour: bool, invert: bool) -> Picture:
    """Read a picture, its first frame if it moves; transparent parts become white paper.

    Args:
        deep: the brightest of all :func:`depth`, so that deep pictures keep their relation.
        size: of the square that it is fitted into; None leaves it as large as it is.
        colour: three channels instead of one. invert: its negative.

    A margin is black on grey pictures, as MNIST's paper, and the border's median on coloured ones.

    Raises:
        DataError: a file that is no whole picture, or one of too many pixels.
    """
    with _opened(file) as picture:
        animated = getattr(picture, "n_frames", 1) > 1 and picture.format not in ("TIFF", "MPO")
        picture = ImageOps.exif_transpose(picture)
        kind = _kind(picture)
        plain = _plain(picture, deep, colour)
        # Before there is a margin.
        light = not colour and has_dark_ink(np.asarray(plain).astype(np.float32))
        if invert:
            plain = ImageOps.invert(plain)
        if size is not None:
            margin: Any = 0
            if colour:
                edges = [border(np.asarray(channel)) for channel in plain.split()]
                margin = tuple(int(np.median(edge)) for edge in edges)
            plain = ImageOps.pad(plain, (size, size), color=margin)
        return Picture(np.asarray(plain), *picture.size, kind, light, animated)


@contextmanager
def _opened(file: Path) -> Iterator[Image.Image]:
    """Every way in which a file can fail to be a picture becomes one error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks on metadata
            # Pillow only warns of a picture that unpacks to hundreds of megabytes.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                yield picture
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise DataError("too many pixels; scale it down first") from error
    # Pillow's readers raise whatever type a damaged file happens to lead them to.
    except Exception as error:
        raise DataError("not a whole picture; remove it or save it again") from error


def _kind(picture: Image.Image) -> str:
    if "A" in picture.getbands() or "transparency" in picture.info:
        alpha = np.asarray(picture.convert("RGBA").getchannel("A"))
        if alpha.min() < 255:  # many an opaque picture has the channel
            return "transparent"
    return "grey" if picture.mode in ("1", "L", "F") or picture.mode.startswith("I") else "colour"


def _plain(picture: Image.Image, deep: float, colour: bool) -> Image.Image:
    """One 8-bit channel or three, on white paper where the picture is transparent."""
    if picture.mode.startswith("I") or picture.mode == "F":
        # Pillow's own conversion clips deep pictures to white instead of scaling them.
        pixels = np.nan_to_num(np.asarray(picture, dtype=np.float64))
        scaled = np.rint(pixels / full_scale(deep) * 255).clip(0, 255).astype(np.uint8)
        return Image.fromarray(scaled).convert("RGB" if colour else "L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    if colour and picture.mode not in ("1", "L"):
        return picture.convert("RGB")
    grey = picture.convert("L")
    grey = grey.point(lambda level: 255 * level) if grey.getextrema()[1] == 1 else grey
    return grey.convert("RGB") if colour else grey
