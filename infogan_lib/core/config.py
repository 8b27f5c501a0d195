"""What a run of the paper's game is made of: one frozen dataclass, a reason beside each default."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, ClassVar, Self

import keras

from infogan_lib.arguments import typed
from infogan_lib.backends import devices
from infogan_lib.core.codes import Code, code_from_config, code_to_config
from infogan_lib.core.latent import CHANNEL_CODES, LatentSpec
from infogan_lib.core.networks import halvings
from infogan_lib.errors import shown

CHOICES = {
    "normalisation": ("none", "batch", "layer", "spectral"),
    "trunk": ("shared", "detached", "separate"),
    "precision": ("float32", "mixed_bfloat16", "auto"),
    "jit_compile": ("auto", True, False),
}
POSITIVE = ("width", "batch_size", "d_rate", "g_rate", "epochs")
# Settings whose default is not what runs did before there were such settings.
BEFORE = {"elastic_steps": 0, "settle_steps": 0}
NOT_NEGATIVE = (
    "category_weight",
    "style_weight",
    "delay_steps",
    "ramp_steps",
    "channel_steps",
    "elastic_steps",
    "settle_steps",
    "average",
    "seed",
)


@keras.saving.register_keras_serializable("infogan_lib")
@dataclass(frozen=True)
class Config:
    """Everything that decides the outcome of a run on the paper's objective."""

    # The paper's MNIST latent: one ten-valued category, two uniform styles, 62 noise numbers. Each
    # code is read through a channel of its own, which says what it may mean.
    codes: tuple[Code, ...] = CHANNEL_CODES
    noise: int = 62
    # The images' side in pixels, and whether they have three colours or one grey. MNIST's.
    size: int = 28
    colour: bool = False
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
    # A quarter of the paper's feature maps: over ten times cheaper, and enough for 28 × 28 digits.
    width: float = 0.25
    # Of D and Q. Categories settled in fewer epochs than without a norm.
    normalisation: str = "batch"
    # "shared": Q's gradient also teaches D's trunk, as in the paper. "detached": the trunk
    # learns from D alone. "separate": Q has a trunk of its own, which sees generated images alone;
    # on a shared one, D's lessons pull on the features by which Q sorts digits.
    trunk: str = "separate"
    # The paper's batch, and Adam's momentum from DCGAN.
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
    # Categories settle within ten, styles once the elastic part is gone. In the last six the
    # categories' channels fade and are gone, three epochs each.
    epochs: int = 30
    seed: int = 0
    # bfloat16 pays where the hardware multiplies in it, and XLA on an accelerator or on wide
    # networks (benchmarks/README.md): "auto" finds out, and the run's record says what it found.
    precision: str = "auto"
    jit_compile: bool | str = "auto"

    choices: ClassVar[dict[str, tuple[Any, ...]]] = CHOICES

    def __post_init__(self) -> None:
        latent = LatentSpec(self.codes, self.noise)
        object.__setattr__(self, "codes", latent.codes)
        self._check_types()
        for name, allowed in self.choices.items():
            if getattr(self, name) not in [*allowed]:
                raise ValueError(
                    f"{name} must be one of {allowed}, got {shown(getattr(self, name))}"
                )
        for name in POSITIVE:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}")
        for name in NOT_NEGATIVE:
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must not be negative, got {getattr(self, name)}")
        # What NumPy and Keras take for a seed; networks beyond any memory; momenta.
        most_of = {"seed": 2**32 - 2, "width": 64, "beta_1": 0.9999, "average": 0.9999}
        for name, most in most_of.items():
            if not 0 <= getattr(self, name) <= most:
                raise ValueError(f"{name} must be from 0 to {most}, got {getattr(self, name)}")
        halvings(self.size)

    def _check_types(self) -> None:
        """Each setting is of its default's type; NumPy's numbers become Python's."""
        for field in fields(self):
            kind = object if field.name in self.choices else type(field.default)
            value = typed(field.name, getattr(self, field.name), kind)
            object.__setattr__(self, field.name, value)

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

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of an image: (size, size, 1), or (size, size, 3) in colour."""
        return self.size, self.size, 3 if self.colour else 1

    def to_config(self) -> dict:
        """A JSON-able dict that :meth:`from_config` reads back."""
        return asdict(self) | {"codes": [code_to_config(code) for code in self.codes]}

    get_config = to_config  # the name that Keras asks for, to write a .keras file

    @classmethod
    def from_config(cls, config: dict) -> Self:
        """Read :meth:`to_config`'s dict; ValueError names a setting it does not know.

        A dict may be older than a setting: what it lacks means what runs did before, by
        ``BEFORE``, or the default.
        """
        if not isinstance(config, dict) or not isinstance(config.get("codes"), list | tuple):
            raise ValueError("a config is a dict with a list of codes")
        unknown = sorted(set(config) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown settings {unknown}; made by another version of infogan_lib?")
        codes = tuple(code_from_config(code) for code in config["codes"])
        return cls(**BEFORE | config | {"codes": codes})
