"""What the runs on unbalanced digits are trained on."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from tools import unbalanced


def test_the_subset_has_the_counts_and_keeps_the_order():
    labels = np.tile(np.arange(10), 800)
    chosen = unbalanced.subset(labels, np.where(np.arange(10) == 1, 750, 20))
    assert (np.diff(chosen) > 0).all()
    assert np.bincount(labels[chosen]).tolist() == [20, 750, *[20] * 8]


def test_the_true_prior_is_that_of_the_pictures_and_names_no_digit():
    assert sum(unbalanced.PRIOR) == pytest.approx(1)
    assert unbalanced.PRIOR[0] == unbalanced.ONES / unbalanced.COUNTS.sum()
    told = unbalanced.config(unbalanced.PRIOR, seed=0).latent
    assert told.entropy["category"] == pytest.approx(
        -sum(p * math.log(p) for p in unbalanced.PRIOR)
    )
    assert unbalanced.config(None, seed=0).latent.entropy["category"] == pytest.approx(math.log(10))


def test_the_record_holds_every_row_with_three_seeds():
    record = json.loads(unbalanced.OUT.read_text(encoding="utf-8"))
    runs = {(run["row"], run["seed"]) for run in record["runs"]}
    assert runs == {(row, seed) for row in unbalanced.ROWS for seed in unbalanced.SEEDS}
    for run in record["runs"]:
        counts, prior = unbalanced.ROWS[run["row"]]
        assert run["images"] == counts.sum()
        assert run["prior"] == pytest.approx(prior or [0.1] * 10)
        assert np.sum(run["table"]) == 10_000
