"""The networks: generator G, and a trunk that the heads of D and Q share.

Layer by layer as in the paper's appendix C.1, with every size scaled by ``width``.
Images are (n, 28, 28, 1) in [-1, 1]; heads return logits, never probabilities.
"""

from __future__ import annotations

import keras
from keras import initializers, layers

IMAGE_SHAPE = (28, 28, 1)
LEAK = 0.1  # the paper's slope; its official code uses 0.01
# Of the weights of G and of D's last layer, from DCGAN. The trunk and Q start by He's rule: without
# a norm, weights of 0.02 shrink a signal layer by layer until Q says the same of every image.
INITIAL_STD = 0.02


def generator(latent_width: int, width: float, seed, dtype: str = "float32") -> keras.Model:
    """G: latents (n, latent_width) → images (n, 28, 28, 1) in [-1, 1].

    Batch norm stays in G whatever D uses: without it G collapses early.
    """
    normal = _normal(seed)
    dense, low, high = _sizes(width, 1024, 128, 64)
    block = [
        layers.Dense(dense, use_bias=False, kernel_initializer=normal, dtype=dtype),
        *_batch_norm_relu(dtype),
        layers.Dense(7 * 7 * low, use_bias=False, kernel_initializer=normal, dtype=dtype),
        *_batch_norm_relu(dtype),
        layers.Reshape((7, 7, low), dtype=dtype),
        layers.Conv2DTranspose(
            high, 4, 2, "same", use_bias=False, kernel_initializer=normal, dtype=dtype
        ),
        *_batch_norm_relu(dtype),
        layers.Conv2DTranspose(1, 4, 2, "same", kernel_initializer=normal, dtype=dtype),
        layers.Activation("tanh", dtype="float32"),
    ]
    return keras.Sequential([keras.Input((latent_width,)), *block], name="generator")


def trunk(
    width: float, normalisation: str, seed, dtype: str = "float32", name: str = "trunk"
) -> keras.Model:
    """Images (n, 28, 28, 1) → features (n, 1024·width), read by D's head and by Q's."""
    low, high, dense = _sizes(width, 64, 128, 1024)
    he = initializers.HeNormal(seed=seed)

    def conv(filters):
        return layers.Conv2D(filters, 4, 2, "same", kernel_initializer=he, dtype=dtype)

    block = [
        # The first layer is never batch-normed: it sees the pixels as they are (DCGAN).
        *_normalised(conv(low), normalisation if normalisation == "spectral" else "none", dtype),
        *_normalised(conv(high), normalisation, dtype),
        layers.Flatten(dtype=dtype),
        *_normalised(layers.Dense(dense, kernel_initializer=he, dtype=dtype), normalisation, dtype),
    ]
    return keras.Sequential([keras.Input(IMAGE_SHAPE), *block], name=name)


def discriminator_head(features: int, seed, verdicts: int = 1) -> keras.Model:
    """Features → logits of "real", (n, verdicts): D(x) = σ(logit). Kept in float32."""
    head = layers.Dense(verdicts, kernel_initializer=_normal(seed), dtype="float32")
    return keras.Sequential([keras.Input((features,)), head], name="discriminator_head")


def recognition_head(
    features: int, parameters: int, width: float, normalisation: str, seed, dtype: str = "float32"
) -> keras.Model:
    """Features → raw parameters of q(c|x), (n, parameters); the latent spec reads them."""
    he = initializers.HeNormal(seed=seed)
    hidden = layers.Dense(*_sizes(width, 128), kernel_initializer=he, dtype=dtype)
    block = [
        *_normalised(hidden, normalisation, dtype),
        layers.Dense(parameters, kernel_initializer=he, dtype="float32"),
    ]
    return keras.Sequential([keras.Input((features,)), *block], name="recognition_head")


def stack(*parts: keras.Model, name: str) -> keras.Model:
    """Parts run one after the other, sharing their weights: D = head ∘ trunk."""
    inputs = keras.Input(parts[0].input_shape[1:])
    outputs = inputs
    for part in parts:
        outputs = part(outputs)
    return keras.Model(inputs, outputs, name=name)


def side_by_side(*networks: keras.Model) -> keras.Model:
    """Independent networks as one model, so that one file holds the weights of all."""
    inputs = [keras.Input(network.input_shape[1:]) for network in networks]
    outputs = [network(x) for network, x in zip(networks, inputs, strict=True)]
    return keras.Model(inputs, outputs, name="networks")


def _normalised(layer: layers.Layer, normalisation: str, dtype: str) -> list[layers.Layer]:
    after = {
        "none": [],
        "spectral": [],
        "batch": [layers.BatchNormalization(momentum=0.9, dtype=dtype)],
        "layer": [layers.LayerNormalization(dtype=dtype)],
    }[normalisation]
    if normalisation == "spectral":
        layer = layers.SpectralNormalization(layer, dtype=dtype)
    return [layer, *after, layers.LeakyReLU(LEAK, dtype=dtype)]


def _batch_norm_relu(dtype: str) -> list[layers.Layer]:
    return [layers.BatchNormalization(momentum=0.9, dtype=dtype), layers.ReLU(dtype=dtype)]


def _normal(seed) -> initializers.Initializer:
    return initializers.RandomNormal(stddev=INITIAL_STD, seed=seed)


def _sizes(width: float, *full: int) -> list[int]:
    return [max(1, round(size * width)) for size in full]
