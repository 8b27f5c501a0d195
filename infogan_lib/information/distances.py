"""Distances between many points, and the Gaussian densities that hang on them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import finite, number, squarable

#: A difference of squares this small beside their sum has lost six of its sixteen digits.
CANCELLED = 1e-6


def squared_distances(a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """Return ``‖a_i − b_j‖²``, shape (n_a, n_b), for points of shapes (n_a, d) and (n_b, d).

    One matrix product instead of n_a · n_b differences. The points are centred first, for the
    expanded square loses digits far from the origin, and points that are near for their distance
    from the centre are subtracted one by one: every distance is right to about 1e-9 of itself.
    Raises ValueError for points that are not finite, unequal dimensions, and coordinates above
    1e150 in size.
    """
    a, b = finite("a", a, ndim=2), finite("b", b, ndim=2)
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"b must have a's {a.shape[1]} dimensions, got {b.shape[1]}")
    a, b = squarable("a", a), squarable("b", b)
    centre = a.mean(axis=0)
    from_a, from_b = a - centre, b - centre
    square_a, square_b = (from_a * from_a).sum(axis=1), (from_b * from_b).sum(axis=1)
    result = from_a @ from_b.T
    result *= -2.0
    result += square_a[:, None]
    result += square_b
    for row, point, square in zip(result, a, square_a, strict=True):
        near = row <= CANCELLED * (square + square_b)
        if near.any():
            row[near] = ((b[near] - point) ** 2).sum(axis=1)
    return result


def pairwise_log_density(centres: ArrayLike, x: ArrayLike, std: float) -> np.ndarray:
    """Return ``ln N(x_j; centre_i, std²·1)``, shape (n_centres, n_x): every code with every x.

    Args:
        centres: shape (K, d), where each code sends its x.
        x: shape (n, d).
        std: of the noise in every dimension, above 0.

    Raises:
        ValueError: for infinite numbers, unequal dimensions, a std that is not above 0, or points
            that are more than 1e150 stds from the origin.
    """
    std = number("std", std, above=0.0)
    centres, x = finite("centres", centres, ndim=2), finite("x", x, ndim=2)
    if centres.shape[1] != x.shape[1]:
        raise ValueError(f"x must have the centres' {centres.shape[1]} columns, got {x.shape[1]}")
    scale = x.shape[1] * (0.5 * math.log(2 * math.pi) + math.log(std))
    with np.errstate(over="ignore"):
        centres, x = centres / std, x / std
    for name, scaled in (("centres", centres), ("x", x)):
        if np.isinf(squarable(f"{name} / std", scaled)).any():
            raise ValueError(f"{name} / std must be within float64, got inf; give a larger std")
    return -0.5 * squared_distances(centres, x) - scale
