"""The model's promises outside training: shapes, ranges, weights, and clear refusals."""

from __future__ import annotations

import numpy as np
import pytest

from infogan_lib.core import networks
from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.recipes.build import GAN, InfoGAN, build
from infogan_lib.recipes.config import PRESETS, TrainConfig, preset

TINY = preset("tiny", jit_compile=False)
MODEL = build(TINY)
IMAGES = np.random.default_rng(0).uniform(-1, 1, (7, 28, 28, 1)).astype("float32")


def test_full_width_is_the_papers_network():
    """Counted by hand from the paper's table: weights, biases and batch norm of each layer."""
    generator = networks.generator(74, 1.0, seed=None)
    dense = 74 * 1024 + 4 * 1024 + 1024 * 6272 + 4 * 6272
    deconvolutions = 16 * 128 * 64 + 4 * 64 + 16 * 64 * 1 + 1
    assert generator.count_params() == dense + deconvolutions
    trunk = networks.trunk(1.0, "none", seed=None)
    assert trunk.count_params() == 16 * 64 + 64 + 16 * 64 * 128 + 128 + 6272 * 1024 + 1024
    head = networks.recognition_head(1024, 14, 1.0, "none", seed=None)
    assert head.count_params() == 1024 * 128 + 128 + 128 * 14 + 14
    assert networks.discriminator_head(1024, seed=None).count_params() == 1024 + 1


def test_a_call_that_says_nothing_is_use_and_not_training():
    model = build(TINY)
    latents = model.latent.sample(7, 0)
    used = np.array(model.generator(latents, training=False))
    np.testing.assert_array_equal(np.array(model(latents)), used)
    assert np.abs(np.array(model(latents, training=True)) - used).max() > 1e-3


def test_d_and_q_share_their_trunk_if_told_so():
    shared, separate = (
        build(preset("tiny", trunk=trunk, jit_compile=False)) for trunk in ("shared", "separate")
    )
    assert shared.q_trunk is shared.trunk
    assert separate.q_trunk is not separate.trunk
    difference = separate.count_params() - shared.count_params()
    assert difference == shared.trunk.count_params()


def test_images_lie_in_the_range_of_tanh_and_repeat_with_their_seed():
    images = MODEL.generate(5, seed=3)
    assert images.shape == (5, 28, 28, 1) and np.abs(images).max() <= 1
    np.testing.assert_array_equal(images, MODEL.generate(5, seed=3))
    assert not np.array_equal(images, MODEL.generate(5, seed=4))
    latents = np.array(MODEL.latent.sample(5, 3))
    np.testing.assert_array_equal(images, MODEL.generate(latents))
    np.testing.assert_array_equal(images, MODEL.generate(latents.tolist()))


def test_an_image_does_not_depend_on_its_batch():
    """Inference mode: batch norm uses stored statistics, so company changes nothing."""
    latents = np.array(MODEL.latent.sample(501, 0))
    many = MODEL.generate(latents)
    np.testing.assert_allclose(many[500:], MODEL.generate(latents[500:]), atol=1e-6)


def test_recognition_gives_one_distribution_a_code():
    reading = MODEL.recognise(IMAGES)
    assert list(reading) == ["category", "style_1", "style_2"]
    np.testing.assert_allclose(reading["category"]["probabilities"].sum(axis=1), 1, rtol=1e-5)
    assert reading["style_1"]["mean"].shape == reading["style_1"]["std"].shape == (7, 1)
    assert (reading["style_1"]["std"] > 0).all()
    np.testing.assert_array_equal(
        MODEL.classify(IMAGES), reading["category"]["probabilities"].argmax(axis=1)
    )


def test_the_category_may_stand_anywhere_among_the_codes():
    config = preset(
        "tiny", codes=(Gaussian("g"), Categorical("k", 3), Uniform("u")), jit_compile=False
    )
    model = build(config)
    assert model.latent.category.name == "k"
    assert set(model.classify(IMAGES)) <= {0, 1, 2}


@pytest.mark.parametrize("trunk", ["shared", "separate"])
def test_weights_survive_a_file_and_hold_no_optimiser(tmp_path, trunk):
    model = build(preset("tiny", trunk=trunk, jit_compile=False))
    other = build(preset("tiny", trunk=trunk, seed=9, jit_compile=False))
    assert not np.array_equal(model.generate(3), other.generate(3))
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    other.load_weights(path)
    np.testing.assert_array_equal(model.generate(3), other.generate(3))
    np.testing.assert_array_equal(
        model.recognise(IMAGES)["category"]["probabilities"],
        other.recognise(IMAGES)["category"]["probabilities"],
    )
    bytes_of_weights = 4 * model.count_params()
    assert path.stat().st_size < 2 * bytes_of_weights  # Adam would add twice as much again


def test_same_seed_same_start():
    again = build(TINY)
    np.testing.assert_array_equal(MODEL.generate(3), again.generate(3))
    np.testing.assert_array_equal(again.generate(3), again.generate(3, seed=0))
    # The steps draw by the seed that follows, not by the one that made the weights.
    drawn = again.draw({"real": IMAGES})
    np.testing.assert_array_equal(drawn, again.latent.sample(len(IMAGES), TINY.seed + 1))


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_weights_are_averaged_where_the_config_says_so(average):
    model = build(preset("tiny", average=average, jit_compile=False))
    for optimizer in (model.d_optimizer, model.g_optimizer):
        assert optimizer.use_ema is (average > 0)


def test_build_knows_a_gan_from_an_infogan():
    assert type(build(preset("tiny", codes=()))) is GAN
    assert type(build(preset("tiny"))) is InfoGAN
    assert type(MODEL) is InfoGAN
    with pytest.raises(ValueError, match="needs codes"):
        InfoGAN(preset("tiny", codes=()))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: MODEL.generate(np.zeros((2, 3), "float32")), r"shape \(n, 20\)"),
        (lambda: MODEL.recognise(IMAGES[..., 0]), r"shape \(n, 28, 28, 1\)"),
        (lambda: MODEL.recognise(IMAGES.tolist()), "got list"),
        (lambda: MODEL.recognise(IMAGES[:0]), r"n > 0, got \(0, 28"),
        (lambda: MODEL.classify(IMAGES * 127), r"in \[-1, 1\]"),
        (lambda: MODEL.classify(IMAGES * np.nan), r"in \[-1, 1\]"),
        (
            lambda: build(preset("tiny", codes=(Uniform("u"),))).classify(IMAGES),
            "no categorical code",
        ),
        (lambda: preset("mnits"), "preset must be one of"),
        (lambda: TrainConfig(width=0), "width must be above 0"),
        (lambda: TrainConfig(normalisation="group"), "normalisation must be one of"),
        (lambda: TrainConfig(trunk="none"), "trunk must be one of"),
        (lambda: TrainConfig(precision="int8"), "precision must be one of"),
        (lambda: TrainConfig(channel_steps=-1), "channel_steps must be at least 0"),
        (lambda: TrainConfig(seed=-1), "seed must be at least 0"),
        (lambda: TrainConfig.from_config({"codes": [], "depth": 3}), r"unknown settings \['depth'"),
    ],
)
def test_bad_input_names_the_fix(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_config_survives_json():
    import json

    for name in PRESETS:
        config = preset(name)
        assert TrainConfig.from_config(json.loads(json.dumps(config.to_config()))) == config
