"""The weights that ship with the library."""

from __future__ import annotations

import pytest

from infogan_lib.data.mnist import load_mnist
from infogan_lib.measure.evaluate import clustering_accuracy, code_information
from infogan_lib.measure.judge import class_conditional_accuracy, load_judge
from infogan_lib.runs.pretrained import TOLD, WEIGHTS, card, history, load_pretrained, names

pytestmark = pytest.mark.slow


def test_shipped_weights_are_whole_and_keep_their_promise():
    """The sample has training digits: this is a check of the file, and no test score."""
    assert "mnist" in names()
    model, facts = load_pretrained("mnist"), card("mnist")
    assert {*TOLD, "config", "seed", "epochs", "device", "versions"} <= set(facts)
    assert len(history("mnist")["epoch"]) == facts["epochs"]
    assert code_information(model, n=2000)["category"].value >= 2.2
    mnist = load_mnist("sample")
    assert clustering_accuracy(mnist.y_train, model.classify(mnist.x_train)) >= 0.8
    assert sum(p.stat().st_size for p in WEIGHTS.rglob("*") if p.is_file()) <= 25e6


def test_the_shipped_q_reads_in_use_as_it_did_in_training():
    """Batch norm in Q would part the two: its stored statistics mix real and generated images.

    G keeps its batch norm. The company in a batch jitters its images, which blurs the styles a
    little in training; in use they may read better, and must not read worse.
    """
    model = load_pretrained("mnist")
    in_use, in_training = (code_information(model, 4000, training=mode) for mode in (False, True))
    category = model.latent.category.name
    assert in_use[category].value == pytest.approx(in_training[category].value, abs=0.05)
    for name in model.latent.names:
        assert in_use[name].value > in_training[name].value - 0.05, name


@pytest.mark.parametrize("name", ["cgan", "acgan"])
def test_shipped_digits_are_those_asked_for(name):
    facts = card(name)
    assert facts["scores"]["class_conditional"]["accuracy"] >= 0.97
    assert len(history(name)["epoch"]) == facts["epochs"]
    assert class_conditional_accuracy(load_pretrained(name), load_judge(), 2000)["accuracy"] >= 0.97
