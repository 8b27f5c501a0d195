"""Mutual information, exactly, and the bound that InfoGAN maximises. No Keras here.

Tables are `joint[c, x] = P(c, x)` and `q[c, x] = q(c given x)`, whose columns sum to 1. All is
in float64 and in nats; `base=2` gives bits, as in `scipy.stats.entropy`. A table that is not a
distribution is refused: nothing is clipped and nothing is renormalised.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr, xlogy

from infogan_lib.arguments import probabilities, same_shape, unit
from infogan_lib.bounds import Estimate, variational_bound

__all__ = [
    "Estimate",
    "bound_gap",
    "conditional_entropy",
    "cross_entropy",
    "entropy",
    "exact_bound",
    "kl_divergence",
    "mutual_information",
    "posterior",
    "variational_bound",
]


def entropy(p: ArrayLike, base: float | None = None, axis: int | None = 0) -> np.ndarray | float:
    """Return `H(p) = −Σ p ln p` along `axis` (None: over all entries), with 0 ln 0 = 0."""
    return unit(base) * entr(probabilities("p", p, axis)).sum(axis=axis)


def cross_entropy(
    p: ArrayLike, q: ArrayLike, base: float | None = None, axis: int | None = 0
) -> np.ndarray | float:
    """Return `−Σ p ln q` along `axis`: inf where q is 0 and p is not. Never below H(p)."""
    p, q = probabilities("p", p, axis), probabilities("q", q, axis)
    same_shape("q", q, "p", p)
    return -unit(base) * xlogy(p, q).sum(axis=axis)


def kl_divergence(
    p: ArrayLike, q: ArrayLike, base: float | None = None, axis: int | None = 0
) -> np.ndarray | float:
    """Return `KL(p ‖ q) = Σ p ln(p/q)` along `axis`: inf where q is 0 and p is not."""
    p, q = probabilities("p", p, axis), probabilities("q", q, axis)
    same_shape("q", q, "p", p)
    return unit(base) * rel_entr(p, q).sum(axis=axis)


def mutual_information(joint: ArrayLike, base: float | None = None) -> float:
    """Return `I(c; x) = Σ P(c, x) ln[P(c, x) / (P(c) P(x))]` of a table of shape (C, X)."""
    joint = probabilities("joint", joint, axis=None, ndim=2)
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    return float(unit(base) * rel_entr(joint, product).sum())


def posterior(joint: ArrayLike) -> np.ndarray:
    """Return P(c given x), shape (C, X). An x that never happens gets the prior P(c)."""
    joint = probabilities("joint", joint, axis=None, ndim=2)
    p_of_x = joint.sum(axis=0)
    happens = p_of_x > 0
    result = np.repeat(joint.sum(axis=1, keepdims=True), joint.shape[1], axis=1)
    result[:, happens] = joint[:, happens] / p_of_x[happens]
    return result


def conditional_entropy(joint: ArrayLike, base: float | None = None) -> float:
    """Return `H(c given x) = Σ P(x) H(P(c given x))`: what is unknown of c once x is seen."""
    p_c_given_x = posterior(joint)
    return float(unit(base) * (np.sum(joint, axis=0) * entr(p_c_given_x).sum(axis=0)).sum())


def exact_bound(joint: ArrayLike, q: ArrayLike, base: float | None = None) -> float:
    """Return `H(c) + Σ P(c, x) ln q(c given x)`, the bound that q reaches on a whole table."""
    joint = probabilities("joint", joint, axis=None, ndim=2)
    q = probabilities("q", q, axis=0, ndim=2)
    same_shape("q", q, "joint", joint)
    return float(unit(base) * (entr(joint.sum(axis=1)).sum() + xlogy(joint, q).sum()))


def bound_gap(joint: ArrayLike, q: ArrayLike, base: float | None = None) -> float:
    """Return `Σ P(x) KL(P(c given x) ‖ q(c given x))`: how far q's bound is below I(c; x)."""
    joint = probabilities("joint", joint, axis=None, ndim=2)
    q = probabilities("q", q, axis=0, ndim=2)
    same_shape("q", q, "joint", joint)
    p_of_x = joint.sum(axis=0)
    happens = p_of_x > 0
    divergence = rel_entr(posterior(joint), q).sum(axis=0)
    return float(unit(base) * (p_of_x[happens] * divergence[happens]).sum())
