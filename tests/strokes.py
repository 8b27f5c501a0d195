"""Drawn strokes of known slant, thickness and size, anti-aliased by points in each pixel."""

from __future__ import annotations

import numpy as np

POINTS = 8  # along each axis of a pixel


def _points() -> tuple[np.ndarray, np.ndarray]:
    line = (np.arange(28 * POINTS) + 0.5) / POINTS - 0.5
    return np.meshgrid(line, line)


def _image(inside: np.ndarray) -> np.ndarray:
    return 2 * inside.reshape(28, POINTS, 28, POINTS, 1).mean(axis=(1, 3)) - 1


def polyline(corners: list[tuple[float, float]], thickness: float) -> np.ndarray:
    """Image (28, 28, 1) of a round pen that passes the corners (x, y), y down."""
    x, y = _points()
    distance = np.full(x.shape, np.inf)
    for (x0, y0), (x1, y1) in zip(corners[:-1], corners[1:], strict=True):
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx**2 + dy**2), 0, 1)
        distance = np.minimum(distance, np.hypot(x - x0 - along * dx, y - y0 - along * dy))
    return _image(distance <= thickness / 2)


def bar(thickness: float, degrees: float = 0.0, length: float = 18.0, centre=(13.5, 13.5)):
    """One stroke, ``length`` rows from end to end of its middle, ``degrees`` to the right."""
    x, y = centre
    half = length / 2
    aside = half * np.tan(np.deg2rad(degrees))
    return polyline([(x + aside, y - half), (x - aside, y + half)], thickness)


def ring(radius: float, thickness: float) -> np.ndarray:
    """A circle around the middle of the image."""
    turn = np.linspace(0, 2 * np.pi, 90)
    corners = zip(13.5 + radius * np.cos(turn), 13.5 + radius * np.sin(turn), strict=True)
    return polyline(list(corners), thickness)


def block(height: float, width: float, degrees: float = 0.0) -> np.ndarray:
    """A filled rectangle, sheared by ``degrees`` to the right."""
    x, y = _points()
    along = x - 13.5 + np.tan(np.deg2rad(degrees)) * (y - 13.5)
    return _image((np.abs(y - 13.5) < height / 2) & (np.abs(along) < width / 2))
