"""A ladder of recognition networks: logits that are polynomials of x, of rising degree.

Each rung contains the one below, so its best bound is at least as high. For a mixture of
Gaussians the true log-posterior has degree 2 in x (degree 1 if all stds are equal): there the
gap closes, and more degrees add nothing.
"""

from __future__ import annotations

import numpy as np
from scipy.special import log_softmax

from infogan_lib.arguments import finite, whole
from infogan_lib.information.mixtures import GaussianMixture, LogQ
from infogan_lib.information.quadrature import breakpoints, panel_rule

#: Newton's method ends when a step promises to raise the bound by less than this, in nats.
ENOUGH = 1e-15
#: A smaller promise may be rounding's: then it ends when the step did not raise the bound.
ROUNDING = 1e-9
#: The highest degree that is climbed: polynomials of far higher ones overflow.
HIGHEST = 100


def best_polynomial_q(mixture: GaussianMixture, degree: int, steps: int = 100) -> LogQ:
    """Return the Q that reaches the highest bound among those with logits of this degree.

    The bound is concave in the coefficients, so Newton's method finds its top, to about 1e-10
    nats; no sampling. It climbs degree by degree: none ends below a lower one by more than 1e-12.

    Args:
        mixture: the generator that Q is to recognise.
        degree: of the logits in x, 0 to 100. Degree 0 ignores x and can do no better than 0.
        steps: after how many Newton steps, of each degree on the way, to give up.

    Returns:
        A function from x, shape (n,), to ln q(c given x), shape (C, n). It raises ValueError for an
        x so far out that a logit overflows.

    Raises:
        ValueError: for a degree out of range, another kind of mixture, or steps below 1.
        RuntimeError: if Newton's method has not arrived after ``steps``.
    """
    if not isinstance(mixture, GaussianMixture):
        raise ValueError(f"mixture must be a GaussianMixture, got {type(mixture).__name__}")
    degree, steps = whole("degree", degree, at_least=0), whole("steps", steps)
    if degree > HIGHEST:
        raise ValueError(f"degree must be at most {HIGHEST}, got {degree}; degree 2 closes the gap")
    x, weight = panel_rule(breakpoints(mixture.means, mixture.stds))
    joint = np.exp(mixture.log_joint(x)) * weight
    features = _Features(x, joint.sum(axis=0), degree)
    basis = features(x)
    coefficients = np.zeros((len(mixture.weights), 0))
    for rung in range(degree + 1):
        start = np.pad(coefficients, ((0, 0), (0, 1)))
        found = _climb(joint, start, basis[: rung + 1], steps)
        if found is None:
            raise RuntimeError(
                f"the best Q of degree {degree} was not found in {steps} Newton steps "
                f"of degree {rung}; give more steps"
            )
        coefficients = found

    def log_q(x: np.ndarray) -> np.ndarray:
        x = finite("x", x, ndim=1)
        with np.errstate(over="ignore", invalid="ignore"):
            logits = coefficients @ features(x)
            if not np.isfinite(logits).all():
                raise ValueError(
                    f"x must keep logits of degree {degree} finite, got {np.abs(x).max():.3g}"
                )
            return log_softmax(logits, axis=0)

    return log_q


def _climb(
    joint: np.ndarray, coefficients: np.ndarray, basis: np.ndarray, steps: int
) -> np.ndarray | None:
    """Return the coefficients at the top of the score, or None if it is not reached."""
    bound = _score(joint, coefficients, basis)
    for _ in range(steps):
        step, promise = _newton_step(joint, coefficients, basis)
        if promise < ENOUGH:
            return coefficients
        length = 1.0
        while (better := _score(joint, coefficients + length * step, basis)) < bound - ENOUGH:
            length /= 2
        if promise < ROUNDING and better <= bound:
            return coefficients
        coefficients, bound = coefficients + length * step, better
    return None


class _Features:
    """Polynomials of x that are orthonormal under p(x), from their three-term recurrence.

    Other bases, Chebyshev's too, are ill-conditioned where p(x) has all but vanished.
    """

    def __init__(self, x: np.ndarray, p_of_x: np.ndarray, degree: int) -> None:
        """Take nodes x, shape (n,), and their probabilities, (n,)."""
        self.steps: list[tuple[float, float]] = []
        for _ in range(degree):
            *_, before, last = [np.zeros_like(x), *self(x)]
            shift = float(p_of_x @ (x * last**2))
            above = (x - shift) * last - (self.steps[-1][1] if self.steps else 0.0) * before
            self.steps.append((shift, float(np.sqrt(p_of_x @ above**2))))

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Return the basis at x, shape (degree + 1, n)."""
        rows, size = [np.zeros_like(x), np.ones_like(x)], 0.0
        for shift, next_size in self.steps:
            rows.append(((x - shift) * rows[-1] - size * rows[-2]) / next_size)
            size = next_size
        return np.stack(rows[1:])


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
    # Each coefficient in its own unit, or a narrow class drowns beside a wide one.
    bend = np.sqrt(np.diag(matrix))
    unit = np.divide(1.0, bend, out=np.zeros_like(bend), where=bend > 0)
    matrix *= unit[:, None] * unit
    # A constant added to all logits changes nothing, so the matrix is singular: least squares.
    step = unit * np.linalg.lstsq(matrix, unit * gradient, rcond=1e-16)[0]
    return step.reshape(classes, size), float(gradient @ step)
