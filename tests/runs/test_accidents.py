"""Runs that go wrong: diverged, doubled, shortened, misnamed. Nothing sound is lost."""

from __future__ import annotations

import csv
import errno
import json
import os
import signal
import subprocess
import sys
import warnings

import keras
import numpy as np
import pytest

from infogan_lib.backends.guard import StopAtNonFinite
from infogan_lib.core.networks import IMAGE_SHAPE
from infogan_lib.errors import DivergedError
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs import lock
from infogan_lib.runs.checkpoint import read_notes, save_checkpoint, sound_state
from infogan_lib.runs.lock import LOCK, is_empty, only_writer
from infogan_lib.runs.pretrained import load, trained_on
from infogan_lib.runs.training import train

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("eager_file")]
IMAGES = np.random.default_rng(0).uniform(-1, 1, (64, *IMAGE_SHAPE)).astype("float32")
TINY = preset("tiny", epochs=1, jit_compile=False)
HOLD = """
import sys, time
from infogan_lib.runs.lock import only_writer
with only_writer(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""


class Breaks(keras.callbacks.Callback):
    """Makes a weight infinite after a step of an epoch, or at its end."""

    def __init__(self, epoch: int, at_the_end: bool):
        super().__init__()
        self.epoch, self.at_the_end, self.now = epoch, at_the_end, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.now = epoch

    def break_it(self):
        variable = self.model.generator.trainable_variables[0]
        variable.assign(np.full(variable.shape, np.inf))

    def on_train_batch_begin(self, batch, logs=None):
        if self.now == self.epoch and not self.at_the_end and batch == 1:
            self.break_it()

    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.epoch and self.at_the_end:
            self.break_it()


def contents(folder) -> dict:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "sound"
    train(TINY, IMAGES, folder, verbose=0)
    return folder


@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_diverged_run_stops_and_keeps_its_last_sound_epoch(tmp_path, at_the_end):
    config, out = preset("tiny", epochs=3, jit_compile=False), tmp_path / "run"
    seen = []
    with pytest.raises(DivergedError) as error:
        train(config, IMAGES, out, verbose=0, callbacks=[
            Breaks(1, at_the_end),
            keras.callbacks.LambdaCallback(on_train_batch_end=lambda *_, **__: seen.append(1)),
        ])  # fmt: skip
    message = str(error.value)
    assert "\n" not in message and "lower d_rate (0.0005) or g_rate (0.001)" in message
    assert "keeps epoch 1" in message and "at step 4" in message
    assert len(seen) == (4 if at_the_end else 3)  # the step that failed is the last
    assert [row["epoch"] for row in read_notes(out / "checkpoint.npz")["history"]] == [1]
    assert not (out / "model.weights.h5").exists() and not (out / "run.json").exists()
    assert len(list(out.glob("grids/*"))) == 1
    assert len((out / "history.csv").read_text().splitlines()) == 2
    model = train(config, IMAGES, out, resume=True, verbose=0)
    assert np.isfinite(model.generate(3)).all()


def test_rates_far_too_high_are_told_by_the_command(tmp_path, capsys):
    from infogan_lib.__main__ import main

    rates = ["--g-rate", "1e6", "--d-rate", "1e6", "--epochs", "3"]
    where = ["--out", str(tmp_path / "run"), "--data", "sample", "--no-jit-compile"]
    assert main(["train", "--preset", "tiny", "--batch-size", "500", *rates, *where]) == 2
    assert "error: training diverged at step" in capsys.readouterr().err
    for path in tmp_path.rglob("*.json"):
        json.loads(path.read_text(), parse_constant=lambda word: pytest.fail(word))


def test_wild_losses_are_warned_of(tmp_path):
    config = preset("tiny", epochs=2, jit_compile=False, d_rate=0.3, g_rate=0.3)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            train(config, IMAGES, verbose=0)
        except DivergedError:
            return
    assert any("nats, as in no sound run; lower d_rate" in str(w.message) for w in told)


def test_a_bound_that_nobody_trains_yet_is_not_warned_of():
    guard = StopAtNonFinite()
    guard.set_model(build(preset("tiny", delay_steps=100)))
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        guard.on_epoch_end(0, {"L_I_style_1": -5000.0})
    with pytest.warns(UserWarning, match="d_loss is 5e"):
        guard.on_epoch_end(0, {"d_loss": 5000.0, "L_I_style_1": -9000.0})
    guard.model.d_optimizer.iterations.assign(101)
    with pytest.warns(UserWarning, match="L_I_style_1 is -5e"):
        guard.on_epoch_end(0, {"L_I_style_1": -5000.0})


def test_weights_that_are_not_finite_never_replace_a_checkpoint(run, tmp_path):
    model = load(run)
    path = tmp_path / "checkpoint.npz"
    path.write_bytes(b"sound")
    model.generator.trainable_variables[0].assign(
        np.full(model.generator.trainable_variables[0].shape, np.nan)
    )
    with pytest.raises(DivergedError, match="generator.*not finite"):
        save_checkpoint(path, sound_state(model), {})
    assert path.read_bytes() == b"sound"


def test_what_callbacks_log_cannot_break_the_record(tmp_path):
    def log(epoch, logs):
        logs |= {"mine": np.nan, "big": np.inf, "text": "a", "list": [1, 2]}

    mine = [keras.callbacks.LambdaCallback(on_epoch_end=log)]
    train(TINY, IMAGES, tmp_path / "run", verbose=0, callbacks=mine)
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["last"]["mine"] is None and "text" not in record["last"]
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        assert next(csv.DictReader(file))["mine"] == "nan"


def test_fewer_epochs_than_were_trained_are_refused(tmp_path):
    config = preset("tiny", epochs=2, jit_compile=False)
    train(config, IMAGES, tmp_path / "run", verbose=0)
    before = contents(tmp_path)
    with pytest.raises(ValueError, match="trained for 2 epochs already"):
        train(TINY, IMAGES, tmp_path / "run", resume=True, verbose=0)
    assert contents(tmp_path) == before
    train(config, IMAGES, tmp_path / "run", resume=True, verbose=0)  # as many are no change


def test_two_runs_never_write_to_one_folder(run):
    before = contents(run)
    with only_writer(run):
        with pytest.raises(FileExistsError, match="another run is writing"):
            train(TINY, IMAGES, run, resume=True, verbose=0)
    assert contents(run) == before
    train(TINY, IMAGES, run, resume=True, verbose=0)


def test_a_disk_without_locks_is_not_mistaken_for_another_run(tmp_path, monkeypatch):
    def cannot(number):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", cannot)
    with pytest.raises(OSError, match="No locks") as told, only_writer(tmp_path):
        pass
    assert not isinstance(told.value, FileExistsError)


def test_a_killed_holder_leaves_no_lock(tmp_path):
    folder = tmp_path / "run"
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(FileExistsError, match="another run is writing"), only_writer(folder):
            pass
        holder.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    assert is_empty(folder)
    train(TINY, IMAGES, folder, verbose=0)  # what a killed run left is no obstacle
    assert not (folder / LOCK).exists()


def test_a_refusal_leaves_no_folder(tmp_path):
    for images in (IMAGES * 3, (IMAGES + 1) / 2, IMAGES * 0 - 1, IMAGES[:3], IMAGES.tolist()):
        with pytest.raises(ValueError):
            train(TINY, images, tmp_path / "run", verbose=0)
    with pytest.raises(ValueError, match="config must be a TrainConfig, got 'mnist'"):
        train("mnist", IMAGES, tmp_path / "run", verbose=0)
    assert not (tmp_path / "run").exists()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NotADirectoryError, match="is a file"):
        train(TINY, IMAGES, tmp_path / "file", verbose=0)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_run_remembers_its_data(run):
    facts = json.loads((run / "run.json").read_text())["dataset"]
    assert facts["images"] == 64 and facts["size"] == [28, 28] and facts["channels"] == 1
    assert facts["name"] == trained_on(run)["name"] == "images"
    assert trained_on("mnist")["name"] == trained_on("cgan")["name"] == "mnist"
