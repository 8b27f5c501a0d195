"""Images to train on: MNIST by name, a folder of pictures, or arrays of one's own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from infogan_lib.data import sources
from infogan_lib.data.arrays import as_images, check_size, fit, read_arrays
from infogan_lib.data.folder import read_folder
from infogan_lib.data.frame import SIDE
from infogan_lib.data.idx import holds_idx, read_idx_folder
from infogan_lib.data.looks import remarks
from infogan_lib.data.mnist import MNIST, data_hash, full_mnist, load_mnist
from infogan_lib.data.picture import SUFFIXES
from infogan_lib.errors import DataError, DataNotFoundError

WORDS = ("auto", "full", "sample")  # reserved; a folder of such a name is written ./sample
DIGITS = tuple("0123456789")
# Of the bundled sample's pixels with its classes interleaved, as load_mnist returns them.
SAMPLE_SHA256 = "d7099ff73588a67d7a5e8930873d86fffe892ba48884191961bdb5103d5b51b5"


@dataclass(frozen=True, eq=False)
class Data:
    """Images, what is known of them, and where they came from.

    ``x_train``, ``x_test``: float32 (n, side, side, 1 or 3) in [-1, 1]. ``y_train``, ``y_test``:
    int64 (n,), or None where there are no labels. ``name``: "mnist", or the file's or folder's.
    ``class_names``: of the labels 0, 1, …, where they have names. ``source``: one line.
    ``location``, ``invert``, ``like_mnist``: what :func:`load_data` takes to load the same again,
    with the size and colour of the arrays.
    ``negative``: whether these are negatives of what the source shows, as dark ink made light.
    ``files``: the names of the training pictures, where they come from files.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray | None
    x_test: np.ndarray
    y_test: np.ndarray | None
    class_names: tuple[str, ...]
    source: str
    location: str
    invert: bool = False
    like_mnist: bool = False
    negative: bool = False
    files: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What a run remembers of its data, ready for JSON."""
        own = ("name", "location", "invert", "like_mnist", "negative")
        names = {"class_names": list(self.class_names)}
        return facts_of(self.x_train) | {key: getattr(self, key) for key in own} | names


def facts_of(images: np.ndarray) -> dict[str, Any]:
    """What images (n, h, w, channels) tell of themselves: name, number, size, channels, hash.

    The name is "mnist" for MNIST's training set, by its hash, and for the bundled sample.
    """
    sha256 = data_hash(images)
    known = {sources.SHA256["x_train"], SAMPLE_SHA256}
    return {
        "name": "mnist" if sha256 in known else "images",
        "images": len(images),
        "size": list(images.shape[1:3]),
        "channels": int(images.shape[3]),
        "sha256": sha256,
        "class_names": list(DIGITS) if sha256 in known else [],
    }


def load_data(
    source: str | os.PathLike[str] | np.ndarray = "auto",
    invert: bool = False,
    like_mnist: bool = False,
    size: int | None = None,
    colour: bool | None = None,
) -> Data:
    """Load MNIST, pictures or arrays of one's own, and say in one line what became of them.

    Args:
        source: ``"auto"``, ``"full"`` or ``"sample"`` as for
            :func:`~infogan_lib.data.mnist.load_mnist`; a folder or one picture, as for
            :func:`~infogan_lib.data.folder.read_folder`; an array of images; an ``.npz`` with
            ``x_train`` and, if you have them, ``y_train``, ``x_test`` and ``y_test``; or a folder
            of the idx files that MNIST and Fashion-MNIST come in. Arrays of images are
            (n, side, side), or with 1 or 3 channels; labels whole numbers, (n,).
        invert: for dark ink on light paper. like_mnist: bring digits to MNIST's frame. Neither
            changes MNIST.
        size: pixels a side. None keeps that of arrays, and gives pictures 28.
        colour: three channels or one. None keeps those of arrays, and makes pictures grey.

    Raises:
        DataNotFoundError: for what is missing.
        DataError: for files that hold something else. No file is ever unpickled.
    """
    if size is not None:
        check_size(size)
    asked = (invert, like_mnist, size, colour)
    if isinstance(source, np.ndarray):
        return _of_arrays(Path("array"), "", {"x_train": source}, *asked)
    name = os.fspath(source)
    if name in WORDS:
        return _of_mnist(load_mnist(name), name, size, colour)
    path = Path(name)
    if path.is_dir() and holds_idx(path):
        path = path.resolve()
        return _of_arrays(path, str(path), read_idx_folder(path), *asked)
    is_picture = path.suffix.lower() in SUFFIXES and path.is_file()
    if is_picture or (path.is_dir() and not (path / "mnist.npz").is_file()):
        found = read_folder(path, invert, SIDE if size is None else size, like_mnist, bool(colour))
        print(found.summary)
        y_test = None if found.labels is None else np.empty(0, np.int64)
        sides = (found.images, found.labels, found.images[:0], y_test)
        about = (found.class_names, found.summary, str(path.resolve()))
        negative = invert or (like_mnist and found.light)
        name = _own_name(path.resolve().name)
        return Data(name, *sides, *about, invert, like_mnist, negative, found.names)
    path = path / "mnist.npz" if path.is_dir() else path
    if not path.is_file():
        raise DataNotFoundError(
            f"{name}: no such file or folder; give an .npz, a folder of pictures, "
            "or 'auto', 'full' or 'sample'"
        )
    return _of_arrays(path, str(path.resolve()), read_arrays(path), *asked)


def _own_name(name: str) -> str:
    """Of a file or folder; "mnist" stands for MNIST's own pixels alone."""
    return "own mnist" if name == "mnist" else name


