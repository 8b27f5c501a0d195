"""The config of every recipe, and the named presets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import keras

from infogan_lib.core.codes import Categorical
from infogan_lib.core.config import Config
from infogan_lib.core.latent import MNIST_CODES
from infogan_lib.errors import shown

CHOICES = Config.choices | {
    "labels": ("unused", "given", "guessed"),
    "noise_prior": ("normal", "uniform"),
    "fakes": ("shared", "apart"),
}


@keras.saving.register_keras_serializable("infogan_lib")
@dataclass(frozen=True)
class TrainConfig(Config):
    """Everything that decides the outcome of a run: the paper's game, and what a recipe adds."""

    # Of real images. "unused" needs none: the point of InfoGAN. "given": G and D are told the label
    # (conditional GAN). "guessed": Q must tell it (AC-GAN). It takes the first categorical code.
    labels: str = "unused"
    # Of z. The paper names none; the official code draws it uniform.
    noise_prior: str = "normal"
    # "shared": every player learns from one generated batch a step, the cheaper way. "apart": D
    # has one of its own, as where the players take turns.
    fakes: str = "shared"

    choices = CHOICES

    def __post_init__(self) -> None:
        super().__post_init__()
        plain = self.noise_prior == "normal" and self.fakes == "shared"
        if not plain and (self.labels != "unused" or not self.codes):
            raise ValueError(
                "noise_prior and fakes can be chosen for an InfoGAN alone: give it codes and no "
                'labels, or leave them "normal" and "shared"'
            )
        if self.labels == "unused":
            return
        category = self.latent.category
        if category is None:
            raise ValueError("labels need a categorical code, as Categorical('digit', 10)")
        if self.labels == "given" and len(self.codes) > 1:
            raise ValueError("where labels are given there is no Q to read other codes; drop them")
        if self.labels == "given" and not category.channel.is_identity:
            raise ValueError("where labels are given there is no Q to read a channel; leave it out")


DIGIT = (Categorical("digit", 10),)
# No channel, no norm, lower rates, and the last weights: what the other presets start from.
PLAIN = TrainConfig(
    codes=MNIST_CODES,
    elastic_steps=0,
    settle_steps=0,
    d_rate=5e-4,
    g_rate=1e-3,
    normalisation="none",
    average=0.0,
    ramp_steps=0,
    epochs=8,
    precision="float32",
)

PRESETS: dict[str, TrainConfig] = {
    "mnist": TrainConfig(),
    # The paper's objective and nothing else. Ours are no norm, narrow networks, D's rate, the
    # styles' λ, and λ rising over two epochs. Median accuracy rests by 24, I_Q by 60.
    "paper": replace(PLAIN, trunk="shared", style_weight=0.1, ramp_steps=938, epochs=60),
    # The official code's sizes, batch norm, noise and rates; the paper's slope, and the library's
    # first weights, tanh, one generated batch a step, and a learned σ of the styles (theirs is 1).
    "official": replace(
        PLAIN,
        width=1.0,
        trunk="shared",
        normalisation="batch",
        d_rate=2e-4,
        style_weight=1.0,
        noise_prior="uniform",
        epochs=24,
    ),
    # A plain DCGAN: the same game without codes.
    "gan": replace(PLAIN, codes=()),
    # The labelled roads to control, on the same networks.
    "cgan": replace(PLAIN, codes=DIGIT, labels="given", trunk="shared"),
    # Q has a trunk of its own and G is asked for digits once there are some: with a shared trunk
    # and λ = 1 from the first step, G drew one image a digit.
    "acgan": replace(PLAIN, codes=DIGIT, labels="guessed", delay_steps=300, ramp_steps=300),
    # For tests and first tries on a laptop: seconds, not digits.
    "tiny": replace(PLAIN, width=0.0625, noise=8, batch_size=32, epochs=2, ramp_steps=10),
}


def preset(name: str, **changes) -> TrainConfig:
    """A named preset with some settings changed; ValueError lists the names that exist."""
    if name not in [*PRESETS]:
        raise ValueError(f"preset must be one of {sorted(PRESETS)}, got {shown(name)}")
    return replace(PRESETS[name], **changes)
