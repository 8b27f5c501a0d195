"""Arrays of any usual range as images, alike in all parts of a set; and what is no such array."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from infogan_lib import load_data
from infogan_lib.data.folder import read_folder
from infogan_lib.data.mnist import DataError, load_mnist
from infogan_lib.data.own import facts_of

SAMPLE = load_mnist("sample")
X = SAMPLE.x_train[:40]
BYTES = np.rint((X[..., 0] + 1) * 127.5).astype("u1")


def test_both_parts_of_a_set_are_scaled_alike(tmp_path):
    deep = (BYTES.astype("u2") * 4)[..., None]
    rest = np.minimum(deep, 1000)
    np.savez(tmp_path / "own.npz", x_train=deep + 10, x_test=rest)
    data = load_data(tmp_path / "own.npz")
    np.testing.assert_allclose(data.x_test, rest / 2047.5 - 1, atol=1e-6)
    signed = np.maximum(X, 0)  # nowhere below 0: only the other part tells that paper is at -1
    np.savez(tmp_path / "signed.npz", x_train=X, x_test=signed - (signed == signed.min()) * 0.5)
    data = load_data(tmp_path / "signed.npz")
    assert data.x_test.min() == -0.5 and data.x_test.max() == 1


def test_a_name_does_not_make_pictures_mnist(tmp_path):
    np.savez(tmp_path / "mnist.npz", x_train=BYTES)
    assert load_data(tmp_path / "mnist.npz").name == "own mnist"
    (tmp_path / "mnist").mkdir()
    Image.fromarray(BYTES[0]).save(tmp_path / "mnist" / "0.png")
    assert load_data(tmp_path / "mnist").name == "own mnist"


@pytest.mark.parametrize("how", [lambda x: (x - 127.5) / 127.5, lambda x: x / 127.5 - 1])
@pytest.mark.parametrize("kind", ["f4", "f8"])
def test_mnist_is_known_however_it_was_scaled(how, kind):
    pixels = np.rint((SAMPLE.x_train + 1) * 127.5).astype(kind)
    assert facts_of(how(pixels))["name"] == "mnist"
    assert facts_of(how(pixels + 0.01 * (pixels < 200)))["name"] == "images"


@pytest.mark.parametrize(
    ("array", "options", "says"),
    [
        (X[..., 0].astype("c8"), {}, "array of complex64; give numbers"),
        (np.full((3, 28, 28), "a"), {}, "array of <U1; give numbers"),
        (np.zeros((64, 64, 3)), {"size": 64}, r"one picture x is given as x\[None\]"),
        (X, {"size": 40_000}, "size=40000: must be from 1 to 4096"),
        (X, {"size": -5}, "size=-5: must be from 1 to 4096"),
        (X, {"size": 0}, "size=0: must be from 1 to 4096"),
    ],
)
def test_what_is_no_set_of_images_is_named(array, options, says):
    with pytest.raises(DataError, match=says):
        load_data(array, **options)


def test_a_wrong_size_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(DataError, match="size=0: must be from 1 to 4096"):
        load_data(tmp_path / "gone.npz", size=0)


def test_arrays_keep_a_side_that_nobody_asked_for():
    wide = np.zeros((1, 4100, 4100), "u1")
    wide[:, 2000:2100, 2000:2100] = 255
    assert load_data(wide).x_train.shape == (1, 4100, 4100, 1)


def test_whole_numbers_from_minus_one_to_one_are_images_as_they_are():
    three = np.sign(np.rint(X * 1.2)).astype("i1")
    np.testing.assert_array_equal(load_data(three).x_train, three)


def test_floats_in_pictures_keep_their_relation(tmp_path):
    for i, top in enumerate((0.5, 0.99, 1.0)):
        Image.fromarray((BYTES[i] / 255 * top).astype("f4"), "F").save(tmp_path / f"{i}.tif")
    tops = read_folder(tmp_path).images.max(axis=(1, 2, 3))
    np.testing.assert_allclose(tops, 2 * np.array([0.5, 0.99, 1.0]) * BYTES[:3].max() / 255 - 1,
                               atol=0.02)  # fmt: skip
