"""Figures of the course. Each takes arrays, never a model, and returns a matplotlib Figure.

The figures belong to no pyplot window, so none of them has to be closed. Captions say what
titles would: pass a figure to :func:`show`. Images are arrays (..., 28, 28, 1) in [-1, 1], drawn
as dark ink on white, or (..., 3), drawn in their colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from infogan_lib.show.display import WIDTH, png, show, styled, use_style
from infogan_lib.show.grids import category_by_code, image_grid, latent_walk, two_code_grid

__all__ = [
    "bands",
    "category_by_code",
    "confusion_matrix",
    "image_grid",
    "information_curves",
    "latent_walk",
    "loss_curves",
    "png",
    "provenance",
    "show",
    "two_code_grid",
    "use_style",
]


@styled
def loss_curves(history: Mapping[str, ArrayLike]) -> Figure:
    """Draw the losses of D and G (nats), and below them D's mean output on real and fake images.

    ``history`` maps names to one number an epoch, as ``history.csv`` holds them: ``d_loss``,
    ``g_loss``, ``D_real``, ``D_fake``; ``epoch`` if it does not start at 1.
    """
    figure = Figure(figsize=(WIDTH, 5.0))
    top, bottom = figure.subplots(2, sharex=True)
    _curves(top, history, {"d_loss": "D", "g_loss": "G"})
    top.set_ylabel("loss (nats)")
    _curves(bottom, history, {"D_real": "on real images", "D_fake": "on generated ones"})
    _levels(bottom, {"D cannot\ntell": 0.5})
    bottom.set(xlabel="epoch", ylabel="mean output of D", ylim=(0, 1))
    return figure


@styled
def information_curves(
    history: Mapping[str, ArrayLike], ceilings: Mapping[str, float] | None = None
) -> Figure:
    """Draw L_I of every code (nats), and a line at each of ``ceilings``: {label: nats}.

    ``history`` maps ``L_I_<code>`` to one number an epoch. Only a category has a ceiling, ln K.
    """
    names = {name: name.removeprefix("L_I_") for name in history if name.startswith("L_I_")}
    if not names:
        raise ValueError(f"history must hold an L_I_<code>, got {', '.join(history) or 'nothing'}")
    figure = Figure(figsize=(WIDTH, 3.2))
    axes = figure.add_subplot()
    _levels(axes, ceilings or {})
    _curves(axes, history, names)
    axes.set(xlabel="epoch", ylabel=r"$L_I$ (nats)")
    return figure


@styled
def bands(
    steps: ArrayLike,
    curves: Mapping[str, ArrayLike],
    ceilings: Mapping[str, float] | None = None,
    x: str = "training steps",
    y: str = r"$L_I$ (nats)",
) -> Figure:
    """Draw groups of seeds over ``steps``: the median, and a band from lowest to highest.

    ``curves`` maps a label to values, (seeds, points); ``steps`` has shape (points,). A group with
    fewer points ends earlier.

    Raises:
        ValueError: for a group that is not one row a seed, or has more points than ``steps``.
    """
    figure = Figure(figsize=(WIDTH, 3.2))
    axes = figure.add_subplot()
    _levels(axes, ceilings or {})
    for label, values in curves.items():
        values = np.asarray(values, dtype=float)
        if values.ndim != 2 or not 0 < values.shape[1] <= np.size(steps) or not len(values):
            raise ValueError(
                f"{label} must be (seeds, at most {np.size(steps)} points), got {values.shape}"
            )
        at = np.asarray(steps)[: values.shape[1]]
        (line,) = axes.plot(at, np.median(values, axis=0), label=label)
        low, high = values.min(axis=0), values.max(axis=0)
        axes.fill_between(at, low, high, color=line.get_color(), alpha=0.3, linewidth=0)
    axes.set(xlabel=x, ylabel=y)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
    return figure


@styled
def confusion_matrix(
    confusion: ArrayLike,
    labels: Sequence[Any] | None = None,
    categories: Sequence[Any] | None = None,
) -> Figure:
    """Draw counts (L, K), a row for each digit and a column for each category, in % of the row.

    ``labels`` and ``categories`` name rows and columns; else they are numbered. A cell of 0 stays
    empty, and one below half a per cent reads 0.

    Raises:
        ValueError: for counts that are negative, no table, or a row without any.
    """
    counts = np.asarray(confusion)
    if counts.ndim != 2 or counts.size == 0 or counts.dtype.kind not in "iuf":
        raise ValueError(f"confusion must be a table of counts, got {counts.dtype} {counts.shape}")
    totals = counts.sum(axis=1, keepdims=True)
    if not ((counts >= 0).all() and (totals > 0).all()):
        raise ValueError("confusion must hold counts of 0 or more, and some in every row")
    share = counts / totals
    figure = Figure(figsize=(WIDTH, 0.6 + WIDTH * len(counts) / (counts.shape[1] + 1)))
    axes = figure.add_subplot()
    axes.imshow(share, vmin=0, vmax=1)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    for row, column in np.argwhere(counts):
        # Where the colour map is as far from black as from white.
        shade = "black" if share[row, column] > 0.47 else "white"
        text = f"{100 * share[row, column]:.0f}"
        axes.text(column, row, text, color=shade, ha="center", va="center", fontsize=11)
    for set_ticks, names, size in (
        (axes.set_yticks, labels, counts.shape[0]),
        (axes.set_xticks, categories, counts.shape[1]),
    ):
        names = range(size) if names is None else names
        if len(names) != size:
            raise ValueError(f"labels and categories must name {counts.shape} rows and columns")
        set_ticks(range(size), [str(name) for name in names])
    axes.tick_params(length=0)
    axes.set(xlabel="category", ylabel="digit")
    return figure


def provenance(card: Mapping[str, Any]) -> str:
    """Return where a figure's model comes from, in a few words for the caption.

    ``card`` is a model's card (:func:`infogan_lib.runs.pretrained.card`) or a run's ``run.json``;
    what it does not say is left out.
    """
    config, data = card.get("config", {}), card.get("data", "")
    seed, epochs = card.get("seed", config.get("seed")), card.get("epochs", config.get("epochs"))
    sha256 = data.get("sha256", "") if isinstance(data, Mapping) else data
    facts = {
        f"model {card.get('name')}": card.get("name"),
        f"seed {seed}": seed is not None,
        f"{epochs} epoch{'s' if epochs != 1 else ''}": epochs,
        f"data {sha256[:8]}": sha256,
        f"{card.get('device')}": card.get("device"),
    }
    return ", ".join(fact for fact, known in facts.items() if known)


def _levels(axes: Axes, levels: Mapping[str, float]) -> None:
    """Thin lines across, each named beside its right end, where no curve runs."""
    at: Any = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    for label, value in levels.items():
        axes.axhline(value, color="black", linestyle="-", linewidth=1)
        axes.annotate(label, (1, value), (4, 0), **at, ha="left", va="center")


def _curves(axes: Axes, history: Mapping[str, ArrayLike], names: Mapping[str, str]) -> None:
    missing = [name for name in names if name not in history]
    if missing:
        known = ", ".join(history) or "nothing"
        raise ValueError(f"history must hold {', '.join(missing)}; it holds {known}")
    for name, label in names.items():
        values = np.asarray(history[name], dtype=float)
        epochs = np.asarray(history.get("epoch", np.arange(1, values.size + 1)))
        # One epoch makes no line, so it gets a dot.
        axes.plot(epochs, values, label=label, marker="o" if values.size == 1 else "")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    # Above the axes, where no curve runs.
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
