"""Every kind of GAN under one name each, and the one place that chooses between them."""

from __future__ import annotations

from infogan_lib.core.infogan import GAN, InfoGAN
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.recipes.labels import ACGAN, CGAN

__all__ = ["ACGAN", "CGAN", "GAN", "InfoGAN", "build"]


def build(config: TrainConfig) -> GAN:
    """The untrained model of a config: by what labels are for, then by its codes."""
    if config.labels != "unused":
        return {"given": CGAN, "guessed": ACGAN}[config.labels](config)
    return InfoGAN(config) if config.codes else GAN(config)
