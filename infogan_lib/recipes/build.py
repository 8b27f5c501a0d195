"""Every kind of GAN under one name each, and the one place that chooses between them."""

from __future__ import annotations

from infogan_lib.core.infogan import GAN, InfoGAN
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.recipes.labels import ACGAN, CGAN
from infogan_lib.recipes.pairs import PairedInfoGAN

__all__ = ["ACGAN", "CGAN", "GAN", "InfoGAN", "PairedInfoGAN", "build"]


def build(config: TrainConfig) -> GAN:
    """The untrained model of a config: what labels are for, then codes, then pairs."""
    if config.labels != "unused":
        return {"given": CGAN, "guessed": ACGAN}[config.labels](config)
    if not config.codes:
        return GAN(config)
    return PairedInfoGAN(config) if config.real_weight else InfoGAN(config)
