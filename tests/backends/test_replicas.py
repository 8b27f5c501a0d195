"""Two devices that share each batch do what one device does with all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from infogan_lib.backends import replicas
from infogan_lib.recipes.config import preset
from infogan_lib.runs.training import train

IMAGES = np.random.default_rng(0).uniform(-1, 1, (32, 28, 28, 1)).astype("float32")
WORKER = Path(__file__).with_name("replica_worker.py")


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> list[dict[str, np.ndarray]]:
    """What one device and two virtual CPUs come to, in a process of their own."""
    files = [tmp_path_factory.mktemp("replicas") / f"{devices}.npz" for devices in (1, 2)]
    path = os.pathsep.join(filter(None, [str(WORKER.parents[2]), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, WORKER, *files],
        env=environment | {"KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [dict(np.load(file)) for file in files]


@pytest.mark.slow
def test_the_step_is_the_same(runs):
    """Weights after one step of plain descent at rate 1, so that gradients show undamped.

    For a G with layer norm: batch norm looks at a batch as a whole, and each device at its share.
    """
    one, two = runs
    assert set(one) == set(two)
    names = [name for name in one if "/" in name]
    assert len(names) > 20
    for name in names:
        a, b = one[name][0], two[name][0]
        assert np.linalg.norm(a - b) <= 1e-4 * (np.linalg.norm(a) + 1e-3), name


@pytest.mark.slow
def test_both_devices_hold_the_same_weights(runs):
    for name, values in runs[1].items():
        if "/" in name:
            assert len(values) == 2
            np.testing.assert_array_equal(values[0], values[1], err_msg=name)


@pytest.mark.slow
def test_logs_are_means_over_the_whole_batch(runs):
    one, two = runs
    for name in (name for name in one if "log " in name):
        np.testing.assert_allclose(two[name], one[name], rtol=1e-4, atol=1e-6, err_msg=name)


@pytest.mark.slow
def test_a_run_on_two_devices_takes_as_many_steps(runs):
    one, two = runs
    assert one["iterations"] == two["iterations"] == 4
    np.testing.assert_allclose(two["trained"], one["trained"], rtol=0.2)
    assert np.isfinite(two["images"]).all()


def test_one_device_draws_all_and_shares_nothing():
    assert replicas.count() == 1
    assert replicas.share(3.0) == 3.0
    np.testing.assert_array_equal(replicas.own_rows(np.arange, 5), np.arange(5))


def test_a_strategy_is_tensorflows(monkeypatch):
    monkeypatch.setattr(replicas.keras.backend, "backend", lambda: "jax")
    with pytest.raises(ValueError, match="KERAS_BACKEND=tensorflow"):
        train(preset("tiny"), IMAGES, verbose=0, strategy=object())


def test_several_gpus_are_all_taken(monkeypatch):
    import tensorflow as tf

    class Mirrored:
        def scope(self):
            return "the scope of all GPUs"

    monkeypatch.setattr(tf.config, "list_logical_devices", lambda kind: [f"{kind}:0", f"{kind}:1"])
    monkeypatch.setattr(tf.distribute, "MirroredStrategy", Mirrored)
    assert replicas.scope() == "the scope of all GPUs"
