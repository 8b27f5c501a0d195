"""What codes accept: names, priors' numbers, and values for rows of latents."""

from __future__ import annotations

import numpy as np

from infogan_lib.arguments import number, probabilities, whole
from infogan_lib.core.channel import Channel
from infogan_lib.errors import shown

# Codes are float32: beyond these neither their density nor its entropy can be told.
LEAST, MOST = 1e-6, 1e6


def check_prior(name: str, size, p) -> tuple[int, tuple[float, ...] | None]:
    """A category's number of values, and their probabilities or None; ValueError for others."""
    if p is None:
        return whole(f"{name}: size", 10 if size is None else size, at_least=2), None
    p = probabilities(f"{name}: probabilities", p, ndim=1)
    size = whole(f"{name}: size", len(p) if size is None else size, at_least=2)
    if len(p) != size or not (p > 0).all():
        raise ValueError(
            f"{name}: probabilities must be {size} numbers above 0, got {len(p)} from {p.min():g}; "
            "a value that never occurs needs no place"
        )
    return size, tuple(p.tolist())


def check_code(code, *numbers: str) -> None:
    """A name, a channel, and finite numbers, NumPy's made Python's; else ValueError."""
    if not isinstance(code.name, str) or not code.name.isprintable() or not code.name.strip():
        raise ValueError(f"a code's name must be text, got {shown(code.name)}")
    for name in numbers:
        value = number(f"{code.name}: {name}", getattr(code, name), at_least=-MOST, at_most=MOST)
        object.__setattr__(code, name, value)
    if not isinstance(code.channel, Channel):
        raise ValueError(f"{code.name}: channel must be a Channel, got {shown(code.channel)}")


def float_array(name: str, value) -> np.ndarray:
    """``value`` as a float32 array; ValueError where it is none."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        with np.errstate(over="ignore"):
            return array.astype("float32")
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"{name}: give numbers, got {shown(value)}") from None


def rows_of(name: str, value, n: int) -> np.ndarray:
    """(n,) finite float32 numbers from one number or n; ValueError for others."""
    value = float_array(name, value)
    if value.ndim == 0:
        value = np.full(n, value)
    if value.shape != (n,):
        raise ValueError(f"{name}: give one finite number, or {n} of them; got shape {value.shape}")
    if not np.isfinite(value).all():
        raise ValueError(f"{name}: give finite numbers, got {value[~np.isfinite(value)][0]}")
    return value
