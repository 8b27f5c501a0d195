"""Two choices that published code makes apart from the paper, as small changes of InfoGAN."""

from __future__ import annotations

import keras
from keras import ops, random

from infogan_lib.backends.gradients import gradients, on_any_backend
from infogan_lib.core import losses
from infogan_lib.core.infogan import InfoGAN


class UniformNoise(InfoGAN):
    """z is uniform on (−1, 1), as in the official code.

    G's first layer takes each number z ~ N(0, 1) through 2 Φ(z) − 1 = erf(z / √2), so that whoever
    draws latents still gives it N(0, 1).
    """

    def _add_heads(self, start: random.SeedGenerator) -> None:
        super()._add_heads(start)
        latents = keras.Input((self.latent.width,), dtype="float32")
        z, c = latents[:, : self.latent.noise], latents[:, self.latent.noise :]
        uniform = ops.concatenate([ops.erf(z / 2**0.5), c], axis=1)
        self.generator = keras.Model(latents, self.generator(uniform), name="generator")


class TwoBatches(InfoGAN):
    """D learns from one generated batch; G and Q from another, as where the players take turns."""

    @on_any_backend
    def train_step(self, batch: dict) -> dict:
        """One simultaneous step of every player: InfoGAN's, but for the second batch."""
        self.check_batch(batch)
        d_latents, latents = self.draw(batch), self.draw(batch)

        def play():
            real_features = self.trunk(batch["real"], training=True)
            d_features = self.trunk(self.generator(d_latents, training=True), training=True)
            fake = self.generator(latents, training=True)
            fake_features = self.trunk(fake, training=True)
            d_real = self.d_logit(real_features, d_latents)
            d_fake = self.d_logit(d_features, d_latents)
            d_loss = losses.discriminator_loss(d_real, d_fake)
            g_loss = losses.generator_loss(self.d_logit(fake_features, latents))
            q_loss, logs = self.recognition_loss(latents, fake, fake_features)
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


class UniformNoiseTwoBatches(UniformNoise, TwoBatches):
    """Uniform noise, and two batches."""


VARIANTS: dict[tuple[str, str], type[InfoGAN]] = {
    ("normal", "shared"): InfoGAN,
    ("uniform", "shared"): UniformNoise,
    ("normal", "apart"): TwoBatches,
    ("uniform", "apart"): UniformNoiseTwoBatches,
}
