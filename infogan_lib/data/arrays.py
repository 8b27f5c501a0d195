"""Arrays of one's own: an .npz read with suspicion, and numbers of any usual range as images."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path

import numpy as np

from infogan_lib.data import sources
from infogan_lib.data.fit import MOST_BYTES, fit, said_shape
from infogan_lib.data.frame import ONLY
from infogan_lib.data.frame import mnist_like as to_frame
from infogan_lib.data.ink import has_dark_ink
from infogan_lib.data.looks import ROUNDING, check_contrast, check_images
from infogan_lib.errors import DataError


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
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [name.removesuffix(".npy") for name in archive.namelist()]
            if "x_train" not in inside:
                held = ", ".join(inside[:6]) or "nothing"
                raise DataError(
                    f"{path}: holds no array x_train but {held}; rename the images to it"
                )
            return {key: _member(archive, key, path) for key in sources.SHAPES if key in inside}
    except DataError:
        raise
    # A damaged zip or header raises any of a dozen types.
    except Exception as error:
        raise DataError(f"{path}: not a whole .npz file; copy or save it again") from error


def _member(archive: zipfile.ZipFile, key: str, path: Path) -> np.ndarray:
    """One array. Its header is judged before memory is set aside for the numbers."""
    with archive.open(f"{key}.npy") as member:
        shape, fortran, dtype = sources.read_header(member)
        if dtype.kind not in "biuf":
            raise DataError(f"{path}: {key} is an array of {dtype}; save numbers")
        size = math.prod(shape) * dtype.itemsize
        if math.prod(shape) * max(4, dtype.itemsize) > MOST_BYTES:
            raise DataError(f"{path}: {key} promises {shape}, over 4 GB; give fewer images")
        raw = member.read(size + 1)
    if len(raw) != size:
        raise ValueError(f"{len(raw)} bytes for {size}")
    return np.frombuffer(raw, dtype).reshape(shape, order="F" if fortran else "C")


def as_images(
    array: np.ndarray,
    label: str,
    invert: bool = False,
    like_mnist: bool = False,
    size: int | None = None,
    colour: bool | None = None,
    beside: tuple[np.ndarray, ...] = (),
) -> tuple[np.ndarray, list[str], bool]:
    """An array of images of any usual range as float32 (n, side, side, 1 or 3) in [-1, 1].

    Then how they became so, in words, and whether they are negatives of what the array shows.

    Bytes, masks and floats from 0 to 1 or 0 to 255 are scaled; wider whole numbers by the fewest
    bits that hold them. ``size`` and ``colour`` ask for another shape by
    :func:`~infogan_lib.data.fit.fit`; None keeps the array's. ``label`` opens every error message.
    ``beside``: arrays of the set, whose range counts too where their type is the same.
    Raises DataError.
    """
    array = _with_channels(array, label)
    if like_mnist and (size not in (None, 28) or colour):
        raise DataError(ONLY)
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
    how, x = "", array.astype(np.float32)
    if high > most or (array.dtype.kind in "biu" and low >= 0):
        full = next((2**bits - 1 for bits in (1, 8, 10, 12, 14, 16) if high <= 2**bits - 1), high)
        how = "" if full == 255 else f"scaled from 0 to {full:g}"
        x = x / np.float32(full / 2) - np.float32(1)
    elif low >= -ROUNDING:
        x, how = 2 * x - 1, "scaled from 0 to 1"
    x = x.clip(-1, 1)
    try:
        check_contrast(x)
        words = [how] if how else []
        if like_mnist:
            grey = fit(x, None, False)[0] if x.shape[-1] == 3 else x
            dark = invert or np.mean([has_dark_ink(one) for one in grey[..., 0]]) > 0.5
            x = to_frame(grey, invert or None)
            words.append(f"from {said_shape(array)}, to {said_shape(x)}, in MNIST's frame")
            return x, words, bool(dark)
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
