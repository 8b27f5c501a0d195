"""Networks follow an image's shape by one rule; at 28 pixels they are the paper's, bit for bit."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import initializers, layers, ops, random

from infogan_lib.augmentation.channel import CHANNELS
from infogan_lib.core import networks
from infogan_lib.core.config import Config
from infogan_lib.core.networks import halvings
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import TrainConfig, preset
from infogan_lib.runs.training import train

SHAPES = [(28, 28, 1), (32, 32, 1), (32, 32, 3), (48, 48, 1), (64, 64, 1), (64, 64, 3)]


def counted(shape, latent, outputs, wide):
    """Parameters of G, D and Q without norms in D and Q, layer by layer, from the rule's words."""
    side, _, colours = shape
    maps = [64, 128] if side < 48 else [64, 128, 256]
    maps, dense, hidden = [round(n * wide) for n in maps], round(1024 * wide), round(128 * wide)
    base = side // 2 ** len(maps)
    flat = base * base * maps[-1]
    g = latent * dense + 4 * dense + dense * flat + 4 * flat  # two dense layers, two batch norms
    for fine, coarse in zip(maps[:-1], maps[1:], strict=True):
        g += 16 * coarse * fine + 4 * fine
    g += 16 * maps[0] * colours + colours
    trunk = flat * dense + dense
    for before, after in zip([colours, *maps[:-1]], maps, strict=True):
        trunk += 16 * before * after + after
    return g, trunk + dense + 1, trunk + dense * hidden + hidden + hidden * outputs + outputs


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_parameters_of_g_d_and_q_are_those_of_the_rule(shape):
    config = preset("paper", trunk="separate", size=shape[0], colour=shape[2] == 3)
    assert config.shape == shape
    model = build(config)
    players = model.generator, model.discriminator, model.recognition
    found = tuple(player.count_params() for player in players)
    assert found == counted(shape, model.latent.width, model.latent.parameters, config.width)
    assert model.generator.output_shape[1:] == model.recognition.input_shape[1:] == shape


def papers_networks(seed):
    """G and trunk at 28 pixels and full width, written out as the paper's table has them."""
    normal = initializers.RandomNormal(stddev=0.02, seed=seed)
    generator = keras.Sequential([
        keras.Input((74,)),
        layers.Dense(1024, use_bias=False, kernel_initializer=normal),
        layers.BatchNormalization(momentum=0.9), layers.ReLU(),
        layers.Dense(6272, use_bias=False, kernel_initializer=normal),
        layers.BatchNormalization(momentum=0.9), layers.ReLU(),
        layers.Reshape((7, 7, 128)),
        layers.Conv2DTranspose(64, 4, 2, "same", use_bias=False, kernel_initializer=normal),
        layers.BatchNormalization(momentum=0.9), layers.ReLU(),
        layers.Conv2DTranspose(1, 4, 2, "same", kernel_initializer=normal),
        layers.Activation("tanh"),
    ])  # fmt: skip
    he = initializers.HeNormal(seed=seed)
    trunk = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(64, 4, 2, "same", kernel_initializer=he), layers.LeakyReLU(0.1),
        layers.Conv2D(128, 4, 2, "same", kernel_initializer=he), layers.LeakyReLU(0.1),
        layers.Flatten(),
        layers.Dense(1024, kernel_initializer=he), layers.LeakyReLU(0.1),
    ])  # fmt: skip
    return generator, trunk


def test_at_28_pixels_every_weight_and_every_pixel_is_the_papers():
    generator, trunk = papers_networks(random.SeedGenerator(3))
    seed = random.SeedGenerator(3)
    ours = networks.generator(74, 1.0, seed), networks.trunk(1.0, "none", seed)
    for expected, found in zip((generator, trunk), ours, strict=True):
        pairs = zip(expected.get_weights(), found.get_weights(), strict=True)
        assert all(np.array_equal(a, b) for a, b in pairs)
    latents = np.random.default_rng(0).normal(size=(3, 74)).astype("float32")
    images = np.asarray(generator(latents))
    np.testing.assert_array_equal(images, np.asarray(ours[0](latents)))
    np.testing.assert_array_equal(np.asarray(trunk(images)), np.asarray(ours[1](images)))


@given(st.integers(-5, 300))
def test_a_side_is_halved_to_whole_numbers_or_refused_with_one_that_is(side):
    try:
        assert side % 2 ** halvings(side) == 0 and halvings(side) == (3 if side >= 48 else 2)
    except ValueError as error:
        nearest = int(str(error).split("the nearest is ")[1].split()[0])
        assert halvings(nearest) in (2, 3) and nearest != side
        with pytest.raises(ValueError, match="the nearest is"):
            Config(size=side)


@pytest.mark.parametrize("shape", [(32, 32, 3), (64, 64, 1)], ids=str)
@pytest.mark.parametrize("kind", [{}, {"codes": ()}], ids=["InfoGAN", "GAN"])
def test_a_step_on_images_of_another_shape(shape, kind):
    config = preset("tiny", size=shape[0], colour=shape[2] == 3, jit_compile=False, **kind)
    model = build(config)
    images = np.random.default_rng(0).uniform(-1, 1, (8, *shape)).astype("float32")
    batch = {"real": images}
    if kind == {}:
        assert model.recognise(images)["category"]["probabilities"].shape == (8, 10)
    before = [np.array(w) for w in model.generator.get_weights()]
    model.fit(iter([batch]), steps_per_epoch=1, epochs=1, verbose=0)
    assert any((a != b).any() for a, b in zip(before, model.generator.get_weights(), strict=True))
    assert model.generate(2).shape == (2, *shape)
    assert TrainConfig.from_config(config.to_config()) == config


def test_images_of_another_shape_are_refused_with_the_settings_that_fit():
    model = build(preset("tiny", jit_compile=False))
    with pytest.raises(ValueError, match="have size=64, colour=True"):
        model.recognise(np.zeros((2, 64, 64, 3), "float32"))


def test_a_channel_bends_each_colour_alike_and_as_a_grey_image_of_its_own():
    images = np.random.default_rng(0).uniform(-1, 1, (5, 32, 32, 3)).astype("float32")
    for channel in CHANNELS.values():

        def bent(x, channel=channel):
            return ops.convert_to_numpy(channel(x, keras.random.SeedGenerator(1)))

        apart = [bent(images[..., k : k + 1]) for k in range(3)]
        np.testing.assert_array_equal(bent(images), np.concatenate(apart, axis=-1))
        seed = keras.random.SeedGenerator(1)
        traced = tf.function(
            lambda x, channel=channel, seed=seed: channel(x, seed),
            input_signature=[tf.TensorSpec((None, 32, 32, 3))],  # a batch of any size, as in `fit`
        )
        np.testing.assert_allclose(traced(images), bent(images), atol=1e-5)


@pytest.mark.slow
@pytest.mark.usefixtures("eager")
def test_the_default_takes_coloured_images():
    config = TrainConfig(size=32, colour=True, width=0.0625, batch_size=8, epochs=1, noise=4)
    images = np.random.default_rng(0).uniform(-1, 1, (16, 32, 32, 3)).astype("float32")
    assert train(config, images, verbose=0).generate(2).shape == (2, 32, 32, 3)
