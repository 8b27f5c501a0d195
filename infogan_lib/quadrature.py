"""Integrals over the line for densities made of Gaussian pieces."""

from __future__ import annotations

import numpy as np

#: A Gaussian piece is integrated this many standard deviations to either side: 1e-31 is left out.
REACH = 12.0


def breakpoints(centres: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Return sorted points, one every width within REACH of each centre; both shape (k,).

    Between two of them every piece is smooth, however unequal the widths.
    """
    steps = np.arange(-REACH, REACH + 1.0)
    return np.unique(centres[:, None] + widths[:, None] * steps)


def panel_rule(points: np.ndarray, order: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights, both (panels · order,), of Gauss–Legendre rules between points."""
    node, weight = np.polynomial.legendre.leggauss(order)
    half = np.diff(points)[:, None] / 2
    middle = (points[:-1, None] + points[1:, None]) / 2
    return (middle + half * node).ravel(), (half * weight).ravel()
