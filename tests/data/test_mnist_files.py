"""Missing, cut, altered and hostile files: one line each, and nothing is unpickled."""

from __future__ import annotations

import os
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infogan_lib.data.mnist import DataError, DataNotFoundError, data_hash, load_mnist


class Bomb:
    """Unpickling this would leave a trace."""

    def __reduce__(self):
        return (exec, ("import os; os.environ['INFOGAN_UNPICKLED'] = 'yes'",))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda a: a.pop("y_test"), "no array named y_test"),
        (lambda a: a.update(x_train=a["x_train"][:, :27]), r"x_train is uint8 \(6, 27, 28\)"),
        (lambda a: a.update(x_train=a["x_train"].astype("f4")), "x_train is float32"),
        (lambda a: a.update(y_train=a["y_train"].astype("i8")), "y_train is int64"),
        (lambda a: a.update(x_test=a["x_test"][::-1]), "x_test differs"),
        (lambda a: a.update(y_train=np.array([Bomb()] * 6)), "y_train is object"),
    ],
)
def test_other_arrays_are_refused(small, tmp_path, change, says, put):
    change(small)
    with pytest.raises(DataError, match=says) as error:
        load_mnist(put(tmp_path, small))
    assert str(error.value).startswith("source=") and "\n" not in str(error.value)
    assert "INFOGAN_UNPICKLED" not in os.environ


def test_a_header_that_promises_terabytes_is_refused_before_reading(small, tmp_path, put):
    file = put(tmp_path, small)
    header = tmp_path / "x_train.npy"
    with open(header, "wb") as stream:
        huge = {"descr": "|u1", "fortran_order": False, "shape": (10**13,)}
        np.lib.format.write_array_header_1_0(stream, huge)
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(header, "x_train.npy")
    with pytest.raises(DataError, match="10000000000000"):
        load_mnist(file)


def test_missing_misspelled_and_foreign_files(tmp_path):
    for name in ("smaple", tmp_path / "mnist.npz", tmp_path):
        with pytest.raises(DataNotFoundError, match="'auto', 'full' or 'sample'") as error:
            load_mnist(name)
        assert "\n" not in str(error.value)
        assert isinstance(error.value, FileNotFoundError) and isinstance(error.value, ValueError)
    for content in (b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00", os.urandom(999)):
        (tmp_path / "mnist.npz").write_bytes(content)
        with pytest.raises(DataError, match="not a whole .npz file; copy it again"):
            load_mnist(tmp_path)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_damaged_file_gives_a_data_error_or_the_true_digits(small, put, tmp_path, draw):
    """Cut it anywhere, flip any byte: never another exception, never other arrays."""
    file = put(tmp_path, small)
    raw = bytearray(file.read_bytes())
    place = draw.draw(st.integers(0, len(raw) - 1))
    if draw.draw(st.booleans()):
        del raw[place:]
    else:
        raw[place] ^= draw.draw(st.integers(1, 255))
    file.write_bytes(raw)
    try:
        mnist = load_mnist(file)
    except DataError as error:
        assert "\n" not in str(error)
    else:
        assert data_hash(mnist) == data_hash(small["x_train"])
