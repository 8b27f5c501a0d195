"""The GAN's game on a line, where nothing is sampled: p_data and p_G are known densities.

D is written by its logit ℓ, D(x) = σ(ℓ(x)). The best D is ``ln p_data − ln p_G`` (Goodfellow et
al. 2014, proposition 1), and every expectation is an integral over panels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logsumexp, softmax

from infogan_lib.arguments import finite, number
from infogan_lib.information.mixtures import GaussianMixture
from infogan_lib.information.quadrature import REACH, adaptive_integral, breakpoints, panel_rule

#: A logit of D, or its slope dℓ/dx: x, shape (n,), to shape (n,).
OnLine = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class LineGame:
    """Real x are draws of ``data``; the generator is G(z) = mean + std·z with z ~ N(0, 1).

    Raises ValueError for data that are no GaussianMixture, a mean that is not finite, or a std
    that is not above 0.
    """

    data: GaussianMixture
    mean: float
    std: float

    def __post_init__(self) -> None:
        if not isinstance(self.data, GaussianMixture):
            raise ValueError(f"data must be a GaussianMixture, got {type(self.data).__name__}")
        object.__setattr__(self, "mean", number("mean", self.mean))
        object.__setattr__(self, "std", number("std", self.std, above=0.0))

    @property
    def generated(self) -> GaussianMixture:
        """p_G as a mixture of one piece: N(mean, std²)."""
        return GaussianMixture(np.ones(1), np.array([self.mean]), np.array([self.std]))

    def optimal_logit(self, x: ArrayLike) -> np.ndarray:
        """Return ℓ*(x) = ln p_data(x) − ln p_G(x), (n,): the D that maximises V for this G."""
        return self.data.log_density(x) - self.generated.log_density(x)

    def optimal_slope(self, x: ArrayLike) -> np.ndarray:
        """Return dℓ*/dx, shape (n,)."""
        return _score(self.data, x) - _score(self.generated, x)

    def value(self, logit: OnLine | None = None) -> float:
        """Return V = E_data[ln D] + E_G[ln(1 − D)] in nats, at most 0; without a logit, of D*.

        It is minus :func:`infogan_lib.core.losses.discriminator_loss`, with integrals for means.
        """
        x, weight = panel_rule(self._breakpoints())
        ell = _evaluate("logit", self.optimal_logit if logit is None else logit, x)
        p, q = np.exp(self.data.log_density(x)), np.exp(self.generated.log_density(x))
        return float(-weight @ (p * np.logaddexp(0, -ell) + q * np.logaddexp(0, ell)))

    def jensen_shannon(self) -> float:
        """Return JS(p_data, p_G) = ½ KL(p_data ‖ m) + ½ KL(p_G ‖ m), m their mean, in nats.

        From 0, for equal densities, to ln 2. No D occurs in it, and the integral is scipy's
        adaptive one: the other road to V* = 2 JS − 2 ln 2.
        """

        def integrand(x: float) -> float:
            logs = np.array([self.data.log_density([x])[0], self.generated.log_density([x])[0]])
            log_m = logsumexp(logs) - np.log(2)
            return float(0.5 * np.exp(logs) @ (logs - log_m))

        return adaptive_integral(integrand, self._breakpoints(coarse=True))

    def generator_gradient(
        self, saturating: bool, logit: OnLine | None = None, slope: OnLine | None = None
    ) -> np.ndarray:
        """Return dL/d(mean, ln std), shape (2,), of G's loss while D stands still.

        Args:
            saturating: True for L = E_z[ln(1 − D(G(z)))], the minimax form; False for
                L = −E_z[ln D(G(z))], the non-saturating one.
            logit: ℓ of the D that G plays against; D* without one.
            slope: its derivative dℓ/dx; needed with a logit, and only then.

        Raises:
            ValueError: one of logit and slope without the other, or one that is no function.
        """
        if (logit is None) != (slope is None):
            raise ValueError("give logit and slope together, or neither of them for D*")
        z, weight = panel_rule(np.arange(-REACH, REACH + 1.0))
        weight = weight * np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
        x = self.mean + self.std * z
        if logit is None or slope is None:
            logit, slope = self.optimal_logit, self.optimal_slope
        ell = _evaluate("logit", logit, x)
        # d ln(1 − σ)/dℓ = −σ(ℓ), and d(−ln σ)/dℓ = −σ(−ℓ).
        push = -expit(ell if saturating else -ell)
        along = weight * push * _evaluate("slope", slope, x)
        return np.array([along.sum(), along @ (self.std * z)])

    def _breakpoints(self, coarse: bool = False) -> np.ndarray:
        centres = np.append(self.data.means, self.mean)
        return breakpoints(centres, np.append(self.data.stds, self.std), coarse)


def _score(mixture: GaussianMixture, x: ArrayLike) -> np.ndarray:
    """d ln p/dx, (n,): each piece's pull, weighted by its posterior."""
    x = finite("x", x, ndim=1)
    pull = (mixture.means[:, None] - x) / mixture.stds[:, None] ** 2
    return (softmax(mixture.log_joint(x), axis=0) * pull).sum(axis=0)


def _evaluate(name: str, function: OnLine, x: np.ndarray) -> np.ndarray:
    if not callable(function):
        raise ValueError(
            f"{name} must be a function of x, got {function!r}; for a blind D give lambda x: 0 * x"
        )
    values = finite(f"{name}(x)", function(x), ndim=1)
    if values.shape != x.shape:
        raise ValueError(f"{name}(x) must have shape {x.shape}, one for each x, got {values.shape}")
    return values
