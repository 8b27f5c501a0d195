"""GAN and InfoGAN: the networks, the game they play, and how to use them afterwards."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops, random

from infogan_lib import losses, models
from infogan_lib.autodiff import gradients
from infogan_lib.codes import Categorical
from infogan_lib.config import TrainConfig
from infogan_lib.inference import check_images, in_batches


class GAN(keras.Model):
    """The two-player game min_G max_D V(D, G) on latents without codes, or with codes ignored."""

    parts = ("generator", "discriminator")

    def __init__(self, config: TrainConfig):
        super().__init__(name=type(self).__name__.lower())
        self.config, self.latent = config, config.latent
        start = random.SeedGenerator(config.seed)
        self.random = random.SeedGenerator(config.seed + 1)  # the z and c of every step
        width, dtype = config.width, config.precision
        self.generator = models.generator(self.latent.width, width, start, dtype)
        self.trunk = models.trunk(width, config.normalisation, start, dtype)
        self.features = self.trunk.output_shape[-1]
        self.d_head = models.discriminator_head(self.features, start)
        self.discriminator = models.stack(self.trunk, self.d_head, name="discriminator")
        self._add_heads(start)
        self.d_optimizer = keras.optimizers.Adam(config.d_rate, beta_1=config.beta_1)
        self.g_optimizer = keras.optimizers.Adam(config.g_rate, beta_1=config.beta_1)
        self.d_optimizer.build(self.d_variables + self.q_variables)
        self.g_optimizer.build(self.g_variables)
        self.averages = {name: keras.metrics.Mean(name=name) for name in self.log_names}
        self.built = True
        self.compile(optimizer=None, jit_compile=config.jit_compile)

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

    def train_step(self, batch: tuple) -> dict:
        """One simultaneous step of every player on real images, and pairs of them if any."""
        real = batch[0]
        latents = self.latent.sample(ops.shape(real)[0], self.random)  # z and c

        def play():
            fake = self.generator(latents, training=True)
            real_features = self.trunk(real, training=True)
            fake_features = self.trunk(fake, training=True)
            d_real, d_fake = self.d_head(real_features), self.d_head(fake_features)
            d_loss = losses.discriminator_loss(d_real, d_fake)
            g_loss = losses.generator_loss(d_fake)
            q_loss, logs = self.recognition_loss(latents, fake, fake_features)
            if len(batch) > 1:
                q_loss += self.consistency_loss(views=batch[1], twins=batch[2])
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

    def recognition_loss(self, latents, fake, fake_features) -> tuple:
        """What the codes add to the game: nothing in a plain GAN."""
        return ops.zeros(()), {}

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


class InfoGAN(GAN):
    """min_{G,Q} max_D V(D, G) − λ L_I(G, Q) (paper, equation 6)."""

    parts = (*GAN.parts, "recognition")

    def _add_heads(self, start: random.SeedGenerator) -> None:
        config = self.config
        if not config.codes:
            raise ValueError("an InfoGAN needs codes; give TrainConfig some, or use GAN")
        build_options = (config.width, config.normalisation, start, config.precision)
        self.q_trunk = self.trunk
        if config.trunk == "separate":
            self.q_trunk = models.trunk(*build_options, name="q_trunk")
        self.q_head = models.recognition_head(self.features, self.latent.parameters, *build_options)
        self.recognition = models.stack(self.q_trunk, self.q_head, name="recognition")

    @property
    def q_variables(self) -> list:
        own_trunk = self.q_trunk.trainable_variables if self.config.trunk == "separate" else []
        return own_trunk + self.q_head.trainable_variables

    @property
    def log_names(self) -> list[str]:
        return [*super().log_names, *(f"L_I_{name}" for name in self.latent.names)]

    def recognition_loss(self, latents, fake, fake_features) -> tuple:
        """−λ L_I up to the constant λ H(c): the weighted cross-entropies, and L_I in nats."""
        log_q = self.latent.log_q(latents, self._q(fake, fake_features))
        loss, logs = 0.0, {}
        for code in self.latent.codes:
            loss += self.code_weight(code) * losses.code_cross_entropy(log_q[code.name])
            logs[f"L_I_{code.name}"] = losses.lower_bound(log_q[code.name], code.entropy)
        return loss, logs

    def consistency_loss(self, views, twins):
        """Q should read both images of a pair alike, and use all values of its category."""
        log_q = self.latent.log_category(self._q(ops.concatenate([views, twins])))
        spread = losses.marginal_entropy(log_q)
        agreement = losses.consistency_loss(*ops.split(log_q, 2))
        return self.config.real_weight * (agreement - self.config.spread_weight * spread)

    def code_weight(self, code):
        """λ of a code at this step: 0 for a while, then along a straight ramp to its value."""
        config = self.config
        is_category = isinstance(code, Categorical)
        final = config.category_weight if is_category else config.style_weight
        step = ops.cast(self.d_optimizer.iterations, "float32") + 1 - config.delay_steps
        return final * ops.clip(step / max(1, config.ramp_steps), 0.0, 1.0)

    def _q(self, images, features=None):
        """Q's raw output; a trunk runs here only if it has not yet seen these images."""
        if features is None or self.config.trunk == "separate":
            features = self.q_trunk(images, training=True)
        return self.q_head(features, training=True)

    def recognise(self, images: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
        """Q's reading of images (n, 28, 28, 1) in [-1, 1]: parameters of q(c|x) for each code.

        Categorical: ``{"probabilities": (n, K)}``; continuous: ``{"mean", "std"}``, (n, 1) each.
        """
        check_images(images)
        posterior = self.latent.posterior(in_batches(self.recognition, images))
        return {
            name: {key: ops.convert_to_numpy(value) for key, value in parameters.items()}
            for name, parameters in posterior.items()
        }

    def classify(self, images: np.ndarray) -> np.ndarray:
        """The likeliest value of the first categorical code, (n,) int. Not a digit's name."""
        category = self.latent.category
        if category is None:
            raise ValueError("this model has no categorical code to classify by; use recognise")
        return self.recognise(images)[category.name]["probabilities"].argmax(axis=1)


def build(config: TrainConfig) -> GAN | InfoGAN:
    """An untrained InfoGAN, or a plain GAN where the config has no codes."""
    return InfoGAN(config) if config.codes else GAN(config)
