"""The loop that most Keras tutorials teach, with their networks or with ours.

A step trains D on real images and again on generated ones (`train_on_batch` twice), draws those
images with `predict`, and trains G and Q through a composite model in which D's layers are frozen.
Keras 3 compiles each of these calls by itself, with XLA where it can: its own choice, left alone.
"""

from __future__ import annotations

import keras
import numpy as np
from keras import layers

from benchmarks.contestants import Loop
from infogan_lib.core.latent import LatentSpec
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import TrainConfig


def prepare(config: TrainConfig, images: np.ndarray, own_networks: bool = False) -> Loop:
    """The loop, each step on ``config.batch_size`` real and as many generated images.

    With its own networks, G and Q see twice as many latents, as the tutorial has it. With ours
    they see as many as in our own step, so that only the loop differs.
    """
    if own_networks:
        latent = LatentSpec(config.codes[:1], config.noise)
        generator, discriminator, recogniser, head = _own(config.width, latent.width)
        latents_a_step, rate = 2 * config.batch_size, 2e-4
    else:
        model = build(config)
        generator, discriminator, recogniser = (
            model.generator, model.discriminator, model.recognition
        )  # fmt: skip
        latent = model.latent
        head = recogniser if config.trunk == "separate" else model.q_head
        latents_a_step, rate = config.batch_size, config.d_rate

    def adam():
        return keras.optimizers.Adam(rate, beta_1=0.5)

    def code_loss(latents, q):
        return -sum(latent.log_q(latents, q).values())

    compiling = {"jit_compile": "auto" if config.jit_compile else False}
    n, rng = config.batch_size, np.random.default_rng(config.seed)
    real_or_not = keras.losses.BinaryCrossentropy(from_logits=True)
    discriminator.compile(loss=real_or_not, optimizer=adam(), **compiling)
    # Keras 3 reads which weights to train when it first builds a step. Built after the freeze
    # below, D's step would train nothing, without a word.
    discriminator.train_on_batch(images[:n], np.ones((n, 1)))
    _freeze(discriminator)
    inputs = keras.Input((latent.width,))
    fake = generator(inputs)
    composite = keras.Model(inputs, [discriminator(fake), recogniser(fake)])
    composite.compile(loss=[real_or_not, code_loss], optimizer=adam(), **compiling)
    generator.compile(**compiling)  # for predict

    def draw(count: int) -> np.ndarray:
        z = rng.standard_normal((count, latent.noise), dtype="float32")
        columns = [code_values(code, rng, count) for code in latent.codes]
        return np.concatenate([z, *columns], axis=1)

    def run(done) -> None:
        while True:
            real = images[rng.integers(len(images), size=n)]
            discriminator.train_on_batch(real, np.ones((n, 1)))
            fake = generator.predict(draw(n), verbose=0)
            discriminator.train_on_batch(fake, np.zeros((n, 1)))
            latents = draw(latents_a_step)
            losses = composite.train_on_batch(latents, [np.ones((latents_a_step, 1)), latents])
            done(losses[0])

    def parts() -> dict[str, list]:
        networks = {"G": generator, "D": discriminator, "Q": head}
        return {name: _trainable(network) for name, network in networks.items()}

    return Loop(run, n, parts)


def code_values(code, rng: np.random.Generator, count: int) -> np.ndarray:
    """Values of one code from its prior, as columns of a latent vector."""
    if code.width > 1:
        return code.column(rng.integers(code.size, size=count), count)
    return code.column(rng.uniform(code.low, code.high, count), count)


def _own(scale: float, latent_width: int) -> tuple:
    """The tutorial's networks, every width times ``scale``: G, D, Q, and Q's own layers."""

    def size(full: int) -> int:
        return max(1, round(full * scale))

    generator = keras.Sequential([
        keras.Input((latent_width,)),
        layers.Dense(size(512) * 49, "relu"),
        layers.BatchNormalization(),
        layers.Reshape((7, 7, size(512))),
        layers.Conv2D(size(128), 4, padding="same", activation="relu"),
        layers.BatchNormalization(),
        layers.Conv2DTranspose(size(64), 4, 2, "same", activation="relu"),
        layers.BatchNormalization(),
        layers.Conv2DTranspose(1, 4, 2, "same", activation="tanh"),
    ])  # fmt: skip
    trunk = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(size(64), 4, 2, "same"),
        layers.LeakyReLU(0.1),
        layers.Conv2D(size(128), 4, 2, "same"),
        layers.LeakyReLU(0.1),
        layers.BatchNormalization(),
        layers.Conv2D(size(256), 4, padding="same"),
        layers.LeakyReLU(0.1),
        layers.BatchNormalization(),
        layers.Flatten(),
    ])  # fmt: skip
    head = keras.Sequential([
        keras.Input(trunk.output_shape[1:]),
        layers.Dense(size(128)),
        layers.BatchNormalization(),
        layers.LeakyReLU(0.1),
        layers.Dense(10),
    ])  # fmt: skip
    images = keras.Input((28, 28, 1))
    features = trunk(images)
    logit = layers.Dense(1)(features)
    return generator, keras.Model(images, logit), keras.Model(images, head(features)), head


def _freeze(network: keras.Model) -> None:
    """Keep every layer but batch norms from learning in the composite model."""
    for layer in network._flatten_layers(include_self=False, recursive=True):
        if not isinstance(layer, layers.BatchNormalization) and not layer._layers:
            layer.trainable = False


def _trainable(network: keras.Model) -> list[np.ndarray]:
    """What D's step trains, frozen or not: all but the moving averages of batch norms."""
    return [
        keras.ops.convert_to_numpy(weight.value)
        for weight in network.weights
        if not weight.path.rpartition("/")[2].startswith("moving_") and "seed" not in weight.path
    ]
