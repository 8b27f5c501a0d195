"""Bounds and predictions on models whose truth is known, and on a real one."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from infogan_lib import information
from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.core.latent import LatentSpec
from infogan_lib.measure.evaluate import (
    code_information,
    evaluate,
    information_of_predictions,
    probabilities_in_training,
)
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset


class KnownModel:
    """A "generator" that shows the latent vector itself, and a Q of our choice that reads it."""

    def __init__(self, codes, q):
        self.latent, self.q = LatentSpec(codes, noise=3), q

    def generate(self, latents):
        return np.asarray(latents)

    def recognition(self, x, training):
        assert training is False
        return self.q(self.latent.split(x)).astype("float32")


def test_bound_of_a_q_that_reads_the_category_through_a_symmetric_channel():
    """Q believes in an error rate of 0.2 but the code is shown as it is: H + ln 0.8."""
    logs = np.log(np.where(np.eye(10), 0.8, 0.2 / 9))
    model = KnownModel((Categorical("digit", 10),), lambda parts: parts["digit"] @ logs)
    bound = code_information(model, n=700)["digit"]
    assert bound.value == pytest.approx(math.log(10) + math.log(0.8), abs=1e-5)
    assert bound.n == 700 and bound.standard_error == pytest.approx(0, abs=1e-6)


def test_bound_of_a_q_that_is_wrong_one_time_in_five():
    """The channel of the information chapter, by sampling: its exact bound within 4.5 SE."""
    rng = np.random.default_rng(0)

    def q(parts):
        truth = parts["digit"].argmax(axis=1)
        wrong = (truth + rng.integers(1, 10, len(truth))) % 10
        seen = np.where(rng.random(len(truth)) < 0.2, wrong, truth)
        return np.log(np.where(np.eye(10)[seen], 0.6, 0.4 / 9))

    bound = code_information(KnownModel((Categorical("digit", 10),), q), n=20_000)["digit"]
    assert abs(bound.value - 1.271222) < 4.5 * bound.standard_error
    assert 0.005 < bound.standard_error < 0.02


@pytest.mark.parametrize("code", [Uniform("style"), Gaussian("style", 0.5, 2.0)])
def test_bound_of_a_q_that_recovers_a_continuous_code(code):
    """Exact recovery with a fixed spread s gives H - ½ ln 2πs²: finite, though I is infinite."""
    model = KnownModel((code,), lambda parts: np.hstack([parts["style"], parts["style"] * 0]))
    posterior = model.latent.posterior(np.zeros((1, 2), "float32"))
    spread = np.asarray(posterior["style"]["std"]).item()
    expected = code.entropy - 0.5 * math.log(2 * math.pi * spread**2)
    assert code_information(model, n=100)["style"].value == pytest.approx(expected, abs=1e-4)


def test_a_q_that_ignores_the_image_has_no_information():
    codes = (Categorical("digit", 4), Gaussian("style"))
    blind = KnownModel(codes, lambda parts: np.zeros((len(parts["digit"]), 6)))
    bounds = code_information(blind, n=5000, seed=3)
    assert bounds["digit"].value == pytest.approx(0, abs=1e-6)
    assert bounds["style"].value < 0  # nothing is clipped


def test_a_real_model_is_measured_in_inference_mode_and_left_alone():
    codes = (Categorical("digit", 10), Uniform("style"))
    model = build(preset("tiny", codes=codes, normalisation="batch"))
    before = model.networks.get_weights()
    bounds = code_information(model, n=1203, seed=5)
    again = code_information(model, n=1203, seed=5)
    assert bounds == again != code_information(model, n=1203, seed=6)
    for old, new in zip(before, model.networks.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    latents = np.array(model.latent.sample(1203, 5))
    q = model.recognition(model.generate(latents), training=False)
    log_q = np.array(model.latent.log_q(latents, q)["style"])
    expected = information.variational_bound(log_q, math.log(2))
    assert bounds["style"].value == pytest.approx(expected.value, abs=1e-5)


def test_training_mode_measures_what_a_step_sees_and_leaves_no_trace():
    """Two batches, each read with its own statistics, by hand; stored statistics are others."""
    codes = (Categorical("digit", 10), Uniform("style"))
    model = build(preset("tiny", codes=codes, normalisation="batch", batch_size=60))
    before = model.networks.get_weights()
    found = code_information(model, n=120, seed=5, training=True)
    for old, new in zip(before, model.networks.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    latents = np.array(model.latent.sample(120, 5))
    log_q = []
    for batch in (latents[:60], latents[60:]):
        q = model.recognition(model.generator(batch, training=True), training=True)
        log_q.append(np.array(model.latent.log_q(batch, q)["style"]))
    expected = math.log(2) + np.concatenate(log_q).mean()
    assert found["style"].value == pytest.approx(expected, abs=1e-5)
    assert abs(found["style"].value - code_information(model, 120, 5)["style"].value) > 1e-3


# What predictions tell


def test_information_of_predictions_at_its_ends():
    assert information_of_predictions(np.full((50, 10), 0.1)) == pytest.approx(0, abs=1e-12)
    assert information_of_predictions(np.eye(10)) == pytest.approx(math.log(10))
    one_category = np.eye(10)[np.zeros(20, dtype=int)]
    assert information_of_predictions(one_category) == pytest.approx(0, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(float, st.tuples(st.integers(1, 8), st.integers(1, 6)), elements=st.floats(0.001, 1))
)
def test_information_of_predictions_is_that_of_a_joint(weights):
    """Pick an image evenly, then a category from q: the mutual information of the two."""
    q = weights / weights.sum(axis=1, keepdims=True)
    expected = information.mutual_information(q.T / len(q))
    assert information_of_predictions(q) == pytest.approx(expected, abs=1e-12)
    assert information_of_predictions(np.repeat(q, 3, axis=0)[::-1]) == pytest.approx(expected)


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((0, 10)),
        np.ones((3, 10)),
        np.array([[0.5, np.nan]]),
        np.array([1.0]),
        np.array([[1.5, -0.5]]),
        "q",
    ],
)
def test_predictions_must_be_probabilities(bad):
    with pytest.raises(ValueError, match="probabilities"):
        information_of_predictions(bad)


# The record


@pytest.fixture(scope="module")
def model():
    codes = (Uniform("style"), Categorical("digit", 4))
    return build(preset("tiny", codes=codes))


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).uniform(-1, 1, (60, 28, 28, 1)).astype("float32")


def test_record_agrees_with_its_parts_and_is_json(model, images):
    labels = np.arange(60) % 3 + 5
    record = evaluate(model, images, labels, n=200, seed=2)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["bounds"]["style"]["value"] == code_information(model, 200, 2)["style"].value
    assert record["bounds"]["digit"]["entropy"] == math.log(4)
    confusion = np.array(record["confusion"])
    assert confusion.shape == (3, 4) and record["labels"] == [5, 6, 7]
    found = model.classify(images)
    assert confusion.sum(axis=0).tolist() == np.bincount(found, minlength=4).tolist()
    assert confusion[1].tolist() == np.bincount(found[labels == 6], minlength=4).tolist()
    right = sum(
        confusion[record["labels"].index(label), int(category)]
        for category, label in record["assignment"].items()
    )
    assert record["accuracy"] == pytest.approx(right / 60)
    expected = math.sqrt(record["accuracy"] * (1 - record["accuracy"]) / 60)
    assert record["accuracy_standard_error"] == pytest.approx(expected)


def test_record_without_labels_or_category(model, images):
    record = evaluate(model, images, n=50)
    assert set(record) == {"images", "seed", "bounds", "information_of_predictions"}
    only_style = build(preset("tiny", codes=(Gaussian("style"),)))
    record = evaluate(only_style, images, np.zeros(60, int), n=50)
    assert set(record) == {"images", "seed", "bounds"}


def test_an_impossible_code_stays_json(monkeypatch, model, images):
    minus = information.Estimate(-math.inf, math.inf, 5)
    there = "infogan_lib.measure.evaluate.code_information"
    monkeypatch.setattr(there, lambda *_, **__: {"style": minus})
    bound = evaluate(model, images)["bounds"]["style"]
    assert float(bound["value"]) == -math.inf and json.dumps(bound, allow_nan=False)


def test_bad_input_is_named(model, images):
    with pytest.raises(ValueError, match="no Q.*give an InfoGAN"):
        evaluate(build(preset("gan", width=0.0625)), images)
    with pytest.raises(ValueError, match=r"labels must have shape \(60,\).*got \(59,\)"):
        evaluate(model, images, np.zeros(59, int))
    with pytest.raises(ValueError, match="n must be at least 1"):
        code_information(model, n=0)
    with pytest.raises(ValueError, match="images must lie in"):
        evaluate(model, images * 255, n=10)


@pytest.mark.parametrize("norm", ["none", "batch"])
def test_reading_as_in_training_takes_each_batch_by_itself_and_changes_nothing(norm):
    model = build(preset("tiny", normalisation=norm, jit_compile=False))
    images = np.random.default_rng(0).uniform(-1, 1, (1000, 28, 28, 1)).astype("float32")
    before = model.recognise(images)["category"]["probabilities"]
    read = probabilities_in_training(model, images)
    alone = probabilities_in_training(model, images[:500])
    np.testing.assert_allclose(read[:500], alone, atol=1e-6)
    np.testing.assert_array_equal(model.recognise(images)["category"]["probabilities"], before)
    if norm == "none":
        np.testing.assert_allclose(read, before, atol=1e-6)
    else:
        assert np.abs(read - before).max() > 0.01
