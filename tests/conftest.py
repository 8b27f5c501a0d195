"""A stand-in for MNIST that tests may cut, alter and hide; training without a compiler."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from infogan_lib.data import sources

SHAPES = {"x_train": (6, 28, 28), "y_train": (6,), "x_test": (2, 28, 28), "y_test": (2,)}


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Eight images whose hashes the library is told to expect; no other MNIST in sight."""
    rng = np.random.default_rng(0)
    arrays = {
        key: rng.integers(0, 10 if key[0] == "y" else 256, shape).astype(np.uint8)
        for key, shape in SHAPES.items()
    }
    hashes = {key: hashlib.sha256(array.tobytes()).hexdigest() for key, array in arrays.items()}
    monkeypatch.setattr(sources, "SHAPES", SHAPES)
    monkeypatch.setattr(sources, "SHA256", hashes)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("INFOGAN_DATA", raising=False)
    return arrays


@pytest.fixture
def put():
    """put(folder, arrays) writes mnist.npz there and returns its path."""

    def write(folder, arrays):
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / "mnist.npz", **arrays)
        return folder / "mnist.npz"

    return write


@contextmanager
def _step_by_step() -> Iterator[None]:
    import tensorflow as tf

    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)


@pytest.fixture
def eager():
    """Step by step: for a few steps of a tiny model, tracing would take most of the time."""
    with _step_by_step():
        yield


@pytest.fixture(scope="module")
def eager_file():
    """The same for all of a file, and for what its own fixtures train."""
    with _step_by_step():
        yield
