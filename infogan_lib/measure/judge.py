"""An independent judge: a small classifier of digits, trained on real labels, that only judges.

No model here learns from it. It says what a generated digit shows, so that control can be counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from infogan_lib.arguments import whole
from infogan_lib.backends.keras_extras import in_chunks
from infogan_lib.core.infogan import GAN
from infogan_lib.core.networks import IMAGE_SHAPE, LAST
from infogan_lib.data.looks import check_images
from infogan_lib.errors import WeightsError
from infogan_lib.measure.evaluate import evaluate
from infogan_lib.runs import pretrained

FOLDER = pretrained.WEIGHTS / "judge"
CLASSES = 10
FEATURES = 64


def network(seed: int | None = None) -> keras.Model:
    """Images (n, 28, 28, 1) in [-1, 1] → [logits (n, 10), features (n, 64) ≥ 0]."""
    he = keras.initializers.HeNormal(seed=keras.random.SeedGenerator(seed))
    fixed = {"kernel_initializer": he, "dtype": "float32"}
    inputs = keras.Input(IMAGE_SHAPE, dtype="float32")
    x = layers.Conv2D(16, 5, 2, "same", LAST, activation="relu", **fixed)(inputs)
    x = layers.Conv2D(32, 3, 1, "same", LAST, activation="relu", **fixed)(x)
    x = layers.MaxPooling2D(data_format=LAST, dtype="float32")(x)
    x = layers.Flatten(LAST, dtype="float32")(x)
    features = layers.Dense(FEATURES, "relu", **fixed, name="features")(x)
    logits = layers.Dense(CLASSES, **fixed, name="logits")(features)
    return keras.Model(inputs, [logits, features], name="judge")


@dataclass(frozen=True)
class Judge:
    """What digits show. ``network`` is frozen; see :func:`network` for its outputs."""

    network: keras.Model

    def logits(self, images: np.ndarray) -> np.ndarray:
        """(n, 10), their softmax being P(digit given image)."""
        return self._output(images, 0)

    def features(self, images: np.ndarray) -> np.ndarray:
        """(n, 64): the layer below the logits, for distances between sets of images."""
        return self._output(images, 1)

    def classify(self, images: np.ndarray) -> np.ndarray:
        """(n,) whole numbers, the likeliest digit of each image."""
        return self.logits(images).argmax(axis=1)

    def _output(self, images: np.ndarray, which: int) -> np.ndarray:
        check_images(images)
        return in_chunks(keras.Model(self.network.input, self.network.output[which]), images)


def load_judge(directory: str | Path = FOLDER) -> Judge:
    """Return the shipped judge; its card is ``pretrained.card("digits", judge.FOLDER)``.

    Raises:
        WeightsNotFoundError: for missing files.
        WeightsError: for weights that are not those of the card.
    """
    path = pretrained.weights_path("digits", directory)
    judge = network()
    try:
        judge.load_weights(path)
    except Exception as error:
        raise WeightsError(f"{path.name}: does not fit the judge; install infogan_lib again") from (
            error
        )
    judge.trainable = False
    return Judge(judge)


def class_conditional_accuracy(
    model: GAN, judge: Judge, n: int = 10_000, seed: int = 0
) -> dict[str, Any]:
    """Ask a labelled GAN for n digits, as many of each, and count how many the judge recognises.

    Returns:
        ``accuracy``, its ``standard_error``, ``n``, ``seed``, ``per_class`` (10 accuracies) and
        ``confusion``: counts with a row for each digit asked for, a column for each one seen.

    Raises:
        ValueError: for a model whose codes carry no labels, or other labels than ten digits, or n
            below 10.
    """
    if getattr(model.config, "labels", "unused") == "unused":
        raise ValueError(
            "this model was trained without labels, so that its categories have no names; "
            "score it with evaluate, which matches them to digits first"
        )
    category = model.latent.category
    assert category is not None  # TrainConfig refuses labels without one
    if category.size != CLASSES:
        raise ValueError(
            f"the judge knows {CLASSES} digits, but {category.name!r} of this model has "
            f"{category.size} values"
        )
    latent, asked = model.latent, np.arange(whole("n", n, at_least=CLASSES)) % CLASSES
    latents = np.array(ops.convert_to_numpy(latent.sample(n, seed)))
    latents[:, latent.slices[category.name]] = category.column(asked, n)
    seen = judge.classify(model.generate(latents))
    confusion = np.zeros((CLASSES, CLASSES), dtype=int)
    np.add.at(confusion, (asked, seen), 1)
    accuracy = float((asked == seen).mean())
    return {
        "accuracy": accuracy,
        "standard_error": math.sqrt(accuracy * (1 - accuracy) / n),
        "n": n,
        "seed": seed,
        "per_class": (confusion.diagonal() / confusion.sum(axis=1)).tolist(),
        "confusion": confusion.tolist(),
    }


def named_digits(model: GAN) -> bool:
    """Whether labels told a model what its category's ten values are, as the judge's are digits."""
    category = model.latent.category
    told = getattr(model.config, "labels", "unused") != "unused"
    return told and category is not None and category.size == CLASSES


def scores(model: GAN, images: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Return every score that a kind of GAN admits, ready for ``json.dumps``.

    :func:`infogan_lib.measure.evaluate.evaluate`'s record where there is a Q to read images, and
    under ``class_conditional`` the shipped judge's where labels say what G was asked for.
    """
    record = evaluate(model, images, labels) if hasattr(model, "recognition") else {}
    if named_digits(model):
        record["class_conditional"] = class_conditional_accuracy(model, load_judge())
    return record
