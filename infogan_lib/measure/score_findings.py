"""What a record of scores, or samples beside real images, say went wrong with a run.

The rules that :func:`infogan_lib.measure.diagnose.diagnose` adds to those on its history. Unlike
these they need images, and the first two of them labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import finite, whole
from infogan_lib.information.distances import squared_distances
from infogan_lib.runs.symptoms import Finding, trouble

SHARED = 0.3  # of a label's images in a category that another label fills as well
SPREAD = 0.2  # of a label's images in a further category
UNEVEN = 3.0  # the most frequent label by the rarest
LAG = 0.2  # nats between Q in training and Q in use
FEW = 0.5  # of real images with a generated one nearby; sound digits reach 0.87 to 0.97
NEAR = 5  # that many-th neighbour among the real says what is nearby
Rule = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Finding]]


def coverage(real: ArrayLike, generated: ArrayLike, k: int = NEAR) -> float:
    """Return the share of real samples that have a generated one near them, from 0 to 1.

    Near is within the distance of the real sample's own k-th real neighbour (Naeem et al., 2020).
    A second draw of real samples, as many as the first, covers 1 − 2^−k of them, up to chance; a
    generator that lacks a mode covers nothing there.

    Args:
        real: shape (n, ...), finite: points or images, all axes but the first taken as one.
        generated: shape (m, ...) with the same axes. Take as many of both.
        k: which neighbour, from 1 to n − 1.

    Raises:
        ValueError: for other shapes, or a k that is no such number.
    """
    x, y = (finite(name, values) for name, values in (("real", real), ("generated", generated)))
    if x.ndim < 2 or x.shape[1:] != y.shape[1:]:
        raise ValueError(f"generated must have real's axes {x.shape[1:]}, got {y.shape}")
    if whole("k", k) >= len(x):
        raise ValueError(f"k must be below the {len(x)} real samples, got {k}")
    x, y = x.reshape(len(x), -1), y.reshape(len(y), -1)
    reach = np.partition(squared_distances(x, x), k, axis=1)[:, k]  # the nearest is itself
    return float((squared_distances(x, y).min(axis=1) <= reach).mean())


def few_covered(samples: Mapping[str, ArrayLike]) -> Iterator[Finding]:
    """Mode collapse: most real samples have no generated one near them."""
    if {"real", "generated"} <= set(samples):
        share = coverage(samples["real"], samples["generated"])
        if share < FEW:
            text = f"generated samples reach {share:.0%} of the real ones, not {FEW:.0%} or more"
            cure = "raise d_rate or lower g_rate, so that D keeps up with G; look at the grids"
            yield trouble("mode collapse", text, cure)


def _counts(scores: Mapping[str, Any]) -> np.ndarray:
    counts = np.asarray(scores.get("confusion", ()), dtype=float)
    return counts if counts.ndim == 2 else np.zeros((0, 0))


def _uneven(scores: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[Finding]:
    counts = _counts(scores)
    if not counts.size:
        return
    sizes, labels = counts.sum(axis=1), scores["labels"]
    most = int(sizes.argmax())
    filled = int((counts[most] >= SPREAD * sizes[most]).sum())
    told = any("probabilities" in code for code in config.get("codes", ()))
    if sizes[most] >= UNEVEN * sizes.min() and filled > 1 and not told:
        text = f"{sizes[most] / sizes.sum():.0%} of the images are {labels[most]}, which fills "
        text += f"{filled} categories of equal prior"
        cure = "say how frequent the classes are: Categorical(name, probabilities=(...))"
        yield trouble("unequal classes", text, cure)


def _merged(scores: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[Finding]:
    counts = _counts(scores)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for category, column in enumerate(share.T):
        inside = np.flatnonzero(column >= SHARED)
        if len(inside) > 1:
            parts = (f"{column[row]:.0%} of {scores['labels'][row]}" for row in inside)
            text = f"category {category} holds {' and '.join(parts)}, and L_I cannot see it"
            cure = "let Q read through a channel, as in preset mnist"
            yield trouble("merged classes", text, cure)


def _lag(scores: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[Finding]:
    for name, bound in scores.get("bounds", {}).items():
        lag = float(bound.get("in_training", bound["value"])) - float(bound["value"])
        if lag > LAG:
            text = f"L_I of {name} is {lag:.2f} nats lower in use than in training"
            yield trouble("Q lags in use", text, _cure_of_lag(config))


def _cure_of_lag(config: Mapping[str, Any]) -> str:
    """What is not set already. G has batch norm whatever is chosen for D and Q."""
    left = [] if config.get("average") else ["average to 0.999"]
    if config.get("normalisation", "batch") == "batch":
        left.append("normalisation to none")
        return f"batch norm's averages lag: set {', or '.join(left)}"
    more = f", or set {left[0]}" if left else ""
    return f"the averages of G's batch norm lag: train for more epochs{more}"


FROM_SCORES: tuple[Rule, ...] = (_uneven, _merged, _lag)
