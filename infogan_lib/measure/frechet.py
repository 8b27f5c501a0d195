"""How far two sets of images lie apart, by their features' means and covariances."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import finite, squarable


def frechet_distance(a: ArrayLike, b: ArrayLike) -> float:
    """Return ‖μ_a − μ_b‖² + tr(Σ_a + Σ_b − 2 (Σ_a Σ_b)^½), at least 0.

    The squared Fréchet distance of two normal distributions with the features' moments (Heusel et
    al. 2017, where the features are those of Inception: FID). A number means nothing without the
    features and the sizes: for two samples of *one* distribution it is above 0, and falls as they
    grow. Compare it with that floor, taken at the same sizes.

    Args:
        a: features, shape (n, d), n at least 2.
        b: features, shape (m, d), m at least 2.

    Raises:
        ValueError: for other shapes, fewer rows, or sizes above 1e150.
    """
    a, b = squarable("a", finite("a", a, ndim=2)), squarable("b", finite("b", b, ndim=2))
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"b must have a's {a.shape[1]} features, got {b.shape[1]}")
    if min(len(a), len(b)) < 2:
        raise ValueError(f"give at least two rows of each, got {len(a)} and {len(b)}")
    gap = a.mean(axis=0) - b.mean(axis=0)
    cov_a, cov_b = (np.cov(x, rowvar=False).reshape(x.shape[1], -1) for x in (a, b))
    # tr (Σ_a Σ_b)^½ is the sum of the singular values of Σ_a^½ Σ_b^½, which stay real and
    # non-negative even where a covariance has no inverse.
    cross = np.linalg.norm(_root(cov_a) @ _root(cov_b), ord="nuc")
    return max(0.0, float(gap @ gap + np.trace(cov_a) + np.trace(cov_b) - 2 * cross))


def _root(covariance: np.ndarray) -> np.ndarray:
    """The symmetric square root; rounding may leave an eigenvalue just below 0."""
    value, vector = np.linalg.eigh(covariance)
    return (vector * np.sqrt(np.maximum(value, 0.0))) @ vector.T
