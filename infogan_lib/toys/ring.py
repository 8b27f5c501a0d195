"""Gaussians on a circle: data whose modes can be counted, so that a missing one shows.

The test of Metz et al. (2017) for mode collapse, with two counts much as Srivastava et al. (2017):
how many modes a generator reaches, and how large a share of its points lies at one of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import finite, number, whole
from infogan_lib.information.distances import squared_distances

#: A point is good if it lies within so many standard deviations of a mode.
REACH = 3.0
#: A mode is covered if it has at least this part of its fair share, n / modes, of good points.
ENOUGH = 0.1


@dataclass(frozen=True)
class Coverage:
    """What :meth:`Ring.coverage` counted. ``counts``: good points at each mode, (modes,)."""

    counts: np.ndarray
    covered: int
    good_share: float


@dataclass(frozen=True)
class Ring:
    """Equally likely round Gaussians, evenly spaced on a circle about the origin.

    Raises ValueError for fewer than two modes, a radius or std that is not above 0, or modes so
    close that the discs of REACH stds around them overlap.
    """

    modes: int = 8
    radius: float = 1.0
    std: float = 0.05

    def __post_init__(self) -> None:
        modes = whole("modes", self.modes, at_least=2)
        radius = number("radius", self.radius, above=0.0)
        gap = 2 * radius * math.sin(math.pi / modes)
        number("std", self.std, above=0.0, below=gap / (2 * REACH))

    @property
    def centres(self) -> np.ndarray:
        """The modes, shape (modes, 2), anticlockwise from (radius, 0)."""
        angle = 2 * np.pi * np.arange(self.modes) / self.modes
        return self.radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)

    @property
    def good_share(self) -> float:
        """The share of real points that are good: 1 − exp(−REACH² / 2), which is 0.989."""
        return -math.expm1(-(REACH**2) / 2)

    def sample(self, n: int, seed: int = 0) -> np.ndarray:
        """Return n independent draws, shape (n, 2), float32."""
        rng = np.random.default_rng(whole("seed", seed, at_least=0))
        mode = rng.integers(self.modes, size=whole("n", n))
        return (self.centres[mode] + rng.normal(0, self.std, (n, 2))).astype("float32")

    def coverage(self, points: ArrayLike) -> Coverage:
        """Count which modes have points, and how many points have a mode.

        Args:
            points: shape (n, 2), finite. Take some hundreds: a mode counts as covered from ENOUGH
                of its fair share on, which is 25 good points in 2,000.

        Raises:
            ValueError: for another shape.
        """
        points = finite("points", points, ndim=2)
        if points.shape[1] != 2:
            raise ValueError(f"points must have shape (n, 2), got {points.shape}")
        squared = squared_distances(points, self.centres)
        good = squared.min(axis=1) <= (REACH * self.std) ** 2
        counts = np.bincount(squared.argmin(axis=1)[good], minlength=self.modes)
        fair = len(points) / self.modes
        covered = int(np.count_nonzero(counts >= ENOUGH * fair))
        return Coverage(counts, covered, float(good.mean()))
