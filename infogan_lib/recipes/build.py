"""Every kind of GAN under one name each, and the one place that chooses between them."""

from __future__ import annotations

from infogan_lib.core.infogan import GAN, InfoGAN
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.recipes.labels import ACGAN, CGAN
from infogan_lib.recipes.variants import VARIANTS

__all__ = ["ACGAN", "CGAN", "GAN", "InfoGAN", "build"]


def build(config: TrainConfig) -> GAN:
    """The untrained model of a config: by what labels are for, its codes, then its choices."""
    if config.labels != "unused":
        return {"given": CGAN, "guessed": ACGAN}[config.labels](config)
    kind = VARIANTS[config.noise_prior, config.fakes]
    return kind(config) if config.codes else GAN(config)
