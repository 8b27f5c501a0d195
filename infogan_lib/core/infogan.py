"""The game of G and D, InfoGAN's Q in it, and one training step for both.

min_{G,Q} max_D V(D, G) − λ L_I(G, Q) (paper, equation 6); without codes, min_G max_D V(D, G).
G takes the non-saturating −E[ln D] in place of V.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops, random
from numpy.typing import ArrayLike

from infogan_lib.backends import replicas
from infogan_lib.backends.gradients import gradients, on_any_backend
from infogan_lib.backends.keras_extras import in_chunks, stack
from infogan_lib.backends.two_players import TwoPlayerModel
from infogan_lib.core import losses, networks
from infogan_lib.core.codes import Categorical
from infogan_lib.core.config import Config, ramp
from infogan_lib.data import looks


class GAN(TwoPlayerModel):
    """The two-player game on latents without codes, or with codes ignored.

    A kind of GAN overrides what differs: its latents (``draw``), D's logit (``d_logit``), the loss
    of its codes (``recognition_loss``), what a recipe adds (``recipe_loss``). ``builders`` makes
    the networks, those of :mod:`infogan_lib.core.networks` unless data are of another sort.
    """

    builders: Any = networks
    parts: tuple[str, ...] = ("generator", "discriminator")  # what a weights file holds
    batch_parts: tuple[str, ...] = ("real",)  # what a batch must hold

    def __init__(self, config: Config):
        super().__init__(name=type(self).__name__.lower())
        config = config.settled()
        self.config, self.latent = config, config.latent
        start = random.SeedGenerator(config.seed)
        self.random = random.SeedGenerator(config.seed + 1)  # z, c and the bends of each step
        width, dtype, shape = config.width, config.precision, config.shape
        self.generator = self.builders.generator(self.latent.width, width, start, dtype, shape)
        self.trunk = self.builders.trunk(width, config.normalisation, start, dtype, shape=shape)
        self.features = self.trunk.output_shape[-1]
        self.d_head = self.builders.discriminator_head(self.features, start, self.d_outputs)
        self.discriminator = stack(self.trunk, self.d_head, name="discriminator")
        self._add_heads(start)
        average = {"use_ema": config.average > 0, "ema_momentum": config.average}
        self.d_optimizer = keras.optimizers.Adam(config.d_rate, beta_1=config.beta_1, **average)
        self.g_optimizer = keras.optimizers.Adam(config.g_rate, beta_1=config.beta_1, **average)
        self.d_optimizer.build(self.d_variables + self.q_variables)
        self.g_optimizer.build(self.g_variables)
        self.get_ready(self.log_names, config.jit_compile)

    def _add_heads(self, start: random.SeedGenerator) -> None:
        """A place for networks beyond G and D; a plain GAN has none."""

    @property
    def d_outputs(self) -> int:
        """Columns of D's head."""
        return 1

    @property
    def d_variables(self) -> list:
        return self.trunk.trainable_variables + self.d_head.trainable_variables

    @property
    def q_variables(self) -> list:
        return []

    @property
    def g_variables(self) -> list:
        return self.generator.trainable_variables

    @property
    def log_names(self) -> list[str]:
        return ["d_loss", "g_loss", "D_real", "D_fake"]

    @on_any_backend
    def train_step(self, batch: dict) -> dict:
        """One simultaneous step of every player on a batch ``{"real": images, ...}``."""
        self.check_batch(batch)
        latents = self.draw(batch)  # z and c

        def play():
            fake = self.generator(latents, training=True)
            real_features = self.trunk(batch["real"], training=True)
            fake_features = self.trunk(fake, training=True)
            d_real = self.d_logit(real_features, latents)
            d_fake = self.d_logit(fake_features, latents)
            d_loss = losses.discriminator_loss(d_real, d_fake)
            g_loss = losses.generator_loss(d_fake)
            q_loss, logs = self.recognition_loss(latents, fake, fake_features)
            q_loss += self.recipe_loss(batch, real_features)
            trunk_loss = d_loss + q_loss if self.config.trunk == "shared" else d_loss
            D_real, D_fake = ops.mean(ops.sigmoid(d_real)), ops.mean(ops.sigmoid(d_fake))
            logs |= {"d_loss": d_loss, "g_loss": g_loss, "D_real": D_real, "D_fake": D_fake}
            return (trunk_loss, q_loss, g_loss + q_loss), logs

        (d_grads, q_grads, g_grads), logs = gradients(
            play, self.d_variables, self.q_variables, self.g_variables
        )
        self.d_optimizer.apply(d_grads + q_grads, self.d_variables + self.q_variables)
        self.g_optimizer.apply(g_grads, self.g_variables)
        return self.averaged(logs)

    def check_images(self, images: np.ndarray, training: bool = False) -> None:
        """ValueError for images that the networks cannot read or, in training, learn from."""
        looks.check_images(images, self.config.shape)
        (looks.check_contrast if training else looks.remark)(images)

    def draw(self, batch: dict):
        """Latents for a step, one row an image of the batch: z and c from the prior."""
        n = ops.shape(batch["real"])[0]
        return replicas.own_rows(lambda rows: self.latent.sample(rows, self.random), n)

    def d_logit(self, features, latents):
        """D's logit of "real", (n, 1), from the trunk's features; a plain D ignores latents."""
        return self.d_head(features)

    def recognition_loss(self, latents, fake, fake_features) -> tuple:
        """What the codes add to the game, and what to log: nothing in a plain GAN."""
        return ops.zeros((), "float32"), {}

    def recipe_loss(self, batch: dict, real_features):
        """What a recipe beyond the paper adds to Q's loss: nothing here."""
        return ops.zeros((), "float32")

    def call(self, latents, training: bool = False):
        return self.generator(latents, training=training)

    def generate(self, latents: ArrayLike, seed: int = 0) -> np.ndarray:
        """Images ``(n, *config.shape)`` in [-1, 1] from n prior draws, or from given latents."""
        rows: Any = latents if hasattr(latents, "shape") else np.asarray(latents)
        if not rows.shape:  # a number of them
            rows = self.latent.sample(latents, seed)  # type: ignore[arg-type]
        if len(rows.shape) != 2 or rows.shape[1] != self.latent.width:
            raise ValueError(
                f"latents must have shape (n, {self.latent.width}), got {tuple(rows.shape)}; "
                "build them with model.latent.assemble"
            )
        return in_chunks(self.generator, rows)


