"""One backend's part in test_backends.py: python backend_worker.py FOLDER, under KERAS_BACKEND.

TensorFlow's process writes the weights and batches that the others start from.
"""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import keras
import numpy as np
from keras import ops

from infogan_lib.__main__ import main as command
from infogan_lib.augmentation import channel
from infogan_lib.backends import devices
from infogan_lib.backends.memory import keep_freed_memory
from infogan_lib.core import infogan as step_module
from infogan_lib.core.latent import LatentSpec
from infogan_lib.data.mnist import load_mnist
from infogan_lib.recipes import variants
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import CHANNEL_CODES, DIGIT, preset
from infogan_lib.runs.folder import device, versions
from infogan_lib.runs.pretrained import load_pretrained
from infogan_lib.runs.training import train

BACKEND = keras.backend.backend()
# What the step may meet: channels, one trunk or two, layers that keep state, and labels.
KINDS = {
    "default": {},
    "channels": {"codes": CHANNEL_CODES, "channel_steps": 0},
    "batch": {"normalisation": "batch", "trunk": "shared"},
    "spectral": {"normalisation": "spectral"},
    "cgan": {"codes": DIGIT, "labels": "given"},
    "acgan": {"codes": DIGIT, "labels": "guessed", "trunk": "shared"},
    "variants": {"noise_prior": "uniform", "fakes": "apart"},
}


class SameNumbers:
    """Stands for keras.random in a channel: every backend bends by the same amounts."""

    def restart(self) -> None:
        self._rng = np.random.default_rng(0)

    def uniform(self, shape, low, high, dtype, seed):
        return ops.array(self._rng.uniform(low, high, shape).astype(dtype))

    def normal(self, shape, mean, stddev, dtype, seed):
        return ops.array(self._rng.normal(mean, stddev, shape).astype(dtype))


def config(kind: str, **changes):
    return preset("tiny", **KINDS[kind] | {"ramp_steps": 0} | changes)


def one_step(kind: str, folder: Path) -> dict[str, np.ndarray]:
    """Losses, gradients and the state after one step, all from one start."""
    model, given = build(config(kind, jit_compile=False)), folder / f"{kind}.npz"
    if BACKEND == "tensorflow":
        _write_start(model, kind, given)
    for name in ("d_optimizer", "g_optimizer"):
        # Adam's first step is the sign of the gradient, so that rounding decides where that is 0.
        optimizer = keras.optimizers.SGD(1.0)
        optimizer.build(getattr(model, name)._trainable_variables)
        setattr(model, name, optimizer)
    start = dict(np.load(given))
    for i, variable in enumerate(model.variables):
        if "seed_generator" not in variable.path:
            variable.assign(start[f"weight {i}"])
    told: dict[str, np.ndarray] = {}

    numbers = SameNumbers()

    def recorded(play, *groups):
        numbers.restart()
        lists, logs = gradients(play, *groups)
        for name, group, grads in zip(("D", "Q", "G"), groups, lists, strict=True):
            for i, (variable, grad) in enumerate(zip(group, grads, strict=True)):
                told[f"gradient of {name} by {_name(i, variable)}"] = grad
        return lists, logs

    gradients = step_module.gradients
    step_module.gradients = variants.gradients = recorded
    sample, LatentSpec.sample = LatentSpec.sample, lambda *_: ops.array(start["latents"])
    channel.random = numbers
    batch = {name: ops.array(start[name]) for name in model.batch_parts}
    try:
        logs = _as_its_trainer_does(model, batch, told)
    finally:
        step_module.gradients = variants.gradients = gradients
        LatentSpec.sample = sample
        channel.random = keras.random
    told |= {f"log {name}": value for name, value in logs.items()}
    told = {name: ops.convert_to_numpy(value) for name, value in told.items()}
    for i, variable in enumerate(model.variables):
        if "seed_generator" not in variable.path:
            told[f"{_name(i, variable)} after"] = ops.convert_to_numpy(variable.value)
    return told


def _as_its_trainer_does(model, batch: dict, told: dict) -> dict:
    """Take the step and return its logs; on JAX compiled, from state to state."""
    if BACKEND != "jax":
        return model.train_step(batch)
    import jax

    groups = [model.trainable_variables, model.non_trainable_variables]
    groups += [model.optimizer.variables, model.metrics_variables]

    def step(state, batch):
        logs, state = model.train_step(state, batch)
        return logs, dict(told), state

    values = tuple([variable.value for variable in group] for group in groups)
    logs, tensors, values = jax.jit(step)(values, batch)
    told |= tensors
    for variable, value in zip(chain(*groups), chain(*values), strict=True):
        variable.assign(value)
    return logs


