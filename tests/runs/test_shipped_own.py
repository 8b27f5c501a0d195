"""The shipped models of chapter 16: clothes, and coloured shapes."""

from __future__ import annotations

import numpy as np
import pytest

from infogan_lib.data.fashion import CLOTHES, load_fashion_sample
from infogan_lib.data.mnist import data_hash
from infogan_lib.experiments import shapes
from infogan_lib.measure.clustering import clustering_accuracy
from infogan_lib.measure.evaluate import code_information
from infogan_lib.runs.options import digits_of
from infogan_lib.runs.pretrained import TOLD, WEIGHTS, card, history, load_pretrained, trained_on

pytestmark = pytest.mark.slow


def test_the_model_of_clothes_reads_test_pictures_as_its_card_says():
    model, facts = load_pretrained("fashion"), card("fashion")
    images, labels = load_fashion_sample()
    assert {*TOLD, "config", "seed", "epochs"} <= set(facts)
    assert len(history("fashion")["epoch"]) == facts["epochs"]
    found = model.classify(images)
    assert abs(clustering_accuracy(labels, found) - facts["scores"]["accuracy"]) < 0.08
    named = facts["scores"]["assignment"]
    by_card = np.array([named[str(k)] for k in found])
    assert abs(np.mean(by_card == labels) - facts["scores"]["accuracy"]) < 0.08
    assert trained_on("fashion")["class_names"] == list(CLOTHES)


def test_clothes_are_not_called_digits_on_a_page():
    assert digits_of("fashion") == {} and digits_of("mnist")


def test_the_model_of_shapes_was_trained_on_the_pictures_that_are_made_again():
    model, facts = load_pretrained("shapes"), card("shapes")
    assert data_hash(shapes.pictures()) == facts["data"]["sha256"] == shapes.stored()["data"]
    assert model.config.shape == (64, 64, 3)
    assert code_information(model, n=500)["category"].value > 1.0
    assert model.generate(2).shape == (2, 64, 64, 3)


def test_the_new_weights_stay_small():
    for name in ("fashion", "shapes"):
        assert (WEIGHTS / f"{name}.weights.h5").stat().st_size < 2e6
