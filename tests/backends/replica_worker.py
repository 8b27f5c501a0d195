"""One device, then two, for test_replicas.py: python replica_worker.py FILE FILE."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from infogan_lib.backends import replicas
from infogan_lib.core import networks
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.training import train

CPU = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(CPU, [tf.config.LogicalDeviceConfiguration()] * 2)
REAL = np.random.default_rng(0).uniform(-1, 1, (16, 28, 28, 1)).astype("float32")
CONFIG = preset("tiny", ramp_steps=0, batch_size=16, epochs=2)


def strategy(devices: int):
    names = [f"/cpu:{i}" for i in range(2)]
    return tf.distribute.MirroredStrategy(names) if devices == 2 else None


def one_step(chosen) -> dict[str, np.ndarray]:
    """The state after one step of plain descent at rate 1: start minus gradients, and the logs."""
    with replicas.scope(chosen):
        model = build(replace(CONFIG, jit_compile=False))
        for name in ("d_optimizer", "g_optimizer"):
            optimizer = keras.optimizers.SGD(1.0)
            optimizer.build(getattr(model, name)._trainable_variables)
            setattr(model, name, optimizer)
    model.fit((batch for batch in [{"real": REAL}]), steps_per_epoch=1, shuffle=False, verbose=0)
    told = {f"log {name}": np.array(values) for name, values in model.history.history.items()}
    for i, variable in enumerate(model.variables):
        copies = chosen.experimental_local_results(variable.value) if chosen else [variable.value]
        told[f"{i} {variable.path}"] = np.stack([copy.numpy() for copy in copies])
    return told


@contextmanager
def independent_images() -> Iterator[None]:
    """Layer norm in G: under batch norm an image depends on those that share its device."""
    before = networks._batch_norm_relu
    networks._batch_norm_relu = lambda dtype: [
        keras.layers.LayerNormalization(dtype=dtype),
        keras.layers.ReLU(dtype=dtype),
    ]
    yield
    networks._batch_norm_relu = before


if __name__ == "__main__":
    images = np.concatenate([REAL, REAL[::-1]])
    for devices, file in enumerate(sys.argv[1:], 1):
        keras.utils.clear_session()  # layers are counted anew, so that both have the same names
        model = train(CONFIG, images, verbose=0, strategy=strategy(devices))
        with independent_images():
            told = one_step(strategy(devices))
        told["trained"] = np.array(model.history.history["d_loss"])
        told["images"] = model.generate(3)
        told["iterations"] = ops.convert_to_numpy(model.g_optimizer.iterations)
        np.savez(file, **told)
