"""A generator simple enough to know all about: c picks one of several Gaussians, x is a draw.

``I(c; x)`` has no closed form here, so it is an integral, taken on two roads that share neither
formula nor quadrature.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, logsumexp

from infogan_lib.arguments import (
    SQUARABLE,
    finite,
    log_probabilities,
    positive,
    probabilities,
    same_shape,
    unit,
    whole,
)
from infogan_lib.information.bounds import weighted_sum
from infogan_lib.information.channels import standard_score
from infogan_lib.information.quadrature import adaptive_integral, breakpoints, panel_rule

#: The scales at which squares and densities stay inside float64.
SMALLEST, LARGEST = 1e-70, 1e70
#: The least std that float64 resolves beside its mean: at this one information is off by 1e-9.
RESOLVED = 1e-6

#: A recognition network on the line: x, shape (n,), to ln q(c given x), shape (C, n).
LogQ = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class GaussianMixture:
    """P(c) = weights[c], p(x given c) = N(means[c], stds[c]²). All three have shape (C,).

    Raises ValueError for weights that are no distribution, unequal shapes, and what float64 does
    not resolve: a std outside 1e-70 … 1e70, or below 1e-6 times the size of its own mean.
    """

    weights: np.ndarray
    means: np.ndarray
    stds: np.ndarray

    def __post_init__(self) -> None:
        weights = probabilities("weights", self.weights, axis=0, ndim=1)
        means = finite("means", self.means, ndim=1)
        stds = positive("stds", self.stds, ndim=1)
        same_shape("means", means, "weights", weights)
        same_shape("stds", stds, "weights", weights)
        if stds.min() < SMALLEST or stds.max() > LARGEST:
            raise ValueError(
                f"stds must be within {SMALLEST:g} … {LARGEST:g}, "
                f"got {stds.min():.6g} … {stds.max():.6g}; change the unit of x"
            )
        if (stds < RESOLVED * np.abs(means)).any():
            ratio = (stds / np.maximum(np.abs(means), stds)).min()
            raise ValueError(
                f"stds must be at least {RESOLVED:g} times the size of their means, "
                f"got {ratio:.3g} times; move the means towards 0"
            )
        for name, value in (("weights", weights), ("means", means), ("stds", stds)):
            value.flags.writeable = False
            object.__setattr__(self, name, value)

    def sample(self, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Return c, (n,) ints, and x, (n,): independent draws from the joint."""
        rng = np.random.default_rng(whole("seed", seed, at_least=0))
        c = rng.choice(len(self.weights), size=whole("n", n), p=self.weights)
        return c, rng.normal(self.means[c], self.stds[c])

    def log_joint(self, x: ArrayLike) -> np.ndarray:
        """Return ln P(c, x), shape (C, n), for x of shape (n,). A weight of 0 gives −inf.

        Raises ValueError for an x that is more than 1e150 stds away from a mean.
        """
        x = finite("x", x, ndim=1)
        must = f"x must be within {SQUARABLE:g} stds of every mean"
        score = standard_score(x, self.means[:, None], self.stds[:, None], must)
        with np.errstate(divide="ignore"):
            scale = np.log(self.weights) - np.log(self.stds) - 0.5 * math.log(2 * math.pi)
        return scale[:, None] - 0.5 * score**2

    def log_density(self, x: ArrayLike) -> np.ndarray:
        """Return ln p(x), shape (n,). In log space, so that far tails do not become ln 0."""
        return logsumexp(self.log_joint(x), axis=0)

    def log_posterior(self, x: ArrayLike) -> np.ndarray:
        """Return ln P(c given x), shape (C, n): the Q that leaves no gap."""
        log_joint = self.log_joint(x)
        return log_joint - logsumexp(log_joint, axis=0)

    def information(self, base: float | None = None) -> float:
        """Return ``h(x) − Σ P(c) h(x given c)``, by Gauss–Legendre panels."""
        x, weight = self._rule()
        log_p = self.log_density(x)
        h_x = -(weight * np.exp(log_p) * log_p).sum()
        h_x_given_c = 0.5 * math.log(2 * math.pi * math.e) + np.log(self.stds)
        return float(unit(base) * (h_x - self.weights @ h_x_given_c))

    def information_by_posterior(self, base: float | None = None) -> float:
        """Return ``H(c) + E[ln P(c given x)]``, by adaptive quadrature: the other road."""

        def integrand(x: float) -> float:
            log_joint = self.log_joint([x])
            return weighted_sum(np.exp(log_joint), log_joint - logsumexp(log_joint))[0]

        log_p = adaptive_integral(integrand, breakpoints(self.means, self.stds, coarse=True))
        return float(unit(base) * (entr(self.weights).sum() + log_p))

    def bound(self, log_q: LogQ, base: float | None = None) -> float:
        """Return ``H(c) + E[ln q(c given x)]`` for a Q given as a function of x."""
        x, weight = self._rule()
        score = weighted_sum(np.exp(self.log_joint(x)), self._evaluate(log_q, x))
        return float(unit(base) * (entr(self.weights).sum() + weight @ score))

    def gap(self, log_q: LogQ, base: float | None = None) -> float:
        """Return ``E[KL(P(c given x) ‖ q(c given x))]``: how far q's bound is below I(c; x)."""
        x, weight = self._rule()
        log_p = self.log_posterior(x)
        with np.errstate(invalid="ignore"):
            ratio = log_p - self._evaluate(log_q, x)
        divergence = weighted_sum(np.exp(log_p), ratio)
        return float(unit(base) * (weight * np.exp(self.log_density(x))) @ divergence)

    def _rule(self) -> tuple[np.ndarray, np.ndarray]:
        return panel_rule(breakpoints(self.means, self.stds))

    def _evaluate(self, log_q: LogQ, x: np.ndarray) -> np.ndarray:
        values = log_probabilities("log_q(x)", log_q(x), axis=0, ndim=2)
        if values.shape != (len(self.weights), len(x)):
            raise ValueError(
                f"log_q(x) must have shape {(len(self.weights), len(x))}, got {values.shape}"
            )
        return values
