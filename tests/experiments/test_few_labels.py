"""Few labels: what a draw is, what naming repairs, and what the stored comparison says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from infogan_lib.core.codes import Categorical
from infogan_lib.data.mnist import load_mnist
from infogan_lib.experiments.few_labels import (
    Digits,
    compare,
    draw_labels,
    names_from,
    readout,
    small_cnn,
)
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import card
from tools import few_labels

pytestmark = pytest.mark.slow
SURE = np.log(np.full((10, 10), 0.01) + 0.9 * np.eye(10))  # row k: sure of category k


def test_a_draw_has_as_many_of_each_digit_and_depends_on_its_seed():
    labels = np.tile(np.arange(10), 30)
    chosen = draw_labels(labels, 50, seed=1)
    assert np.bincount(labels[chosen]).tolist() == [5] * 10
    assert len(set(chosen)) == 50
    assert (chosen == draw_labels(labels, 50, seed=1)).all()
    assert (chosen != draw_labels(labels, 50, seed=2)).any()
    for n in (15, 400):
        with pytest.raises(ValueError, match=f"multiple of 10 .* got {n}"):
            draw_labels(labels, n, seed=1)


def test_names_follow_the_labels_and_one_misread_example_does_no_harm():
    digits = np.array([3, 1, 4, 0, 5, 9, 2, 6, 8, 7])  # of categories 0 to 9
    assert names_from(SURE, digits).tolist() == digits.tolist()
    misread = SURE.copy()
    misread[9] = SURE[0]  # the 7 looks like the category of the 3
    assert names_from(misread, digits).tolist() == digits.tolist()


def test_names_weigh_all_examples():
    """Two sure examples of a digit outweigh one that is read as something else."""
    digits = np.arange(10)
    log_q = np.concatenate([SURE[[1, 0, *range(2, 10)]], SURE[[0, 0, 1, 1]]])
    found = names_from(log_q, np.concatenate([digits, [0, 0, 1, 1]]))
    assert found.tolist() == digits.tolist()


def test_the_readout_separates_what_a_line_can():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 5)
    features = np.eye(10)[labels] + 0.01 * rng.normal(size=(50, 10))
    assert (readout(features, labels).predict(features) == labels).all()


def test_the_network_learns_from_its_labels_alone(monkeypatch):
    monkeypatch.setattr("infogan_lib.experiments.few_labels.FEWEST_STEPS", 120)
    sample = load_mnist("sample")
    x, y = sample.x_train[:200], sample.y_train[:200]
    network = small_cnn(x, y, seed=0)
    assert (np.asarray(network(x)).argmax(axis=1) == y).mean() > 0.95
    shuffled = small_cnn(x, np.roll(y, 1), seed=0)
    assert (np.asarray(shuffled(x)).argmax(axis=1) == y).mean() < 0.5


def test_a_comparison_reads_both_sets_by_the_same_model(monkeypatch):
    sample = load_mnist("sample")
    model = build(preset("paper", width=0.0625))
    digits = Digits.read(model, sample.x_train[:120], sample.y_train[:120])
    log_q = np.log(model.recognise(digits.images)["category"]["probabilities"])
    np.testing.assert_allclose(digits.log_q, log_q, atol=1e-4)
    chosen = draw_labels(digits.labels, 10, seed=0)
    test = digits.take(np.setdiff1d(np.arange(120), chosen))
    assert len(test.images) == len(test.labels) == len(test.features) == len(test.log_q) == 110
    monkeypatch.setattr("infogan_lib.experiments.few_labels.FEWEST_STEPS", 2)
    found = compare(digits.take(chosen), test, seed=0)
    assert set(found) == {"names", "readout", "cnn"}
    assert all(0 <= share <= 1 for share in found.values())


def test_a_model_without_ten_categories_is_refused():
    model = build(preset("paper", width=0.0625, codes=(Categorical("kind", 4),)))
    with pytest.raises(ValueError, match="category of ten values"):
        Digits.read(model, np.zeros((1, 28, 28, 1)), np.zeros(1, dtype=int))


def test_the_record_is_whole_and_of_the_shipped_weights():
    record = json.loads(few_labels.OUT.read_text(encoding="utf-8"))
    runs = {(run["labels"], run["draw"]) for run in record["runs"]}
    assert runs == {(n, draw) for n in few_labels.SIZES for draw in range(few_labels.DRAWS)}
    assert record["test_images"] == 10_000
    assert record["weights"] == card(few_labels.MODEL)["sha256"]
