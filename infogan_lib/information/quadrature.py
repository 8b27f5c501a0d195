"""Integrals over the line for densities made of Gaussian pieces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: A Gaussian piece is integrated this many standard deviations to either side: 1e-31 is left out.
REACH = 12.0


def breakpoints(centres: np.ndarray, widths: np.ndarray, coarse: bool = False) -> np.ndarray:
    """Return sorted points around each centre, within REACH widths of it; both shape (k,).

    One every width, so that between two of them each piece is smooth, however unequal the widths.
    Coarse ones are for an adaptive rule, which finds the rest by itself.
    """
    steps = np.array([-1, -0.5, -0.2, 0, 0.2, 0.5, 1]) * REACH
    steps = steps if coarse else np.arange(-REACH, REACH + 1.0)
    return np.unique(centres[:, None] + widths[:, None] * steps)


def panel_rule(points: np.ndarray, order: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights, both (panels · order,), of Gauss–Legendre rules between points."""
    node, weight = np.polynomial.legendre.leggauss(order)
    half = np.diff(points)[:, None] / 2
    middle = (points[:-1, None] + points[1:, None]) / 2
    return (middle + half * node).ravel(), (half * weight).ravel()


def adaptive_integral(integrand: Callable[[float], float], points: np.ndarray) -> float:
    """Return the integral from the first of the points to the last, by scipy's adaptive rule."""
    # Imported here: it would double the time that the whole module takes to import.
    from scipy.integrate import quad_vec

    limits = {"epsabs": 1e-11, "epsrel": 1e-11, "points": points[1:-1]}
    return float(quad_vec(integrand, points[0], points[-1], **limits)[0])