def _of_mnist(mnist: MNIST, location: str, size: int | None, colour: bool | None) -> Data:
    location = location if location not in WORDS else "full" if mnist.full else "sample"
    (x_train, changed), (x_test, _) = (fit(x, size, colour) for x in (mnist.x_train, mnist.x_test))
    source = f"{mnist.source} Digits {changed}." if changed else mnist.source
    if changed:
        print(source)
    return Data("mnist", x_train, mnist.y_train, x_test, mnist.y_test, DIGITS, source, location)


def _of_arrays(
    path: Path,
    location: str,
    arrays: dict,
    invert: bool,
    like_mnist: bool,
    size: int | None,
    colour: bool | None,
) -> Data:
    """Arrays as data; MNIST's own, in whatever files, as MNIST."""
    if sources.is_mnist(arrays):
        return _of_mnist(full_mnist(arrays, "a local file"), location, size, colour)
    parts = [arrays[key] for key in ("x_train", "x_test") if key in arrays]
    asked = (invert, like_mnist, size, colour, parts)
    x_train, words, negative = as_images(arrays["x_train"], f"{path}: x_train", *asked)
    x_test = x_train[:0]
    if "x_test" in arrays:
        x_test, more, _ = as_images(arrays["x_test"], f"{path}: x_test", *asked)
        words = list(dict.fromkeys([*words, *more]))
    if x_test.shape[1:] != x_train.shape[1:]:
        raise DataError(f"{path}: x_train and x_test differ in shape; name one size (--size)")
    y_train, y_test = _labels(path, arrays, "train", x_train), _labels(path, arrays, "test", x_test)
    if y_train is not None and not len(x_test):
        y_test = np.empty(0, np.int64)
    kind = "unlabelled" if y_train is None else "labelled"
    first = f"{path}: {len(x_train)} {kind} images, {len(x_test)} to test on"
    line = "; ".join(filter(None, [first, *words, remarks(x_train)]))
    print(line)
    sides = (x_train, y_train, x_test, y_test)
    return Data(_own_name(path.stem), *sides, (), line, location, invert, like_mnist, negative)


def _labels(path: Path, arrays: dict, part: str, images: np.ndarray) -> np.ndarray | None:
    labels = arrays.get(f"y_{part}")
    if labels is None:
        return None
    if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
        fix = "; of one-hot rows take y.argmax(axis=1)" if labels.ndim == 2 else ""
        raise DataError(
            f"{path}: y_{part} is {labels.dtype} {labels.shape}; "
            f"labels are {len(images)} whole numbers, one an image{fix}"
        )
    return labels.astype(np.int64)
