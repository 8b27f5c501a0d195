"""The config of every recipe, and the named presets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import keras

from infogan_lib.augmentation.channel import CHANNELS
from infogan_lib.core.codes import Categorical, Code, Uniform
from infogan_lib.core.config import Config, ramp
from infogan_lib.core.latent import MNIST_CODES
from infogan_lib.errors import shown

# The paper's codes on MNIST, each with a channel that says what it may mean.
CHANNEL_CODES = (
    Categorical("category", 10, CHANNELS["kind"]),
    Uniform("style_1", channel=CHANNELS["slant"]),
    Uniform("style_2", channel=CHANNELS["thickness"]),
)
CHOICES = Config.choices | {
    "labels": ("unused", "given", "guessed"),
    "noise_prior": ("normal", "uniform"),
    "fakes": ("shared", "apart"),
}


@keras.saving.register_keras_serializable("infogan_lib")
@dataclass(frozen=True)
class TrainConfig(Config):
    """Everything that decides the outcome of a run: the paper's game, and what a recipe adds."""

    # Each of the paper's codes is read through a channel of its own.
    codes: tuple[Code, ...] = CHANNEL_CODES
    # A code's channel grows from nothing to its full strength over so many steps. At full
    # strength from the first, the codes' faint traces drowned, and L_I stayed 0 for two epochs.
    channel_steps: int = 1400
    # After so many steps, here ten epochs, the elastic part of the styles' channels fades, over as
    # many as they grew in. It seems to help early, while styles take a factor each; later it blurs
    # what Q reads. 0: it stays.
    elastic_steps: int = 4690
    # After so many steps, here 24 epochs, the categories' channels fade altogether: what they mean
    # is settled by then. Ten runs named real digits better afterwards, .977 for .969. 0: they stay.
    settle_steps: int = 11232
    # Categories settle within ten, styles once the elastic part is gone. In the last six the
    # categories' channels fade over three epochs, and are off for three.
    epochs: int = 30
    # Labels of real images. "unused" needs none: the point of InfoGAN. "given": G and D are told
    # them (conditional GAN). "guessed": Q must tell them (AC-GAN). They are the values of the first
    # categorical code.
    labels: str = "unused"
    # The prior of z. The paper names none; the official code draws it uniform.
    noise_prior: str = "normal"
    # "shared": every player learns from one generated batch a step, the cheaper way. "apart": D
    # has one of its own, as where the players take turns.
    fakes: str = "shared"

    choices = CHOICES
    ranges = Config.ranges | dict.fromkeys(
        ["channel_steps", "elastic_steps", "settle_steps"], {"at_least": 0}
    )
    before = {"elastic_steps": 0, "settle_steps": 0}

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

    def channel_strength(self, step, codes: tuple[Code, ...]) -> tuple:
        """From nothing, along a straight ramp, to full strength; and back, where it fades."""
        categories = [isinstance(code, Categorical) for code in codes]
        strength, elastic = ramp(step, 0, self.channel_steps), 1.0
        if self.settle_steps and all(categories):
            strength *= 1.0 - ramp(step, self.settle_steps, self.channel_steps)
        if self.elastic_steps and not any(categories):
            elastic = 1.0 - ramp(step, self.elastic_steps, self.channel_steps)
        return strength, elastic


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
