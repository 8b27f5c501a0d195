"""Readings averaged over bends of an image: what they are, what they gain, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops, random

from infogan_lib.core.codes import Uniform
from infogan_lib.data.mnist import load_mnist
from infogan_lib.measure.clustering import clustering_accuracy
from infogan_lib.measure.evaluate import probabilities_averaged
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import load_pretrained


@pytest.fixture(scope="module")
def model():
    return load_pretrained("mnist")


@pytest.fixture(scope="module")
def sample():
    return load_mnist("sample")


def test_the_average_is_the_mean_of_readings_of_bent_images(model, sample):
    images = sample.x_train[:400]
    plain = model.recognise(images)["category"]["probabilities"]
    still = probabilities_averaged(model, images, bends=1, strength=0.0)
    np.testing.assert_allclose(still, plain, atol=1e-5)
    channel, source = model.latent.category.channel, random.SeedGenerator(3)
    total = 0.0
    for _ in range(2):
        bent = np.array(channel(ops.array(images), source, 0.5))
        total += model.recognise(bent)["category"]["probabilities"]
    read = probabilities_averaged(model, images, bends=2, strength=0.5, seed=3)
    np.testing.assert_allclose(read, total / 2, atol=1e-5)
    np.testing.assert_allclose(read.sum(axis=1), 1, atol=1e-5)
    assert np.abs(read - plain).max() > 0.01


def test_the_average_names_more_digits(model, sample):
    """Digits that the shipped model was trained on, without their labels."""
    before = clustering_accuracy(sample.y_train, model.classify(sample.x_train))
    read = probabilities_averaged(model, sample.x_train).argmax(axis=1)
    assert before < clustering_accuracy(sample.y_train, read) < before + 0.01


def test_what_cannot_be_averaged_is_named(model, sample):
    images = sample.x_train[:10]
    with pytest.raises(ValueError, match=r"category has no channel.*model\.recognise"):
        probabilities_averaged(load_pretrained("paper"), images)
    with pytest.raises(ValueError, match="no category to read"):
        probabilities_averaged(build(preset("tiny", codes=(Uniform("style"),))), images)
    with pytest.raises(ValueError, match="bends must be at least 1"):
        probabilities_averaged(model, images, bends=0)
    with pytest.raises(ValueError, match="images must lie in"):
        probabilities_averaged(model, images * 255)
