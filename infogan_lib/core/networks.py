"""The networks: generator G, and a trunk that the heads of D and Q share.

Layer by layer as in the paper's appendix C.1, with every size scaled by ``width``.
Images are (n, side, side, channels) in [-1, 1]; heads return logits, never probabilities.

One rule makes the networks follow an image's shape. The trunk halves the side twice, and three
times from 48 pixels on; 64 channels stand at half the side, and twice as many at each further
halving. G goes the same way back. At 28 pixels that is the paper's network.
"""

from __future__ import annotations

import keras
from keras import initializers, layers

from infogan_lib.backends.keras_extras import input_of, spectral

Shape = tuple[int, int, int]
IMAGE_SHAPE = (28, 28, 1)
LARGE = 48  # pixels a side, from which there is one more halving
SIDES = (16, 128)  # smallest and largest
FIRST = 64  # the paper's channels at half the side
# Said to every layer that asks, so that nobody's keras.json decides otherwise.
LAST = "channels_last"
LEAK = 0.1  # the paper's slope; its official code uses 0.01
# Of G's first weights and D's last layer's, from DCGAN. The trunk and Q start by He's rule: without
# a norm, weights of 0.02 shrink a signal layer by layer until Q says the same of every image.
INITIAL_STD = 0.02


def halvings(side: int) -> int:
    """How often the trunk halves ``side``; ValueError where it cannot, with the nearest it can."""
    count = 2 if side < LARGE else 3
    low, high = SIDES
    if not low <= side <= high or side % 2**count:
        allowed = [*range(low, LARGE, 4), *range(LARGE, high + 1, 8)]
        near = min(allowed, key=lambda other: abs(other - side))
        raise ValueError(
            f"size must be from {low} to {high} pixels, a multiple of 4 below {LARGE} and of 8 "
            f"from there on, got {side}; the nearest is {near} (--size {near})"
        )
    return count


def generator(
    latent_width: int, width: float, seed, dtype: str = "float32", shape: Shape = IMAGE_SHAPE
) -> keras.Model:
    """G: latents (n, latent_width) → images ``(n, *shape)`` in [-1, 1].

    Batch norm stays in G whatever D uses: without it G collapses early.
    """
    normal = _normal(seed)
    dense, *maps = _sizes(width, 1024, *reversed(_channels(shape[0])))
    base = shape[0] >> len(maps)

    def doubled(channels, **options):
        options |= {"data_format": LAST, "kernel_initializer": normal, "dtype": dtype}
        return layers.Conv2DTranspose(channels, 4, 2, "same", **options)

    block = [
        layers.Dense(dense, use_bias=False, kernel_initializer=normal, dtype=dtype),
        *_batch_norm_relu(dtype),
        layers.Dense(base**2 * maps[0], use_bias=False, kernel_initializer=normal, dtype=dtype),
        *_batch_norm_relu(dtype),
        layers.Reshape((base, base, maps[0]), dtype=dtype),
    ]
    for channels in maps[1:]:
        block += [doubled(channels, use_bias=False), *_batch_norm_relu(dtype)]
    block += [doubled(shape[2]), layers.Activation("tanh", dtype="float32")]
    return keras.Sequential([input_of((latent_width,)), *block], name="generator")


def trunk(
    width: float, normalisation: str, seed, dtype: str = "float32", name: str = "trunk",
    shape: Shape = IMAGE_SHAPE,
) -> keras.Model:  # fmt: skip
    """Images ``(n, *shape)`` → features (n, 1024·width), read by D's head and by Q's."""
    first, *more, dense = _sizes(width, *_channels(shape[0]), 1024)
    he = initializers.HeNormal(seed=seed)

    def conv(filters):
        return layers.Conv2D(filters, 4, 2, "same", LAST, kernel_initializer=he, dtype=dtype)

    block = [
        # The first layer is never batch-normed: it sees the pixels as they are (DCGAN).
        *_normalised(conv(first), normalisation if normalisation == "spectral" else "none", dtype),
        *(layer for n in more for layer in _normalised(conv(n), normalisation, dtype)),
        layers.Flatten(LAST, dtype=dtype),
        *_normalised(layers.Dense(dense, kernel_initializer=he, dtype=dtype), normalisation, dtype),
    ]
    return keras.Sequential([input_of(shape), *block], name=name)


def discriminator_head(features: int, seed, outputs: int = 1) -> keras.Model:
    """Features → logits of "real", (n, outputs): D(x) = σ(logit). Kept in float32."""
    head = layers.Dense(outputs, kernel_initializer=_normal(seed), dtype="float32")
    return keras.Sequential([input_of((features,)), head], name="discriminator_head")


def recognition_head(
    features: int, parameters: int, width: float, normalisation: str, seed, dtype: str = "float32"
) -> keras.Model:
    """Features → raw parameters of q(c|x), (n, parameters); the latent spec reads them."""
    he = initializers.HeNormal(seed=seed)
    (units,) = _sizes(width, 128)
    hidden = layers.Dense(units, kernel_initializer=he, dtype=dtype)
    last = layers.Dense(parameters, kernel_initializer=he, dtype="float32")
    block = [*_normalised(hidden, normalisation, dtype), last]
    return keras.Sequential([input_of((features,)), *block], name="recognition_head")


def _normalised(layer: layers.Layer, normalisation: str, dtype: str) -> list[layers.Layer]:
    after = {
        "none": [],
        "spectral": [],
        "batch": [layers.BatchNormalization(momentum=0.9, dtype=dtype)],
        "layer": [layers.LayerNormalization(dtype=dtype)],
    }[normalisation]
    if normalisation == "spectral":
        layer = spectral(layer, dtype)
    return [layer, *after, layers.LeakyReLU(LEAK, dtype=dtype)]


def _batch_norm_relu(dtype: str) -> list[layers.Layer]:
    return [layers.BatchNormalization(momentum=0.9, dtype=dtype), layers.ReLU(dtype=dtype)]


def _normal(seed) -> initializers.Initializer:
    return initializers.RandomNormal(stddev=INITIAL_STD, seed=seed)


def _channels(side: int) -> list[int]:
    """The paper's channels at a half, a quarter, … of the side."""
    return [FIRST << step for step in range(halvings(side))]


def _sizes(width: float, *full: int) -> list[int]:
    return [max(1, round(size * width)) for size in full]
