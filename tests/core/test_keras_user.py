"""What a Keras user tries on a model: it works, or one line says what to use."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset

pytestmark = pytest.mark.usefixtures("eager_file")
IMAGES = np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1)).astype("float32")
LABELS = np.arange(64) % 10
PLAIN = {"jit_compile": False}
SCRIPT = """
import json, sys
import keras, numpy as np, tensorflow as tf
tf.config.run_functions_eagerly(True)
from infogan_lib import load_judge, load_mnist, load_pretrained
from infogan_lib.recipes.config import preset
from infogan_lib.runs.training import train
x = load_mnist("sample").x_train[:64]
model = load_pretrained()
said = [keras.config.floatx(), keras.config.image_data_format(), model.classify(x).tolist(),
        load_judge().classify(x).tolist(), float(model.generate(3).sum())]
trained = train(preset("tiny", epochs=1, jit_compile=False, normalisation="batch"), x, verbose=0)
said += [str(trained.generate(2).dtype), float(trained.generate(2).sum())]
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def model():
    return build(preset("tiny", **PLAIN))


def weights(model) -> np.ndarray:
    return np.concatenate([ops.convert_to_numpy(w).ravel() for w in model.weights])


def rates(model) -> list[float]:
    found = [model.d_optimizer.learning_rate, model.g_optimizer.learning_rate]
    return [float(ops.convert_to_numpy(rate)) for rate in found]


def test_fit_takes_arrays_and_labels(model):
    before = weights(model)
    history = model.fit(IMAGES, epochs=2, verbose=0).history
    assert len(history["g_loss"]) == 2 and not np.array_equal(weights(model), before)
    labelled = build(preset("cgan", width=0.0625, noise=8, batch_size=32, jit_compile=False))
    assert labelled.fit(IMAGES, LABELS, verbose=0).history["d_loss"]
    assert np.isfinite(model.train_on_batch(IMAGES[:32], return_dict=True)["d_loss"])
    for wrong, says in ((LABELS + 99, "0 to 9"), (LABELS + 0.5, "whole numbers")):
        with pytest.raises(ValueError, match=says):
            labelled.fit(IMAGES, wrong, verbose=0)
        with pytest.raises(ValueError, match=says):
            labelled.train_on_batch(IMAGES, wrong)


def test_what_a_game_cannot_do_is_said_in_a_line(model, tmp_path):
    stop = keras.callbacks.TerminateOnNaN()
    for act, says in (
        (lambda: model.evaluate(IMAGES), "measure.evaluate.evaluate"),
        (lambda: model.test_on_batch(IMAGES), "measure.evaluate.evaluate"),
        (lambda: model.fit(IMAGES, validation_split=0.2, verbose=0), "no use for validation_split"),
        (lambda: model.fit(IMAGES, sample_weight=np.ones(len(IMAGES))), "no use for sample_weight"),
        (lambda: model.fit(IMAGES, callbacks=stop), "training stops by itself"),
        (lambda: model.fit(IMAGES, LABELS, verbose=0), "got \\('real', 'labels'\\)"),
        (lambda: model.fit((IMAGES + 1) / 2, verbose=0), r"2 \* x - 1"),
        (lambda: model.fit(IMAGES.tolist(), verbose=0), "use np.array"),
        (lambda: model.compile("adam", "mse"), "comes compiled"),
        (lambda: model.save(tmp_path / "m.h5"), "end the name in .keras"),
        (lambda: model.save(tmp_path / "m"), "end the name in .keras"),
    ):
        with pytest.raises((ValueError, NotImplementedError), match=says) as error:
            act()
        assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())


def test_schedules_act_on_both_optimizers():
    model = build(preset("tiny", **PLAIN))
    d, g = rates(model)
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    model.fit(IMAGES, epochs=2, verbose=0, callbacks=[halve])
    np.testing.assert_allclose(rates(model), [d / 4, g / 4], rtol=1e-6)
    never = keras.callbacks.ReduceLROnPlateau("D_real", 0.1, 0, mode="max", min_delta=9, min_lr=0)
    history = model.fit(IMAGES, epochs=2, verbose=0, callbacks=[never]).history
    assert rates(model)[1] < g / 30 and rates(model)[0] / rates(model)[1] == pytest.approx(d / g)
    assert len(history["learning_rate"]) == 2
    with pytest.raises(ValueError, match="learning_rate must be positive"):
        model.optimizer.learning_rate = np.nan


@pytest.mark.slow
def test_copies_and_keras_files_are_the_same_model(tmp_path, monkeypatch):
    model = build(preset("tiny", **PLAIN))
    keep = keras.callbacks.ModelCheckpoint(str(tmp_path / "m.keras"))
    model.fit(IMAGES, verbose=0, callbacks=[keep])
    loaded = keras.models.load_model(tmp_path / "m.keras")
    for other in (loaded, copy.deepcopy(model)):
        assert type(other) is type(model) and other.config == model.config
        np.testing.assert_array_equal(weights(other), weights(model))
        assert int(ops.convert_to_numpy(other.g_optimizer.iterations)) == 2
    cloned = keras.models.clone_model(model)
    assert cloned.config == model.config and not np.array_equal(weights(cloned), weights(model))
    for one in (model, loaded):  # both go on alike
        one.fit(IMAGES, shuffle=False, verbose=0)
    np.testing.assert_allclose(weights(loaded), weights(model), atol=1e-6)
    model.export(tmp_path / "served", verbose=False)
    assert (tmp_path / "served" / "saved_model.pb").exists()


@pytest.mark.slow
def test_the_users_own_keras_settings_change_nothing(tmp_path):
    settings = {"floatx": "float64", "image_data_format": "channels_first"}
    (tmp_path / "keras.json").write_text(json.dumps({**settings, "backend": "tensorflow"}))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**os.environ, "KERAS_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said[:2] == ["float64", "channels_first"]
    here: dict = {}
    exec(SCRIPT, here)  # the same in this process, which has Keras's own settings
    assert here["said"][:2] == ["float32", "channels_last"]
    assert said[2:-1] == here["said"][2:-1]
    assert said[-1] == pytest.approx(here["said"][-1], rel=1e-3)


def test_fit_checks_named_parts_as_it_checks_arrays():
    model = build(preset("tiny", jit_compile=False))
    images = np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1)).astype("float32")
    model.fit({"real": images}, epochs=1, verbose=0)
    assert int(model.d_optimizer.iterations) == 2  # of the config's 32 images each
    with pytest.raises(ValueError, match="images must lie in"):
        model.fit({"real": images * 100}, epochs=1, verbose=0)
    with pytest.raises(ValueError, match="dict with the parts"):
        model.fit({"reel": images}, epochs=1, verbose=0)
