"""Other people's estimators of mutual information, to stand beside the truth.

Where no density is known these are all one has. Each has a way to fail, and the course shows it:
InfoNCE cannot pass ln K, nearest neighbours lose their way in many dimensions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, logsumexp

from infogan_lib.arguments import below_infinity, finite, squarable, whole
from infogan_lib.information.bounds import Estimate


def ksg_information(c: ArrayLike, x: ArrayLike, neighbours: int = 3) -> float:
    """Return the first estimator of Kraskov, Stögbauer and Grassberger (2004), in nats.

    ``ψ(k) + ψ(n) − E[ψ(n_c + 1) + ψ(n_x + 1)]``, where n_c and n_x count the samples nearer than
    the k-th neighbour in the joint space, and are at least k − 1 where distances tie. It may be
    negative, and is not clipped. It is never above ``ψ(n) − ψ(k)``, whatever the truth: 5.984471
    for n = 1,000 and k = 3. Rounded samples, whose distances tie, bias it.

    Args:
        c, x: shapes (n,) or (n, d), continuous and paired. Each is scaled as one block, so its
            columns should share a unit: one that is far smaller than another is not seen. A
            single far sample shrinks all others alike.
        neighbours: k.

    Raises:
        ValueError: for unpaired samples, k of them or fewer, or more than k that are equal in
            both c and x (not continuous).
    """
    from sklearn.neighbors import KDTree

    c, x = _block("c", c), _block("x", x)
    n, neighbours = _paired(c, x), whole("neighbours", neighbours)
    if n <= neighbours:
        raise ValueError(f"neighbours must be below the {n} samples, got {neighbours}")
    c, x = _scaled(c), _scaled(x)
    distance, _ = KDTree(np.hstack([c, x]), metric="chebyshev").query(
        np.hstack([c, x]), k=neighbours + 1
    )
    radius = _strictly_inside(distance[:, -1], "c and x")
    near_c, near_x = (
        KDTree(block, metric="chebyshev").query_radius(block, radius, count_only=True)
        for block in (c, x)
    )
    # A point counts itself, so the counts are n_c + 1 and n_x + 1 already. Where distances tie,
    # fewer than k are strictly nearer.
    counts = digamma(np.maximum(near_c, neighbours)) + digamma(np.maximum(near_x, neighbours))
    return float(digamma(neighbours) + digamma(n) - counts.mean())


def ross_information(labels: ArrayLike, x: ArrayLike, neighbours: int = 3) -> float:
    """Return Ross's estimator (2014) for a discrete code and a continuous x, in nats.

    The k-th neighbour is sought among the samples of one label, then all samples that are as
    near are counted: ``ψ(n) − E[ψ(n_label)] + ψ(k) − E[ψ(m)]``, with m at least k. It may be
    negative, and is never above ``ψ(n) − E[ψ(n_label)]``, which is close to H(labels). Rounded
    samples, whose distances tie, bias it.

    Args:
        labels: shape (n,), whole numbers.
        x: shape (n,) or (n, d), continuous.
        neighbours: k.

    Raises:
        ValueError: for unpaired samples, a label with k samples or fewer, or more than k samples
            of one label that are equal in x.
    """
    from sklearn.neighbors import KDTree

    labels = finite("labels", labels, ndim=1)
    if (labels != np.round(labels)).any():
        raise ValueError("labels must be whole numbers, got fractions")
    if np.abs(labels).max() > 2**53:
        raise ValueError(f"labels must be within ±2^53, got {np.abs(labels).max():.3g}")
    x = _block("x", x)
    n, neighbours = _paired(labels, x, "labels"), whole("neighbours", neighbours)
    x = _scaled(x)
    radius, size = np.empty(n), np.empty(n)
    for label in np.unique(labels):
        mine = labels == label
        if mine.sum() <= neighbours:
            raise ValueError(
                f"neighbours must be below the samples of every label, got {neighbours} "
                f"and {mine.sum()} samples of label {label:g}"
            )
        distance, _ = KDTree(x[mine], metric="euclidean").query(x[mine], k=neighbours + 1)
        radius[mine], size[mine] = distance[:, -1], mine.sum()
    radius = _strictly_inside(radius, "x")
    m = KDTree(x, metric="euclidean").query_radius(x, radius, count_only=True)
    spread = digamma(size) + digamma(np.maximum(m, neighbours))
    return float(digamma(n) + digamma(neighbours) - spread.mean())


def info_nce(scores: ArrayLike) -> Estimate:
    """Return the InfoNCE lower bound (van den Oord et al. 2018), in nats; never above ln K.

    ``ln K + E[ln softmax over codes of the right code's score]``, over batches of K pairs.

    Args:
        scores: shape (batches, K, K) or (K, K): scores[b, i, j] is the critic's score of code i
            with sample j of batch b; the right pairs are on the diagonal. The best critic is
            ``pairwise_log_density``, ln p(x_j given c_i), plus anything that depends on x alone.

    Returns:
        An estimate over batches: for pairs of one batch are not independent.

    Raises:
        ValueError: for NaN, +inf, sizes above 1e150, batches that are not square, or a sample with
            no score.
    """
    scores = _square("scores", scores)
    total = logsumexp(scores, axis=1)
    if np.isneginf(total).any():
        raise ValueError("scores must hold a number above −inf for every sample, got none for one")
    right = np.diagonal(scores, axis1=1, axis2=2)
    return Estimate.of((right - total).mean(axis=1) + math.log(scores.shape[1]))


def leave_one_out_bound(log_likelihood: ArrayLike) -> Estimate:
    """Return the leave-one-out upper bound on I(c; x) (Poole et al. 2019), in nats.

    ``E[ln p(x_j given c_j) − ln mean over i ≠ j of p(x_j given c_i)]``. It is a bound only for the
    generator's true likelihood: a fitted model may fall below the information.

    Args:
        log_likelihood: shape (batches, K, K) or (K, K), K ≥ 2, laid out as for ``info_nce``.

    Raises:
        ValueError: for NaN, +inf, sizes above 1e150, batches that are not square, or a sample that
            no other code can explain, where the bound is +inf.
    """
    logs = _square("log_likelihood", log_likelihood)
    size = logs.shape[1]
    if size < 2:
        raise ValueError(f"log_likelihood must have at least 2 codes a batch, got {size}")
    right = np.diagonal(logs, axis1=1, axis2=2)
    others = np.where(np.eye(size, dtype=bool), -np.inf, logs)
    marginal = logsumexp(others, axis=1) - math.log(size - 1)
    if np.isneginf(marginal).any():
        raise ValueError(
            "log_likelihood must be above −inf for a second code of every sample, got only −inf"
        )
    return Estimate.of((right - marginal).mean(axis=1))


def _square(name: str, value: ArrayLike) -> np.ndarray:
    array = squarable(name, below_infinity(name, value))
    if array.ndim not in (2, 3) or array.shape[-1] != array.shape[-2]:
        raise ValueError(f"{name} must have shape (batches, K, K) or (K, K), got {array.shape}")
    return array.reshape(-1, *array.shape[-2:])


def _block(name: str, value: ArrayLike) -> np.ndarray:
    array = finite(name, value)
    if array.ndim not in (1, 2):
        raise ValueError(f"{name} must have shape (n,) or (n, d), got {array.shape}")
    return array.reshape(len(array), -1)


def _paired(c: np.ndarray, x: np.ndarray, name: str = "c") -> int:
    if len(c) != len(x):
        raise ValueError(f"x must have one row for each of {name}'s {len(c)}, got {len(x)}")
    return len(c)


def _scaled(block: np.ndarray) -> np.ndarray:
    """Return the block with unit spread: one factor, so that distances in it keep their shape."""
    # Powers of 2 lose no digit, and keep sums and squares inside float64 whatever the unit.
    exponent = _exponent(block)
    centred = np.ldexp(block, -exponent)
    centred -= centred.mean(axis=0)
    # Rounding of the mean is no spread.
    varies = block.max(axis=0) > block.min(axis=0)
    centred[:, ~varies] = 0.0
    if not varies.any():
        return centred
    largest = (exponent + _exponent(centred))[varies].max()
    centred = np.ldexp(centred, exponent - largest)
    return centred / math.sqrt((centred**2).mean())


def _exponent(block: np.ndarray) -> np.ndarray:
    """Return for each column the power of 2 just above its largest entry, ints of shape (d,)."""
    return np.frexp(np.abs(block).max(axis=0))[1]


def _strictly_inside(radius: np.ndarray, names: str) -> np.ndarray:
    if (radius == 0).any():
        raise ValueError(f"{names} must be continuous, got {(radius == 0).sum()} repeated samples")
    return np.nextafter(radius, 0.0)
