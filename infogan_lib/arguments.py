"""What public functions accept: one place that looks at their arguments.

Each check returns the argument, numbers as float64, or raises a ``ValueError`` that names the
argument, says what it got, and says what would have been right. Nothing is clipped: a wrong table
must be seen, not repaired. Only sums that float32 rounded, within 1e-5 of 1, are divided out.
"""

from __future__ import annotations

import math
import operator
import sys
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.errors import shown

#: How far a sum of probabilities may be from 1. A float32 softmax stays within it.
TOLERANCE = 1e-5
#: A sum this near to 1 is float64's rounding, and is left as it is.
ROUNDING = 1e-12
#: A size whose square, and a sum of many such squares, float64 can hold.
SQUARABLE = 1e150


def numbers(name: str, value: ArrayLike, ndim: int | None = None) -> np.ndarray:
    """Return ``value`` as a float64 array without NaN, with ``ndim`` axes, and not empty.

    A masked array is refused, also inside a list: its mask would be lost without a word.
    """
    refuse_mask(name, value)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(f"{name} must be an array of real numbers, got {error}") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be an array of real numbers, got dtype {array.dtype}")
    array = array.astype(np.float64)
    if ndim is not None and array.ndim != ndim:
        wanted = {0: "be one number", 1: "have one axis"}.get(ndim, f"have {ndim} axes")
        raise ValueError(f"{name} must {wanted}, got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must have at least one entry, got shape {array.shape}")
    if np.isnan(array).any():
        raise ValueError(f"{name} must hold no NaN, got {np.isnan(array).sum()} in {array.size}")
    return array


def refuse_mask(name: str, value: object) -> None:
    """Raise for a masked array, also inside a list."""
    if _is_masked(value):
        raise ValueError(
            f"{name} must be an array without a mask, got a numpy.ma masked array; "
            "drop what is masked, or give .filled(value)"
        )


def _is_masked(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_masked, value))
    return isinstance(value, np.ma.MaskedArray)


def below_infinity(name: str, value: ArrayLike, ndim: int | None = None) -> np.ndarray:
    """Return ``value`` as a float64 array that may hold −inf but neither NaN nor +inf."""
    array = numbers(name, value, ndim)
    if np.isposinf(array).any():
        raise ValueError(f"{name} must be below +inf, got {np.isposinf(array).sum()} entries of it")
    return array


def squarable(name: str, array: np.ndarray) -> np.ndarray:
    """Return ``array`` if its finite entries are within ±SQUARABLE; infinite ones may stay."""
    size = np.abs(array, where=np.isfinite(array), out=np.zeros_like(array)).max()
    if size > SQUARABLE:
        raise ValueError(f"{name} must be within ±{SQUARABLE:g}, got {size:.3g}; change its unit")
    return array


def moderate(name: str, value: ArrayLike, ndim: int | None = None) -> np.ndarray:
    """Return ``value`` as finite float64 whose squares neither overflow nor, all of them, vanish.

    The largest size is 0 or within 1e-150 … 1e150.
    """
    array = squarable(name, finite(name, value, ndim))
    size = np.abs(array).max()
    if 0 < size < 1 / SQUARABLE:
        raise ValueError(f"{name} must reach {1 / SQUARABLE:g}, got {size:.3g}; change its unit")
    return array


def finite(name: str, value: ArrayLike, ndim: int | None = None) -> np.ndarray:
    """Return ``value`` as a float64 array of finite numbers."""
    array = numbers(name, value, ndim)
    if np.isinf(array).any():
        raise ValueError(f"{name} must be finite, got {np.isinf(array).sum()} infinite entries")
    return array


def positive(name: str, value: ArrayLike, ndim: int | None = None) -> np.ndarray:
    """Return ``value`` as a float64 array of finite numbers above 0."""
    array = finite(name, value, ndim)
    if (array <= 0).any():
        raise ValueError(f"{name} must be above 0, got {array.min():.6g}")
    return array


def probabilities(
    name: str, value: ArrayLike, axis: int | None = 0, ndim: int | None = None
) -> np.ndarray:
    """Return ``value`` as float64 probabilities that sum to 1 along ``axis`` (None: altogether).

    A sum that is off by more than TOLERANCE is refused; by more than ROUNDING, divided out.
    """
    array = finite(name, value, ndim)
    if (array < 0).any():
        raise ValueError(f"{name} must hold no negative probability, got {array.min():.6g}")
    return array / _total(name, array, axis)


