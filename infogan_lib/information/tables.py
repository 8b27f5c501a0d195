"""The measures of a joint table: entropy, divergence, mutual information, the bound of a given q.

``joint[c, x] = P(c, x)``; the columns of ``q[c, x] = q(c given x)`` sum to 1. What is not a
distribution is refused, and nothing is clipped.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr, xlogy

from infogan_lib.arguments import log_probabilities, probabilities, same_shape, unit
from infogan_lib.information.bounds import weighted_sum


def entropy(
    p: ArrayLike, base: float | None = None, axis: int | None = 0
) -> np.float64 | np.ndarray:
    """Return ``H(p) = −Σ p ln p`` along ``axis`` (None: over all entries), with 0 ln 0 = 0.

    Raises ValueError for a negative entry, NaN, or a sum along the axis not within 1e-5 of 1.
    """
    return unit(base) * entr(probabilities("p", p, axis)).sum(axis=axis)


def cross_entropy(
    p: ArrayLike, q: ArrayLike, base: float | None = None, axis: int | None = 0
) -> np.float64 | np.ndarray:
    """Return ``−Σ p ln q`` along ``axis``, for p and q of one shape. Not below H(p).

    It is inf where q is 0 and p is not; 0 ln 0 = 0. Raises ValueError as ``entropy`` does.
    """
    p, q = probabilities("p", p, axis), probabilities("q", q, axis)
    same_shape("q", q, "p", p)
    return -unit(base) * xlogy(p, q).sum(axis=axis)


def kl_divergence(
    p: ArrayLike, q: ArrayLike, base: float | None = None, axis: int | None = 0
) -> np.float64 | np.ndarray:
    """Return ``KL(p ‖ q) = Σ p ln(p/q)`` along ``axis``, for p and q of one shape.

    Not below 0, but for 1e-12: so near to 1 a sum is left as it is. It is inf where q is 0 and p
    is not; 0 ln(0/q) = 0. Raises ValueError as ``entropy`` does.
    """
    p, q = probabilities("p", p, axis), probabilities("q", q, axis)
    same_shape("q", q, "p", p)
    return unit(base) * _relative_entropy(p, q).sum(axis=axis)


def mutual_information(joint: ArrayLike, base: float | None = None) -> float:
    """Return ``I(c; x) = Σ P(c, x) ln[P(c, x) / (P(c) P(x))]`` of a joint of shape (C, X).

    Raises ValueError for a negative entry, NaN, or a total that is not within 1e-5 of 1.
    """
    joint = _joint(joint)
    # P(c given x) against P(c), for the product of both margins may underflow.
    divergence = _relative_entropy(posterior(joint), joint.sum(axis=1, keepdims=True))
    return float(unit(base) * (joint.sum(axis=0) @ divergence.sum(axis=0)))


def posterior(joint: ArrayLike) -> np.ndarray:
    """Return P(c given x), shape (C, X), columns sum to 1. An x that never happens gets P(c)."""
    joint = _joint(joint)
    p_of_x = joint.sum(axis=0)
    happens = p_of_x > 0
    result = np.repeat(joint.sum(axis=1, keepdims=True), joint.shape[1], axis=1)
    result[:, happens] = joint[:, happens] / p_of_x[happens]
    return result


def conditional_entropy(joint: ArrayLike, base: float | None = None) -> float:
    """Return ``H(c given x) = Σ P(x) H(P(c given x))``: what stays unknown of c once x is seen."""
    joint = _joint(joint)
    return float(unit(base) * (joint.sum(axis=0) @ entr(posterior(joint)).sum(axis=0)))


def exact_bound(
    joint: ArrayLike,
    q: ArrayLike | None = None,
    *,
    log_q: ArrayLike | None = None,
    base: float | None = None,
) -> float:
    """Return ``H(c) + Σ P(c, x) ln q(c given x)``: the bound of q over a whole table, no samples.

    Give q, shape (C, X), or log_q, its natural logarithm, where q would underflow. It is −inf
    where q excludes what happens. Raises ValueError for a table that is no distribution.
    """
    joint = _joint(joint)
    score = weighted_sum(joint, _log_q(joint, q, log_q)).sum()
    return float(unit(base) * (entr(joint.sum(axis=1)).sum() + score))


def bound_gap(
    joint: ArrayLike,
    q: ArrayLike | None = None,
    *,
    log_q: ArrayLike | None = None,
    base: float | None = None,
) -> float:
    """Return ``Σ P(x) KL(P(c given x) ‖ q(c given x))``: how far q's bound is below I(c; x).

    From the posterior, not from a difference: so I − bound = gap is a statement, not a
    definition. Arguments as for ``exact_bound``; it is inf where the bound is −inf.
    """
    joint = _joint(joint)
    p = posterior(joint)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.log(p) - _log_q(joint, q, log_q)
    return float(unit(base) * weighted_sum(joint.sum(axis=0), weighted_sum(p, log_ratio)))


def _relative_entropy(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return p ln(p/q) cell by cell: +inf only where q is 0 and p is not."""
    result = rel_entr(p, q)
    # In older SciPy p/q may overflow.
    far = np.isposinf(result) & (q > 0)
    return np.where(far, xlogy(p, p) - xlogy(p, q), result)


def _joint(joint: ArrayLike) -> np.ndarray:
    return probabilities("joint", joint, axis=None, ndim=2)


def _log_q(joint: np.ndarray, q: ArrayLike | None, log_q: ArrayLike | None) -> np.ndarray:
    if (q is None) == (log_q is None):
        raise ValueError(f"give q or log_q, got {'neither' if q is None else 'both'}")
    if q is not None:
        table = probabilities("q", q, axis=0, ndim=2)
        same_shape("q", table, "joint", joint)
        with np.errstate(divide="ignore"):
            return np.log(table)
    assert log_q is not None  # one of the two is given
    logs = log_probabilities("log_q", log_q, axis=0, ndim=2)
    same_shape("log_q", logs, "joint", joint)
    return logs
