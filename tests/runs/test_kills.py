"""A run that is killed at random moments, again and again, ends as if nobody had touched it.

KILLS=20 kills it so often; a test run has time for a few.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from infogan_lib.runs.checkpoint import read_notes

KILLS = int(os.environ.get("KILLS", "2"))
EPOCHS = 4 + 3 * KILLS
# Step by step: a process is there to be killed, not to wait for a compiler.
SCRIPT = """
import sys
import numpy as np
import tensorflow as tf
from infogan_lib.recipes.config import preset
from infogan_lib.runs.training import train
tf.config.run_functions_eagerly(True)
images = np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1)).astype("float32")
config = preset("tiny", epochs=int(sys.argv[2]), jit_compile=False)
train(config, images, sys.argv[1], resume=True, verbose=0)
"""


def start(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, str(folder), str(EPOCHS)]
    return subprocess.Popen(command, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})


def arrays(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files if name != "notes"}


def written(folder: Path) -> set[tuple]:
    """Names and times of what a run has written: the first change says that it is at work."""
    found = set()
    for path in folder.rglob("*"):
        try:
            found.add((path.name, path.stat().st_mtime_ns))
        except FileNotFoundError:
            continue  # renamed in between
    return found


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_random_kills_change_nothing(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    began = time.monotonic()
    assert start(whole).wait(timeout=600) == 0
    truth = read_notes(whole / "checkpoint.npz")["history"]
    times = sorted(p.stat().st_mtime for p in whole.glob("grids/*.png"))
    epoch = (times[-1] - times[0]) / (EPOCHS - 1)
    patience = 10 * (time.monotonic() - began) + 60
    draw, moments = random.Random(), []
    while len(moments) < KILLS:
        process, before, end = start(killed), written(killed), time.monotonic() + patience
        while written(killed) <= before and process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 3 * epoch))
        process.send_signal(signal.SIGKILL)
        if process.wait(timeout=60) == 0:
            break  # it came to its end first
        moments.append(draw)
        if (killed / "checkpoint.npz").exists():  # whole, and of the same run, at every moment
            told = read_notes(killed / "checkpoint.npz")["history"]
            assert told == truth[: len(told)]
    assert moments, "no kill came in time"
    assert start(killed).wait(timeout=600) == 0

    one, other = (arrays(folder / "checkpoint.npz") for folder in (whole, killed))
    assert list(one) == list(other)
    assert [name for name in one if not np.array_equal(one[name], other[name])] == []
    names = ["history.csv", "config.json", *(f"grids/epoch-{k + 1:03d}.png" for k in range(EPOCHS))]
    for name in names:
        assert (whole / name).read_bytes() == (killed / name).read_bytes(), name
    left = {path.name for path in killed.rglob("*") if path.name.startswith(".")}
    assert not left, "a killed run's unfinished files are gone once it is resumed"
    print(f"{len(moments)} kills")
