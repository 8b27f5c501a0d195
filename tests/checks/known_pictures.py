"""What is known of the exercises of chapter 16, own pictures. As known_answers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from known_answers import Known


def halves(p: float) -> float:
    """By counting: of 1000 pictures, each value has 500; try every overlap with the class."""
    of_class = round(1000 * p)
    overlaps = range(max(0, of_class - 500), min(500, of_class) + 1)
    return max(k + (500 - (of_class - k)) for k in overlaps) / 1000


def taken(side: int) -> int:
    """By asking the library which sides it takes."""
    from infogan_lib.core.networks import halvings

    best = None
    for other in range(1, 300):
        try:
            halvings(other)
        except ValueError:
            continue
        if best is None or abs(other - side) < abs(best - side):
            best = other
    assert best is not None
    return best


def multiple(of: int, low: int = 16, high: int = 128) -> Callable[[int], int]:
    return lambda side: min(range(low, high + 1, of), key=lambda other: abs(other - side))


def gap(table, entropies) -> float:
    """Without sorting: the largest, and the largest of what is left."""
    found = []
    for column, entropy in zip(np.asarray(table, float).T, entropies, strict=True):
        best = int(np.argmax(column))
        found.append((column[best] - np.delete(column, best).max()) / entropy)
    return float(np.mean(found))


def by_partition(table, entropies) -> float:
    two = np.partition(np.asarray(table, float), -2, axis=0)[-2:]
    return float(np.mean((two[1] - two[0]) / np.asarray(entropies)))


def unscaled(table, entropies) -> float:
    return gap(table, np.ones(len(entropies)))


def of_codes(table, entropies) -> float:
    """The slip of taking the gap along the rows."""
    first = np.sort(np.asarray(table, float), axis=1)
    return float(np.mean(first[:, -1] - first[:, -2]) / np.mean(entropies))


PICTURES = {
    "16-shares": Known(
        (halves, lambda p: 1 - abs(0.5 - p)),
        ((lambda p: max(p, 1 - p), "one value for all"), (lambda p: 0.5 + p, "larger class"),
         (lambda p: abs(0.5 - p), "wrongly"), (lambda p: 0.3, None)),
        (r"$1 - |\tfrac12 - p|$",), lambda p: 1 - abs(0.5 - p)),
    "16-side": Known(
        (taken, lambda side: min([*range(16, 48, 4), *range(48, 129, 8)],
                                 key=lambda other: abs(other - side))),
        ((multiple(4), "from 48"), (multiple(8), "below 48"),
         (lambda side: side, "goes in"), (lambda side: 17, None)),
        ("16, 20, …, 44 and then 48, 56, …, 128",), taken),
    "16-gap": Known(
        (gap, by_partition),
        ((unscaled, "entropy"), (of_codes, "each factor"),
         (lambda t, h: float(np.mean(np.max(t, axis=0) / np.asarray(h))), "second"),
         (lambda t, h: gap(t, h) * len(h), "mean"), (lambda t, h: -3.0, None)),
        ("largest minus the second",), gap),
}  # fmt: skip


def named(labels: np.ndarray, found: np.ndarray) -> float:
    """By trying to improve a naming, one swap at a time, from several starts."""
    table = np.histogram2d(labels, found, bins=(np.arange(11), np.arange(11)))[0]
    best = 0.0
    for start in range(40):
        order = np.random.default_rng(start).permutation(10)
        while True:
            now = table[order, np.arange(10)].sum()
            swaps = []
            for i, j in combinations(range(10), 2):
                other = order.copy()
                other[[i, j]] = other[[j, i]]
                swaps.append((table[other, np.arange(10)].sum(), other))
            better, other = max(swaps, key=lambda pair: pair[0])
            if better <= now:
                break
            order = other
        best = max(best, now)
    return best / len(labels)


def inverted() -> Known:
    from infogan_lib import load_pretrained
    from infogan_lib.data.fashion import load_fashion_sample
    from infogan_lib.measure.clustering import clustering_accuracy

    model, (x, y) = load_pretrained("fashion"), load_fashion_sample()
    found = [model.classify(pictures) for pictures in (x, -x)]
    one, other = (tuple(score(y, f) for f in found) for score in (clustering_accuracy, named))
    wrong = ((one[::-1], "another order"), ((one[0], one[0]), "as well"), ((0.1, 0.1), None))
    said = f"as they are: {one[0]:.2f} inverted: {one[1]:.2f}"
    return Known((one, other), wrong, (said,), tuple(round(value, 2) for value in one))


LOOKED_AT = {"16-inverted": inverted}
