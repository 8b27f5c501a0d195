"""A network as a short list of plain layers, for programs that know no Keras.

Batch norm is folded into the layer before it, so that three kinds remain: dense, conv and
transposed conv, each with a bias and an activation. Arrays are in memory order
(rows, columns, channels), so reshaping and flattening need no layer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import keras
import numpy as np
from keras import layers

OPS = {layers.Dense: "dense", layers.Conv2D: "conv", layers.Conv2DTranspose: "transposed"}


@dataclass(frozen=True)
class Plain:
    """``activation(op(x, kernel) + bias)``.

    ``op``: "dense", "conv" or "transposed". ``kernel``: (inputs, outputs), (rows, columns, inputs,
    outputs) or, transposed, (inputs, rows, columns, outputs): each is a matrix product away from
    its use. ``size``: rows and columns of the input, () for a dense layer.
    ``activation``: the slope below 0 of a leaky ReLU (1 for none), or "tanh".
    """

    op: str
    kernel: np.ndarray
    bias: np.ndarray
    size: tuple[int, ...] = ()
    stride: int = 1
    activation: float | str = 1.0

    def facts(self) -> dict:
        """All but the numbers, ready for JSON."""
        return {
            "op": self.op,
            "kernel": list(self.kernel.shape),
            "size": list(self.size),
            "stride": self.stride,
            "activation": self.activation,
        }


def plain_layers(network: keras.Model) -> list[Plain]:
    """Return what ``network`` computes in use, layer by layer.

    Raises:
        ValueError: for a layer that has no plain form, such as layer normalisation.
    """
    found: list[Plain] = []
    for layer in _flat(network):
        outer = layer
        if isinstance(layer, layers.SpectralNormalization):
            layer = layer.layer  # in use, its weights are divided already
        if linear := _linear(layer, outer):
            found.append(linear)
        elif isinstance(layer, layers.BatchNormalization):
            found[-1] = _fold(found[-1], layer)
        elif (activation := _activation(layer)) is not None:
            found[-1] = replace(found[-1], activation=activation)
        elif not isinstance(layer, layers.InputLayer | layers.Reshape | layers.Flatten):
            raise ValueError(
                f"a page cannot run {type(layer).__name__}; train with normalisation 'none', "
                "'batch' or 'spectral', or export to ONNX"
            )
    return found


def _flat(network: keras.Model) -> list[layers.Layer]:
    """The layers of a stack of stacks, first to last."""
    return [
        inner
        for layer in network.layers
        for inner in (_flat(layer) if isinstance(layer, keras.Model) else [layer])
    ]


def _linear(layer: layers.Layer, outer: layers.Layer) -> Plain | None:
    op = OPS.get(type(layer))
    if op is None:
        return None
    kernel = np.asarray(keras.ops.convert_to_numpy(layer.kernel), dtype="float32")
    if op == "transposed":
        kernel = kernel.transpose(3, 0, 1, 2)  # Keras: rows, columns, outputs, inputs
    bias = np.zeros(kernel.shape[-1], dtype="float32")
    if layer.use_bias:
        bias = np.asarray(keras.ops.convert_to_numpy(layer.bias), dtype="float32")
    if op == "dense":
        return Plain(op, kernel, bias)
    if layer.padding != "same" or len(set(layer.strides)) > 1:
        raise ValueError(f"a page cannot run {layer.name}: give it padding 'same' and one stride")
    return Plain(op, kernel, bias, tuple(outer.input.shape[1:3]), layer.strides[0])


def _fold(linear: Plain, norm: layers.BatchNormalization) -> Plain:
    """y = (x − mean) / √(var + ε) · γ + β of a linear x is linear too."""
    gamma, beta, mean, variance = (keras.ops.convert_to_numpy(w) for w in norm.weights)
    scale = gamma / np.sqrt(variance + norm.epsilon)
    bias = (linear.bias - mean) * scale + beta
    return replace(linear, kernel=linear.kernel * scale, bias=bias)


def _activation(layer: layers.Layer) -> float | str | None:
    if isinstance(layer, layers.LeakyReLU):
        return float(layer.negative_slope)
    if isinstance(layer, layers.ReLU):
        return 0.0
    if isinstance(layer, layers.Activation) and layer.activation is keras.activations.tanh:
        return "tanh"
    return None
