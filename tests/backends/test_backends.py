"""TensorFlow, JAX and PyTorch: one library, one step, one result.

Each backend runs in a process of its own (backend_worker.py), from weights and batches that
TensorFlow's wrote. JAX and PyTorch go beside TensorFlow's answers here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from backend_worker import KINDS

WORKER = Path(__file__).with_name("backend_worker.py")
OTHERS = ("jax", "torch")
# Sums of some thousand float32 products, in another order on each backend, through ten layers:
# each rounding is 6e-8 of its value, and what we saw is a few 1e-6 of a tensor's norm.
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """answers(backend, name): the arrays that a backend's process left under that name."""
    folder = tmp_path_factory.mktemp("backends")
    said: dict[str, str] = {}  # by each process that ran: what went wrong, if anything

    def read(backend: str, name: str) -> dict[str, np.ndarray]:
        _demand(backend)
        for needed in ("tensorflow", backend):
            if needed not in said:
                said[needed] = _work(needed, folder)
            assert not said[needed], f"{needed}:\n{said[needed]}"
        return dict(np.load(folder / f"{backend}-{name}.npz"))

    read.folder = folder
    return read


def _demand(backend: str) -> None:
    if find_spec(backend) is not None:
        return
    message = f"{backend} is not installed: python -m pip install {backend}"
    if os.environ.get("CI"):
        pytest.fail(f"{message}; `make install` should have done so")
    pytest.skip(message)


def _work(backend: str, folder: Path) -> str:
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    # XLA in a hurry: these steps are few, and their compilation is what takes time.
    environment["XLA_FLAGS"] = "--xla_backend_optimization_level=0"
    # Nor does JAX compile anew what a run, its first part and its second part share.
    environment["JAX_COMPILATION_CACHE_DIR"] = str(folder / "compiled")
    environment["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0.1"
    environment["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"
    environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(WORKER.parents[2]), os.environ.get("PYTHONPATH")])
    )
    done = subprocess.run(
        [sys.executable, WORKER, folder], env=environment, capture_output=True, text=True
    )
    return done.stderr[-4000:] if done.returncode else ""


def _far(ours: dict, theirs: dict, end: str) -> list[str]:
    """Names with this beginning or end whose tensors differ by more than TOLERANCE of their norm.

    A gradient that is 0 but for rounding (a bias before batch norm) is measured by the largest.
    """
    names = [name for name in theirs if name.startswith(end) or name.endswith(end)]
    largest = max(np.linalg.norm(theirs[name]) for name in names)
    return [
        name
        for name in names
        if np.linalg.norm(ours[name] - theirs[name])
        > TOLERANCE * (np.linalg.norm(theirs[name]) + 0.1 * largest)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("backend", OTHERS)
def test_losses_gradients_and_the_state_after_a_step_are_tensorflows(answers, backend, kind):
    ours, theirs = answers(backend, kind), answers("tensorflow", kind)
    assert set(ours) == set(theirs)
    parts = ("D", "G") if kind == "cgan" else ("D", "Q", "G")
    for name in (*(f"gradient of {part} " for part in parts), " after"):
        assert _far(ours, theirs, name) == []
    for name in (name for name in theirs if name.startswith("log ")):
        assert ours[name] == pytest.approx(theirs[name], rel=TOLERANCE, abs=1e-5), name


@pytest.mark.slow
@pytest.mark.parametrize("backend", ("tensorflow", *OTHERS))
def test_a_short_run_moves_every_weight_and_logs_finite_numbers(answers, backend):
    run = answers(backend, "run")
    assert (run["moved"] > 0).all() and np.isfinite(run["moved"]).all()
    assert np.isfinite(run["images"]).all() and np.abs(run["images"]).max() <= 1
    record = json.loads((answers.folder / f"{backend}-whole" / "run.json").read_text())
    assert record["backend"] == backend and backend in record["versions"]
    assert all(np.isfinite(value) for value in record["last"].values())
    scores = json.loads((answers.folder / f"{backend}-whole" / "scores.json").read_text())
    assert scores["bounds"]["category"]["n"] == 10_000


@pytest.mark.slow
def test_several_steps_in_one_loop_are_the_same_steps(answers):
    run = answers("jax", "run")
    assert run["calls"].tolist() == [2, 2, 2]  # one an epoch; Keras tells the last step's number
    np.testing.assert_allclose(run["images_of_loops"], run["images"], atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ("tensorflow", *OTHERS))
def test_a_resumed_run_equals_an_uninterrupted_one(answers, backend):
    answers(backend, "run")
    whole, parts = (
        dict(np.load(answers.folder / f"{backend}-{name}" / "checkpoint.npz"))
        for name in ("whole", "parts")
    )
    for run in (whole, parts):
        del run["notes"]  # they tell how long it took
    # Keras numbers the layers of a process, so that names differ where the order does not.
    same = [np.array_equal(a, b) for a, b in zip(whole.values(), parts.values(), strict=True)]
    assert [name for name, equal in zip(whole, same, strict=True) if not equal] == []


@pytest.mark.slow
@pytest.mark.parametrize("backend", OTHERS)
def test_the_shipped_weights_mean_the_same_everywhere(answers, backend):
    ours, theirs = answers(backend, "shipped"), answers("tensorflow", "shipped")
    for name, values in theirs.items():
        np.testing.assert_allclose(ours[name], values, atol=1e-4)


# Python as it is where a package is not installed.
ABSENT = """
import sys

class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent)
"""


@pytest.mark.parametrize("backend", OTHERS)
@pytest.mark.parametrize(
    ("door", "status"),
    [
        ("from infogan_lib import train", 1),
        ("from infogan_lib.__main__ import main; sys.exit(main(['generate']))", 2),
    ],
)
def test_a_missing_backend_is_named_with_its_cure(backend, door, status):
    done = subprocess.run(
        [sys.executable, "-c", ABSENT + door, backend],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status
    assert f"python -m pip install {backend}" in done.stderr.splitlines()[-1]
