"""What in a picture is ink and what is paper, as its border tells: polarity, lighting, extent."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from infogan_lib.errors import DataError

LEAST = 0.1  # contrast of ink and paper, of black to white: less is taken for a blank sheet


def border(picture: np.ndarray) -> np.ndarray:
    """The outermost pixels of (h, w), which in a picture of a digit are mostly paper."""
    return np.concatenate([picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]])


def on_light_paper(grey: np.ndarray) -> bool:
    """Whether (h, w) from 0, black, to 1, white, shows dark ink on light paper."""
    return bool(np.median(border(grey)) > 0.75)


def has_dark_ink(grey: np.ndarray) -> bool:
    """Whether (h, w) shows dark ink: its darkest is farther from the border than its brightest.

    A photo's paper is seldom white, so that its level alone does not tell.
    """
    paper = float(np.median(border(grey)))
    return paper - float(grey.min()) > float(grey.max()) - paper


def extent(ink: np.ndarray) -> tuple[float, float]:
    """Pixels of the ink's longest side, and of its centre of mass from the middle; ink in [0, 1].

    Where there is no ink, the size of the picture and 0.
    """
    mass = ink.sum()
    rows, columns = (np.flatnonzero((ink > LEAST).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return float(max(ink.shape)), 0.0
    off = [
        abs((np.arange(n) @ ink.sum(axis=1 - axis)) / mass - (n - 1) / 2)
        for axis, n in enumerate(ink.shape)
    ]
    return float(max(np.ptp(rows), np.ptp(columns)) + 1), float(max(off))


def without_paper(grey: np.ndarray, index: int = 0) -> np.ndarray:
    """Ink from 0 to 1: what stands out from the paper, whose level and grain the border tells.

    Takes light ink on darker paper, (h, w) from 0 to 1; DataError, with the index, for no ink.
    """
    paper, grain = _paper_and_grain(grey)
    if grain > 0:
        even = grey - _light(grey) + paper
        even_paper, even_grain = _paper_and_grain(even)
        if even_grain < grain / 2:  # the border varies smoothly: as light does, and ink does not
            grey, paper, grain = even, even_paper, even_grain
    top = grey.max()
    if top - paper < LEAST or top - paper <= 2 * grain:
        grain = 0.0  # ink that reaches the border is no grain
    if top - paper < LEAST:
        raise DataError(
            f"images: number {index} shows no ink (its paper is at {paper:.2f} of 1, its brightest "
            f"pixel at {top:.2f}); leave it out, or say invert=True for dark ink on light paper"
        )
    if paper == grain == 0 and top == 1:
        return grey
    return ((grey - paper - grain) / (top - paper - grain)).clip(0, 1)


def spread(grey: np.ndarray) -> tuple[float, float]:
    """:func:`extent` of what stands out from the paper of (h, w) from 0 to 1, of either polarity.

    A black margin around a picture that is black nowhere else at its edge is none of its paper.
    """
    rows, columns = (np.flatnonzero((grey > 0).any(axis=axis)) for axis in (1, 0))
    inside = np.s_[:, :]
    if len(rows) and (np.ptp(rows) + 1 == len(grey) or np.ptp(columns) + 1 == grey.shape[1]):
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        inside = box if border(grey[box]).min() > 0 else inside
    seen, ink = grey[inside], np.zeros_like(grey)
    with suppress(DataError):  # without ink there is nothing to measure
        ink[inside] = without_paper(1 - seen if has_dark_ink(seen) else seen)
    return extent(ink)


def _paper_and_grain(grey: np.ndarray) -> tuple[float, float]:
    """The border's median, and twice what nine tenths of the border keep within."""
    edge = border(grey)
    paper = float(np.median(edge))
    return paper, 2 * float(np.quantile(np.abs(edge - paper), 0.9))


def _light(grey: np.ndarray) -> np.ndarray:
    """The smooth surface of second degree, (h, w), that fits the border best: a photo's lighting.

    A second fit leaves out the tenth of the border that is farthest from the first, as ink is.
    """
    rows, columns = np.meshgrid(*(np.linspace(-1, 1, n) for n in grey.shape), indexing="ij")
    terms = [np.ones_like(grey), rows, columns, rows * columns, rows**2, columns**2]
    edge, values = np.stack([border(term) for term in terms], axis=1), border(grey)
    fit = np.linalg.lstsq(edge, values, rcond=None)[0]
    off = np.abs(edge @ fit - values)
    near = off <= np.quantile(off, 0.9)
    fit = np.linalg.lstsq(edge[near], values[near], rcond=None)[0]
    return sum(weight * term for weight, term in zip(fit, terms, strict=True))
