"""What a run of the paper's game is made of: one frozen dataclass, a reason beside each default."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, ClassVar, Self

import keras
from keras import ops

from infogan_lib.arguments import number, typed, whole
from infogan_lib.backends import devices
from infogan_lib.core.codes import Code, code_from_config
from infogan_lib.core.latent import MNIST_CODES, LatentSpec
from infogan_lib.core.networks import halvings
from infogan_lib.errors import shown

CHOICES = {
    "normalisation": ("none", "batch", "layer", "spectral"),
    "trunk": ("shared", "detached", "separate"),
    "precision": ("float32", "mixed_bfloat16", "auto"),
    "jit_compile": ("auto", True, False),
}
# What numbers may be: λ, steps and momenta from 0; seeds that NumPy and Keras take; networks that
# a memory can hold. LatentSpec checks ``noise``, and ``halvings`` the size.
RANGES: dict[str, dict[str, Any]] = {
    **dict.fromkeys(["batch_size", "epochs"], {"at_least": 1}),
    **dict.fromkeys(["d_rate", "g_rate"], {"above": 0}),
    **dict.fromkeys(["category_weight", "style_weight"], {"at_least": 0}),
    **dict.fromkeys(["delay_steps", "ramp_steps"], {"at_least": 0}),
    **dict.fromkeys(["beta_1", "average"], {"at_least": 0, "at_most": 0.9999}),
    "width": {"above": 0, "at_most": 64},
    "seed": {"at_least": 0, "at_most": 2**32 - 2},
}


def ramp(step, delay: int, steps: int):
    """At a step, counted from 1: 0 for ``delay`` steps, then along a straight line to 1."""
    return ops.clip((step - delay) / max(1, steps), 0.0, 1.0)


@keras.saving.register_keras_serializable("infogan_lib")
@dataclass(frozen=True)
class Config:
    """Everything that decides the outcome of a run on the paper's objective."""

    # The paper's MNIST latent: one ten-valued category, two uniform styles, 62 noise numbers.
    codes: tuple[Code, ...] = MNIST_CODES
    noise: int = 62
    # The images' side in pixels, and whether they have three colours or one grey. MNIST's.
    size: int = 28
    colour: bool = False
    # A quarter of the paper's feature maps: over ten times cheaper, and enough for 28 × 28 digits.
    width: float = 0.25
    # Of D and Q. Categories settled in fewer epochs than without a norm.
    normalisation: str = "batch"
    # "shared": Q's gradient also teaches D's trunk, as in the paper. "detached": the trunk
    # learns from D alone. "separate": Q has a trunk of its own, which sees generated images alone;
    # on a shared one, D's lessons pull on the features by which Q sorts digits.
    trunk: str = "separate"
    # The official code's batch, and Adam's momentum from DCGAN.
    batch_size: int = 128
    beta_1: float = 0.5
    # Five times the paper's rate for D, and twice its rate for G. At half of each, digits took
    # seven epochs instead of four.
    d_rate: float = 1e-3
    g_rate: float = 2e-3
    # A finished run takes a running average of its weights, here over about 1,000 steps: the
    # players of a game circle, and an average lies nearer to the middle. 0 takes the last weights,
    # and so does a run of fewer than three times that many.
    average: float = 0.999
    # λ of the categorical codes is the paper's. Continuous densities have no ceiling,
    # so their λ is small: else G pays for exact styles with poor digits.
    category_weight: float = 1.0
    style_weight: float = 0.3
    # λ is 0 for so many steps, and then grows over an epoch: G first learns to draw something.
    delay_steps: int = 0
    ramp_steps: int = 469
    # Categories settle within ten. The paper's objective names digits as well as it will by 24.
    epochs: int = 24
    seed: int = 0
    # bfloat16 pays where the hardware multiplies in it, and XLA on an accelerator or on wide
    # networks (benchmarks/README.md): "auto" finds out, and the run's record says what it found.
    precision: str = "auto"
    jit_compile: bool | str = "auto"

    choices: ClassVar[dict[str, tuple[Any, ...]]] = CHOICES
    ranges: ClassVar[dict[str, dict[str, Any]]] = RANGES
    # What a dict lacks that is older than a setting, where that is not the setting's default.
    before: ClassVar[dict[str, Any]] = {}

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", self.latent.codes)
        for field in fields(self):  # of its default's type; NumPy's numbers become Python's
            kind = object if field.name in self.choices else type(field.default)
            value = typed(field.name, getattr(self, field.name), kind)
            object.__setattr__(self, field.name, value)
        for name, allowed in self.choices.items():
            if (value := getattr(self, name)) not in [*allowed]:  # a list: it may not be hashable
                raise ValueError(f"{name} must be one of {allowed}, got {shown(value)}")
        for name, limits in self.ranges.items():
            value = getattr(self, name)
            (whole if isinstance(value, int) else number)(name, value, **limits)
        halvings(self.size)

    @property
    def latent(self) -> LatentSpec:
        return LatentSpec(self.codes, self.noise)

    def settled(self) -> Self:
        """This config with what "auto" stands for on this computer."""
        return replace(
            self,
            precision=devices.precision(self.precision),
            jit_compile=devices.compiles(self.jit_compile, self.width),
        )

    def channel_strength(self, step, codes: tuple[Code, ...]) -> tuple:
        """How strongly the codes' channel acts at a step, and the share of its elastic part.

        In full, from the first step on; ``TrainConfig`` lets it grow and fade.
        """
        return 1.0, 1.0

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of an image: (size, size, 1), or (size, size, 3) in colour."""
        return self.size, self.size, 3 if self.colour else 1

    def to_config(self) -> dict:
        """A JSON-able dict that :meth:`from_config` reads back."""
        return asdict(self) | self.latent.to_config()

    get_config = to_config  # the name that Keras asks for, to write a .keras file

    @classmethod
    def from_config(cls, config: dict) -> Self:
        """Read :meth:`to_config`'s dict; ValueError names a setting it does not know.

        What a dict lacks is as ``before`` has it, or the default.
        """
        if not isinstance(config, dict) or not isinstance(config.get("codes"), list | tuple):
            raise ValueError("a config is a dict with a list of codes")
        unknown = sorted(set(config) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown settings {unknown}; made by another version of infogan_lib?")
        codes = tuple(code_from_config(code) for code in config["codes"])
        return cls(**cls.before | config | {"codes": codes})
