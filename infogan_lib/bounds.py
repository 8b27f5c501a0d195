"""Averages with their error bars, and the bound that InfoGAN maximises.

For every Q, `I(c; x) ≥ H(c) + E[ln Q(c given x)]` (equation 4 of the InfoGAN paper). The right
side is the entropy of the code minus a cross-entropy, so it is estimated by a plain average.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from infogan_lib.arguments import number, numbers


@dataclass(frozen=True)
class Estimate:
    """A number measured on `n` independent samples, and how far it may be from the truth.

    `value` and `standard_error` share one unit, nats unless said otherwise. The standard error is
    the samples' standard deviation over the square root of n. It is infinite where the samples
    cannot tell: for n = 1, and for a value of −inf.
    """

    value: float
    standard_error: float
    n: int

    @classmethod
    def of(cls, samples: ArrayLike) -> Estimate:
        """Return the mean of `samples`, shape (n,), one entry an independent sample.

        Raises ValueError for an empty or NaN-holding array, another shape, or +inf.
        """
        samples = numbers("samples", samples, ndim=1)
        if np.isposinf(samples).any():
            raise ValueError("samples must be below +inf, got +inf")
        n = samples.size
        if np.isneginf(samples).any():
            return cls(-math.inf, math.inf, n)
        error = float(samples.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
        return cls(float(samples.mean()), error, n)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the normal-theory interval that holds the truth in a share `level` of repeats."""
        half = ndtri(0.5 + number("level", level, above=0.0, below=1.0) / 2) * self.standard_error
        return self.value - half, math.inf if math.isinf(half) else self.value + half

    def in_bits(self) -> Estimate:
        """Return an estimate that is in nats as one in bits."""
        return Estimate(self.value / math.log(2), self.standard_error / math.log(2), self.n)

    def __str__(self) -> str:
        return f"{self.value:.4f} ± {self.standard_error:.4f} (n = {self.n})"


def variational_bound(log_q_of_c: ArrayLike, entropy_of_c: float) -> Estimate:
    """Return `H(c) + E[ln q(c given x)]`, the lower bound on I(c; x); the paper's equation 5.

    Args:
        log_q_of_c: shape (n,), ln q of the code that made each sample, given that sample. With
            several code variables, sum over them first. −inf is allowed and yields −inf; a
            density may be above 0.
        entropy_of_c: H(c) of the prior, in the same unit (nats): ln K for K equal classes.

    Nothing is clipped: a bound below 0 is a true statement about a bad Q. Both arguments, and so
    the result, are in one unit.

    Raises:
        ValueError: for NaN, +inf, an array that is not one-dimensional, or an infinite entropy.
    """
    entropy_of_c = number("entropy_of_c", entropy_of_c)
    log_q_of_c = numbers("log_q_of_c", log_q_of_c, ndim=1)
    if np.isposinf(log_q_of_c).any():
        raise ValueError("log_q_of_c must be below +inf, got +inf")
    return Estimate.of(log_q_of_c + entropy_of_c)
