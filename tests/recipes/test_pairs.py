"""Pairs: losses against known truths and scipy's regression, and what a batch must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import softmax
from scipy.stats import linregress

from infogan_lib import information
from infogan_lib.recipes import pairs
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset


@settings(deadline=None, max_examples=30)
@given(arrays("float64", (6, 4), elements=st.floats(-8, 8)))
def test_real_image_terms_equal_the_information_module(logits):
    q = softmax(logits, axis=1)
    assert float(pairs.marginal_entropy(np.log(q))) == pytest.approx(
        information.entropy(q.mean(axis=0)), abs=1e-6
    )
    expected = [
        (information.cross_entropy(a, b) + information.cross_entropy(b, a)) / 2
        for a, b in zip(q[:3], q[3:], strict=True)
    ]
    agreement = pairs.consistency_loss(np.log(q[:3]), np.log(q[3:]))
    assert float(agreement) == pytest.approx(np.mean(expected), rel=1e-6)


def test_agreement_on_known_cases():
    sure = np.log(np.array([[1 - 1e-9, 1e-9], [1e-9, 1 - 1e-9]]))
    assert float(pairs.consistency_loss(sure, sure)) == pytest.approx(0, abs=1e-6)
    assert float(pairs.marginal_entropy(sure)) == pytest.approx(math.log(2))
    assert float(pairs.marginal_entropy(sure[:1])) == pytest.approx(0, abs=1e-6)
    assert float(pairs.consistency_loss(sure, sure[::-1])) > 20


def test_styles_that_follow_their_amounts():
    amounts = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]], "float32")  # uncorrelated
    lean, widen = amounts[:, :1], amounts[:, 1:]
    cases = [
        (amounts + 3, 0),  # where they start does not count
        (np.ones((4, 2), "float32"), 2),  # deaf styles
        (amounts[:, ::-1], 4),  # swapped
        (-amounts, 8),  # backwards
        (np.hstack([lean, lean]), 2),  # two of one kind
        (lean, 0),  # a single style
        (np.hstack([amounts, widen]), 0),  # a third style is free
    ]
    for readings, loss in cases:
        assert float(pairs.deformation_loss(readings, amounts)) == pytest.approx(loss, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(arrays("float64", (9, 2), elements=st.floats(-3, 3)))
def test_slopes_are_those_of_a_regression(readings):
    amounts = np.random.default_rng(1).normal(size=(9, 2))
    slopes = [[linregress(amounts[:, b], readings[:, s]).slope for b in (0, 1)] for s in (0, 1)]
    expected = np.square(slopes - np.eye(2)).sum()
    found = float(pairs.deformation_loss(readings, amounts))
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_an_image_is_paired_with_a_near_neighbour_and_not_with_itself():
    """Squares of rising brightness, whose neighbours are the next ones."""
    level = np.linspace(-1, 1, 40, dtype="float32")
    ink = np.zeros((40, 28, 28, 1), "float32") - 1
    ink[:, 8:20, 8:20] = level[:, None, None, None]
    drawn = pairs.Pairs(ink, preset("tiny", neighbours=2))
    chosen = np.arange(5, 35)
    both = drawn.draw(chosen, np.random.default_rng(0))
    of = {name: both[name].max(axis=(1, 2, 3)) for name in ("anchor", "positive")}
    np.testing.assert_allclose(of["anchor"], level[chosen], atol=1e-4)
    steps = np.abs(of["positive"] - of["anchor"]) / (level[1] - level[0])
    assert (steps > 0.9).all() and (steps < 2.1).all()  # never the image itself
    # Not always the nearest: among the k neighbours one is drawn.
    first = [drawn.draw(chosen, np.random.default_rng(seed))["positive"].max() for seed in range(9)]
    assert len(np.unique(first)) > 1


@pytest.mark.parametrize("missing", ["real", "anchor", "positive", "amounts"])
def test_a_part_that_is_missing_is_named(missing):
    model = build(preset("tiny", jit_compile=False))
    batch = dict.fromkeys(model.batch_parts)
    del batch[missing]
    with pytest.raises(ValueError, match=f"with the parts .*{missing}"):
        model.check_batch(batch)


@pytest.mark.parametrize("batch", [{"real": 0, "labels": 1}, (0,), (0, 1, 2), np.zeros(3)])
def test_what_a_plain_infogan_does_not_know_is_refused(batch):
    model = build(preset("tiny", real_weight=0.0, jit_compile=False))
    with pytest.raises(ValueError, match="a dict with the parts \\('real',\\)"):
        model.train_step(batch)
