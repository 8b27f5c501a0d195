"""Channels: bends that scipy confirms, amounts that stay in their range, gradients that flow."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops, random
from scipy.ndimage import affine_transform, uniform_filter
from strokes import bar

from infogan_lib.augmentation import channel as module
from infogan_lib.augmentation.channel import IDENTITY, Channel, thicken, warp
from infogan_lib.data.mnist import load_mnist
from infogan_lib.measure.morphometry import measure

FULL = {"rotation": 0.35, "shear": 0.35, "log_scale": 0.25, "shift": 2.5, "thickness": 1.0}
FULL |= {"elastic": 1.5}
SETTINGS = tuple(FULL)


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    return load_mnist("sample").x_train[:300]


def bent(channel: Channel, images: np.ndarray, seed: int = 0, **shares: float) -> np.ndarray:
    return np.array(channel(ops.array(images), random.SeedGenerator(seed), **shares))


def moments(images: np.ndarray) -> dict[str, np.ndarray]:
    """Place and size of the ink, from its moments alone."""
    ink = (images[..., 0] + 1) / 2
    mass = ink.sum(axis=(1, 2))
    place = np.arange(28) - 13.5
    y, x = ink.sum(axis=2) @ place / mass, ink.sum(axis=1) @ place / mass
    height = np.sqrt(ink.sum(axis=2) @ place**2 / mass - y**2)
    return {"mass": mass, "y": y, "x": x, "height": height}


# One image a case, so that the entries of matrices are independent.
@settings(deadline=None, max_examples=25)
@given(
    entries=st.lists(st.floats(-0.5, 0.5), min_size=4, max_size=4),
    shift=st.tuples(st.floats(-4, 4), st.floats(-4, 4)),
    seed=st.integers(0, 99),
)
def test_warp_is_scipys_affine_transform(entries, shift, seed):
    image = np.random.default_rng(seed).uniform(-1, 1, (1, 28, 28, 1)).astype("float32")
    matrix, centre = np.eye(2) + np.reshape(entries, (2, 2)), np.full(2, 13.5)
    # scipy fades to the background over the pixel beyond the border as we do: "constant" inside
    # a frame of background.
    framed = np.pad(image[0, ..., 0], 4, constant_values=-1.0)
    offset = centre + np.array(shift) - matrix @ centre
    frame = np.full(2, 4.0)
    expected = affine_transform(
        framed, matrix, offset + frame - matrix @ frame, order=1, cval=-1.0
    )[4:-4, 4:-4]
    ours = np.array(
        warp(image, matrix[None].astype("float32"), np.array([[[shift]]], dtype="float32"))
    )[0, ..., 0]
    np.testing.assert_allclose(ours, expected, atol=5e-3)


def test_the_convention_is_the_inverse_map():
    """A pixel shows what lies at A(p − centre) + centre + shift: shift +2 moves the ink up."""
    image = np.full((1, 28, 28, 1), -1.0, "float32")
    image[0, 10, 15] = 1.0
    shift = np.array([[[[2.0, -3.0]]]], "float32")
    moved = np.array(warp(image, np.eye(2, dtype="float32")[None], shift))
    assert np.unravel_index(moved[0, ..., 0].argmax(), (28, 28)) == (8, 18)


def test_images_need_not_be_square_or_of_28_pixels():
    images = np.random.default_rng(0).uniform(-1, 1, (3, 20, 33, 1)).astype("float32")
    eyes = np.tile(np.eye(2, dtype="float32"), (3, 1, 1))
    same = warp(images, eyes, np.zeros((3, 1, 1, 2), "float32"))
    np.testing.assert_allclose(np.array(same), images, atol=1e-5)
    assert bent(Channel(**FULL), images).shape == images.shape


@settings(deadline=None, max_examples=20)
@given(amount=st.floats(-1, 1), seed=st.integers(0, 99))
def test_thicken_is_its_equation(amount, seed):
    images = np.random.default_rng(seed).uniform(-1, 1, (1, 28, 28, 1)).astype("float32")
    a = (images[0, ..., 0] + 1) / 2
    near = uniform_filter(a, 3, mode="constant")
    grown = a + amount * (1 - a) * (1 - (1 - near) ** 3)
    lost = a + amount * a * (1 - near**3)
    expected = 2 * (grown if amount >= 0 else lost) - 1
    ours = np.array(thicken(images, np.array([amount], "float32")))[0, ..., 0]
    np.testing.assert_allclose(ours, expected, atol=1e-5)


def test_thickness_changes_a_stroke_by_about_a_pixel():
    stroke = np.tile(bar(3)[None], (3, 1, 1, 1)).astype("float32")
    thin, same, thick = measure(np.array(thicken(stroke, np.array([-1, 0, 1], "f4"))))["thickness"]
    assert same - 2.5 < thin < same - 0.5
    assert same + 0.5 < thick < same + 2.5


def test_the_identity_returns_the_images_themselves(digits):
    assert IDENTITY.is_identity and IDENTITY(digits, None) is digits
    np.testing.assert_allclose(bent(Channel(**FULL), digits, strength=0.0), digits, atol=1e-5)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_does_something_and_differs_image_by_image(digits, name):
    copies = np.repeat(digits[:1], 50, axis=0)
    channel = Channel(**{name: FULL[name]})
    assert not channel.is_identity
    changed = bent(channel, copies)
    assert np.abs(changed - copies).max() > 0.3
    assert np.ptp(changed, axis=0).max() > 0.3


def test_amounts_fill_their_range_and_no_more(digits):
    """Rulers that know nothing of the channel read back what it did."""
    before = moments(digits)
    shifted = moments(bent(Channel(shift=2.0), digits))
    for axis in ("y", "x"):
        moved = shifted[axis] - before[axis]
        assert moved.min() < -1.8 and moved.max() > 1.8
        assert np.abs(moved).max() < 2.1
    scaled = np.log(moments(bent(Channel(log_scale=0.25), digits))["height"] / before["height"])
    assert scaled.min() < -0.2 and scaled.max() > 0.2
    assert np.abs(scaled).max() < 0.29
    upright = np.tile(bar(3)[None], (300, 1, 1, 1)).astype("float32")
    for setting in ("shear", "rotation"):
        slant = np.deg2rad(measure(bent(Channel(**{setting: 0.35}), upright))["slant"])
        lean = np.tan(slant) if setting == "shear" else slant
        assert lean.min() < -0.3 and lean.max() > 0.3
        assert np.abs(lean).max() < 0.37


def test_rotation_after_shear_after_scale(monkeypatch):
    """So areas change by the two scales alone, and the columns lean by shear times both."""
    seen = []
    monkeypatch.setattr(module, "warp", lambda images, a, _: seen.append(np.array(a)) or images)
    blank = np.zeros((300, 28, 28, 1), "float32")
    bent(Channel(rotation=0.35, shear=0.35, log_scale=0.25), blank)
    bent(Channel(rotation=0.35, shear=0.35), blank)
    scaled, plain = seen
    np.testing.assert_allclose(np.linalg.det(plain), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(plain[:, :, 1], axis=1), 1, atol=1e-5)
    leans = (plain[:, :, 0] * plain[:, :, 1]).sum(axis=1)
    assert 0.33 < np.abs(leans).max() < 0.35001
    assert 1.4 < np.linalg.det(scaled).max() < np.exp(0.5) and np.linalg.det(scaled).min() > 0.6


def test_an_elastic_bend_moves_every_point_and_its_neighbours_alike():
    """Read off a slope of ink, whose grey tells how far a pixel looked down."""
    slope = np.linspace(-1, 1, 28, dtype="float32")[:, None, None] * np.ones((1, 28, 1), "float32")
    changed = bent(Channel(elastic=1.5), np.tile(slope[None], (400, 1, 1, 1)))
    moved = (changed - slope)[:, 8:20, 8:20, 0] * 27 / 2  # in pixels, away from the border
    np.testing.assert_allclose(moved.std(axis=0), 1.5, rtol=0.15)
    np.testing.assert_allclose(moved.mean(axis=0), 0, atol=0.3)
    assert np.diff(moved, axis=1).std() < 0.5 and np.diff(moved, axis=2).std() < 0.5
    assert moved.std(axis=(1, 2)).mean() > 0.3  # no mere shift


def test_an_elastic_bend_treats_both_ends_alike():
    follows = module._smooth(28)
    np.testing.assert_allclose(follows, follows[::-1, ::-1], atol=1e-6)
    assert follows.argmax(axis=1)[[0, -1]].tolist() == [0, module.KNOTS - 1]


def test_strength_scales_every_setting(digits):
    """Half the strength, the same draws: a channel of half the settings."""
    half = Channel(**{name: value / 2 for name, value in FULL.items()})
    np.testing.assert_allclose(
        bent(Channel(**FULL), digits, strength=0.5), bent(half, digits), atol=1e-4
    )


def test_the_elastic_share_scales_that_setting_alone(digits):
    half = Channel(**FULL | {"elastic": FULL["elastic"] / 2})
    np.testing.assert_allclose(
        bent(Channel(**FULL), digits, elastic=0.5), bent(half, digits), atol=1e-4
    )


def test_draws_follow_the_seed(digits):
    channel = Channel(**FULL)
    np.testing.assert_array_equal(bent(channel, digits, seed=3), bent(channel, digits, seed=3))
    assert np.abs(bent(channel, digits, seed=3) - bent(channel, digits, seed=4)).max() > 0.5


def test_bent_images_stay_images(digits):
    changed = bent(Channel(**FULL), digits)
    assert changed.dtype == np.float32 and np.isfinite(changed).all()
    assert -1.00001 <= changed.min() and changed.max() <= 1.00001
    # What is carried over the border reads as paper, never as a streak of ink.
    eye, away = np.eye(2, dtype="float32")[None], np.array([[[[9.0, -30.0]]]], "float32")
    ink = np.array(warp(np.ones((1, 28, 28, 1), "float32"), eye, away))
    assert (ink == -1).all()


def test_gradients_pass_through_to_the_images():
    """T is linear in x without thickness: the gradient of w · T(x) is checked by differences."""
    import tensorflow as tf

    rng = np.random.default_rng(0)
    x = rng.uniform(-0.9, 0.9, (2, 28, 28, 1)).astype("float32")
    w = rng.normal(size=x.shape).astype("float32")
    direction = rng.normal(size=x.shape).astype("float32")
    channel = Channel(**FULL)

    def value(images):
        return ops.sum(w * channel(images, random.SeedGenerator(5)))

    images = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = value(images)
    slope = float(ops.sum(tape.gradient(total, images) * direction))
    h = 1e-3
    steps = [float(value(x + sign * h * direction)) for sign in (1, -1)]
    assert slope == pytest.approx((steps[0] - steps[1]) / (2 * h), rel=0.02)


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), True, "much", None])
@pytest.mark.parametrize("name", SETTINGS)
def test_impossible_amounts_are_refused_by_name(name, value):
    with pytest.raises(ValueError, match=f"channel: {name}"):
        Channel(**{name: value})


def test_thickness_ends_at_one():
    with pytest.raises(ValueError, match="thickness must be at most 1"):
        Channel(thickness=1.5)


def test_xla_compiles_it(digits):
    """The whole step may be compiled; a kernel that XLA lacks would stop it."""
    if keras.backend.backend() != "tensorflow":
        pytest.skip("XLA is asked for here on TensorFlow alone")
    import tensorflow as tf

    channel, seed = Channel(**FULL), random.SeedGenerator(0)
    compiled = tf.function(lambda images: channel(images, seed), jit_compile=True)
    assert np.isfinite(compiled(tf.constant(digits[:4])).numpy()).all()
