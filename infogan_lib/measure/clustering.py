"""Scores that compare two ways to sort the same n images: by label, and by cluster.

They do not care what the clusters are called: swap two names, and no score changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment
from sklearn import metrics

from infogan_lib.arguments import refuse_mask


def contingency(
    labels: ArrayLike, clusters: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count how often each label meets each cluster.

    Args:
        labels, clusters: shape (n,), whole numbers.

    Returns:
        The labels that occur, shape (L,); the clusters that occur, shape (C,); both ascending;
        and the counts, shape (L, C), which sum to n.

    Raises:
        ValueError: unless both are whole numbers of one shape (n,) with n ≥ 1, without a mask.
    """
    labels, clusters = _whole_numbers("labels", labels), _whole_numbers("clusters", clusters)
    if len(labels) != len(clusters):
        raise ValueError(
            f"labels and clusters must have one length, got {len(labels)} and {len(clusters)}"
        )
    counts = metrics.cluster.contingency_matrix(labels, clusters)
    return np.unique(labels), np.unique(clusters), counts


def best_assignment(labels: ArrayLike, clusters: ArrayLike) -> dict[int, int]:
    """Return ``{cluster: label}``: the one-to-one naming under which most images are right.

    With more clusters than labels, those that are left over have no entry, and the reverse.
    Arguments and errors as for :func:`contingency`.
    """
    label_values, cluster_values, counts = contingency(labels, clusters)
    rows, columns = linear_sum_assignment(counts, maximize=True)
    pairs = sorted(zip(columns, rows, strict=True))
    return {int(cluster_values[column]): int(label_values[row]) for column, row in pairs}


def clustering_accuracy(labels: ArrayLike, clusters: ArrayLike) -> float:
    """Return the share of images whose cluster bears their label, under the best naming.

    From above 0 to 1; 1 if the two sortings agree. One cluster for all gives the largest class's
    share. The naming is one-to-one: of a class split in two, one part at most counts as right.
    Arguments and errors as for :func:`contingency`.
    """
    counts = contingency(labels, clusters)[2]
    return float(counts[linear_sum_assignment(counts, maximize=True)].sum() / counts.sum())


def normalised_mutual_information(labels: ArrayLike, clusters: ArrayLike) -> float:
    """Return 2 I(labels; clusters) / (H(labels) + H(clusters)), from 0 to 1.

    0 if the counts are independent, 1 if the sortings agree. Many small clusters raise it.
    Arguments and errors as for :func:`contingency`.
    """
    contingency(labels, clusters)
    return float(metrics.normalized_mutual_info_score(labels, clusters))


def adjusted_rand_index(labels: ArrayLike, clusters: ArrayLike) -> float:
    """Return the share of image pairs that both sortings treat alike, corrected for chance.

    1 if the sortings agree, about 0 for random clusters, at least -0.5. Arguments and errors as
    for :func:`contingency`.
    """
    contingency(labels, clusters)
    return float(metrics.adjusted_rand_score(labels, clusters))


def _whole_numbers(name: str, values: ArrayLike) -> np.ndarray:
    refuse_mask(name, values)
    array = np.asarray(values)
    if array.ndim != 1 or array.size == 0 or array.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be whole numbers of shape (n,), n ≥ 1, "
            f"got {array.dtype} of shape {array.shape}"
        )
    return array
