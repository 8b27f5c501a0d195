"""Labels: what they add to the loss, what D makes of them, and who asks for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from keras import ops
from scipy.special import log_softmax

from infogan_lib.__main__ import main
from infogan_lib.augmentation.channel import Channel
from infogan_lib.core import infogan as step_module
from infogan_lib.core.codes import Categorical, Uniform
from infogan_lib.data.sheet import save_sheet
from infogan_lib.recipes.build import ACGAN, CGAN, GAN, InfoGAN, build
from infogan_lib.recipes.config import DIGIT, TrainConfig, preset
from infogan_lib.runs.pretrained import load
from infogan_lib.runs.training import batches, train

pytestmark = pytest.mark.slow

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(-1, 1, (64, 28, 28, 1)).astype("float32")
LABELS = RNG.integers(0, 10, 64).astype("uint8")
BATCH = {"real": IMAGES, "labels": LABELS}
SMALL = {"ramp_steps": 0, "jit_compile": False, "epochs": 1, "trunk": "shared"}
PLAIN = preset("tiny", codes=DIGIT, **SMALL)
GIVEN, GUESSED = replace(PLAIN, labels="given"), replace(PLAIN, labels="guessed")


def objectives(model: GAN, **batch) -> dict[str, float]:
    """The three objectives of the step that the model would take."""
    told: dict[str, float] = {}

    def recorded(play, *groups):
        values, _ = play()
        told.update(zip(("trunk", "Q", "G"), map(float, values), strict=True))
        raise StopIteration  # nothing need be trained

    original, step_module.gradients = step_module.gradients, recorded
    try:
        with pytest.raises(StopIteration):
            model.train_step(batch)
    finally:
        step_module.gradients = original
    return told


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        (preset("gan"), GAN),
        (preset("mnist", width=0.0625), InfoGAN),
        (preset("paper", width=0.0625), InfoGAN),
        (preset("cgan", width=0.0625), CGAN),
        (preset("acgan", width=0.0625), ACGAN),
    ],
)
def test_a_config_says_which_gan_it_is(config, kind):
    assert type(build(config)) is kind


def test_an_acgan_is_an_infogan_plus_the_cross_entropy_of_real_labels():
    """Same weights, same batch, same latents: the difference of the losses, computed by scipy."""
    infogan, acgan = build(PLAIN), build(GUESSED)
    for ours, theirs in zip(acgan.variables, infogan.variables, strict=True):
        ours.assign(theirs)
    real, labels = IMAGES[:16], LABELS[:16]
    without = objectives(infogan, real=real)
    with_labels = objectives(acgan, real=real, labels=labels)
    log_q = log_softmax(ops.convert_to_numpy(acgan.recognition(real)), axis=1)
    expected = -log_q[np.arange(16), labels].mean()
    assert expected > 1
    # D's part of the trunk's loss, and G's of its own, are the same on both sides.
    for name in ("trunk", "Q", "G"):
        assert with_labels[name] - without[name] == pytest.approx(expected, rel=1e-5), name


def test_the_logit_of_a_conditional_d_depends_on_the_label():
    model = build(GIVEN)
    features = ops.convert_to_numpy(model.trunk(IMAGES[:5]))
    noise = np.zeros((5, GIVEN.noise))
    logits = [
        ops.convert_to_numpy(model.d_logit(features, model.latent.assemble(noise, digit=y)))
        for y in range(10)
    ]
    assert np.ptp(np.concatenate(logits, axis=1), axis=1).min() > 1e-3
    # The head's columns, one by one: no label sees another's.
    np.testing.assert_allclose(
        np.concatenate(logits, axis=1), ops.convert_to_numpy(model.d_head(features)), rtol=1e-5
    )


def test_a_conditional_gan_draws_the_batchs_labels_and_noise_from_the_prior():
    model, plain = build(GIVEN), build(PLAIN)
    drawn, prior = (ops.convert_to_numpy(m.draw(BATCH)) for m in (model, plain))
    np.testing.assert_array_equal(drawn[:, : GIVEN.noise], prior[:, : GIVEN.noise])
    np.testing.assert_array_equal(drawn[:, GIVEN.noise :].argmax(axis=1), LABELS)
    assert not np.array_equal(prior[:, GIVEN.noise :].argmax(axis=1), LABELS)


def test_an_acgan_draws_codes_as_an_infogan_does():
    np.testing.assert_array_equal(
        ops.convert_to_numpy(build(GUESSED).draw(BATCH)),
        ops.convert_to_numpy(build(PLAIN).draw(BATCH)),
    )


def test_labels_stay_with_their_images():
    images = np.repeat(np.linspace(-1, 1, 64, dtype="float32"), 784).reshape(64, 28, 28, 1)
    labels = np.arange(64) % 10
    for batch, _ in zip(batches(images, GIVEN, labels=labels), range(4), strict=False):
        place = np.rint((batch["real"][:, 0, 0, 0] + 1) / 2 * 63).astype(int)
        np.testing.assert_array_equal(batch["labels"], place % 10)


@pytest.mark.parametrize("config", [GIVEN, GUESSED], ids=lambda config: config.labels)
def test_a_labelled_run_trains_saves_and_loads(tmp_path, config, request):
    if config is GUESSED:  # the other shows that labels pass through a traced step
        request.getfixturevalue("eager")
    model = train(config, IMAGES, tmp_path / "run", labels=LABELS, verbose=0)
    before = build(config)
    for old, new in zip(before.trainable_variables, model.trainable_variables, strict=True):
        moved = ops.convert_to_numpy(new) - ops.convert_to_numpy(old)
        assert np.isfinite(moved).all() and moved.any(), old.path
    np.testing.assert_array_equal(load(tmp_path / "run").generate(3), model.generate(3))
    with pytest.raises(ValueError, match="other labels"):
        train(config, IMAGES, tmp_path / "run", resume=True, labels=LABELS[::-1], verbose=0)


def test_settings_that_are_older_than_labels_still_load():
    old = {key: value for key, value in PLAIN.to_config().items() if key != "labels"}
    assert TrainConfig.from_config(old) == PLAIN


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: train(GIVEN, IMAGES), "labels are given in this config: pass one"),
        (lambda: train(GUESSED, IMAGES, labels=LABELS[:5]), "64 whole numbers"),
        (lambda: train(GIVEN, IMAGES, labels=LABELS.tolist()), "a NumPy array, got list"),
        (lambda: train(GIVEN, IMAGES, labels=LABELS / 2), "whole numbers, one an image, got float"),
        (lambda: train(GIVEN, IMAGES, labels=LABELS + 1), r"0 to 9, the values of 'digit'"),
        (lambda: train(PLAIN, IMAGES, labels=LABELS), "uses no labels"),
        (lambda: replace(GIVEN, codes=()), "labels need a categorical code"),
        (lambda: replace(GUESSED, codes=(Uniform("u"),)), "labels need a categorical code"),
        (lambda: replace(GIVEN, codes=(*DIGIT, Uniform("u"))), "no Q to read other codes"),
        (
            lambda: replace(GIVEN, codes=(Categorical("digit", 10, Channel(shift=1.0)),)),
            "no Q to read a channel",
        ),
        (lambda: replace(PLAIN, labels="some"), "labels must be one of"),
    ],
)
def test_bad_input_names_the_fix(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_labels_may_be_fewer_than_ten():
    config = replace(GIVEN, codes=(Categorical("kind", 3),))
    assert build(config).discriminator.output_shape == (None, 3)


def test_a_folder_of_images_has_no_labels(tmp_path, capsys):
    (tmp_path / "pictures").mkdir()
    save_sheet(tmp_path / "pictures" / "one.png", IMAGES[:1])
    arguments = ["train", "--preset", "acgan", "--data", str(tmp_path / "pictures"), "--out"]
    assert main([*arguments, str(tmp_path / "run")]) == 2
    assert "has no labels" in capsys.readouterr().err
