"""A ladder of recognition networks: logits that are polynomials of x, of rising degree.

Each rung contains the one below, so its best bound is at least as high. For a mixture of
Gaussians the true log-posterior has degree 2 in x (degree 1 if all stds are equal): there the
gap closes, and more degrees add nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.polynomial import chebyshev
from scipy.special import log_softmax

from infogan_lib.arguments import whole
from infogan_lib.mixtures import GaussianMixture, LogQ
from infogan_lib.quadrature import breakpoints, panel_rule

#: Newton's method ends when a step promises to raise the bound by less than this, in nats.
ENOUGH = 1e-15


def best_polynomial_q(mixture: GaussianMixture, degree: int, steps: int = 100) -> LogQ:
    """Return the Q that reaches the highest bound among those with logits of this degree.

    The bound is concave in the coefficients, so Newton's method finds its top; no sampling.

    Args:
        mixture: the generator that Q is to recognise.
        degree: of the logits in x, at least 0. Degree 0 ignores x and can do no better than 0.
        steps: after how many Newton steps to give up.

    Returns:
        A function from x, shape (n,), to ln q(c given x), shape (C, n).

    Raises:
        ValueError: for a negative degree, or another kind of mixture.
        RuntimeError: if Newton's method has not arrived after ``steps``.
    """
    if not isinstance(mixture, GaussianMixture):
        raise ValueError(f"mixture must be a GaussianMixture, got {type(mixture).__name__}")
    degree = whole("degree", degree, at_least=0)
    points = breakpoints(mixture.means, mixture.stds)
    x, weight = panel_rule(points)
    features = _Features(points[0], points[-1], degree)
    basis = features(x)
    joint = np.exp(mixture.log_joint(x)) * weight
    coefficients = np.zeros((len(mixture.weights), degree + 1))
    bound = _score(joint, coefficients, basis)
    for _ in range(whole("steps", steps)):
        step, promise = _newton_step(joint, coefficients, basis)
        if promise < ENOUGH:
            return lambda x: log_softmax(coefficients @ features(x), axis=0)
        length = 1.0
        while (better := _score(joint, coefficients + length * step, basis)) < bound - ENOUGH:
            length /= 2
        coefficients, bound = coefficients + length * step, better
    raise RuntimeError(f"the best Q of degree {degree} was not found in {steps} Newton steps")


class _Features:
    """Chebyshev polynomials of x scaled to [−1, 1]: powers of x itself are ill-conditioned."""

    def __init__(self, low: float, high: float, degree: int) -> None:
        self.middle, self.half, self.degree = (low + high) / 2, (high - low) / 2, degree

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Return the basis at x, shape (degree + 1, n)."""
        return chebyshev.chebvander((x - self.middle) / self.half, self.degree).T


def _score(joint: np.ndarray, coefficients: np.ndarray, basis: np.ndarray) -> float:
    return float((joint * log_softmax(coefficients @ basis, axis=0)).sum())


def _newton_step(
    joint: np.ndarray, coefficients: np.ndarray, basis: np.ndarray
) -> tuple[np.ndarray, float]:
    """Return the step uphill, (C, degree + 1), and how much it promises to raise the score."""
    q = np.exp(log_softmax(coefficients @ basis, axis=0))
    p_of_x = joint.sum(axis=0)
    gradient = ((joint - p_of_x * q) @ basis.T).ravel()
    classes, size = len(q), len(basis)
    curvature = np.empty((classes, size, classes, size))
    for i in range(classes):
        for j in range(classes):
            slope = p_of_x * q[i] * ((i == j) - q[j])
            curvature[i, :, j, :] = (basis * slope) @ basis.T
    matrix = curvature.reshape(classes * size, classes * size)
    # A constant added to all logits changes nothing, so the matrix is singular: least squares.
    step = np.linalg.lstsq(matrix, gradient, rcond=1e-14)[0]
    return step.reshape(classes, size), float(gradient @ step)
