"""Figures of a sweep: every seed a dot, failures included. They take rows of the seed table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from infogan_lib.measure.seed_table import FAILED, GOOD
from infogan_lib.show.display import WIDTH, styled

Sweeps = Mapping[str, Sequence[Mapping[str, Any]]]
# Shapes differ as colours do, for readers and printers without colour.
MARKERS = "oD^sv"


@styled
def accuracy_of_seeds(sweeps: Sweeps) -> Figure:
    """Draw the accuracy of every run, a row a sweep, with each sweep's median.

    ``sweeps`` maps a name to rows of :func:`infogan_lib.measure.seed_table.row`. A run below 0.90
    bears its seed.

    Raises:
        ValueError: for no sweeps, or one without runs.
    """
    _check(sweeps)
    figure = Figure(figsize=(WIDTH, 1.0 + 1.1 * len(sweeps)))
    axes = figure.add_subplot()
    for level in (FAILED, GOOD):
        axes.axvline(level, color="black", linewidth=1, linestyle=":")
    for height, (rows, marker) in enumerate(zip(sweeps.values(), MARKERS, strict=False)):
        accuracy = np.array([row["accuracy"] for row in rows])
        # Near accuracies must not hide each other: those next in rank stand half a row apart.
        rank = accuracy.argsort(kind="stable").argsort()
        place = rank // 2 + rank % 2 * ((len(rows) + 1) // 2)
        aside = height + (place + 0.5) / len(rows) * 0.7 - 0.35
        axes.plot(accuracy, aside, marker, alpha=0.8, linestyle="")
        middle = np.median(accuracy)
        axes.plot([middle, middle], [height - 0.4, height + 0.4], "k-", zorder=1)
        _name_failures(axes, rows, accuracy, aside, [1] * len(rows))
    axes.set_yticks(range(len(sweeps)), list(sweeps))
    axes.set_ylim(len(sweeps) - 0.45, -0.55)
    axes.grid(False, axis="y")
    axes.set_xlabel("clustering accuracy")
    return figure


@styled
def accuracy_by_information(sweeps: Sweeps, categories: int = 10) -> Figure:
    """Draw each run's accuracy against the information of Q's predictions on real images (nats).

    A line marks ln ``categories``, the most there can be. Arguments and errors as for
    :func:`accuracy_of_seeds`.
    """
    _check(sweeps)
    figure = Figure(figsize=(WIDTH, 3.6))
    axes = figure.add_subplot()
    ceiling = float(np.log(categories))
    axes.axvline(ceiling, color="black", linewidth=1, linestyle="-")
    axes.axhline(FAILED, color="black", linewidth=1, linestyle=":")
    for (name, rows), marker in zip(sweeps.items(), MARKERS, strict=False):
        information = np.array([row["information"] for row in rows])
        accuracy = np.array([row["accuracy"] for row in rows])
        axes.plot(information, accuracy, marker, alpha=0.8, linestyle="", label=name)
        sides, order = np.ones(len(rows)), accuracy.argsort()
        for one, next_up in zip(order[::2], order[1::2], strict=False):
            # Of two at about one height the left one's name goes to its left.
            sides[one if information[one] < information[next_up] else next_up] = -1
        _name_failures(axes, rows, information, accuracy, sides)
    axes.margins(x=0.12)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    said = f"information of Q's predictions (nats); line: ln {categories}"
    axes.set(xlabel=said, ylabel="clustering accuracy")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    return figure


def _check(sweeps: Sweeps) -> None:
    if not sweeps or not all(sweeps.values()) or len(sweeps) > len(MARKERS):
        raise ValueError(f"give 1 to {len(MARKERS)} sweeps, each with at least one run")


def _name_failures(
    axes: Axes,
    rows: Sequence[Mapping[str, Any]],
    x: np.ndarray,
    y: np.ndarray,
    sides: Sequence[int] | np.ndarray,
) -> None:
    """Write each failed run's seed to the right of its dot where its side is 1, or to the left."""
    for row, across, up, side in zip(rows, x, y, sides, strict=True):
        if row["accuracy"] < FAILED:
            axes.annotate(
                str(row["seed"]), (across, up), (6 * side, 0), textcoords="offset points",
                va="center", ha="left" if side > 0 else "right", fontsize=10,
            )  # fmt: skip
