"""What the information functions accept: one place that looks at every argument.

Each check returns the argument as float64, or raises a `ValueError` that names the argument,
says what it got, and says what would have been right. Nothing is clipped and nothing is
renormalised: a wrong table must be seen, not repaired.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

#: How far a sum of probabilities may be from 1. A float32 softmax stays within it.
TOLERANCE = 1e-6


def numbers(name: str, value: ArrayLike, ndim: int | None = None) -> np.ndarray:
    """Return `value` as a float64 array without NaN, with `ndim` axes and at least one entry."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"dtype {array.dtype}")
        array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of real numbers, got {error}") from None
    if ndim is not None and array.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} axes, got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must have at least one entry, got shape {array.shape}")
    if np.isnan(array).any():
        raise ValueError(f"{name} must hold no NaN, got {int(np.isnan(array).sum())} of them")
    return array


def finite(name: str, value: ArrayLike, ndim: int | None = None) -> np.ndarray:
    """Return `value` as a float64 array of finite numbers."""
    array = numbers(name, value, ndim)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {int(np.isinf(array).sum())} infinite entries")
    return array


def probabilities(
    name: str, value: ArrayLike, axis: int | None = 0, ndim: int | None = None
) -> np.ndarray:
    """Return `value` as float64 probabilities that sum to 1 along `axis` (None: altogether)."""
    array = finite(name, value, ndim)
    if array.ndim == 0:
        raise ValueError(f"{name} must be an array of probabilities, got the single number {array}")
    if (array < 0).any():
        raise ValueError(f"{name} must hold no negative probability, got {array.min():.6g}")
    if axis is not None and not -array.ndim <= axis < array.ndim:
        raise ValueError(f"axis must be one of {name}'s {array.ndim} axes, got {axis}")
    sums = array.sum(axis=axis)
    worst = np.ravel(sums)[np.argmax(np.abs(np.ravel(sums) - 1.0))]
    if abs(worst - 1.0) > TOLERANCE:
        along = "" if axis is None else f" along axis {axis}"
        raise ValueError(f"{name} must sum to 1{along}, got a sum of {worst:.6g}; divide by it")
    return array


def same_shape(name: str, array: np.ndarray, other_name: str, other: np.ndarray) -> None:
    """Raise unless `array` and `other` have one shape."""
    if array.shape != other.shape:
        raise ValueError(
            f"{name} must have the shape of {other_name}, {other.shape}, got {array.shape}"
        )


def number(
    name: str, value: float, above: float = -math.inf, below: float = math.inf,
    at_least: float = -math.inf, at_most: float = math.inf,
) -> float:
    """Return `value` as a finite float inside the stated range."""
    result = float(finite(name, value, ndim=0))
    if not (above < result < below and at_least <= result <= at_most):
        parts = [
            f"{word} {limit:g}"
            for word, limit in (("above", above), ("below", below),
                                ("at least", at_least), ("at most", at_most))
            if math.isfinite(limit)
        ]
        raise ValueError(f"{name} must be {' and '.join(parts)}, got {result:g}")
    return result


def whole(name: str, value: int, at_least: int = 1) -> int:
    """Return `value` as an int that is at least `at_least`; 3.0 is welcome, 3.5 is not."""
    result = number(name, value, at_least=at_least)
    if result != int(result):
        raise ValueError(f"{name} must be a whole number, got {result:g}")
    return int(result)


def unit(base: float | None) -> float:
    """Return the number that turns nats into the unit of `base`: 1 for None, 1/ln 2 for 2."""
    if base is None:
        return 1.0
    return 1.0 / math.log(number("base", base, above=1.0))
