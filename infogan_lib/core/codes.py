"""Latent codes c, their priors P(c), their entropies H(c), and what Q says of them.

A code fills ``width`` columns of a latent vector. From an image Q gives it ``parameters`` raw
numbers, below ``q``, of which ``log_q(c, q)`` makes ln q(c|x), (n,) in nats. It also has a channel,
the random map of images through which Q must read it; the paper's is the identity.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np
from keras import ops, random

from infogan_lib.arguments import float_array, number, probabilities, rows_of, whole
from infogan_lib.augmentation.channel import IDENTITY, Channel
from infogan_lib.errors import shown

# Q may not claim to know a code better than this: without a floor the Gaussian
# log-density, and its gradient 1/σ², grow without bound as generated images become exact.
SMALLEST_STD = 0.05
# Of a continuous prior, which is float32: the least spread, and the greatest size of its numbers.
LEAST, MOST = 1e-6, 1e6


@dataclass(frozen=True)
class Categorical:
    """A one-hot code with ``size`` values; H(c) = −Σ p ln p, at most ln size.

    ``probabilities``: the prior of each value, above 0, with sum 1. None makes all equally likely.
    """

    name: str
    # As many as there are probabilities, else 10; a number once the code is made.
    size: int = None  # type: ignore[assignment]
    channel: Channel = IDENTITY
    probabilities: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        _check(self)
        size, p = self.size, self.probabilities
        if p is not None:
            p = tuple(probabilities(f"{self.name}: probabilities", p, ndim=1).tolist())
        default = 10 if p is None else len(p)
        size = whole(f"{self.name}: size", default if size is None else size, at_least=2)
        if p is not None and (len(p) != size or min(p) <= 0):
            raise ValueError(
                f"{self.name}: probabilities must be {size} numbers above 0, got {len(p)} "
                f"from {min(p):g}; a value that never occurs needs no place"
            )
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "probabilities", p)

    @property
    def width(self) -> int:
        return self.size

    parameters = width

    @property
    def entropy(self) -> float:
        if self.probabilities is None:
            return math.log(self.size)
        return -sum(p * math.log(p) for p in self.probabilities)

    def sample(self, n: int, seed: random.SeedGenerator):
        if self.probabilities is None:
            values = random.randint((n,), 0, self.size, seed=seed)
        else:
            steps = np.cumsum(self.probabilities)[:-1].astype("float32")
            drawn = random.uniform((n, 1), dtype="float32", seed=seed)
            values = ops.sum(ops.cast(ops.greater_equal(drawn, steps), "int32"), axis=1)
        return ops.one_hot(values, self.size, dtype="float32")

    def posterior(self, q) -> dict:
        return {"probabilities": ops.softmax(q)}

    def log_q(self, c, q):
        return ops.sum(ops.multiply(c, ops.log_softmax(q)), axis=-1)

    def column(self, value, n: int) -> np.ndarray:
        """One-hot rows from an int, n ints, or rows that are one-hot already."""
        value = float_array(self.name, value)
        if value.ndim == 2:
            one_hot = value.shape == (n, self.size) and np.isin(value, (0, 1)).all()
            if not (one_hot and (value.sum(axis=1) == 1).all()):
                raise ValueError(f"{self.name}: rows must be one-hot of shape ({n}, {self.size})")
            return value
        value = rows_of(self.name, value, n)
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
        return rows_of(self.name, value, n)[:, None]


@dataclass(frozen=True)
class Uniform(_Continuous):
    """A code spread evenly over [low, high]; h(c) = ln(high − low)."""

    name: str
    low: float = -1.0
    high: float = 1.0
    channel: Channel = IDENTITY

    def __post_init__(self) -> None:
        _check(self, "low", "high")
        if not self.high - self.low >= LEAST:
            rule = f"low must be below high by {LEAST:g} or more"
            raise ValueError(f"{self.name}: {rule}, got {self.low}, {self.high}")

    @property
    def entropy(self) -> float:
        return math.log(self.high - self.low)

    def sample(self, n: int, seed: random.SeedGenerator):
        return random.uniform((n, 1), self.low, self.high, dtype="float32", seed=seed)


@dataclass(frozen=True)
class Gaussian(_Continuous):
    """A code drawn from N(mean, std²); h(c) = ½ ln(2πe std²)."""

    name: str
    mean: float = 0.0
    std: float = 1.0
    channel: Channel = IDENTITY

    def __post_init__(self) -> None:
        _check(self, "mean", "std")
        if not self.std >= LEAST:
            raise ValueError(f"{self.name}: std must be at least {LEAST:g}, got {self.std}")

    @property
    def entropy(self) -> float:
        return 0.5 * math.log(2 * math.pi * math.e * self.std**2)

    def sample(self, n: int, seed: random.SeedGenerator):
        return random.normal((n, 1), self.mean, self.std, dtype="float32", seed=seed)


Code = Categorical | Uniform | Gaussian
KINDS = {"categorical": Categorical, "uniform": Uniform, "gaussian": Gaussian}


def _check(code, *numbers: str) -> None:
    """ValueError unless a code has a name, a channel, and finite numbers, made Python's."""
    if not isinstance(code.name, str) or not code.name.isprintable() or not code.name.strip():
        raise ValueError(f"a code's name must be text, got {shown(code.name)}")
    for name in numbers:
        value = number(f"{code.name}: {name}", getattr(code, name), at_least=-MOST, at_most=MOST)
        object.__setattr__(code, name, value)
    if not isinstance(code.channel, Channel):
        raise ValueError(f"{code.name}: channel must be a Channel, got {shown(code.channel)}")


def code_to_config(code: Code) -> dict:
    """``{"kind": ..., "name": ..., ...}``, ready for JSON; identity and even prior left out."""
    config = {"kind": type(code).__name__.lower(), **asdict(code)}
    if code.channel.is_identity:
        del config["channel"]
    if (probabilities := config.pop("probabilities", None)) is not None:
        config["probabilities"] = list(probabilities)  # as JSON gives it back
    return config


def code_from_config(config: dict) -> Code:
    """The code that :func:`code_to_config` described; ValueError for an unknown kind."""
    fields = dict(config) if isinstance(config, dict) else {"kind": config}
    kind = fields.pop("kind", None)
    if kind not in [*KINDS]:  # a list: what stands here may not be hashable
        raise ValueError(f"code kind must be one of {sorted(KINDS)}, got {shown(kind)}")
    try:
        channel = Channel(**fields.pop("channel", {}))
        return KINDS[kind](**fields, channel=channel)
    except TypeError as error:
        raise ValueError(f"code {shown(fields.get('name'))}: {error}") from None
