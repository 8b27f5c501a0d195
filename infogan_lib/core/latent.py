"""The whole latent vector (z, c_1, c_2, …): sampling, slicing, and Q's log-likelihood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from keras import ops, random

from infogan_lib.arguments import float_array, whole
from infogan_lib.augmentation.channel import Channel
from infogan_lib.core.codes import (
    Categorical,
    Code,
    Gaussian,
    Uniform,
    code_from_config,
    code_to_config,
)
from infogan_lib.errors import shown

# The paper's codes on MNIST.
MNIST_CODES = (Categorical("category", 10), Uniform("style_1"), Uniform("style_2"))


@dataclass(frozen=True)
class LatentSpec:
    """Noise z ~ N(0, 1)^noise followed by independent codes c.

    With ``codes=()`` this is the latent of a plain GAN.
    """

    codes: tuple[Code, ...] = MNIST_CODES
    noise: int = 62

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", _checked(self.codes))
        object.__setattr__(self, "noise", whole("noise", self.noise, at_least=0))
        if self.width == 0:
            raise ValueError("the latent must not be empty: give it noise or codes")
        repeated = sorted({n for n in self.names if (*self.names, "noise").count(n) > 1})
        if repeated:
            raise ValueError(f"code names must be unique and not 'noise', repeated: {repeated}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(code.name for code in self.codes)

    @property
    def width(self) -> int:
        """Columns of a latent vector: the generator's input."""
        return self.noise + sum(code.width for code in self.codes)

    @property
    def parameters(self) -> int:
        """Columns of Q's raw output."""
        return sum(code.parameters for code in self.codes)

    @property
    def entropy(self) -> dict[str, float]:
        """H(c) of each code in nats; differential entropy for a continuous one."""
        return {code.name: code.entropy for code in self.codes}

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Columns of each block of a latent vector, noise included."""
        return _slices({"noise": self.noise} | {code.name: code.width for code in self.codes})

    def sample(self, n: int, seed: int | random.SeedGenerator):
        """Draw (n, width) latents from the prior, float32."""
        if not isinstance(seed, random.SeedGenerator):
            seed = random.SeedGenerator(whole("seed", seed, at_least=0))
        if isinstance(n, int | float | str | np.ndarray | np.generic):  # else a tensor, in a step
            n = whole("n", n, at_least=0)
        z = random.normal((n, self.noise), dtype="float32", seed=seed)
        return ops.concatenate([z, *(code.sample(n, seed) for code in self.codes)], axis=1)

    def split(self, latents) -> dict:
        """``{"noise": (n, noise), code name: (n, code width)}``."""
        if latents.shape[-1] != self.width:
            raise ValueError(f"latents must have {self.width} columns, got {latents.shape[-1]}")
        return {name: latents[:, columns] for name, columns in self.slices.items()}

    def assemble(self, noise, **codes) -> np.ndarray:
        """Latents (n, width) with chosen codes: ``assemble(z, category=3, style_1=0.5)``.

        Args:
            noise: (n, noise) array.
            codes: for each code one value or n values; categories as whole numbers.

        Raises:
            ValueError: a code is missing, unknown, or has a value it cannot take.
        """
        noise = float_array("noise", noise)
        if noise.ndim != 2 or noise.shape[1] != self.noise:
            raise ValueError(f"noise must have shape (n, {self.noise}), got {noise.shape}")
        if set(codes) != set(self.names):
            raise ValueError(f"give exactly the codes {self.names}, got {tuple(codes)}")
        blocks = [code.column(codes[code.name], len(noise)) for code in self.codes]
        return np.concatenate([noise, *blocks], axis=1)

    def posterior(self, q) -> dict[str, dict]:
        """Read Q's raw output (n, parameters) as the parameters of q(c|x).

        Categorical: ``{"probabilities": (n, K)}``. Continuous: ``{"mean", "std"}``, (n, 1) each.
        """
        parts = self._split_q(q)
        return {code.name: code.posterior(parts[code.name]) for code in self.codes}

    def log_q(self, latents, q) -> dict:
        """ln q(c|x) of each code for each sample, {name: (n,)}, in nats."""
        values, parts = self.split(latents), self._split_q(q)
        return {code.name: code.log_q(values[code.name], parts[code.name]) for code in self.codes}

    @property
    def category(self) -> Categorical | None:
        """The first categorical code: the one that can name what an image shows."""
        return next((code for code in self.codes if isinstance(code, Categorical)), None)

    def log_category(self, q):
        """ln q(c|x) for every value of :attr:`category`, (n, K), from Q's raw output."""
        return ops.log_softmax(self._split_q(q)[self.category.name])

    @property
    def styles(self) -> tuple[Uniform | Gaussian, ...]:
        """The continuous codes, in order."""
        return tuple(code for code in self.codes if not isinstance(code, Categorical))

    @cached_property
    def channels(self) -> dict[Channel, tuple[Code, ...]]:
        """The codes that Q reads through each channel; those that share one share a reading."""
        found: dict[Channel, tuple[Code, ...]] = {}
        for code in self.codes:
            found[code.channel] = (*found.get(code.channel, ()), code)
        return found

    def to_config(self) -> dict:
        return {"codes": [code_to_config(code) for code in self.codes], "noise": self.noise}

    @classmethod
    def from_config(cls, config: dict) -> LatentSpec:
        return cls(tuple(code_from_config(code) for code in config["codes"]), config["noise"])

    def _split_q(self, q) -> dict:
        if q.shape[-1] != self.parameters:
            raise ValueError(f"q must have {self.parameters} columns, got {q.shape[-1]}")
        columns = _slices({code.name: code.parameters for code in self.codes})
        return {name: q[:, block] for name, block in columns.items()}


def _checked(codes) -> tuple[Code, ...]:
    """The codes as a tuple; ValueError where one of them is none."""
    codes = (codes,) if isinstance(codes, Code) else codes
    if isinstance(codes, str) or not isinstance(codes, Iterable):
        raise ValueError(
            f"codes must be a tuple such as (Categorical('category', 10),), got {shown(codes)}; "
            "text is for the command line: runs.options.parse_codes reads it"
        )
    for code in (codes := tuple(codes)):
        if not isinstance(code, Code):
            raise ValueError(f"codes must be Categorical, Uniform or Gaussian, got {shown(code)}")
    return codes


def _slices(widths: dict[str, int]) -> dict[str, slice]:
    ends = np.cumsum(list(widths.values())).tolist()
    return {name: slice(end - w, end) for (name, w), end in zip(widths.items(), ends, strict=True)}
