"""infogan_lib as its users run it: ``model.fit`` on the batches that ``train`` feeds it."""

from __future__ import annotations

import keras
import numpy as np

from benchmarks.contestants import Loop
from infogan_lib.backends import devices
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.runs.training import batches


class _AfterEachStep(keras.callbacks.Callback):
    """Stops the clock from within ``fit``, which therefore is built and compiled once."""

    def __init__(self, done):
        super().__init__()
        self.done = done

    def on_train_batch_end(self, batch, logs=None):
        self.done(logs["d_loss"], self.model.steps_per_execution)


def prepare(config: TrainConfig, images: np.ndarray, run_eagerly: bool = False) -> Loop:
    """``fit`` on one endless epoch; with ``run_eagerly`` nothing is compiled."""
    model = build(config)
    model.run_eagerly = run_eagerly
    if not run_eagerly:
        steps = len(images) // config.batch_size
        model.steps_per_execution = devices.steps_at_once(steps)

    def run(done) -> None:
        model.fit(
            batches(images, config),
            steps_per_epoch=10**9,
            shuffle=False,
            callbacks=[_AfterEachStep(done)],
            verbose=0,
        )

    return Loop(run, config.batch_size, lambda: parts(model))


def parts(model) -> dict[str, list]:
    """The trainable arrays of G, of D, and of what Q has beyond D's trunk."""
    groups = {"G": model.g_variables, "D": model.d_variables, "Q": model.q_variables}
    return {
        name: [keras.ops.convert_to_numpy(variable.value) for variable in group]
        for name, group in groups.items()
    }
