"""Averages with their error bars, and the bound that InfoGAN maximises.

For every Q, ``I(c; x) ≥ H(c) + E[ln Q(c given x)]`` (equation 4 of the InfoGAN paper). The right
side is the entropy of the code minus a cross-entropy, so a plain average estimates it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from infogan_lib.arguments import (
    SQUARABLE,
    below_infinity,
    log_probabilities,
    number,
    probabilities,
    same_shape,
    squarable,
)


@dataclass(frozen=True)
class Estimate:
    """A number measured on ``n`` independent samples, and how far it may be from the truth.

    ``value`` and ``standard_error`` share one unit, nats unless said otherwise. The standard
    error is the samples' standard deviation over √n. It is infinite where the samples cannot
    tell: for n = 1, and for a value of −inf.
    """

    value: float
    standard_error: float
    n: int

    @classmethod
    def of(cls, samples: ArrayLike) -> Estimate:
        """Return the mean of ``samples``, shape (n,): one entry an independent sample.

        To compare two Qs on the same samples, give the differences: ``Estimate.of(a - b)``.

        Raises:
            ValueError: for no samples, NaN, +inf, more than one axis, or a size above 1e150.
                −inf yields −inf.
        """
        samples = squarable("samples", below_infinity("samples", samples, ndim=1))
        n = samples.size
        if np.isneginf(samples).any():
            return cls(-math.inf, math.inf, n)
        error = float(samples.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
        return cls(float(samples.mean()), error, n)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the ends of the interval that covers the truth in a share ``level`` of repeats.

        The level is right for many samples, where a mean is close to normal.
        """
        outside = 1 - number("level", level, above=0.0, below=1.0)
        if math.isinf(self.standard_error):
            return -math.inf, math.inf
        half = -float(ndtri(outside / 2)) * self.standard_error  # 0.5 + level / 2 may round to 1
        return self.value - half, self.value + half

    def in_bits(self) -> Estimate:
        """Return the same estimate in bits, if this one is in nats."""
        return Estimate(self.value / math.log(2), self.standard_error / math.log(2), self.n)

    def __str__(self) -> str:
        return f"{self.value:.4f} ± {self.standard_error:.4f} (n = {self.n:,})"


def variational_bound(log_q_of_c: ArrayLike, entropy_of_c: float) -> Estimate:
    """Return ``H(c) + E[ln q(c given x)]``, a lower bound on I(c; x): the paper's equation 5.

    Nothing is clipped: a bound below 0 is a true statement about a bad Q.

    Args:
        log_q_of_c: shape (n,), ln q of the code that made a sample, given that sample. Sum over
            the dimensions of a code first. −inf is allowed and yields −inf; a density may be
            above 0. Draw the samples fresh: on samples that Q learned from it is no bound.
        entropy_of_c: H(c) of the prior, not of a batch: ln K for K equal classes. It may be
            negative for a continuous code.

    Returns:
        The bound in the unit of both arguments, nats for natural logarithms.

    Raises:
        ValueError: for NaN, +inf, no samples, more than one axis, or an entropy or an entry above
            1e150 in size, entries of −inf apart.
    """
    entropy_of_c = number("entropy_of_c", entropy_of_c, at_least=-SQUARABLE, at_most=SQUARABLE)
    log_q_of_c = squarable("log_q_of_c", below_infinity("log_q_of_c", log_q_of_c, ndim=1))
    return Estimate.of(log_q_of_c + entropy_of_c)


def expected_log_q(p_c_given_x: ArrayLike, log_q: ArrayLike) -> np.ndarray:
    """Return ``Σ P(c given x) ln q(c given x)`` for each x, shape (n,), in nats.

    Where the posterior is known, this replaces the one c that was drawn by the average over all
    (Rao and Blackwell). ``variational_bound`` accepts it; the mean stays, the error bar shrinks.

    Args:
        p_c_given_x: shape (C, n), columns sum to 1.
        log_q: shape (C, n), ln-probabilities; −inf where q is 0, which P may match with 0.

    Raises:
        ValueError: for unequal shapes, NaN, or columns that are no distribution.
    """
    p = probabilities("p_c_given_x", p_c_given_x, axis=0, ndim=2)
    log_q = log_probabilities("log_q", log_q, axis=0, ndim=2)
    same_shape("log_q", log_q, "p_c_given_x", p)
    return weighted_sum(p, log_q)


def weighted_sum(weights: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Return ``Σ weights · logs`` over axis 0, where a weight of 0 silences even −inf."""
    return np.where(weights > 0, weights * np.where(weights > 0, logs, 0.0), 0.0).sum(axis=0)
