"""Channels whose information is known in closed form: what a measurement must agree with.

Nats by default; ``base=2`` gives bits.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, xlogy

from infogan_lib.arguments import (
    SQUARABLE,
    finite,
    number,
    positive,
    probabilities,
    unit,
    whole,
)


def uniform_entropy(low: float = -1.0, high: float = 1.0, base: float | None = None) -> float:
    """Return ``ln(high − low)``, the differential entropy of U(low, high). It may be negative."""
    low = number("low", low)
    half = number("high", high, above=low) / 2 - low / 2
    # high − low may overflow; half of a subnormal range may be 0.
    return unit(base) * (math.log(2) + math.log(half) if half > 1e300 else math.log(high - low))


def gaussian_entropy(std: float = 1.0, base: float | None = None) -> float:
    """Return ``½ ln(2πe·std²)``, the differential entropy of N(·, std²). It may be negative."""
    std = number("std", std, above=0.0)
    return unit(base) * (0.5 * math.log(2 * math.pi * math.e) + math.log(std))


def symmetric_channel(classes: int, error: float) -> np.ndarray:
    """Return the joint table, shape (classes, classes), of the symmetric channel.

    c is uniform, and x equals c except with probability ``error``, when it is any other class.
    """
    classes = whole("classes", classes, at_least=2)
    error = number("error", error, at_least=0.0, at_most=1.0)
    joint = np.full((classes, classes), error / (classes - 1) / classes)
    np.fill_diagonal(joint, (1.0 - error) / classes)
    return joint


def after_channel(joint: ArrayLike, channel: ArrayLike) -> np.ndarray:
    """Return the joint table of c and T(x), shape (codes, outputs): Σ_x P(c, x) P(t given x).

    T is random and knows nothing of c, so that I(c; T(x)) ≤ I(c; x): data processing.

    Args:
        joint: P(c, x), shape (codes, values), sums to 1.
        channel: P(t given x), shape (values, outputs), rows sum to 1.

    Raises:
        ValueError: for anything else than such tables, or tables that do not fit together.
    """
    joint = probabilities("joint", joint, axis=None, ndim=2)
    channel = probabilities("channel", channel, axis=1, ndim=2)
    if joint.shape[1] != channel.shape[0]:
        raise ValueError(
            f"channel must have a row for each of the {joint.shape[1]} columns of joint, "
            f"got {channel.shape[0]}"
        )
    return joint @ channel


def symmetric_channel_information(classes: int, error: float, base: float | None = None) -> float:
    """Return ``ln K − h(e) − e ln(K − 1)`` with ``h(e) = −e ln e − (1 − e) ln(1 − e)``."""
    classes = whole("classes", classes, at_least=2)
    error = number("error", error, at_least=0.0, at_most=1.0)
    lost = entr(error) + entr(1.0 - error) + error * math.log(classes - 1)
    return float(unit(base) * (math.log(classes) - lost))


def symmetric_channel_bound(
    classes: int, error: float, believed_error: float, base: float | None = None
) -> float:
    """Return the bound of a Q that takes the channel's error for ``believed_error``.

    ``ln K + (1 − e) ln(1 − b) + e ln[b / (K − 1)]``: the information where b = e, −inf where Q
    excludes what happens, b = 0 < e.
    """
    classes = whole("classes", classes, at_least=2)
    error = number("error", error, at_least=0.0, at_most=1.0)
    believed = number("believed_error", believed_error, at_least=0.0, at_most=1.0)
    log_q = xlogy(1.0 - error, 1.0 - believed) + xlogy(error, believed)
    return float(unit(base) * (math.log(classes) + log_q - error * math.log(classes - 1)))


def gaussian_channel_information(
    signal_std: float, noise_std: float, dimensions: int = 1, base: float | None = None
) -> float:
    """Return ``½ d ln(1 + signal²/noise²)`` for c ~ N(0, signal²) and x = c + noise, d times over.

    No code of the same power passes more through this noise. Raises ValueError for so many
    dimensions that the information is above 1e300.
    """
    signal_std = number("signal_std", signal_std, at_least=0.0)
    noise_std = number("noise_std", noise_std, above=0.0)
    dimensions = whole("dimensions", dimensions)
    # The square may overflow, and its 1 is lost long before.
    if signal_std > 0 and math.log(signal_std) - math.log(noise_std) > 100:
        log_ratio = math.log(signal_std) - math.log(noise_std)
    else:
        log_ratio = 0.5 * math.log1p((signal_std / noise_std) ** 2)
    if log_ratio > 0 and math.log10(dimensions) + math.log10(log_ratio) > 300:
        raise ValueError(
            "dimensions must keep the information below 1e300 nats, "
            f"got 1e{math.log10(dimensions):.0f} of {log_ratio:.3g} each"
        )
    return unit(base) * dimensions * log_ratio if log_ratio > 0 else 0.0


def gaussian_log_density(value: ArrayLike, mean: ArrayLike, std: ArrayLike) -> np.ndarray:
    """Return ``ln N(value; mean, std²)`` entry by entry: what a Gaussian Q gives to a code.

    The three broadcast. Raises ValueError for what is not finite, a std that is not above 0,
    and a value more than 1e150 stds from its mean, whose square float64 may not hold.
    """
    value, mean = finite("value", value), finite("mean", mean)
    std = positive("std", std)
    try:
        shape = np.broadcast_shapes(value.shape, mean.shape, std.shape)
    except ValueError:
        raise ValueError(
            "value, mean and std must broadcast to one shape, "
            f"got {value.shape}, {mean.shape} and {std.shape}"
        ) from None
    must = "value must be within 1e150 std of mean"
    score = np.broadcast_to(standard_score(value, mean, std, must), shape)
    return -0.5 * score**2 - np.log(std) - 0.5 * math.log(2 * math.pi)


def standard_score(x: np.ndarray, mean: np.ndarray, std: ArrayLike, must: str) -> np.ndarray:
    """Return (x − mean) / std; ValueError where its square may not fit float64: "x must ..."."""
    with np.errstate(over="ignore"):
        score = (x - mean) / std
    if (np.abs(score) > SQUARABLE).any():
        raise ValueError(f"{must}, got {np.abs(score).max():.3g}; give a larger std")
    return score


def gaussian_bound(entropy_of_c: float, mse: float, std: float | None = None) -> float:
    """Return the bound, in nats, of a Gaussian Q that misses the code by ``mse`` on average.

    With a fixed std: ``H(c) − ½ ln(2π·std²) − mse / (2·std²)``. With None, Q knows its own error,
    std² = mse, which is the best one width: ``H(c) − ½ ln(2πe·mse)``; +inf for an mse of 0.

    Raises ValueError for a negative mse, a std that is not above 0, an infinite argument, and a
    std so small that the bound is below −1e308.
    """
    entropy_of_c = number("entropy_of_c", entropy_of_c)
    mse = number("mse", mse, at_least=0.0)
    if std is None:
        return math.inf if mse == 0 else entropy_of_c - gaussian_entropy(math.sqrt(mse))
    std = number("std", std, above=0.0)
    # Divided twice, for std² may underflow to 0.
    miss = 0.5 * mse / std / std
    if math.isinf(miss):
        raise ValueError(f"std must keep mse / std² below 1e308, got {std:g} for an mse of {mse:g}")
    return entropy_of_c - 0.5 * math.log(2 * math.pi) - math.log(std) - miss
