"""Latent codes c, their priors P(c), their entropies H(c), and what Q says of them.

A code also has a channel, the random map of images through which Q must read it; the paper's is the
identity. A latent vector is the row ``(z, c_1, c_2, ...)``: noise first, then one block a code.
:class:`~infogan_lib.latent.LatentSpec` alone knows which columns belong to whom.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np
from keras import ops, random

from infogan_lib.image_channel import IDENTITY, Channel

# Q may not claim to know a code better than this: without a floor the Gaussian
# log-density, and its gradient 1/σ², grow without bound as generated images become exact.
SMALLEST_STD = 0.05


@dataclass(frozen=True)
class Categorical:
    """A one-hot code with ``size`` equally likely values; H(c) = ln size."""

    name: str
    size: int = 10
    channel: Channel = IDENTITY

    def __post_init__(self) -> None:
        _check_channel(self)
        if self.size < 2:
            raise ValueError(f"{self.name}: size must be at least 2, got {self.size}")

    @property
    def width(self) -> int:
        return self.size

    @property
    def parameters(self) -> int:
        return self.size

    @property
    def entropy(self) -> float:
        return math.log(self.size)

    def sample(self, n: int, seed: random.SeedGenerator):
        values = random.randint((n,), 0, self.size, seed=seed)
        return ops.one_hot(values, self.size, dtype="float32")

    def posterior(self, q) -> dict:
        return {"probabilities": ops.softmax(q)}

    def log_q(self, c, q):
        return ops.sum(ops.multiply(c, ops.log_softmax(q)), axis=-1)

    def column(self, value, n: int) -> np.ndarray:
        """One-hot rows from an int, n ints, or rows that are one-hot already."""
        value = np.asarray(value)
        if value.ndim == 2:
            one_hot = value.shape == (n, self.size) and np.isin(value, (0, 1)).all()
            if not (one_hot and (value.sum(axis=1) == 1).all()):
                raise ValueError(f"{self.name}: rows must be one-hot of shape ({n}, {self.size})")
            return value.astype("float32")
        value = _rows(self.name, value, n)
        if not (np.equal(value, np.floor(value)) & (value >= 0) & (value < self.size)).all():
            raise ValueError(
                f"{self.name}: a category is a whole number from 0 to {self.size - 1}, "
                f"got {value.min():g} to {value.max():g}"
            )
        return np.eye(self.size, dtype="float32")[value.astype(int)]


class _Continuous:
    """What Uniform and Gaussian codes share: one column, and a Gaussian Q."""

    name: str
    width = 1
    parameters = 2

    def posterior(self, q) -> dict:
        return {"mean": q[:, :1], "std": ops.softplus(q[:, 1:]) + SMALLEST_STD}

    def log_q(self, c, q):
        gaussian = self.posterior(q)
        standardised = ops.subtract(c, gaussian["mean"]) / gaussian["std"]
        density = -0.5 * standardised**2 - ops.log(gaussian["std"]) - 0.5 * math.log(2 * math.pi)
        return ops.sum(density, axis=-1)

    def column(self, value, n: int) -> np.ndarray:
        """(n, 1) from a number or n numbers; values outside the prior are allowed."""
        return _rows(self.name, np.asarray(value), n).astype("float32")[:, None]


@dataclass(frozen=True)
class Uniform(_Continuous):
    """A code spread evenly over [low, high]; h(c) = ln(high − low)."""

    name: str
    low: float = -1.0
    high: float = 1.0
    channel: Channel = IDENTITY

    def __post_init__(self) -> None:
        _check_channel(self)
        if not self.low < self.high:
            raise ValueError(f"{self.name}: low must be below high, got {self.low}, {self.high}")

    @property
    def entropy(self) -> float:
        return math.log(self.high - self.low)

    @property
    def spread(self) -> float:
        """The prior's standard deviation."""
        return (self.high - self.low) / math.sqrt(12)

    def sample(self, n: int, seed: random.SeedGenerator):
        return random.uniform((n, 1), self.low, self.high, seed=seed)


@dataclass(frozen=True)
class Gaussian(_Continuous):
    """A code drawn from N(mean, std²); h(c) = ½ ln(2πe std²)."""

    name: str
    mean: float = 0.0
    std: float = 1.0
    channel: Channel = IDENTITY

    def __post_init__(self) -> None:
        _check_channel(self)
        if not self.std > 0:
            raise ValueError(f"{self.name}: std must be positive, got {self.std}")

    @property
    def entropy(self) -> float:
        return 0.5 * math.log(2 * math.pi * math.e * self.std**2)

    @property
    def spread(self) -> float:
        """The prior's standard deviation."""
        return self.std

    def sample(self, n: int, seed: random.SeedGenerator):
        return random.normal((n, 1), self.mean, self.std, seed=seed)


Code = Categorical | Uniform | Gaussian
KINDS = {"categorical": Categorical, "uniform": Uniform, "gaussian": Gaussian}


def code_to_config(code: Code) -> dict:
    """``{"kind": ..., "name": ..., ...}``, ready for JSON; the identity is left out."""
    config = {"kind": type(code).__name__.lower(), **asdict(code)}
    if code.channel.is_identity:
        del config["channel"]
    return config


def code_from_config(config: dict) -> Code:
    """The code that :func:`code_to_config` described; ValueError for an unknown kind."""
    fields = dict(config)
    kind = fields.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"code kind must be one of {sorted(KINDS)}, got {kind!r}")
    channel = Channel(**fields.pop("channel", {}))
    return KINDS[kind](**fields, channel=channel)


def _check_channel(code: Code) -> None:
    if not isinstance(code.channel, Channel):
        raise ValueError(f"{code.name}: channel must be a Channel, got {code.channel!r}")


def _rows(name: str, value: np.ndarray, n: int) -> np.ndarray:
    if value.ndim == 0:
        value = np.full(n, value)
    if value.shape != (n,) or not np.isfinite(value.astype(float)).all():
        raise ValueError(f"{name}: give one finite number, or {n} of them; got shape {value.shape}")
    return value
