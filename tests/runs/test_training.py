"""Runs: what they write, what they refuse, and that a killed run loses nothing."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops
from stored_arrays import arrays

from infogan_lib.errors import WeightsError, WeightsNotFoundError
from infogan_lib.recipes.build import GAN, build
from infogan_lib.recipes.config import CHANNEL_CODES, preset
from infogan_lib.runs.checkpoint import read_notes, restore_checkpoint, state_of
from infogan_lib.runs.pretrained import load
from infogan_lib.runs.training import batches, train

pytestmark = pytest.mark.slow
IMAGES = np.random.default_rng(0).uniform(-1, 1, (96, 28, 28, 1)).astype("float32")
TINY = preset("tiny", epochs=3)
# The same run in a process of its own, so that it can be killed at any moment.
SCRIPT = """
import sys
import numpy as np
from infogan_lib.recipes.config import preset
from infogan_lib.runs.training import train
images = np.random.default_rng(0).uniform(-1, 1, (96, 28, 28, 1)).astype("float32")
train(preset("tiny", epochs=3), images, sys.argv[1], resume=True, verbose=0)
"""


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "whole"
    train(TINY, IMAGES, folder, verbose=0)
    return folder


def _run(folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )


def test_a_run_killed_twice_resumes_bit_for_bit(whole_run, tmp_path):
    folder = tmp_path / "killed"
    for after_epoch in (1, 2):
        process = _run(folder)
        deadline = time.monotonic() + 300
        while not (folder / "grids" / f"epoch-{after_epoch:03d}.png").exists():
            assert process.poll() is None and time.monotonic() < deadline, "the run ended too early"
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=60) == -signal.SIGKILL
        assert not (folder / "run.json").exists(), "the kill came after the end of the run"

    assert _run(folder).wait(timeout=300) == 0

    whole, resumed = (arrays(run / "checkpoint.npz") for run in (whole_run, folder))
    assert list(whole) == list(resumed)
    different = [name for name in whole if not np.array_equal(whole[name], resumed[name])]
    assert different == []
    for name in ("history.csv", "grids/epoch-001.png", "grids/epoch-003.png", "config.json"):
        assert (whole_run / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_checkpoint_holds_everything(whole_run):
    """Both optimisers, both random positions: each changes the next step, so each is kept."""
    names = " ".join(arrays(whole_run / "checkpoint.npz"))
    for part in (
        "generator/",
        "trunk/",
        "discriminator_head/",
        "recognition_head/",
        "moving_mean",
        "seed_generator_state",
        "velocity",
        "iteration",
    ):
        assert part in names, part
    model = build(TINY)
    assert int(ops.convert_to_numpy(model.d_optimizer.iterations)) == 0
    restore_checkpoint(whole_run / "checkpoint.npz", model)
    for optimizer in (model.d_optimizer, model.g_optimizer):
        assert int(ops.convert_to_numpy(optimizer.iterations)) == 9  # 3 epochs of 3 batches
    assert int(ops.convert_to_numpy(model.random.state)[1]) > 0


def test_a_run_folder_tells_its_story(whole_run):
    with open(whole_run / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert {"d_loss", "g_loss", "D_real", "D_fake", "L_I_category", "L_I_style_1"} <= set(rows[0])
    record = json.loads((whole_run / "run.json").read_text())
    assert record["epochs"] == 3 and record["seconds"] > 0 and record["device"]
    assert record["versions"]["keras"] == keras.__version__
    assert len(list((whole_run / "grids").glob("epoch-*.png"))) == 3
    assert not list(whole_run.rglob(".unfinished*"))


def test_more_epochs_go_on_from_the_end(whole_run, tmp_path):
    import shutil

    folder = shutil.copytree(whole_run, tmp_path / "longer")
    train(preset("tiny", epochs=4), IMAGES, folder, resume=True, verbose=0)
    notes = read_notes(folder / "checkpoint.npz")
    assert [row["epoch"] for row in notes["history"]] == [1, 2, 3, 4]
    assert notes["history"][:3] == read_notes(whole_run / "checkpoint.npz")["history"]


@pytest.mark.parametrize(
    ("config", "images", "message"),
    [
        (preset("tiny", epochs=3, seed=1), IMAGES, "another seed"),
        (preset("tiny", epochs=3, width=0.125, noise=9), IMAGES, "another noise, width"),
        (TINY, IMAGES[::-1], "other images"),
    ],
)
def test_a_resume_refuses_another_run(whole_run, config, images, message):
    def contents() -> dict:
        return {path: path.read_bytes() for path in whole_run.rglob("*") if path.is_file()}

    before = contents()
    with pytest.raises(ValueError, match=message):
        train(config, images, whole_run, resume=True, verbose=0)
    assert contents() == before


def test_a_folder_in_use_is_never_overwritten(whole_run):
    with pytest.raises(FileExistsError, match="not empty"):
        train(TINY, IMAGES, whole_run, verbose=0)


def test_a_truncated_checkpoint_is_named(whole_run, tmp_path):
    import shutil

    folder = shutil.copytree(whole_run, tmp_path / "broken")
    path = folder / "checkpoint.npz"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"checkpoint.npz is damaged.*another folder"):
        train(TINY, IMAGES, folder, resume=True, verbose=0)


def test_a_failed_write_leaves_the_old_checkpoint(whole_run, tmp_path, monkeypatch):
    import shutil

    folder = shutil.copytree(whole_run, tmp_path / "full-disk")
    before = (folder / "checkpoint.npz").read_bytes()

    def full_disk(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device", str(file.name))

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        train(preset("tiny", epochs=4), IMAGES, folder, resume=True, verbose=0)
    assert (folder / "checkpoint.npz").read_bytes() == before
    assert not list(folder.rglob(".unfinished*"))


def test_state_names_are_unique_and_complete():
    model = build(TINY)
    kept = {id(variable) for variable in state_of(model).values()}
    needed = [*model.d_variables, *model.q_variables, *model.g_variables, model.random.state]
    needed += [*model.non_trainable_variables]
    needed += [*model.d_optimizer.variables, *model.g_optimizer.variables]
    assert {id(variable) for variable in needed} <= kept


def test_fewer_images_than_a_batch_are_refused_and_not_waited_for():
    with pytest.raises(ValueError, match="10 images do not fill one batch of 128"):
        next(batches(IMAGES[:10], preset("mnist")))


def test_batches_are_a_shuffle_and_can_start_anywhere():
    images, config = IMAGES[:10], preset("tiny", batch_size=3, seed=4)
    stream = batches(images, config)
    epochs = [[next(stream)["real"] for _ in range(3)] for _ in range(3)]
    for epoch in epochs:
        assert len(np.unique(np.concatenate(epoch), axis=0)) == 9  # none twice, one left out
    assert not np.array_equal(epochs[0], epochs[1])
    late = batches(images, config, epoch=2)
    np.testing.assert_array_equal([next(late)["real"] for _ in range(3)], epochs[2])


@pytest.mark.parametrize(
    "changes",
    [
        {"normalisation": "batch"},
        {"normalisation": "spectral"},
        {"normalisation": "layer"},
        {"precision": "mixed_bfloat16"},
        {"trunk": "separate"},
        {"trunk": "detached"},
        {"codes": CHANNEL_CODES},
        {"codes": preset("tiny").codes[1:]},
    ],
    ids=str,
)
def test_every_option_of_the_config_trains(changes):
    """In graph mode, as a run is; without XLA, whose compilation takes longer than these steps."""
    config = preset("tiny", epochs=1, jit_compile=False, **changes)
    before = build(config)
    model = train(config, IMAGES, verbose=0)
    assert np.isfinite(model.generate(4)).all()
    for old, new in zip(before.trainable_variables, model.trainable_variables, strict=True):
        new = ops.convert_to_numpy(new)
        assert np.isfinite(new).all() and not np.array_equal(ops.convert_to_numpy(old), new), (
            f"{old.path} did not learn"
        )


@pytest.mark.usefixtures("eager")
def test_tensorboard_gets_what_the_history_gets(tmp_path):
    config = preset("tiny", epochs=1, jit_compile=False)
    train(config, IMAGES, tmp_path / "run", tensorboard=True, verbose=0)
    (events,) = (tmp_path / "run" / "tensorboard" / "train").iterdir()
    logged = events.read_bytes()
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        columns = next(csv.reader(file))
    assert all(f"epoch_{name}".encode() in logged for name in columns if name != "epoch")


def test_a_missing_tensorboard_is_named_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("infogan_lib.runs.training.find_spec", lambda name: None)
    with pytest.raises(ValueError, match="pip install tensorboard"):
        train(TINY, IMAGES, tmp_path / "run", tensorboard=True, verbose=0)
    assert not (tmp_path / "run").exists()


@pytest.mark.usefixtures("eager")
def test_a_plain_gan_trains_by_the_same_function(tmp_path):
    model = train(
        preset("tiny", codes=(), epochs=1, jit_compile=False),
        IMAGES,
        tmp_path / "gan",
        verbose=0,
    )
    assert type(model) is GAN
    assert (tmp_path / "gan" / "grids" / "epoch-001.png").exists()


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (IMAGES[..., 0], "shape"),
        (IMAGES[:, :20], "shape"),
        (IMAGES * 255, r"in \[-1, 1\]"),
        (np.where(IMAGES > 0.9, np.nan, IMAGES), r"in \[-1, 1\]"),
        (IMAGES[:5], "do not fill one batch"),
    ],
)
def test_images_must_be_digits_between_minus_one_and_one(images, message):
    with pytest.raises(ValueError, match=message):
        train(TINY, images, verbose=0)


def test_a_run_that_was_given_more_epochs_is_not_taken_for_finished(tmp_path):
    """Killed on the way, it must not pass with the weights of the shorter run before it."""

    class PowerCut(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise InterruptedError

    config = preset("tiny", epochs=1, jit_compile=False)
    train(config, IMAGES, tmp_path / "run", verbose=0)
    load(tmp_path / "run")
    longer = replace(config, epochs=4)
    with pytest.raises(InterruptedError):
        train(longer, IMAGES, tmp_path / "run", True, verbose=0, callbacks=PowerCut())
    with pytest.raises(WeightsNotFoundError, match="finish the run: train with --resume"):
        load(tmp_path / "run")
    train(longer, IMAGES, tmp_path / "run", True, verbose=0)
    load(tmp_path / "run")
    path = tmp_path / "run" / "config.json"
    path.write_text(path.read_text().replace('"uniform"', '"gaussian"'))
    with pytest.raises(WeightsError):
        load(tmp_path / "run")
