"""Attributes of drawn strokes whose slant, thickness and size are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strokes import bar, block, polyline, ring

from infogan_lib import load_mnist
from infogan_lib.augmentation.channel import warp
from infogan_lib.measure.morphometry import ATTRIBUTES, PART, measure


def one(image: np.ndarray) -> dict[str, float]:
    return {name: float(values[0]) for name, values in measure(image[None]).items()}


def seven(thickness: float) -> np.ndarray:
    return polyline([(7, 6), (19, 6), (11, 22)], thickness)


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    return load_mnist("sample").x_train[:60]


@pytest.mark.parametrize("degrees", [-40, -15, 0, 5, 20, 40])
@pytest.mark.parametrize("thickness", [2, 3, 4.5])
def test_a_bar_has_the_slant_it_was_drawn_with(degrees, thickness):
    """A round pen's ends pull a slanted bar a little towards upright."""
    assert one(bar(thickness, degrees))["slant"] == pytest.approx(degrees, abs=1.5)


@pytest.mark.parametrize("thickness", [2, 2.5, 3, 4, 5])
@pytest.mark.parametrize(
    "draw",
    [
        bar,
        lambda t: bar(t, 25),
        lambda t: bar(t, -40),
        lambda t: bar(t, length=8),
        lambda t: bar(t, centre=(13.2, 13.7)),
        lambda t: ring(7, t),
        seven,
    ],
)
def test_thickness_is_that_of_the_pen_whatever_it_draws(draw, thickness):
    assert one(draw(thickness))["thickness"] == pytest.approx(thickness, abs=0.15)


@pytest.mark.parametrize(("height", "width"), [(20, 4), (10, 10), (16, 2), (3, 18), (11.5, 7.25)])
def test_a_block_has_its_size_and_ink(height, width):
    seen = one(block(height, width))
    assert seen["height"] == pytest.approx(height, abs=0.5)
    assert seen["width"] == pytest.approx(width, abs=0.5)
    assert seen["ink"] == pytest.approx(height * width, rel=0.01)
    assert seen["slant"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("degrees", [-30, 15, 40])
def test_shear_changes_slant_and_no_size(degrees):
    upright, sheared = one(block(14, 8)), one(block(14, 8, degrees))
    assert sheared["slant"] == pytest.approx(degrees, abs=1)
    for name in ("width", "height", "ink"):
        assert sheared[name] == pytest.approx(upright[name], rel=0.02)


def test_a_stray_dot_and_a_grey_haze_change_little():
    clean = seven(4)
    dirty = np.maximum(clean, -0.9)
    dirty[1, 26] = 0.9
    before, after = one(clean), one(dirty)
    for name in ("thickness", "slant", "width", "height"):
        assert after[name] == pytest.approx(before[name], rel=0.1, abs=1.5), name
    assert after["ink"] > before["ink"] + 20


@pytest.mark.parametrize("dark", [0.4, 0.7])
def test_paler_ink_is_less_ink_of_the_same_shape(dark):
    image = seven(3)
    pale = (image + 1) * dark - 1
    before, after = one(image), one(pale)
    assert after.pop("ink") == pytest.approx(dark * before.pop("ink"))
    assert after == pytest.approx(before)


@settings(max_examples=25, deadline=None)
@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(-25, 25), st.floats(2, 4))
def test_a_shift_by_pixels_changes_nothing(down, right, degrees, thickness):
    image = bar(thickness, degrees, length=12)
    assert one(np.roll(image, (down, right), (0, 1))) == pytest.approx(one(image), abs=1e-6)


def test_a_mirror_turns_the_slant_of_digits_and_nothing_else(digits):
    before, after = measure(digits), measure(digits[:, :, ::-1])
    np.testing.assert_allclose(after.pop("slant"), -before.pop("slant"), atol=1e-6)
    for name in before:
        np.testing.assert_allclose(after[name], before[name], atol=1e-6, err_msg=name)


def test_half_a_turn_changes_nothing(digits):
    before, after = measure(digits), measure(digits[:, ::-1, ::-1])
    for name in ATTRIBUTES:
        np.testing.assert_allclose(after[name], before[name], atol=1e-6, err_msg=name)


def test_sheared_digits_lean_as_far_as_they_were_sheared(digits):
    """By the library's own channel map, an independent route to the angle."""
    n = len(digits)
    lean = np.tile(np.array([[1.0, 0.0], [0.3, 1.0]], "float32"), (n, 1, 1))
    bent = np.asarray(warp(digits, lean, np.zeros((n, 1, 1, 2), "float32")))
    before, after = (np.tan(np.radians(measure(x)["slant"])) for x in (digits, bent))
    assert abs(np.median(np.abs(after - before)) - 0.3) < 0.05


def test_each_image_is_measured_alone_whatever_stands_beside_it(digits):
    many = np.concatenate([digits] * (PART // len(digits) + 2))
    assert len(many) > PART
    together = measure(many)
    for name, values in measure(digits).items():
        assert together[name].shape == (len(many),)
        np.testing.assert_array_equal(together[name], np.resize(values, len(many)))


def test_an_empty_image_has_ink_and_nothing_else_to_measure():
    images = np.stack([np.full((28, 28, 1), -1.0), np.full((28, 28, 1), -0.7), bar(3)])
    seen = measure(images)
    np.testing.assert_allclose(seen["ink"][:2], [0, 0.15 * 784])
    for name in ("thickness", "slant", "width", "height"):
        assert np.isnan(seen[name]).tolist() == [True, True, False], name


@pytest.mark.parametrize("value", [-1.0, 1.0])
def test_a_plain_image_is_no_accident(value):
    seen = measure(np.full((2, 28, 28, 1), value))
    assert list(seen) == list(ATTRIBUTES)
    assert not np.isinf(list(seen.values())).any()


def test_a_single_pixel_is_measured():
    image = np.full((28, 28, 1), -1.0)
    image[5, 9] = 1
    seen = one(image)
    assert seen["slant"] == pytest.approx(0, abs=1e-9)
    assert all(0.5 < seen[name] < 1.5 for name in ("ink", "thickness", "width", "height"))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.zeros((3, 28, 28)), "4 axes"),
        (np.zeros((3, 32, 32, 1)), r"\(n, 28, 28, 1\)"),
        (np.zeros((0, 28, 28, 1)), "at least one"),
        (np.full((1, 28, 28, 1), 255.0), "scale bytes"),
        (np.full((1, 28, 28, 1), np.nan), "NaN"),
        (np.full((1, 28, 28, 1), np.inf), "finite"),
        ("digits", "real numbers"),
    ],
)
def test_bad_images_are_named(bad, message):
    with pytest.raises(ValueError, match=f"images.*{message}"):
        measure(bad)
