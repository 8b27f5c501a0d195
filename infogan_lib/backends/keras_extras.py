"""What Keras lacks: models in a row or side by side, run in chunks, and a norm with a seed."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops

CHUNK = 500  # rows at a time in inference: bounds memory, not results


def stack(*parts: keras.Model, name: str) -> keras.Model:
    """Parts run one after the other, sharing their weights: D = head ∘ trunk."""
    inputs = input_of(parts[0].input_shape[1:])
    outputs = inputs
    for part in parts:
        outputs = part(outputs)
    return keras.Model(inputs, outputs, name=name)


def side_by_side(*networks: keras.Model) -> keras.Model:
    """Independent networks as one model, so that one file holds the weights of all."""
    inputs = [input_of(network.input_shape[1:]) for network in networks]
    outputs = [network(x) for network, x in zip(networks, inputs, strict=True)]
    return keras.Model(inputs, outputs, name="networks")


def in_chunks(network: keras.Model, rows) -> np.ndarray:
    """Run a network in inference mode, CHUNK rows at a time."""
    starts = range(0, max(1, len(rows)), CHUNK)
    parts = [network(rows[i : i + CHUNK], training=False) for i in starts]
    return np.concatenate([ops.convert_to_numpy(part) for part in parts])


def input_of(shape: tuple[int, ...]) -> keras.KerasTensor:
    """A float32 input of this shape, whatever the precision inside."""
    return keras.Input(shape, dtype="float32")


def spectral(layer: layers.Layer, dtype: str) -> layers.Layer:
    """The layer under Keras's spectral norm, whose vector starts from the layer's own seed."""
    return _Spectral(layer, dtype=dtype)


class _Spectral(layers.SpectralNormalization):  # weights files hold this name
    def build(self, input_shape):
        super().build(input_shape)
        self.vector_u.assign(self.layer.kernel_initializer(self.vector_u.shape))

    # Keras would store the wrapped layer's kernel here once more.
    def save_own_variables(self, store) -> None:
        store["0"] = self.vector_u

    def load_own_variables(self, store) -> None:
        self.vector_u.assign(store["0"])
