"""InfoGAN whose Q also learns, without labels, from pairs of real images that look alike.

What regularised information maximisation does with a classifier alone (Krause et al., 2010; IMSAT,
Hu et al., 2017; IIC, Ji et al., 2019): two deformed images of one kind should be read alike, and
all values of the category be used.
"""

from __future__ import annotations

import numpy as np
from keras import ops

from infogan_lib.core.infogan import InfoGAN
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.recipes.deform import deform_with_amounts, nearest_neighbours


class PairedInfoGAN(InfoGAN):
    """An InfoGAN with ``real_weight`` × R added to Q's loss, R from positive pairs."""

    config: TrainConfig

    @property
    def batch_parts(self) -> tuple[str, ...]:
        amounts = ("amounts",) if uses_amounts(self.config) else ()
        return ("real", "anchor", "positive", *amounts)

    def recipe_loss(self, batch: dict, real_features):
        return self.config.real_weight * self.pair_loss(batch)

    def pair_loss(self, batch: dict):
        """R: Q should read both images of a pair alike, and use all values of its category.

        Where the batch says how the images were deformed, the first styles should follow.
        """
        config = self.config
        raw = self.read(ops.concatenate([batch["anchor"], batch["positive"]]))
        log_q = self.latent.log_category(raw)
        assert self.latent.category is not None  # TrainConfig refuses pairs without one
        spread = marginal_entropy(log_q, self.latent.category.log_prior)
        loss = consistency_loss(*ops.split(log_q, 2)) - config.spread_weight * spread
        if "amounts" in batch:
            loss += config.bend_weight * deformation_loss(self.style_means(raw), batch["amounts"])
        return loss

    def style_means(self, raw):
        """Q's mean of each continuous code, in prior standard deviations, (n, styles)."""
        posterior = self.latent.posterior(raw)
        means = [posterior[code.name]["mean"] / code.std for code in self.latent.styles]
        return ops.concatenate(means, axis=1)


def uses_amounts(config: TrainConfig) -> bool:
    """Whether the styles are to follow how far an image was deformed."""
    return config.bend_weight > 0 and len(config.latent.styles) > 0


class Pairs:
    """Positive pairs from real images (n, side, side, channels): one and a near neighbour."""

    def __init__(self, images: np.ndarray, config: TrainConfig):
        self.images, self.neighbours = images, nearest_neighbours(images, config.neighbours)
        self.amounts = uses_amounts(config)

    def draw(self, chosen: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """``{"anchor", "positive"}`` of the chosen images, each deformed in its own way.

        ``"amounts"`` (2n, 2), where wanted, says how far the anchors, then the positives, were
        made to lean and to widen.
        """
        k = self.neighbours.shape[1]
        near = self.neighbours[chosen, rng.integers(k, size=len(chosen))]
        anchor, amounts = deform_with_amounts(self.images[chosen], rng)
        positive, more = deform_with_amounts(self.images[near], rng)
        pairs = {"anchor": anchor, "positive": positive}
        return pairs | ({"amounts": np.concatenate([amounts, more])} if self.amounts else {})


def consistency_loss(log_q, log_q_positive):
    """−½ E[Σ q ln q′ + Σ q′ ln q]: the cross-entropy of paired readings, both ways.

    ``log_q``, ``log_q_positive``: ln q(c|x) over all K values for the two images of a pair,
    (n, K). It is 0 where both are certain and agree.
    """
    q, q_positive = ops.exp(log_q), ops.exp(log_q_positive)
    return -0.5 * ops.mean(ops.sum(q * log_q_positive + q_positive * log_q, axis=-1))


def marginal_entropy(log_q, log_prior=None):
    """H(E[q(c|x)]) over a batch: ln K where all values are used equally. (n, K) → scalar.

    With ``log_prior``, ln P(c) of each value (K,), it is −KL(E[q(c|x)] ‖ P(c)): 0 where each value
    is used as often as the prior says.
    """
    n = ops.cast(ops.shape(log_q)[0], log_q.dtype)
    log_mean = ops.logsumexp(log_q, axis=0) - ops.log(n)
    if log_prior is None:
        return -ops.sum(ops.exp(log_mean) * log_mean)
    return -ops.sum(ops.exp(log_mean) * ops.subtract(log_mean, log_prior))


def deformation_loss(readings, amounts):
    """‖S − I‖², S the matrix of slopes of Q's first readings on what was done to the images.

    ``readings``: Q's means of the styles, in prior standard deviations, (n, styles). ``amounts``:
    how far each image was deformed in some ways, (n, ways). Each style is paired with one way, as
    far as they go. It is 0 where a style follows its own way and no other.
    """
    d = min(readings.shape[1], amounts.shape[1])
    y, a = (values[:, :d] - ops.mean(values[:, :d], axis=0) for values in (readings, amounts))
    slopes = ops.matmul(ops.transpose(y), a) / ops.sum(ops.square(a), axis=0)
    return ops.sum(ops.square(slopes - ops.eye(d, dtype=slopes.dtype)))
