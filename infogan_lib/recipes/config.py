"""The config of every recipe, and the named presets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import keras

from infogan_lib.core.channel import Channel
from infogan_lib.core.codes import Categorical, Uniform
from infogan_lib.core.config import CHOICES as CORE_CHOICES
from infogan_lib.core.config import Config, check_choices, check_range
from infogan_lib.errors import shown

CHOICES = CORE_CHOICES | {"labels": ("unused", "given", "guessed")}


@keras.saving.register_keras_serializable("infogan_lib")
@dataclass(frozen=True)
class TrainConfig(Config):
    """Everything that decides the outcome of a run: the paper's game, and what a recipe adds."""

    # Of real images. "unused" needs none: the point of InfoGAN. "given": G and D are told the label
    # (conditional GAN). "guessed": Q must tell it (AC-GAN). It takes the first categorical code.
    labels: str = "unused"
    # Weight of Q's agreement on positive pairs: a real image and a near neighbour, each deformed.
    # No label is used. 0 leaves the paper's objective alone.
    real_weight: float = 1.0
    # Weight, within it, of using all values equally: with 2, two digits may share a value for good.
    spread_weight: float = 4.0
    # Weight, within it, of what the styles are to mean: the first how far an image was made to
    # lean, the second how far it was widened. 0 leaves that to chance.
    bend_weight: float = 1.0
    neighbours: int = 5

    def __post_init__(self) -> None:
        super().__post_init__()
        check_choices(self, CHOICES)
        check_range(self, ("neighbours",), ("real_weight", "spread_weight", "bend_weight"))
        category = self.latent.category
        if self.real_weight and category is None:
            raise ValueError("real_weight needs a categorical code; set it to 0")
        if self.labels == "unused":
            return
        if category is None:
            raise ValueError("labels need a categorical code, as Categorical('digit', 10)")
        if self.real_weight:
            raise ValueError("labels and pairs exclude each other; set real_weight to 0")
        if self.labels == "given" and len(self.codes) > 1:
            raise ValueError("where labels are given there is no Q to read other codes; drop them")
        if self.labels == "given" and not category.channel.is_identity:
            raise ValueError("where labels are given there is no Q to read a channel; leave it out")


DIGIT = (Categorical("digit", 10),)
# The paper's codes, each with what it may mean on digits. A category: what every bend leaves.
# Style 1: neither place, size nor thickness, which leaves the slant. Style 2: neither place,
# size nor slant, which leaves the thickness.
_PLACE = {"log_scale": 0.25, "shift": 2.5}
_LEAN = {"rotation": 0.35, "shear": 0.35}
CHANNEL_CODES = (
    Categorical("category", 10, Channel(**_PLACE, **_LEAN, thickness=1.0, elastic=1.5)),
    Uniform("style_1", channel=Channel(**_PLACE, thickness=1.0)),
    Uniform("style_2", channel=Channel(**_PLACE, **_LEAN)),
)

PRESETS: dict[str, TrainConfig] = {
    "mnist": TrainConfig(),
    # The paper's objective and nothing else; only the recipe is ours: no norm, λ rising over two
    # epochs, narrow networks.
    "paper": TrainConfig(
        trunk="shared",
        style_weight=0.1,
        delay_steps=0,
        ramp_steps=938,
        real_weight=0.0,
        epochs=8,
    ),
    # The paper's objective, on generated images alone, with a channel for each code. Categories
    # settle within ten epochs, styles later; an average of weights then stands still.
    "channels": TrainConfig(
        codes=CHANNEL_CODES,
        normalisation="batch",
        delay_steps=0,
        ramp_steps=469,
        real_weight=0.0,
        average=0.999,
        epochs=24,
        precision="auto",
        jit_compile="auto",
    ),
    # The official code's networks and rates, one epoch = 469 steps.
    "official": TrainConfig(
        width=1.0,
        trunk="shared",
        normalisation="batch",
        d_rate=2e-4,
        style_weight=1.0,
        delay_steps=0,
        ramp_steps=0,
        real_weight=0.0,
    ),
    # A plain DCGAN: the same game without codes.
    "gan": TrainConfig(codes=(), real_weight=0.0),
    # The labelled roads to control, on the same networks.
    "cgan": TrainConfig(
        codes=DIGIT, labels="given", trunk="shared", real_weight=0.0, delay_steps=0, ramp_steps=0
    ),
    # Q has a trunk of its own and G is asked for digits once there are some: with a shared trunk
    # and λ = 1 from the first step, G drew one image a digit.
    "acgan": TrainConfig(
        codes=DIGIT, labels="guessed", real_weight=0.0, delay_steps=300, ramp_steps=300
    ),
    # For tests and first tries on a laptop: seconds, not digits.
    "tiny": TrainConfig(
        width=0.0625, noise=8, batch_size=32, epochs=2, delay_steps=0, ramp_steps=10
    ),
}


def preset(name: str, **changes) -> TrainConfig:
    """A named preset with some settings changed; ValueError lists the names that exist."""
    if name not in [*PRESETS]:
        raise ValueError(f"preset must be one of {sorted(PRESETS)}, got {shown(name)}")
    return replace(PRESETS[name], **changes)
