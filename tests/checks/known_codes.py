"""What is known of the exercises of chapter 15, each by two routes. As known_answers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable

import numpy as np
from known_answers import Known
from scipy import special, stats
from scipy.optimize import linear_sum_assignment
from sklearn import metrics

ln = math.log


def counted(table: np.ndarray) -> tuple[float, float, float]:
    """Information, NMI and accuracy of a table of counts, by scikit-learn and scipy."""
    label, cluster = (np.repeat(index.ravel(), table.ravel()) for index in np.indices(table.shape))
    right = table[linear_sum_assignment(table, maximize=True)].sum()
    return (
        float(metrics.mutual_info_score(label, cluster)),
        float(metrics.normalized_mutual_info_score(label, cluster)),
        float(right / table.sum()),
    )


def halved() -> tuple[float, float, float]:
    return counted(np.repeat(5 * np.eye(10, dtype=int), 2, axis=1))


def merged() -> tuple[float, float]:
    """Digits 0 and 1 in category 0, digit 2 in categories 1 and 2, the others alone."""
    table = np.zeros((10, 10), dtype=int)
    table[[0, 1], 0] = 10
    table[2, [1, 2]] = 5
    table[np.arange(3, 10), np.arange(3, 10)] = 10
    told, _, accuracy = counted(table)
    return ln(10) - told, accuracy


def ends(scores: np.ndarray) -> tuple[float, float]:
    """By the standard library's deviation and a written-out quantile."""
    scores = [float(score) for score in scores]
    half = stats.t(len(scores) - 1).isf(0.025) * statistics.stdev(scores) / math.sqrt(len(scores))
    return statistics.fmean(scores) - half, statistics.fmean(scores) + half


def by_scipy(scores: np.ndarray) -> tuple[float, float]:
    found = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
    return float(found.low), float(found.high)


def shorter(ddof: int, normal: bool) -> Callable[[np.ndarray], tuple[float, float]]:
    def interval(scores: np.ndarray) -> tuple[float, float]:
        n = len(scores)
        times = stats.norm.isf(0.025) if normal else stats.t(n - 1).isf(0.025)
        half = times * np.std(scores, ddof=ddof) / math.sqrt(n)
        return np.mean(scores) - half, np.mean(scores) + half

    return interval


def lucky() -> float:
    """The share of tables with a finding: none of eighteen is missed by a binomial count."""
    return float(stats.binom(18, 0.05).sf(0))


CHANGED = {
    "15-halves": Known(
        ((ln(10), 2 * ln(10) / (ln(10) + ln(20)), 0.5), halved()),
        (((ln(20), 0.869, 0.5), "how much the category holds"),
         ((ln(10), 1.0, 0.5), "both entropies"), ((ln(10), 0.869, 1.0), "one name"),
         ((ln(10) / ln(2), 0.869, 0.5), "bits"), ((1.0, 0.5, 0.2), None)),
        ("2.3026", "0.8692", "accuracy 0.5"), (2.3026, 0.8692, 0.5)),
    "15-merged": Known(
        ((0.2 * ln(2), 0.85), merged()),
        (((ln(2), 0.85), "a fifth"), ((0.1 * ln(2), 0.85), "two digits"), ((0.2, 0.85), "bits"),
         ((0.1386, 0.9), "split one"), ((0.1386, 0.8), "half of the split"), ((0.5, 0.1), None)),
        ("0.1386", "0.85"), (0.1386, 0.85)),
    "15-interval": Known(
        (ends, by_scipy),
        ((shorter(1, True), "many runs"), (shorter(0, False), "ddof"),
         (shorter(0, True), "divisor"), (lambda scores: (0.0, 1.0), None)),
        ("`stats.t.ppf(0.975, n - 1)`", "`ddof=1`"), ends),
    "15-luck": Known(
        (1 - 0.95**18, lucky()),
        ((0.05, "a single"), (0.9, "expected number"), (0.95**18, "none"), (60.3, "percent"),
         (0.2, None)),
        ("0.60",), 0.603),
    "15-law": Known(
        ((lambda z: special.erf(z / math.sqrt(2)), 2 * stats.norm.cdf(-1)),
         (lambda z: 2 * stats.norm.cdf(z) - 1, 1 - math.erf(1 / math.sqrt(2)))),
        (((stats.norm.cdf, 0.3173), "from 0 to 1"), ((special.erf, 0.3173), "root of 2"),
         ((np.tanh, 0.3173), "not uniform"), ((special.ndtr, 0.1587), "from 0 to 1"),
         ((lambda z: special.erf(z / math.sqrt(2)), 0.1587), "both ends"),
         ((lambda z: special.erf(z / math.sqrt(2)), 0.6827), "inside"), ((np.sin, 0.9), None)),
        (r"\operatorname{erf}(z / \sqrt 2)", "0.3173"),
        (lambda z: special.erf(z / math.sqrt(2)), 0.3173)),
}  # fmt: skip
