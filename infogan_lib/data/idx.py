"""The four idx files that MNIST came in, and Fashion-MNIST and others after it; gzipped or not."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from infogan_lib.errors import DataError, DataNotFoundError

# Of each array, its file's name without .gz.
FILES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
BYTE = 8  # idx's word for unsigned bytes; what such files hold otherwise is no image
MOST = 2**30  # bytes of one array


def holds_idx(folder: Path) -> bool:
    """Whether a folder holds idx training images."""
    return _file(folder, "x_train") is not None


def read_idx_folder(folder: Path) -> dict[str, np.ndarray]:
    """The arrays of a folder's idx files: x_train, and y_train, x_test, y_test where they are.

    Returns:
        uint8: images (n, height, width), labels (n,).

    Raises:
        DataNotFoundError: no training images. DataError: a file that is no whole idx file.
    """
    found = {key: file for key in FILES if (file := _file(folder, key))}
    if "x_train" not in found:
        raise DataNotFoundError(f"{folder}: holds no {FILES['x_train']}, with or without .gz")
    return {key: read_idx(file, 3 if key[0] == "x" else 1) for key, file in found.items()}


def read_idx(file: Path, axes: int) -> np.ndarray:
    """One idx file of bytes with so many axes. Its header is judged before memory is set aside.

    Raises:
        DataError: another kind of file, or one that is cut.
    """
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            magic = stream.read(4)
            if magic != bytes((0, 0, BYTE, axes)):
                raise DataError(
                    f"{file.name}: no idx file of bytes with {axes} axes (it begins "
                    f"{magic.hex(' ')}); give the file as it was published"
                )
            shape = tuple(np.frombuffer(stream.read(4 * axes), ">u4").tolist())
            if len(shape) != axes or math.prod(shape) > MOST:
                raise DataError(f"{file.name}: promises {shape}, which is no set of images")
            raw = stream.read(math.prod(shape) + 1)
        return np.frombuffer(raw, np.uint8).reshape(shape)  # ValueError for another length
    except DataError:
        raise
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{file.name}: not a whole idx file; copy it again") from error


def _file(folder: Path, key: str) -> Path | None:
    places = (folder / FILES[key], folder / f"{FILES[key]}.gz")
    return next((place for place in places if place.is_file()), None)
