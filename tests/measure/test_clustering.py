"""Clustering scores agree with brute force, and do not care about names."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infogan_lib import information
from infogan_lib.measure.evaluate import (
    adjusted_rand_index,
    best_assignment,
    clustering_accuracy,
    contingency,
    normalised_mutual_information,
)

SCORES = (clustering_accuracy, normalised_mutual_information, adjusted_rand_index)
modest = settings(max_examples=60, deadline=None)


@st.composite
def sortings(draw, values=5):
    n = draw(st.integers(1, 40))
    column = st.lists(st.integers(0, values - 1), min_size=n, max_size=n)
    return np.array(draw(column)), np.array(draw(column))


@modest
@given(sortings(), st.permutations(range(5)), st.permutations(range(5)), st.randoms())
def test_no_score_depends_on_names_or_order(both, new_labels, new_clusters, random):
    labels, clusters = both
    order = random.sample(range(len(labels)), len(labels))
    renamed = np.array(new_labels)[labels][order], np.array(new_clusters)[clusters][order] * 7 - 3
    for score in SCORES:
        assert score(*renamed) == pytest.approx(score(*both), abs=1e-12)


@modest
@given(sortings(4))
def test_accuracy_is_the_best_over_all_namings(both):
    labels, clusters = both
    best = max(np.mean(np.array(p)[clusters] == labels) for p in permutations(range(4)))
    assert clustering_accuracy(labels, clusters) == pytest.approx(best, abs=1e-12)
    names = best_assignment(labels, clusters)
    assert len(set(names.values())) == len(names)  # one to one
    named = np.array([names.get(c, -1) for c in clusters.tolist()])
    assert np.mean(named == labels) == pytest.approx(best, abs=1e-12)


@modest
@given(sortings())
def test_nmi_and_ari_by_their_definitions(both):
    labels, clusters = both
    joint = contingency(labels, clusters)[2] / len(labels)
    entropies = [information.entropy(joint.sum(axis=a)) for a in (0, 1)]
    if sum(entropies) > 0:
        expected = 2 * information.mutual_information(joint) / sum(entropies)
        assert normalised_mutual_information(*both) == pytest.approx(expected, abs=1e-9)
    pairs = np.triu_indices(len(labels), 1)
    same = [np.equal.outer(s, s)[pairs] for s in both]
    if len(labels) > 1 and not (same[0] == same[1]).all():
        chance = same[0].mean() * same[1].mean() * len(pairs[0])
        agree = (same[0] & same[1]).sum()
        most = (same[0].sum() + same[1].sum()) / 2
        expected = (agree - chance) / (most - chance)
        assert adjusted_rand_index(*both) == pytest.approx(expected, abs=1e-9)


def test_known_truths():
    labels = np.repeat(np.arange(10), 20)
    perfect, constant = (labels + 3) % 10, np.zeros_like(labels)
    for score in SCORES:
        assert score(labels, perfect) == 1
    assert [score(labels, constant) for score in SCORES] == pytest.approx([0.1, 0, 0])
    # Two categories share one digit, and so two digits share one category: 9 of 10 right at most.
    merged = np.where(labels == 9, 8, labels)
    assert clustering_accuracy(labels, merged) == pytest.approx(0.9)
    assert best_assignment(labels, merged)[8] in (8, 9)
    split = np.where(np.arange(200) % 2, labels, labels + 10)
    assert clustering_accuracy(labels, split) == pytest.approx(0.5)
    assert normalised_mutual_information(labels, split) == pytest.approx(
        2 * np.log(10) / (np.log(10) + np.log(20))
    )
    # Every label meets every cluster as often: independent.
    grid = np.indices((10, 10)).reshape(2, -1)
    assert normalised_mutual_information(*grid) == pytest.approx(0, abs=1e-12)
    assert clustering_accuracy(*grid) == pytest.approx(0.1)


def test_contingency_counts():
    labels, clusters, counts = contingency([5, 5, 7, 7, 7], [1, 2, 2, 2, -4])
    assert (labels.tolist(), clusters.tolist()) == ([5, 7], [-4, 1, 2])
    assert counts.tolist() == [[0, 1, 1], [1, 0, 2]]


@pytest.mark.parametrize("score", [*SCORES, best_assignment, contingency])
@pytest.mark.parametrize(
    ("labels", "clusters", "says"),
    [
        ([1, 2], [1], "one length, got 2 and 1"),
        ([], [], "labels must be whole numbers"),
        ([0.0, 1.0], [0, 1], "labels must be whole numbers.*float64"),
        ([0, 1], [[1, 0], [0, 1]], r"clusters must be whole numbers.*\(2, 2\)"),
        ([0, 1], ["a", "b"], "clusters must be whole numbers"),
        ([0, 1], [None, 1], "clusters must be whole numbers.*object"),
    ],
)
def test_what_is_no_sorting_is_refused(score, labels, clusters, says):
    with pytest.raises(ValueError, match=says) as error:
        score(labels, clusters)
    assert "\n" not in str(error.value)
