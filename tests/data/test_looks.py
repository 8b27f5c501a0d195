"""What looks at images coming in: what cannot be right is refused, with the fix."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from infogan_lib import load_pretrained
from infogan_lib.data.fashion import load_fashion_sample
from infogan_lib.data.looks import check_contrast, check_images, remarks
from infogan_lib.data.mnist import DataError, load_mnist
from infogan_lib.runs.pretrained import card

X = load_mnist("sample").x_train[:60]
BYTES = np.rint((X + 1) * 127.5)


@pytest.mark.parametrize(
    ("images", "says"),
    [
        ((X + 1) / 2, r"2 \* x - 1"),
        (BYTES.astype("u1"), r"got uint8; scale bytes by x / 127.5 - 1"),
        (BYTES.astype("f4"), r"scale bytes by x / 127.5 - 1"),
        ((BYTES > 99), "got a mask"),
        ((BYTES > 99).astype("u1"), "uint8"),
        ((BYTES > 99).astype("f4"), r"2 \* x - 1"),
        (X * 3, r"scale by 2 \* \(x - -3\) / 6 - 1"),
        (np.where(X > 0.9, np.nan, X), "not a number"),
        (X.tolist(), "got list; use np.array"),
        (X.astype(object), "got object"),
        (X.astype(complex), "got complex"),
        (X[..., 0], "shape"),
        (X[:0], "n > 0"),
        (None, "NoneType"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_the_fix(images, says):
    with pytest.raises(ValueError, match=says) as error:
        check_images(images)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("images", [X, X.astype("f8"), X.astype("f2"), -X, X[:1]])
def test_what_can_be_right_passes(images):
    check_images(images)
    check_contrast(images)


@pytest.mark.parametrize("images", [X * 0 - 1, BYTES.clip(0, 1) / 127.5 - 1, BYTES / 4095 * 2 - 1])
def test_sets_that_are_nearly_blank_are_refused(images):
    with pytest.raises(DataError, match="nearly blank"):
        check_contrast(images)


def small_and_aside(x: np.ndarray) -> np.ndarray:
    half = x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))[..., None]
    return np.pad(half, ((0, 0), (0, 14), (0, 14), (0, 0)), constant_values=-1)


def test_remarks_tell_paper_place_and_contrast_apart():
    assert remarks(X) == ""
    assert "light paper" in remarks(-X) and "invert" in remarks(-X)
    assert "small or off centre" in remarks(small_and_aside(X))
    assert "small or off centre" in remarks(np.roll(X, 4, axis=1))
    assert "nearly blank" in remarks(BYTES / 4095 * 2 - 1)


def on_grey_paper(x: np.ndarray) -> np.ndarray:
    """The negatives of photos: ink on paper whose light falls off, with a grain."""
    rows, columns = np.indices((28, 28))[..., None] / 28
    paper = 0.8 - 0.15 * rows - 0.15 * columns**2
    grain = np.random.default_rng(0).normal(0, 0.01, x.shape)
    return 1 - 2 * (paper * (1 - 0.8 * (x + 1) / 2) + grain).clip(0, 1)


def test_grey_uneven_paper_is_no_ink():
    assert "small or off centre" in remarks(on_grey_paper(small_and_aside(X)))
    assert remarks(on_grey_paper(X)) == ""
    below = on_grey_paper(small_and_aside(X))
    below[:, :3] = below[:, -4:] = -1  # as wide photos are fitted into a square
    assert "small or off centre" in remarks(below)


def test_clothes_get_no_remark():
    clothes, kinds = load_fashion_sample()
    assert {remarks(clothes[kinds == kind][:10]) for kind in range(10)} == {""}


def test_a_model_warns_of_what_it_was_not_trained_to_read():
    """The accuracy of such readings is what the warning saves people from."""
    model = load_pretrained()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        right = model.classify(X)
    digit = {int(k): v for k, v in card()["scores"]["assignment"].items()}
    assert np.mean([digit[k] for k in right] == load_mnist("sample").y_train[:60]) > 0.9
    with pytest.warns(UserWarning, match="light paper") as told:
        model.classify(-X)
    assert "\n" not in str(told[0].message)
    with pytest.raises(ValueError, match=r"2 \* x - 1"):
        model.classify((X + 1) / 2)
