"""Slopes and rank correlations of many pairs at once, for the sample and for its resamples.

A resample is a row of weights: how often each image was redrawn. Ranks then need no new sorting,
which makes a thousand resamples of two thousand images a matter of seconds.
"""

from __future__ import annotations

import numpy as np

FEWEST = 10  # images: with fewer, a rank correlation says nothing
PART = 100  # resamples at a time: bounds memory, not results


def redraws(sizes: np.ndarray, resamples: int, seed: int) -> np.ndarray:
    """Return weights (1 + resamples, n): first the sample itself, then redraws of it.

    Args:
        sizes: images in each category, which stand in blocks; n is their sum. Each block is
            redrawn from itself.
    """
    rng = np.random.default_rng(seed)
    blocks = [rng.multinomial(size, np.full(size, 1 / size), resamples) for size in sizes]
    drawn = np.concatenate(blocks, axis=1)
    return np.vstack([np.ones((1, drawn.shape[1])), drawn])


def statistics(
    x: np.ndarray, y: np.ndarray, sizes: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return slope, rank correlation, and its mean within blocks: three arrays (X, Y, resamples).

    Args:
        x: shape (X, n), none of them constant. y: shape (Y, n).
        sizes: of the blocks. Those below FEWEST are left out of the mean; if none is left, it
            is NaN.
        weights: shape (resamples, n).
    """
    parts = [
        _statistics(x, y, sizes, weights[start : start + PART])
        for start in range(0, len(weights), PART)
    ]
    slope, rho, within = (np.concatenate(arrays, axis=-1) for arrays in zip(*parts, strict=True))
    return slope, rho, within


def _statistics(
    x: np.ndarray, y: np.ndarray, sizes: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    centred = x[:, None] - (weights @ x.T / weights.sum(axis=1, keepdims=True)).T[..., None]
    slope = np.einsum("rn,xrn,yn->xyr", weights, centred, y)
    with np.errstate(divide="ignore", invalid="ignore"):  # a redraw may hold one value alone
        slope /= np.einsum("rn,xrn->xr", weights, centred**2)[:, None]
    within = [
        _correlation(x[:, end - size : end], y[:, end - size : end], weights[:, end - size : end])
        for size, end in zip(sizes, np.cumsum(sizes), strict=True)
        if size >= FEWEST
    ]
    mean = np.mean(within, axis=0) if within else np.full(slope.shape, np.nan)
    return slope, _correlation(x, y, weights), mean


def _correlation(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Spearman's, (X, Y, resamples)."""
    a, b = (np.stack([_scores(column, weights) for column in side]) for side in (x, y))
    return np.einsum("rn,xrn,yrn->xyr", weights, a, b) / weights.sum(axis=1)


def _scores(column: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Ranks (resamples, n) with mean 0 and variance 1; all 0 where nothing varies."""
    order = np.argsort(column)
    first = np.flatnonzero(np.diff(column[order], prepend=np.nan))  # of each group of equals
    totals = np.add.reduceat(weights[:, order], first, axis=1)
    middle = totals.cumsum(axis=1) - totals / 2
    ranks = np.empty_like(weights)
    ranks[:, order] = np.repeat(middle, np.diff(first, append=len(column)), axis=1)
    n = weights.sum(axis=1, keepdims=True)
    ranks -= (weights * ranks).sum(axis=1, keepdims=True) / n
    spread = np.sqrt((weights * ranks**2).sum(axis=1, keepdims=True) / n)
    return np.divide(ranks, spread, out=np.zeros_like(ranks), where=spread > 1e-6)
