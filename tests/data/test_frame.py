"""mnist_like brings digits to MNIST's frame, whatever they were drawn with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from infogan_lib import load_pretrained, mnist_like
from infogan_lib.data.ink import extent
from infogan_lib.data.mnist import DataError, load_mnist
from infogan_lib.runs.pretrained import card

SAMPLE = load_mnist("sample")
X, Y = SAMPLE.x_train[:300], SAMPLE.y_train[:300]
# Digits that leave room to be moved: of others np.roll would cut a piece off.
ROOM = (X[:, -4:] < -0.9).all(axis=(1, 2, 3)) & (X[:, :, :4] < -0.9).all(axis=(1, 2, 3))


def enlarged(x, times=4, paper=-1.0):
    big = np.repeat(np.repeat(x[..., 0], times, 1), times, 2)
    return np.pad(big, ((0, 0), (9, 50), (60, 5)), constant_values=paper)


def photograph(x):
    """Grey ink on uneven, grainy paper, as a telephone sees it."""
    big = enlarged(x)
    grain = np.random.default_rng(0).normal(0, 2, big.shape)
    light = np.linspace(-8, 8, big.shape[2])
    return (195 - 70 * (big + 1) + grain + light).clip(0, 255).astype("u1")


MADE = {
    "as it is": X,
    "dark on light": -X,
    "bytes": np.rint((X[..., 0] + 1) * 127.5).astype("u1"),
    "masks": X[..., 0] > 0,
    "moved": np.roll(X, (4, -4), axis=(1, 2)),
    "small": np.pad(X.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)), ((0, 0), (1, 13), (12, 2)),
                    constant_values=-1),
    "large": enlarged(X),
    "large, dark on light": -enlarged(X),
    "photograph": photograph(X),
}  # fmt: skip


@pytest.fixture(scope="module")
def read():
    """read(images, which): the share of these digits that the shipped model reads rightly."""
    model = load_pretrained()
    digit = {int(k): v for k, v in card()["scores"]["assignment"].items()}
    names = np.vectorize(digit.__getitem__)
    return lambda images, which=...: np.mean((names(model.classify(images)) == Y)[which])


@pytest.mark.parametrize("made", MADE)
def test_digits_of_every_make_are_read_as_mnists_are(read, made):
    framed = mnist_like(MADE[made])
    assert framed.shape == (300, 28, 28, 1) and framed.dtype == np.float32
    # Shrinking and two tones blur some digits for good: of the rest nothing is lost.
    lost = {"small": 0.05, "masks": 0.03}.get(made, 0.02)
    which = ROOM if made == "moved" else ...
    assert read(framed, which) > read(X, which) - lost and read(X) > 0.93
    if made in ("moved", "small", "dark on light"):
        raw = MADE[made] if MADE[made].ndim == 4 else MADE[made][..., None]
        with pytest.warns(UserWarning):
            assert read(raw.astype("f4")) <= 0.9


def test_the_frame_is_twenty_pixels_around_pixel_fourteen():
    for made in ("moved", "large", "small"):
        for image in mnist_like(MADE[made])[::20, ..., 0]:
            ink = (image + 1) / 2
            longest, offset = extent(ink)
            assert 18 <= longest <= 22 and offset == pytest.approx(0.5, abs=0.3)


def test_mnists_own_digits_stay_as_they_are():
    framed = mnist_like(X)
    same = (framed == X).all(axis=(1, 2, 3))
    assert same.mean() > 0.8 and np.abs(framed - X).mean() < 0.01
    np.testing.assert_array_equal(mnist_like(framed[same]), framed[same])


@pytest.mark.parametrize(
    ("images", "says"),
    [
        (np.zeros((2, 28, 28), "u1"), "number 0 shows no ink"),
        (np.concatenate([X[:1], X[:1] * 0 - 1]), "number 1 shows no ink"),
        (np.zeros(28), "got shape"),
        (np.zeros((0, 28, 28)), "got shape"),
        (X * 300, "floats must be finite"),
        (np.full((1, 28, 28), np.nan), "floats must be finite"),
        (np.full((28, 28), 300), "bytes from 0 to 255"),
        ([["a"]], "got"),
        ([[1], [2, 3]], "not an array"),
    ],
)
def test_what_is_no_picture_of_a_digit_is_refused(images, says):
    with pytest.raises(DataError, match=says):
        mnist_like(images)


@example(np.array([[13, *[0] * 18, 130], [0] * 20, [0] * 20], "u1"), None)  # its speck falls out
@given(
    hnp.arrays("u1", st.tuples(st.integers(3, 40), st.integers(3, 40))),
    st.sampled_from([None, True, False]),
)
def test_any_picture_is_framed_or_refused(picture, invert):
    try:
        framed = mnist_like(picture, invert)
    except DataError as error:
        assert "no ink" in str(error)
    else:
        assert np.isfinite(framed).all() and -1 <= framed.min() and 0 < framed.max() + 1 <= 2


def test_a_photo_of_ink_on_grey_uneven_paper_is_framed_as_the_digit_itself():
    """Paper from 0.8 down to 0.5 of white, nowhere near to white itself."""
    digit = load_mnist("sample").x_train[7]
    ink = np.pad((digit[..., 0] + 1) / 2, ((20, 52), (40, 32)))
    rows, columns = np.indices(ink.shape) / 100
    paper = 0.8 - 0.15 * rows - 0.15 * columns**2
    photo = np.rint(255 * paper * (1 - 0.8 * ink)).astype("u1")
    found, expected = (mnist_like(x)[0] for x in (photo, np.rint(255 * ink).astype("u1")))
    assert np.abs(found - expected).mean() < 0.06
