"""A continuous code through noise: c ~ U(low, high), x = c + N(0, noise_std²).

The smallest model of InfoGAN's continuous codes. The posterior of c is a normal cut off at the
ends of the prior, so no Gaussian Q is exact, and the gap of the best one can be computed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import SQUARABLE, finite, number, positive, same_shape, unit, whole
from infogan_lib.information.channels import gaussian_bound, standard_score, uniform_entropy
from infogan_lib.information.quadrature import breakpoints, panel_rule

#: A quantity that may depend on x: one number, or a function from (n,) to (n,).
OfX = float | Callable[[np.ndarray], np.ndarray]

#: The least noise that float64 resolves beside the prior's ends: information is off by 1e-9.
RESOLVED = 1e-7
#: The posterior is integrated down to e^-40 of its peak, where half a square is 40.
DEPTH = 80.0


@dataclass(frozen=True)
class UniformChannel:
    """c ~ U(low, high) seen through Gaussian noise. Informations are in nats, or in ``base``.

    Raises ValueError where float64 no longer resolves the posterior: for a noise outside
    1e-6 … 1e3 times high − low, or below 1e-7 times the larger end, and for a high − low
    outside 1e-70 … 1e70. So does every x more than 1e150 noise stds outside the prior.
    """

    noise_std: float
    low: float = -1.0
    high: float = 1.0

    def __post_init__(self) -> None:
        low = number("low", self.low)
        high = number("high", self.high, above=low)
        noise = number(
            "noise_std", self.noise_std, at_least=1e-6 * (high - low), at_most=1e3 * (high - low)
        )
        if not 0.5e-70 <= high / 2 - low / 2 <= 0.5e70:
            raise ValueError(
                f"high − low must be within 1e-70 … 1e70, got {high - low:g}; change the unit"
            )
        if noise < RESOLVED * max(abs(low), abs(high)):
            raise ValueError(
                f"noise_std must be at least {RESOLVED:g} times the size of low and high, "
                f"got {noise:g} for {low:g} and {high:g}; move them towards 0"
            )
        for name, value in (("low", low), ("high", high), ("noise_std", noise)):
            object.__setattr__(self, name, value)

    def sample(self, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Return c and x, both (n,): independent draws from the joint."""
        rng = np.random.default_rng(whole("seed", seed, at_least=0))
        c = rng.uniform(self.low, self.high, whole("n", n))
        return c, c + rng.normal(0.0, self.noise_std, n)

    def log_density(self, x: ArrayLike) -> np.ndarray:
        """Return ln p(x), shape (n,), for x of shape (n,)."""
        x = finite("x", x, ndim=1)
        _, peak = self._nearest(x)
        scale = 0.5 * math.log(2 * math.pi) + math.log(self.high - self.low)
        return self._posterior(x)[0] - 0.5 * peak**2 - scale

    def log_posterior(self, c: ArrayLike, x: ArrayLike) -> np.ndarray:
        """Return ln p(c given x), shape (n,), a truncated normal; −inf for c outside the prior."""
        c, x = finite("c", c, ndim=1), finite("x", x, ndim=1)
        same_shape("c", c, "x", x)
        nearest, peak = self._nearest(x)
        inside = (self.low <= c) & (c <= self.high)
        beyond = (np.clip(c, self.low, self.high) - nearest) / self.noise_std
        log_p = -beyond * (peak + beyond / 2) - self._posterior(x)[0] - math.log(self.noise_std)
        return np.where(inside, log_p, -np.inf)

    def posterior_moments(self, x: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Return the mean and the standard deviation of c given x, both (n,)."""
        x = finite("x", x, ndim=1)
        nearest, _ = self._nearest(x)
        _, first, second = self._posterior(x)
        # The peak is at 0, so the mean's square is at most 3/4 of the second moment.
        return nearest + self.noise_std * first, self.noise_std * np.sqrt(second - first**2)

    def information(self, base: float | None = None) -> float:
        """Return ``h(x) − ½ ln(2πe·noise²)``: the entropy of x less that of the noise."""
        x, mass, log_p = self._rule()
        noise = 0.5 * math.log(2 * math.pi * math.e) + math.log(self.noise_std)
        return float(unit(base) * (-(mass @ log_p) - noise))

    def information_by_posterior(self, base: float | None = None) -> float:
        """Return ``h(c) − E[h(c given x)]``, from the entropy of the truncated normal."""
        x, mass, _ = self._rule()
        h_c = uniform_entropy(self.low, self.high)
        return float(unit(base) * (h_c - mass @ self._posterior_entropy(x)))

    def bound(self, mean: OfX, std: OfX, base: float | None = None) -> float:
        """Return ``h(c) + E[ln N(c; mean(x), std(x)²)]``, the bound of a Gaussian Q."""
        x, mass, _ = self._rule()
        expected = self._expected_log_q(x, mean, std)
        return float(unit(base) * (uniform_entropy(self.low, self.high) + mass @ expected))

    def gap(self, mean: OfX, std: OfX, base: float | None = None) -> float:
        """Return ``E[KL(p(c given x) ‖ N(mean(x), std(x)²))]``: bound + gap = information."""
        x, mass, _ = self._rule()
        divergence = -self._posterior_entropy(x) - self._expected_log_q(x, mean, std)
        return float(unit(base) * (mass @ divergence))

    def best_gaussian_bounds(self) -> dict[str, float]:
        """Return the highest bound, in nats, of each of four families of Gaussian Q.

        ``own_std``: any mean(x) and any std(x); ``one_std``: any mean(x), one std for all x;
        ``linear_mean``: mean = a·x + b, one std; ``unit_std``: any mean(x), std = 1.
        """
        x, mass, _ = self._rule()
        h_c = uniform_entropy(self.low, self.high)
        _, std = self.posterior_moments(x)
        variance_of_c = (self.high - self.low) ** 2 / 12
        noise = self.noise_std**2
        linear_mse = variance_of_c * noise / (variance_of_c + noise)
        mse = float(mass @ std**2)
        own = h_c - float(mass @ np.log(std)) - 0.5 * math.log(2 * math.pi * math.e)
        return {
            "own_std": own,
            "one_std": gaussian_bound(h_c, mse),
            "linear_mean": gaussian_bound(h_c, linear_mse),
            "unit_std": gaussian_bound(h_c, mse, std=1.0),
        }

    def _rule(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return nodes x, their probability mass p(x) dx, and ln p(x), all (n,)."""
        ends = breakpoints(np.array([self.low, self.high]), np.full(2, self.noise_std))
        x, weight = panel_rule(np.unique([*ends, *np.linspace(self.low, self.high, 20)]))
        log_p = self.log_density(x)
        return x, weight * np.exp(log_p), log_p

    def _nearest(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where c given x peaks, and that less x in units of the noise, both (n,)."""
        nearest = np.clip(x, self.low, self.high)
        must = f"x must be within {SQUARABLE:g} noise stds of low … high"
        return nearest, standard_score(nearest, x, self.noise_std, must)

    def _posterior(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return ln of the mass of exp(−v·(peak + v/2)), and the means of v and v², all (n,).

        v is c less the posterior's peak, in units of the noise. Taken from there, nothing
        cancels: differences of normal tails lose every digit far outside the prior.
        """
        nearest, peak = self._nearest(x)
        reach = DEPTH / (np.abs(peak) + np.hypot(peak, math.sqrt(DEPTH)))
        low = np.maximum((self.low - nearest) / self.noise_std, -reach)
        high = np.minimum((self.high - nearest) / self.noise_std, reach)
        half, middle = (high - low) / 2, (high + low) / 2
        moments = np.zeros((3, len(x)))
        for node, weight in zip(*np.polynomial.legendre.leggauss(64), strict=True):
            v = middle + half * node
            moments += weight * np.exp(-v * (peak + v / 2)) * np.stack([np.ones_like(v), v, v**2])
        mass, first, second = moments
        return np.log(mass) + np.log(half), first / mass, second / mass

    def _posterior_entropy(self, x: np.ndarray) -> np.ndarray:
        log_mass, first, second = self._posterior(x)
        return math.log(self.noise_std) + log_mass + self._nearest(x)[1] * first + second / 2

    def _expected_log_q(self, x: np.ndarray, mean: OfX, std: OfX) -> np.ndarray:
        means = finite("mean", mean(x) if callable(mean) else mean)
        stds = positive("std", std(x) if callable(std) else std)
        for name, value in (("mean", means), ("std", stds)):
            if value.shape not in ((), x.shape):
                raise ValueError(
                    f"{name} must be a number or give one for each x, {x.shape}, got {value.shape}"
                )
        true_mean, true_std = self.posterior_moments(x)
        miss = true_std**2 + (true_mean - means) ** 2
        if (np.sqrt(miss) > SQUARABLE * stds).any():
            raise ValueError(f"std must be above 1e-150 times mean's miss of c, got {stds.min():g}")
        # Divided twice, for std² may underflow to 0.
        return -0.5 * math.log(2 * math.pi) - np.log(stds) - 0.5 * miss / stds / stds
