"""The exact information of a generator that no longer learns.

A trained G is a black box, but a finite one can be counted. Let z be one of M fixed draws, and
let the image carry pixel noise: ``x = G(z, c) + sigma · ε``. Then p(x given c) is a mixture of M
Gaussians, the posterior of c is known for every x, in any dimension, and
``I(c; x) = H(c) + E[Σ P(c given x) ln P(c given x)]`` needs one average. Every Q is scored on the
same noisy images, so no Q's bound may pass it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, logsumexp

from infogan_lib.arguments import (
    below_infinity,
    finite,
    log_probabilities,
    number,
    probabilities,
    whole,
)
from infogan_lib.information.bounds import Estimate, expected_log_q, variational_bound


@dataclass(frozen=True, eq=False)
class FrozenGenerator:
    """What ``frozen_generator_information`` measured, in nats, and the samples it used."""

    information: Estimate
    #: H(c) of the prior: the ceiling of the information.
    entropy_of_c: float
    #: (n,) ints: the value of c that made each sample.
    codes: np.ndarray
    #: (n, ...) float64, shaped as the bank's images: the noisy images to show to a Q.
    images: np.ndarray
    #: (K, n) ln P(c given x): the best Q there is.
    log_posterior: np.ndarray

    def bound(self, log_q: ArrayLike) -> Estimate:
        """Return the bound of a Q on these images, averaged over the posterior (less noise).

        Args:
            log_q: shape (K, n), ln q(c given x). Keras returns (n, K): give its transpose.

        Raises:
            ValueError: for another shape, NaN, or columns that do not sum to 1.
        """
        return variational_bound(self._expected(log_q), self.entropy_of_c)

    def bound_on_codes(self, log_q: ArrayLike) -> Estimate:
        """Return the bound of a Q from the codes that were drawn, as training computes it."""
        drawn = self._checked(log_q)[self.codes, np.arange(len(self.codes))]
        return variational_bound(drawn, self.entropy_of_c)

    def gap(self, log_q: ArrayLike) -> Estimate:
        """Return ``E[KL(P(c given x) ‖ q(c given x))]``, estimated on the same images."""
        return Estimate.of(self._expected(self.log_posterior) - self._expected(log_q))

    def gain(self, log_q: ArrayLike, other_log_q: ArrayLike) -> Estimate:
        """Return how much higher the bound of log_q is than other_log_q's, paired by image."""
        return Estimate.of(self._expected(log_q) - self._expected(other_log_q, "other_log_q"))

    def _expected(self, log_q: ArrayLike, name: str = "log_q") -> np.ndarray:
        """Return ``Σ P(c given x) ln q(c given x)`` for each image, shape (n,)."""
        return expected_log_q(np.exp(self.log_posterior), self._checked(log_q, name))

    def _checked(self, log_q: ArrayLike, name: str = "log_q") -> np.ndarray:
        log_q, shape = below_infinity(name, log_q, ndim=2), self.log_posterior.shape
        if log_q.shape != shape:
            hint = "; give its transpose" if log_q.shape == shape[::-1] else ""
            raise ValueError(f"{name} must have shape {shape}, got {log_q.shape}{hint}")
        return log_probabilities(name, log_q, axis=0)


def frozen_generator_information(
    bank: ArrayLike,
    sigma: float,
    n: int = 5000,
    seed: int = 0,
    prior: ArrayLike | None = None,
    batch: int = 500,
) -> FrozenGenerator:
    """Return I(c; x) of ``x = bank[c, m] + sigma · ε``, m uniform, ε standard normal.

    Args:
        bank: shape (K, M, ...), finite: the generator's image for each of K values of the code
            and each of M draws of the noise z. The same z may serve every c.
        sigma: standard deviation of the pixel noise, in the images' unit. Above 0, and not so
            small that rounding decides the posterior: about 1e-5 for 28 × 28 pixels in [−1, 1].
        n: number of noisy images to draw.
        seed: of their drawing, at least 0. One seed gives the same c, m and ε for every sigma.
        prior: shape (K,), P(c); uniform if None.
        batch: images handled at a time: batch · K · M float64 of memory.

    Returns:
        A FrozenGenerator: the information with its error bar, and the samples to score a Q on.

    Raises:
        ValueError: naming the argument, what it got, and what would do.
    """
    bank = finite("bank", bank)
    if bank.ndim < 3:
        raise ValueError(f"bank must have shape (K, M, ...), got {bank.shape}")
    if (largest := np.abs(bank).max()) > 1e100:
        raise ValueError(f"bank must hold images of a sane size, got a pixel of {largest:g}")
    # Less noise than this, and rounding moves the log-posterior by more than 1e-3 nats.
    rounding = np.finfo(np.float64).eps * (largest**2 * bank[0, 0].size)
    smallest = max(math.sqrt(rounding / 1e-3), 1e-100)
    sigma = number("sigma", sigma, at_least=smallest, at_most=1e100)
    n, batch, seed = whole("n", n), whole("batch", batch), whole("seed", seed, at_least=0)
    values, draws = bank.shape[:2]
    prior = np.full(values, 1 / values) if prior is None else prior
    prior = probabilities("prior", prior, axis=0, ndim=1)
    if len(prior) != values:
        raise ValueError(f"prior must have one entry a code value, {values}, got {len(prior)}")

    rng = np.random.default_rng(seed)
    codes = rng.choice(values, size=n, p=prior)
    images = bank[codes, rng.integers(draws, size=n)]
    images += sigma * rng.standard_normal(images.shape)

    centre = bank.mean(axis=(0, 1))
    flat_bank = (bank - centre).reshape(values * draws, -1)
    half_norm = 0.5 * np.einsum("ij,ij->i", flat_bank, flat_bank)[:, None]
    log_posterior = np.empty((values, n))
    with np.errstate(divide="ignore"):
        log_prior = np.log(prior)[:, None]
    for start in range(0, n, batch):
        part = slice(start, start + batch)
        # −½‖x − y‖² = x·y − ½‖y‖² − ½‖x‖², and the last is the same for every c: left out.
        logs = flat_bank @ (images[part] - centre).reshape(-1, flat_bank.shape[1]).T
        logs -= half_norm
        logs /= sigma**2
        log_p = _log_mean_exp(logs.reshape(values, draws, -1)) + log_prior
        log_posterior[:, part] = log_p - logsumexp(log_p, axis=0)

    entropy_of_c = float(entr(prior).sum())
    information = variational_bound(
        expected_log_q(np.exp(log_posterior), log_posterior), entropy_of_c
    )
    return FrozenGenerator(information, entropy_of_c, codes, images, log_posterior)


def _log_mean_exp(logs: np.ndarray) -> np.ndarray:
    """Return the ln of the mean of exp over axis 1; in place, for these arrays are large."""
    top = logs.max(axis=1, keepdims=True)
    logs -= top
    np.exp(logs, out=logs)
    return np.log(logs.sum(axis=1)) + top[:, 0] - math.log(logs.shape[1])
