"""What a training run is made of: one frozen dataclass and its named presets."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace

from infogan_lib.codes import Categorical, Code, code_from_config, code_to_config
from infogan_lib.latent import CHANNEL_CODES, MNIST_CODES, LatentSpec

NORMALISATIONS = ("none", "batch", "layer", "spectral")
TRUNKS = ("shared", "detached", "separate")
LABELS = ("unused", "given", "guessed")
PRECISIONS = ("float32", "mixed_bfloat16", "auto")


@dataclass(frozen=True)
class TrainConfig:
    """Everything that decides the outcome of a run, with a reason beside each default."""

    # The paper's MNIST latent: one ten-valued category, two uniform styles, 62 noise numbers.
    codes: tuple[Code, ...] = MNIST_CODES
    noise: int = 62
    # A code's channel grows from nothing to its full strength over so many steps. At full
    # strength from the first, the codes' faint traces drowned, and L_I stayed 0 for two epochs.
    channel_steps: int = 1400
    # Of real images. "unused" needs none: the point of InfoGAN. "given": G and D are told the label
    # (conditional GAN). "guessed": Q must tell it (AC-GAN). It takes the first categorical code.
    labels: str = "unused"
    # A quarter of the paper's channels: over ten times cheaper, and enough for 28 × 28 digits.
    width: float = 0.25
    # Of D and Q. With batch norm, Q reads better in training than in use.
    normalisation: str = "none"
    # "shared": Q's gradient also teaches D's trunk, as in the paper. "detached": the trunk
    # learns from D alone. "separate": Q has a trunk of its own, and D's lessons do not pull on
    # the features by which Q sorts real digits.
    trunk: str = "separate"
    # The paper's batch, and Adam's momentum from DCGAN.
    batch_size: int = 128
    beta_1: float = 0.5
    # Without batch norm D bears a higher rate than the paper's 2e-4.
    d_rate: float = 5e-4
    g_rate: float = 1e-3
    # λ of the categorical codes is the paper's. Continuous densities have no ceiling,
    # so their λ is small: else G pays for exact styles with poor digits.
    category_weight: float = 1.0
    style_weight: float = 0.3
    # λ is 0 for three epochs and then grows: a partition of early noise, once learned, would stay.
    delay_steps: int = 1400
    ramp_steps: int = 250
    # Weight of Q's agreement on pairs of real images, each bent: a digit and a near neighbour.
    # No label is used. 0 leaves the paper's objective alone.
    real_weight: float = 1.0
    # Weight, within it, of using all values equally: with 2, two digits may share a value for good.
    spread_weight: float = 4.0
    # Weight, within it, of what the styles are to mean: the first how far an image was made to
    # lean, the second how far it was widened. 0 leaves that to chance.
    bend_weight: float = 1.0
    neighbours: int = 5
    # Categories and styles are settled after six; two more sharpen them.
    epochs: int = 8
    seed: int = 0
    # bfloat16 pays where the hardware multiplies in it: "auto" finds out, and the run's record
    # says what it found. XLA halved a step on one CPU; where it saved nothing it cost a sixth
    # (benchmarks/README.md), and --no-jit-compile goes without.
    precision: str = "float32"
    jit_compile: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(self.codes))
        LatentSpec(self.codes, self.noise)
        for name, allowed in (
            ("normalisation", NORMALISATIONS),
            ("trunk", TRUNKS),
            ("labels", LABELS),
            ("precision", PRECISIONS),
        ):
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} must be one of {allowed}, got {getattr(self, name)!r}")
        for name in ("width", "batch_size", "d_rate", "g_rate", "epochs", "neighbours"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}")
        for name in (
            "category_weight",
            "style_weight",
            "delay_steps",
            "ramp_steps",
            "channel_steps",
            "real_weight",
            "spread_weight",
            "bend_weight",
            "seed",
        ):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must not be negative, got {getattr(self, name)}")

        if self.real_weight and self.latent.category is None:
            raise ValueError("real_weight needs a categorical code; set it to 0")
        if self.labels != "unused":
            self._check_label_code()

    def _check_label_code(self) -> None:
        if self.latent.category is None:
            raise ValueError("labels need a categorical code, as Categorical('digit', 10)")
        if self.real_weight:
            raise ValueError("labels leave no room for twins; set real_weight to 0")
        if self.labels == "given" and len(self.codes) > 1:
            raise ValueError("where labels are given there is no Q to read other codes; drop them")
        if self.labels == "given" and not self.latent.category.channel.is_identity:
            raise ValueError("where labels are given there is no Q to read a channel; leave it out")

    @property
    def latent(self) -> LatentSpec:
        return LatentSpec(self.codes, self.noise)

    def to_config(self) -> dict:
        """A JSON-able dict that :meth:`from_config` reads back."""
        return asdict(self) | {"codes": [code_to_config(code) for code in self.codes]}

    @classmethod
    def from_config(cls, config: dict) -> TrainConfig:
        """Read :meth:`to_config`'s dict; ValueError names a setting it does not know.

        Settings that are missing, since the dict is older than they are, take their defaults.
        """
        unknown = sorted(set(config) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown settings {unknown}; made by another version of infogan_lib?")
        codes = tuple(code_from_config(code) for code in config["codes"])
        return cls(**{**config, "codes": codes})


DIGIT = (Categorical("digit", 10),)

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
    # The paper's objective, on generated images alone, with a channel for each code.
    "channels": TrainConfig(
        codes=CHANNEL_CODES, delay_steps=0, ramp_steps=469, real_weight=0.0, epochs=14
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
    if name not in PRESETS:
        raise ValueError(f"preset must be one of {sorted(PRESETS)}, got {name!r}")
    return replace(PRESETS[name], **changes)
