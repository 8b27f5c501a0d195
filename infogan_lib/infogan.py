"""InfoGAN: the game with codes, and a Q that reads them from images."""

from __future__ import annotations

import numpy as np
from keras import ops, random

from infogan_lib import losses, models
from infogan_lib.codes import Categorical
from infogan_lib.game import GAN
from infogan_lib.inference import check_images, in_batches


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
        """−λ L_I^T up to the constant λ H(c): the weighted cross-entropies, and L_I^T in nats.

        Each code is read through its channel T. The paper's is the identity.
        """
        loss, logs = 0.0, {}
        for channel, codes in self.latent.channels.items():
            if channel.is_identity:
                raw = self._q(fake, fake_features)
            else:
                raw = self._q(channel(fake, self.random, self.channel_strength()))
            log_q = self.latent.log_q(latents, raw)
            for code in codes:
                loss += self.code_weight(code) * losses.code_cross_entropy(log_q[code.name])
                logs[f"L_I_{code.name}"] = losses.lower_bound(log_q[code.name], code.entropy)
        return loss, logs

    def channel_strength(self):
        """How strongly channels bend at this step: a straight line from nothing to 1."""
        step = ops.cast(self.d_optimizer.iterations, "float32") + 1
        return ops.clip(step / max(1, self.config.channel_steps), 0.0, 1.0)

    def real_loss(self, real, real_features, views, twins, bends=None):
        """Q should read both images of a pair alike, and use all values of its category.

        Where it is told how they were bent, its first styles should follow the bends.
        """
        config, raw = self.config, self._q(ops.concatenate([views, twins]))
        log_q = self.latent.log_category(raw)
        spread = losses.marginal_entropy(log_q)
        loss = losses.consistency_loss(*ops.split(log_q, 2)) - config.spread_weight * spread
        if bends is not None:
            loss += config.bend_weight * losses.bend_loss(self.latent.style_means(raw), bends)
        return config.real_weight * loss

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