def _name(i: int, variable: keras.Variable) -> str:
    """Without the layer, whose number counts the layers that the process made before."""
    network, *_, kind = variable.path.split("/")
    return f"{i} {network} {kind}"


def _write_start(model, kind: str, path: Path) -> None:
    rng = np.random.default_rng(0)
    real, anchor, positive = rng.uniform(-1, 1, (3, 16, 28, 28, 1)).astype("float32")
    batch = {"real": real, "anchor": anchor, "positive": positive}
    batch |= {"labels": rng.integers(0, 10, 16).astype("int32")}
    batch |= {"amounts": rng.normal(size=(32, 2)).astype("float32")}
    batch = {name: batch[name] for name in model.batch_parts}
    weights = {f"weight {i}": ops.convert_to_numpy(v.value) for i, v in enumerate(model.variables)}
    latents = ops.convert_to_numpy(model.latent.sample(16, 0))
    np.savez(path, latents=latents, **batch, **weights)


def short_run(folder: Path) -> dict[str, np.ndarray]:
    """Three epochs at a stretch, and the same in two parts; every file of both stays in folder."""
    images = load_mnist("sample").x_train[::50]
    # XLA on JAX, where Keras's own trainer runs the step; its compilation costs the others minutes.
    settings = {"epochs": 3, "jit_compile": BACKEND == "jax"}
    before = build(config("default", **settings))
    start = [ops.convert_to_numpy(v.value) for v in before.trainable_variables]
    model = train(config("default", **settings), images, folder / f"{BACKEND}-whole", verbose=0)
    end = [ops.convert_to_numpy(v.value) for v in model.trainable_variables]
    parts = folder / f"{BACKEND}-parts"
    train(config("default", **settings | {"epochs": 1}), images, parts, verbose=0)
    train(config("default", **settings), images, parts, resume=True, verbose=0)
    moved = [np.abs(b - a).max() for a, b in zip(start, end, strict=True)]
    told = {"moved": np.array(moved), "images": model.generate(4)}
    return told | (in_loops(config("default", **settings), images) if BACKEND == "jax" else {})


def in_loops(settings, images: np.ndarray) -> dict[str, np.ndarray]:
    """The same run with the three steps of an epoch in one call, as on an accelerator."""
    devices.steps_at_once, before = lambda steps: steps, devices.steps_at_once
    calls: list[int] = []
    count = keras.callbacks.LambdaCallback(on_train_batch_end=lambda last, logs: calls.append(last))
    try:
        model = train(settings, images, callbacks=[count], verbose=0)
    finally:
        devices.steps_at_once = before
    return {"calls": np.array(calls), "images_of_loops": model.generate(4)}


def shipped() -> dict[str, np.ndarray]:
    """What the shipped weights draw and read, through every door of the library."""
    model = load_pretrained("mnist")
    noise = np.random.default_rng(0).standard_normal((20, model.latent.noise))
    images = model.generate(
        model.latent.assemble(noise, category=np.arange(20) % 10, style_1=0.5, style_2=-0.5)
    )
    return {"images": images, **model.recognise(images)["category"]}


def main(folder: Path) -> None:
    if BACKEND == "tensorflow":  # its graphs are test_training.py's; here they cost the most time
        import tensorflow as tf

        tf.config.run_functions_eagerly(True)
    np.savez(folder / f"{BACKEND}-run.npz", **short_run(folder))
    for kind in KINDS:
        np.savez(folder / f"{BACKEND}-{kind}.npz", **one_step(kind, folder))
    np.savez(folder / f"{BACKEND}-shipped.npz", **shipped())
    run, picture = str(folder / f"{BACKEND}-whole"), str(folder / f"{BACKEND}.png")
    assert command(["generate", run, "--out", picture, "--code", "category=3"]) == 0
    assert command(["evaluate", run, "--data", "sample", "--out", f"{run}/scores.json"]) == 0
    assert keep_freed_memory() in (True, False)
    assert device() and BACKEND in versions()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