class InfoGAN(GAN):
    """The game with codes, and a recognition network Q that reads them from images."""

    parts = (*GAN.parts, "recognition")

    def _add_heads(self, start: random.SeedGenerator) -> None:
        config, parameters = self.config, self.latent.parameters
        if not config.codes:
            raise ValueError("an InfoGAN needs codes; give TrainConfig some, or use GAN")
        like = (config.width, config.normalisation, start, config.precision)
        self.q_trunk = self.trunk
        if config.trunk == "separate":
            self.q_trunk = self.builders.trunk(*like, name="q_trunk", shape=config.shape)
        self.q_head = self.builders.recognition_head(self.features, parameters, *like)
        self.recognition = stack(self.q_trunk, self.q_head, name="recognition")

    @property
    def q_variables(self) -> list:
        own_trunk = self.q_trunk.trainable_variables if self.config.trunk == "separate" else []
        return own_trunk + self.q_head.trainable_variables

    @property
    def log_names(self) -> list[str]:
        return [*super().log_names, *(f"L_I_{name}" for name in self.latent.names)]

    def recognition_loss(self, latents, fake, fake_features) -> tuple:
        """Σ λ CE, which is −Σ λ L_I + constant, and L_I of each code in nats, to be logged.

        A code with a channel T is read from T(x), and its bound is then of T(x).
        """
        loss, logs = 0.0, {}
        for channel, codes in self.latent.channels.items():
            if channel.is_identity:
                raw = self.read(fake, fake_features)
            else:
                raw = self.read(channel(fake, self.random, *self.channel_strength(codes)))
            log_q = self.latent.log_q(latents, raw)
            for code in codes:
                loss += self.code_weight(code) * losses.code_cross_entropy(log_q[code.name])
                logs[f"L_I_{code.name}"] = losses.lower_bound(log_q[code.name], code.entropy)
        return loss, logs

    def read(self, images, features=None):
        """Q's raw output in training; a trunk runs here only if it has not seen these images."""
        if features is None or self.config.trunk == "separate":
            features = self.q_trunk(images, training=True)
        return self.q_head(features, training=True)

    @property
    def step(self):
        """The number of this step, from 1: a float32 tensor."""
        return ops.cast(self.d_optimizer.iterations, "float32") + 1

    def code_weight(self, code):
        """λ of a code at this step: 0 for a while, then along a straight ramp to its value."""
        config = self.config
        final = config.category_weight if isinstance(code, Categorical) else config.style_weight
        return final * ramp(self.step, config.delay_steps, config.ramp_steps)

    def channel_strength(self, codes) -> tuple:
        """How strongly the codes' channel acts at this step, and the share of its elastic part."""
        return self.config.channel_strength(self.step, codes)

    def recognise(self, images: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
        """Q's reading of images ``(n, *shape)`` in [-1, 1]: parameters of q(c|x) for each code.

        Categorical: ``{"probabilities": (n, K)}``; continuous: ``{"mean", "std"}``, (n, 1) each.
        """
        self.check_images(images)
        posterior = self.latent.posterior(in_chunks(self.recognition, images))
        return keras.tree.map_structure(ops.convert_to_numpy, posterior)

    def classify(self, images: np.ndarray) -> np.ndarray:
        """The likeliest value of the first categorical code, (n,) int. Not a digit's name."""
        category = self.latent.category
        if category is None:
            raise ValueError("this model has no categorical code to classify by; use recognise")
        return self.recognise(images)[category.name]["probabilities"].argmax(axis=1)
