"""Stops a run at the first number that is not finite, and says when one is on its way there."""

from __future__ import annotations

import math
import warnings

import keras
import numpy as np
from keras import ops

from infogan_lib.errors import DivergedError

WILD = 1e3  # nats: no loss and no bound of a run that goes well comes near it


class StopAtNonFinite(keras.callbacks.Callback):
    """Raises ``DivergedError`` at the first step whose losses are not finite."""

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        for name, value in (logs or {}).items():
            if name in self.model.averages and not math.isfinite(value := float(value)):
                raise DivergedError(_diverged(self.model, f"{name} is {value}"))

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        waiting = int(ops.convert_to_numpy(self.model.d_optimizer.iterations))
        waiting = waiting <= self.model.config.delay_steps  # λ is 0, and L_I may be anything
        logs = {
            name: float(value)
            for name, value in (logs or {}).items()
            if name in self.model.averages and not (waiting and name.startswith("L_I_"))
        }
        name = max(logs, key=lambda name: abs(logs[name]), default=None)
        if name and abs(logs[name]) > WILD:
            warnings.warn(
                f"epoch {epoch + 1}: {name} is {logs[name]:.3g} nats, as in no sound run; "
                f"lower {_rates(self.model)}",
                stacklevel=2,
            )


def check_weights(model: keras.Model, arrays: dict[str, np.ndarray]) -> None:
    """Raise ``DivergedError`` if one of a model's arrays, by name, is not finite."""
    for name, array in arrays.items():
        if array.dtype.kind not in "iub" and not np.isfinite(array.astype("float32")).all():
            raise DivergedError(_diverged(model, f"weights {name[4:]} are not finite"))


def _diverged(model: keras.Model, what: str) -> str:
    step = int(ops.convert_to_numpy(model.d_optimizer.iterations))
    return f"training diverged at step {step}: {what}; lower {_rates(model)}"


def _rates(model: keras.Model) -> str:
    return f"d_rate ({model.config.d_rate:g}) or g_rate ({model.config.g_rate:g})"
