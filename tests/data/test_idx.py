"""idx files: read as they were published, and refused when they are anything else."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

from infogan_lib.data.idx import FILES, holds_idx, read_idx_folder
from infogan_lib.data.mnist import load_mnist
from infogan_lib.data.own import load_data
from infogan_lib.errors import DataError, DataNotFoundError

RNG = np.random.default_rng(0)
ARRAYS = {
    "x_train": RNG.integers(256, size=(30, 28, 28), dtype=np.uint8),
    "y_train": RNG.integers(10, size=30, dtype=np.uint8),
    "x_test": RNG.integers(256, size=(20, 28, 28), dtype=np.uint8),
    "y_test": RNG.integers(10, size=20, dtype=np.uint8),
}


def idx(array: np.ndarray) -> bytes:
    head = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.tobytes()


@pytest.fixture(params=[".gz", ""])
def folder(tmp_path, request):
    for key, array in ARRAYS.items():
        raw = idx(array)
        (tmp_path / f"{FILES[key]}{request.param}").write_bytes(
            gzip.compress(raw) if request.param else raw
        )
    return tmp_path


def test_the_four_files_become_the_four_arrays(folder):
    assert holds_idx(folder)
    found = read_idx_folder(folder)
    assert list(found) == list(ARRAYS)
    for key, array in ARRAYS.items():
        np.testing.assert_array_equal(found[key], array)


def test_load_data_takes_their_folder(folder, capsys):
    data = load_data(folder)
    assert data.name == folder.name and "30 labelled images, 20 to test on" in data.source
    np.testing.assert_allclose(data.x_train[..., 0], ARRAYS["x_train"] / 127.5 - 1, atol=1e-6)
    assert data.y_test.tolist() == ARRAYS["y_test"].tolist()
    assert load_data(folder, size=32).x_test.shape == (20, 32, 32, 1)


def test_images_alone_are_enough(folder):
    for key in ("y_train", "x_test", "y_test"):
        for file in folder.glob(f"{FILES[key]}*"):
            file.unlink()
    data = load_data(folder)
    assert len(data.x_train) == 30 and data.y_train is None and not len(data.x_test)


def test_other_images_are_not_taken_for_mnist(folder):
    with pytest.raises(DataError, match="x_train is uint8|differs from MNIST's"):
        load_mnist(folder)
    next(folder.glob("t10k-labels*")).unlink()
    with pytest.raises(DataNotFoundError, match="lacks the idx files of y_test"):
        load_mnist(folder)


@pytest.mark.parametrize("keep", [0, 3, 10, 15, 600, -1])
def test_a_cut_file_is_named(folder, keep):
    file = next(folder.glob("train-images*"))
    raw = file.read_bytes()
    file.write_bytes(raw[:keep])
    with pytest.raises(DataError, match=f"{file.name}: (not a whole|no) idx file"):
        load_data(folder)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"PK\x03\x04" + bytes(99), "no idx file of bytes with 3 axes .it begins 50 4b 03 04"),
        (idx(ARRAYS["y_train"]), "begins 00 00 08 01"),
        (bytes((0, 0, 8, 3)) + b"\xff" * 12, "promises .4294967295"),
        (idx(ARRAYS["x_train"]) + b"more", "not a whole idx file"),
    ],
)
def test_other_files_are_refused_without_setting_memory_aside(tmp_path, raw, says):
    (tmp_path / FILES["x_train"]).write_bytes(raw)
    with pytest.raises(DataError, match=says):
        read_idx_folder(tmp_path)


def test_a_folder_without_them_is_told(tmp_path):
    assert not holds_idx(tmp_path)
    with pytest.raises(DataNotFoundError, match="holds no train-images-idx3-ubyte"):
        read_idx_folder(tmp_path)
