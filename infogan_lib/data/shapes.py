"""Coloured shapes whose factors are known: pictures on which one can see what a code found.

Five factors, drawn independently, decide every pixel. They are the truth that scores such as
:mod:`infogan_lib.measure.factors` need, and that photos lack.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import finite, whole

SIDE = 64
KINDS = ("disc", "square", "triangle")
#: The columns of a table of factors. ``kind`` is 0, 1 or 2; each other factor is from -1 to 1.
FACTORS = ("kind", "hue", "size", "across", "down")
# In parts of the side: the radius of a disc of the shape's area, from smallest to largest, and how
# far its centre goes from the middle. The largest triangle in a corner stays inside the picture.
SIZES = (0.1, 0.2)
FARTHEST = 0.18
# From red by yellow and green to blue. The whole circle would bring red back: no code on a line
# can follow it.
HUES = (0.0, 2 / 3)
CHUNK = 500  # pictures drawn at a time: bounds memory, not results


def draw_factors(n: int, seed: int) -> np.ndarray:
    """Factors of n pictures, each drawn evenly over its range, independently: (n, 5) float64."""
    rng = np.random.default_rng(whole("seed", seed, at_least=0))
    n = whole("n", n)
    return np.column_stack([rng.integers(len(KINDS), size=n), rng.uniform(-1, 1, (n, 4))])


def render(factors: ArrayLike, side: int = SIDE) -> np.ndarray:
    """Pictures of the factors: float32 (n, side, side, 3) in [-1, 1], shapes on black.

    An edge's pixel has the share of colour that the shape covers of it, nearly.

    Raises:
        ValueError: factors that are not (n, 5), a kind that is none, a number outside -1 to 1.
    """
    factors = finite("factors", factors, ndim=2)
    if factors.shape[1] != len(FACTORS):
        raise ValueError(f"factors must have the columns {FACTORS}, got shape {factors.shape}")
    kinds, others = factors[:, 0], factors[:, 1:]
    if not np.isin(kinds, range(len(KINDS))).all():
        raise ValueError(f"kind must be 0 to {len(KINDS) - 1}, got {kinds.min()} to {kinds.max()}")
    if np.abs(others).max() > 1:
        raise ValueError(f"{FACTORS[1:]} must be from -1 to 1, got up to {np.abs(others).max():g}")
    side = whole("side", side, at_least=16)
    pictures = np.empty((len(factors), side, side, 3), np.float32)
    for start in range(0, len(factors), CHUNK):
        rows = slice(start, start + CHUNK)
        covered = _covered(factors[rows], side)[..., None]
        pictures[rows] = 2 * covered * _colours(factors[rows, 1])[:, None, None] - 1
    return pictures


def _covered(factors: np.ndarray, side: int) -> np.ndarray:
    """How much of each pixel lies in the shape, (n, side, side): by distance from its outline."""
    kind, _, size, across, down = (column[:, None, None] for column in factors.T)
    middle = (np.arange(side) - (side - 1) / 2)[None]
    x = middle[:, None, :] - across * FARTHEST * side
    y = middle[:, :, None] - down * FARTHEST * side
    radius = side * (SIZES[0] + (size + 1) / 2 * (SIZES[1] - SIZES[0]))
    disc = np.hypot(x, y) - radius
    square = np.maximum(np.abs(x), np.abs(y)) - radius * math.sqrt(math.pi) / 2
    # Half-planes at the inradius of the equilateral triangle, point up; its area is the disc's.
    inradius = radius * math.sqrt(math.pi / (3 * math.sqrt(3)))
    slopes = np.abs(x) * math.sqrt(3) / 2 - y / 2
    triangle = np.maximum(y, slopes) - inradius
    outside = np.where(kind == 0, disc, np.where(kind == 1, square, triangle))
    return np.clip(0.5 - outside, 0, 1)


def _colours(hue: np.ndarray) -> np.ndarray:
    """Full colours, (n, 3) from 0 to 1, of the factor hue, (n,)."""
    turn = 6 * (HUES[0] + (hue + 1) / 2 * (HUES[1] - HUES[0]))
    red, green, blue = np.abs(turn - 3) - 1, 2 - np.abs(turn - 2), 2 - np.abs(turn - 4)
    return np.clip(np.stack([red, green, blue], axis=-1), 0, 1)