def log_probabilities(
    name: str, value: ArrayLike, axis: int | None = 0, ndim: int | None = None
) -> np.ndarray:
    """Return ``value`` as float64 ln-probabilities, −inf for 0, whose exp sums to 1 on ``axis``.

    Sums are refused or divided out as by ``probabilities``.
    """
    array = below_infinity(name, value, ndim)
    with np.errstate(over="ignore"):
        exponentials = np.exp(array)
    return array - np.log(_total(f"exp({name})", exponentials, axis))


def _axis(name: str, array: np.ndarray, axis: int | None) -> int | None:
    if array.ndim == 0:
        raise ValueError(f"{name} must be an array of probabilities, got one number, {array:g}")
    if axis is None:
        return None
    if not -array.ndim <= whole("axis", axis, at_least=-array.ndim) < array.ndim:
        raise ValueError(f"axis must name one of {name}'s {array.ndim} axes, got {axis}")
    return int(axis)


def _total(name: str, array: np.ndarray, axis: int | None) -> np.ndarray:
    """Return the sums along ``axis``, which is kept; 1 where they differ from it by rounding."""
    totals = array.sum(axis=_axis(name, array, axis), keepdims=True)
    off = np.abs(totals - 1.0)
    if (off > TOLERANCE).any():
        along = "" if axis is None else f" along axis {axis}"
        worst = totals.flat[np.argmax(off)]
        raise ValueError(f"{name} must sum to 1{along}, got {worst:.6g}; divide counts by it")
    return np.where(off > ROUNDING, totals, 1.0)


def same_shape(name: str, array: np.ndarray, other_name: str, other: np.ndarray) -> None:
    """Raise unless ``array`` and ``other`` have one shape."""
    if array.shape != other.shape:
        raise ValueError(
            f"{name} must have the shape of {other_name}, {other.shape}, got {array.shape}"
        )


def number(
    name: str,
    value: float,
    above: float = -math.inf,
    below: float = math.inf,
    at_least: float = -math.inf,
    at_most: float = math.inf,
) -> float:
    """Return ``value`` as a finite float inside the stated range."""
    if isinstance(value, str | bytes | bool | np.bool_ | None):
        raise ValueError(f"{name} must be a number, got {shown(value)}")
    result = float(finite(name, value, ndim=0))
    if not (above < result < below and at_least <= result <= at_most):
        limits = {"above": above, "below": below, "at least": at_least, "at most": at_most}
        wanted = [f"{word} {limit:.10g}" for word, limit in limits.items() if math.isfinite(limit)]
        raise ValueError(f"{name} must be {' and '.join(wanted)}, got {result:.10g}")
    return result


def whole(name: str, value: int, at_least: int = 1, at_most: int | None = None) -> int:
    """Return ``value`` as an int inside the stated range; a float is refused, even 3.0."""
    refuse_mask(name, value)
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        result = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, got {shown(value)}") from None
    if result < at_least:
        raise ValueError(f"{name} must be at least {at_least}, got {result}")
    if at_most is not None and result > at_most:
        raise ValueError(f"{name} must be at most {at_most}, got {shown(result)}")
    return result


def typed(name: str, value: Any, kind: type) -> Any:
    """Return ``value`` as Python's bool, int or float, where ``kind`` is one; else as it is."""
    if isinstance(value, np.bool_):
        value = bool(value)
    if kind is bool:
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False, got {shown(value)}")
        return value
    if kind is int:
        return whole(name, value, at_least=-sys.maxsize)
    return number(name, value) if kind is float else value


def unit(base: float | None) -> float:
    """Return the number that turns nats into the unit of ``base``: 1 for None, 1/ln 2 for 2."""
    return 1.0 if base is None else 1.0 / math.log(number("base", base, above=1.0))


def float_array(name: str, value: ArrayLike) -> np.ndarray:
    """Return ``value`` as a float32 array of any shape; what overflows becomes infinite."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        with np.errstate(over="ignore"):
            return array.astype("float32")
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"{name}: give numbers, got {shown(value)}") from None


def rows_of(name: str, value: ArrayLike, n: int) -> np.ndarray:
    """Return (n,) finite float32 numbers from one number or n."""
    array = float_array(name, value)
    array = np.full(n, array) if array.ndim == 0 else array
    if array.shape != (n,):
        raise ValueError(f"{name}: give one finite number, or {n} of them; got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: give finite numbers, got {array[~np.isfinite(array)][0]}")
    return array
