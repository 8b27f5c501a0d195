"""The paper's game on points of the plane: the same step as on images, with dense networks.

It is what the book's lab trains in the page, so that one checks the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import initializers, layers
from numpy.typing import ArrayLike

from infogan_lib.arguments import finite, whole
from infogan_lib.core import networks
from infogan_lib.core.codes import Categorical
from infogan_lib.core.config import Config
from infogan_lib.core.infogan import GAN, InfoGAN

HIDDEN = 64  # units of a hidden layer at width 1; Q's head has half of them

#: The lab's settings. With eight numbers of noise a code that no λ protects is drowned by them.
LAB = Config(
    codes=(Categorical("category", 8),),
    noise=8,
    width=1.0,
    normalisation="none",
    trunk="shared",
    d_rate=1e-3,
    g_rate=1e-3,
    average=0.0,
    style_weight=0.1,
    ramp_steps=0,
    epochs=8,
    precision="float32",
    jit_compile=True,
)


class PointNetworks:
    """Networks of two hidden layers for points (n, 2), under the names of ``core.networks``.

    Every weight starts by He's rule, but for D's last layer, which is the images' own.
    """

    @staticmethod
    def generator(
        latent_width: int, width: float, seed, dtype: str = "float32", shape: Any = None
    ) -> keras.Model:
        """G: latents (n, latent_width) → points (n, 2), anywhere in the plane; no ``shape``."""
        block = [*_leaky(width, 2, seed, dtype), _dense(2, seed, "float32")]
        return keras.Sequential([keras.Input((latent_width,)), *block], name="generator")

    @staticmethod
    def trunk(
        width: float,
        normalisation: str,
        seed,
        dtype: str = "float32",
        name: str = "trunk",
        shape: Any = None,
    ) -> keras.Model:
        """Points (n, 2) → features (n, 64·width). ValueError for a normalisation: it has none."""
        if normalisation != "none":
            raise ValueError(f"points need no normalisation; got {normalisation!r}")
        return keras.Sequential([keras.Input((2,)), *_leaky(width, 2, seed, dtype)], name=name)

    discriminator_head = staticmethod(networks.discriminator_head)

    @staticmethod
    def recognition_head(
        features: int,
        parameters: int,
        width: float,
        normalisation: str,
        seed,
        dtype: str = "float32",
    ) -> keras.Model:
        """Features → raw parameters of q(c|x), (n, parameters)."""
        block = [*_leaky(width / 2, 1, seed, dtype), _dense(parameters, seed, "float32")]
        return keras.Sequential([keras.Input((features,)), *block], name="recognition_head")


def check_points(points: ArrayLike) -> None:
    """ValueError unless points are finite, of shape (n, 2), n > 0."""
    points = finite("points", points, ndim=2)
    if points.shape[1] != 2:
        raise ValueError(f"points must have shape (n, 2), n > 0, got {points.shape}")


class PointGAN(GAN):
    """The two-player game on points."""

    builders = PointNetworks

    def check_images(self, images: ArrayLike, training: bool = False) -> None:
        check_points(images)


class PointInfoGAN(PointGAN, InfoGAN):
    """InfoGAN on points: ``model.fit(batches(points, 128), steps_per_epoch=2000)``."""


def build_points(config: Config) -> GAN:
    """The untrained model for points: with codes an InfoGAN, without them a plain GAN."""
    return PointInfoGAN(config) if config.codes else PointGAN(config)


def batches(points: ArrayLike, batch_size: int, seed: int = 0) -> Iterator[dict[str, np.ndarray]]:
    """Endless batches ``{"real": (batch_size, 2)}``, each drawn from the points with replacement.

    Raises ValueError for points that are not finite or not of shape (n, 2).
    """
    check_points(points)
    points, size = np.asarray(points, "float32"), whole("batch_size", batch_size)
    rng = np.random.default_rng(whole("seed", seed, at_least=0))
    return ({"real": points[rng.integers(len(points), size=size)]} for _ in iter(int, 1))


def _leaky(width: float, count: int, seed, dtype: str) -> list[layers.Layer]:
    units = max(1, round(HIDDEN * width))
    hidden = (
        [_dense(units, seed, dtype), layers.LeakyReLU(networks.LEAK, dtype=dtype)]
        for _ in range(count)
    )
    return [layer for block in hidden for layer in block]


def _dense(units: int, seed, dtype: str) -> layers.Dense:
    return layers.Dense(units, kernel_initializer=initializers.HeNormal(seed=seed), dtype=dtype)
