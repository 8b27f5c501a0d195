"""A stand-in for MNIST that tests may cut, alter and hide."""

from __future__ import annotations

import hashlib

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
