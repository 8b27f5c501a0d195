"""Small GANs on points of the plane, several at once: seeds beside each other, not in a row.

The games share no weight, no draw and no batch. Every layer has one matrix a game, so that one
step of the stack is one step of each game, at a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from keras import initializers, layers, ops, random

from infogan_lib.arguments import finite, number, whole
from infogan_lib.backends.gradients import gradients
from infogan_lib.core import losses

NOISE = 2  # numbers of z
LEAK = 0.1


class PointGames(keras.Model):
    """``games`` independent GANs, z ~ N(0, 1) of two numbers → points (2,), two hidden layers.

    G minimises the non-saturating loss. Both players learn by Adam with DCGAN's momentum ½.

    Args:
        games: how many games run side by side.
        d_rate: D's learning rate.
        g_rate: G's learning rate.
        width: of the hidden layers.
        seed: of the starts and of all noise.

    Raises:
        ValueError: for a rate that is not above 0, or a number of games or width below 1.
    """

    def __init__(self, games: int, d_rate: float, g_rate: float, width: int = 48, seed: int = 0):
        super().__init__()
        self.games = whole("games", games)
        start = random.SeedGenerator(whole("seed", seed, at_least=0))
        self.random = random.SeedGenerator(seed + 1)
        width = whole("width", width)
        self.generator = _network(self.games, (NOISE, width, width, 2), start)
        self.discriminator = _network(self.games, (2, width, width, 1), start)
        self.d_optimizer = _adam("d_rate", d_rate, self.discriminator)
        self.g_optimizer = _adam("g_rate", g_rate, self.generator)
        self.averages = [keras.metrics.Mean(name=name) for name in ("d_loss", "g_loss")]
        self.built = True
        self.compile(optimizer=None, jit_compile=False, steps_per_execution=50)

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        return self.averages

    def train_step(self, real):
        """One simultaneous step of every player on real points, (n, games, 2)."""
        n, real = ops.shape(real)[0], ops.transpose(real, (1, 0, 2))
        z = random.normal((self.games, n, NOISE), dtype="float32", seed=self.random)

        def play():
            fake = self.generator(z)
            on_real, on_fake = self.discriminator(real), self.discriminator(fake)
            # The losses are means over the games; each game is to have the gradient of its own.
            d_loss = self.games * losses.discriminator_loss(on_real, on_fake)
            g_loss = self.games * losses.generator_loss(on_fake)
            return (d_loss, g_loss), (d_loss / self.games, g_loss / self.games)

        d_variables = self.discriminator.trainable_variables
        g_variables = self.generator.trainable_variables
        (d_grads, g_grads), kept = gradients(play, d_variables, g_variables)
        self.d_optimizer.apply(d_grads, d_variables)
        self.g_optimizer.apply(g_grads, g_variables)
        for average, value in zip(self.averages, kept, strict=True):
            average.update_state(value)
        return {average.name: average.result() for average in self.averages}

    def play(self, real: np.ndarray, batch_size: int = 64) -> dict[str, list[float]]:
        """Play one step for every ``batch_size`` real points; return both losses, means over all.

        Args:
            real: shape (steps · batch_size, games, 2): each game has points of its own.
            batch_size: points of each kind in a step.

        Raises:
            ValueError: for another shape, or a number of points that makes no whole steps.
        """
        real = finite("real", real, ndim=3).astype("float32")
        batch_size = whole("batch_size", batch_size)
        if real.shape[1:] != (self.games, 2):
            raise ValueError(f"real must have shape (n, {self.games}, 2), got {real.shape}")
        if len(real) % batch_size:
            raise ValueError(
                f"batch_size must divide the {len(real)} real points of a game, got {batch_size}"
            )
        return self.fit(real, batch_size=batch_size, shuffle=False, verbose=0).history

    def generate(self, n: int, seed: int = 0) -> np.ndarray:
        """Return n points of each game, shape (games, n, 2)."""
        z = random.normal((self.games, whole("n", n), NOISE), dtype="float32", seed=seed)
        return ops.convert_to_numpy(self.generator(z))


def _network(games: int, sizes: Sequence[int], seed) -> keras.Model:
    """(games, n, first size) → (games, n, last size), with leaky ReLUs between."""
    inputs = outputs = keras.Input(batch_shape=(games, None, sizes[0]))
    for before, after in zip(sizes[:-1], sizes[1:], strict=True):
        if outputs is not inputs:
            outputs = layers.LeakyReLU(LEAK)(outputs)
        # He's rule, by hand: Keras would count the games among a unit's inputs.
        start = initializers.RandomNormal(stddev=(2 / before) ** 0.5, seed=seed)
        outputs = layers.EinsumDense(
            "gni,gio->gno", (None, after), bias_axes="go", kernel_initializer=start
        )(outputs)
    return keras.Model(inputs, outputs)


def _adam(name: str, rate: float, network: keras.Model) -> keras.optimizers.Optimizer:
    optimizer = keras.optimizers.Adam(number(name, rate, above=0.0), beta_1=0.5)
    optimizer.build(network.trainable_variables)
    return optimizer
