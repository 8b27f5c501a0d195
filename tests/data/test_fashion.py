"""The bundled clothes are Fashion-MNIST's test pictures, and a changed file is refused."""

from __future__ import annotations

import numpy as np
import pytest

from infogan_lib.data import fashion
from infogan_lib.data.fashion import CLOTHES, load_fashion_sample
from infogan_lib.errors import DataError


def test_the_sample_holds_fifty_of_each_class_interleaved():
    images, labels = load_fashion_sample()
    assert images.shape == (500, 28, 28, 1) and images.dtype == np.float32
    assert images.min() == -1 and images.max() == 1
    assert labels.reshape(50, 10).tolist() == [list(range(10))] * 50
    assert len(set(CLOTHES)) == 10


def test_trousers_alone_have_a_gap():
    """The labels fit the pictures: between two legs the lower middle is darker than the sides."""
    images, labels = load_fashion_sample()
    low = images[:, 18:26, :, 0].mean(axis=1)
    legs = np.minimum(low[:, 8:12].max(axis=1), low[:, 16:20].max(axis=1))
    gap = legs - low[:, 12:16].min(axis=1)
    assert np.mean(gap[labels == 1] > 0.5) > 0.9
    assert np.mean(gap[labels != 1] > 0.5) < 0.1


def test_an_altered_sample_is_refused(tmp_path, monkeypatch):
    with np.load(fashion.SAMPLE) as arrays:
        pixels = arrays["x_test"].copy()
        pixels[0, 0, 0] += 1
        np.savez(tmp_path / "fashion-sample.npz", x_test=pixels, y_test=arrays["y_test"])
    monkeypatch.setattr(fashion, "SAMPLE", tmp_path / "fashion-sample.npz")
    with pytest.raises(DataError, match="altered.*install infogan_lib again"):
        load_fashion_sample()
