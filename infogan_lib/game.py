"""The game of G and D: networks, one training step for every kind of GAN, and what G draws."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops, random

from infogan_lib import hardware, losses, models, replicas
from infogan_lib.autodiff import compiles, gradients, on_any_backend
from infogan_lib.config import TrainConfig
from infogan_lib.inference import in_batches
from infogan_lib.stateless import Optimizers


class GAN(keras.Model):
    """The two-player game min_G max_D V(D, G) on latents without codes, or with codes ignored.

    Its kinds say what they add in a few places: what D is told (``verdict``), what Q makes of
    generated images (``recognition_loss``) and of real ones (``real_loss``), what codes are drawn.
    """

    parts = ("generator", "discriminator")
    verdicts = 1  # logits of D's head

    def __init__(self, config: TrainConfig):
        super().__init__(name=type(self).__name__.lower())
        config = hardware.resolved(config)
        self.config, self.latent = config, config.latent
        start = random.SeedGenerator(config.seed)
        self.random = random.SeedGenerator(config.seed + 1)  # the z and c of every step
        width, dtype = config.width, config.precision
        self.generator = models.generator(self.latent.width, width, start, dtype)
        self.trunk = models.trunk(width, config.normalisation, start, dtype)
        self.features = self.trunk.output_shape[-1]
        self.d_head = models.discriminator_head(self.features, start, self.verdicts)
        self.discriminator = models.stack(self.trunk, self.d_head, name="discriminator")
        self._add_heads(start)
        self.d_optimizer = keras.optimizers.Adam(config.d_rate, beta_1=config.beta_1)
        self.g_optimizer = keras.optimizers.Adam(config.g_rate, beta_1=config.beta_1)
        self.d_optimizer.build(self.d_variables + self.q_variables)
        self.g_optimizer.build(self.g_variables)
        self.averages = {name: keras.metrics.Mean(name=name) for name in self.log_names}
        self.built = True
        self.compile(optimizer=None, jit_compile=compiles(config.jit_compile))
        self.optimizer = Optimizers(self)

    def _add_heads(self, start: random.SeedGenerator) -> None:
        """A place for networks beyond G and D; a plain GAN has none."""

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
    def train_step(self, batch: tuple) -> dict:
        """One simultaneous step of every player on real images, and what comes beside them."""
        real, *beside = batch
        latents = self.draw(ops.shape(real)[0], *beside)  # z and c

        def play():
            fake = self.generator(latents, training=True)
            real_features = self.trunk(real, training=True)
            fake_features = self.trunk(fake, training=True)
            d_real = self.verdict(real_features, latents)
            d_fake = self.verdict(fake_features, latents)
            d_loss = losses.discriminator_loss(d_real, d_fake)
            g_loss = losses.generator_loss(d_fake)
            q_loss, logs = self.recognition_loss(latents, fake, fake_features)
            if beside:
                q_loss += self.real_loss(real, real_features, *beside)
            trunk_loss = d_loss + q_loss if self.config.trunk == "shared" else d_loss
            D_real, D_fake = ops.mean(ops.sigmoid(d_real)), ops.mean(ops.sigmoid(d_fake))
            logs |= {"d_loss": d_loss, "g_loss": g_loss, "D_real": D_real, "D_fake": D_fake}
            return (trunk_loss, q_loss, g_loss + q_loss), logs

        (d_grads, q_grads, g_grads), logs = gradients(
            play, self.d_variables, self.q_variables, self.g_variables
        )
        self.d_optimizer.apply(d_grads + q_grads, self.d_variables + self.q_variables)
        self.g_optimizer.apply(g_grads, self.g_variables)
        for name, average in self.averages.items():
            average.update_state(logs[name])
        return {name: average.result() for name, average in self.averages.items()}

    def draw(self, n, *beside):
        """Latents (n, width) for a step on n images: z and c from the prior."""
        return replicas.own_rows(lambda rows: self.latent.sample(rows, self.random), n)

    def verdict(self, features, latents):
        """D's logit of "real", (n, 1), from the trunk's features; a plain D ignores latents."""
        return self.d_head(features)

    def recognition_loss(self, latents, fake, fake_features) -> tuple:
        """What the codes add to the game, and what to log: nothing in a plain GAN."""
        return ops.zeros(()), {}

    def real_loss(self, real, real_features, *beside):
        """What pairs of real images, or labels, add to Q's loss: nothing where there is no Q."""
        return ops.zeros(())

    def call(self, latents, training: bool = False):
        return self.generator(latents, training=training)

    @property
    def networks(self) -> keras.Model:
        """Every network in one functional model: what a weights file holds."""
        return models.side_by_side(*(getattr(self, part) for part in self.parts))

    def save_weights(self, filepath, overwrite: bool = True, **options) -> None:
        """Write the networks' weights, and nothing of the optimisers, to a .weights.h5."""
        self.networks.save_weights(filepath, overwrite=overwrite, **options)

    def load_weights(self, filepath, **options) -> None:
        """Read what :meth:`save_weights` wrote for the same config."""
        self.networks.load_weights(filepath, **options)

    def generate(self, latents: int | np.ndarray, seed: int = 0) -> np.ndarray:
        """Images (n, 28, 28, 1) in [-1, 1] from n prior draws, or from given latents."""
        if isinstance(latents, int):
            latents = self.latent.sample(latents, seed)
        if len(latents.shape) != 2 or latents.shape[1] != self.latent.width:
            raise ValueError(
                f"latents must have shape (n, {self.latent.width}), got {tuple(latents.shape)}; "
                "build them with model.latent.assemble"
            )
        return in_batches(self.generator, latents)
