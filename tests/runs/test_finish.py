"""What follows the last step: averaged weights, and statistics of unbent images."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import ops

from infogan_lib.augmentation.channel import Channel
from infogan_lib.core.codes import Categorical
from infogan_lib.core.networks import IMAGE_SHAPE
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import load
from infogan_lib.runs.training import finish, train

pytestmark = pytest.mark.slow
IMAGES = np.random.default_rng(0).uniform(-1, 1, (96, *IMAGE_SHAPE)).astype("float32")
BENT = (Categorical("category", 10, Channel(rotation=0.5, shift=4.0)),)
SMALL = {"jit_compile": False, "epochs": 2, "batch_size": 32}


class Seen(keras.callbacks.Callback):
    """The weights of G and of Q after each step."""

    def __init__(self):
        super().__init__()
        self.steps: list[list[np.ndarray]] = []

    def on_train_batch_end(self, batch, logs=None):
        variables = self.model.g_variables + self.model.q_variables
        self.steps.append([ops.convert_to_numpy(v).copy() for v in variables])


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_the_weights_of_a_finished_run_are_their_running_average(momentum, request):
    if not momentum:  # nothing is averaged: only the other case need be traced
        request.getfixturevalue("eager")
    seen = Seen()
    model = train(preset("tiny", average=momentum, **SMALL), IMAGES, callbacks=[seen], verbose=0)
    average = seen.steps[0]  # the average starts at the first step's weights
    for weights in seen.steps[1:]:
        pairs = zip(average, weights, strict=True)
        average = [momentum * a + (1 - momentum) * w for a, w in pairs]
    found = [ops.convert_to_numpy(v) for v in model.g_variables + model.q_variables]
    for a, b in zip(average, found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    last = zip(seen.steps[-1], found, strict=True)
    assert all(np.array_equal(a, b) for a, b in last) == (momentum == 0)


@pytest.mark.usefixtures("eager")
def test_a_run_too_short_for_its_average_keeps_its_last_weights():
    """Over 1,000 steps an average of six is the start of the run."""
    configs = (preset("tiny", average=momentum, **SMALL) for momentum in (0.999, 0))
    short, plain = (train(config, IMAGES, verbose=0) for config in configs)
    for a, b in zip(short.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_an_interrupted_average_is_resumed(tmp_path):
    config = preset("tiny", average=0.5, **SMALL)
    whole = train(config, IMAGES, verbose=0)
    train(preset("tiny", average=0.5, **SMALL | {"epochs": 1}), IMAGES, tmp_path / "a", verbose=0)
    resumed = train(config, IMAGES, tmp_path / "a", resume=True, verbose=0)
    for model in (resumed, load(tmp_path / "a")):
        for a, b in zip(whole.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


def statistics_fit(model) -> float:
    """How far Q's first batch norm is from the means of unbent images, in their deviations."""
    norm = next(layer for layer in model.q_trunk.layers if "BatchNorm" in type(layer).__name__)
    before = keras.Model(model.q_trunk.inputs, norm.input)
    images = model.generate(500, seed=99)
    seen = ops.convert_to_numpy(before(images)).reshape(-1, norm.moving_mean.shape[0])
    mean = ops.convert_to_numpy(norm.moving_mean)
    return float(np.abs((seen.mean(axis=0) - mean) / seen.std(axis=0)).mean())


def test_q_reads_by_the_statistics_of_unbent_images():
    epochs = {"epochs": 17}  # 51 steps: more than the 50 batches that renew the statistics
    config = preset("tiny", codes=BENT, normalisation="batch", channel_steps=0, **SMALL | epochs)
    model = train(config, IMAGES, verbose=0)
    assert statistics_fit(model) < 0.1
    for _ in range(3):  # steps on bent images alone move the statistics away again
        model.train_on_batch(IMAGES)
    off = statistics_fit(model)
    finish(model)
    assert statistics_fit(model) < 0.1 < off, off


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("steps", [1, 3])
def test_a_trial_renews_statistics_on_no_more_batches_than_it_took_steps(steps, monkeypatch):
    images = IMAGES[: 32 * steps]
    config = preset("tiny", codes=BENT, normalisation="batch", **SMALL | {"epochs": 1})
    model = train(config, images, verbose=0)
    spec, seeds = type(model.latent), []
    draw = spec.sample

    def noted(self, n, seed):
        seeds.append(seed)
        return draw(self, n, seed)

    monkeypatch.setattr(spec, "sample", noted)
    finish(model)
    assert seeds == [*range(steps)]


@pytest.mark.usefixtures("eager")
def test_other_recipes_keep_what_they_have():
    for changes in ({}, {"normalisation": "batch"}, {"codes": BENT}):
        model = train(preset("tiny", **SMALL | {"epochs": 1} | changes), IMAGES, verbose=0)
        before = model.get_weights()
        finish(model)
        for a, b in zip(before, model.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
