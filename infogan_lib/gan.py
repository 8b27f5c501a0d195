"""Every kind of GAN under one name each, and the one place that chooses between them."""

from __future__ import annotations

from infogan_lib.config import TrainConfig
from infogan_lib.game import GAN
from infogan_lib.infogan import InfoGAN
from infogan_lib.labelled import ACGAN, CGAN

__all__ = ["ACGAN", "CGAN", "GAN", "InfoGAN", "build"]


def build(config: TrainConfig) -> GAN | InfoGAN | CGAN | ACGAN:
    """The untrained model of a config: what labels are for, then whether there are codes."""
    if config.labels == "unused":
        return InfoGAN(config) if config.codes else GAN(config)
    return {"given": CGAN, "guessed": ACGAN}[config.labels](config)
