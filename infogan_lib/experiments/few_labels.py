"""Few labels: a trained Q with the labels on top, against a network that has nothing else.

Three classifiers get the same labelled digits. ``names_from`` gives each category one digit's
name. ``readout`` fits a linear classifier to the features of Q's trunk. ``small_cnn`` starts from
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

from infogan_lib.arguments import whole
from infogan_lib.backends.keras_extras import in_chunks
from infogan_lib.core.infogan import InfoGAN
from infogan_lib.core.networks import LAST

DIGITS = 10
BATCH = 50
FEWEST_STEPS, EPOCHS = 400, 16  # of the small network: 400 steps, or 16 epochs where that is more


def draw_labels(labels: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Return the indices of n examples, as many of each digit, drawn without replacement.

    Raises:
        ValueError: for an n that ten does not divide, or more than some digit has.
    """
    each, rest = divmod(whole("n", n, at_least=DIGITS), DIGITS)
    if rest or each > np.bincount(labels, minlength=DIGITS).min():
        raise ValueError(f"n must be a multiple of 10 that every digit has enough of, got {n}")
    rng = np.random.default_rng(whole("seed", seed, at_least=0))
    of_each = [np.flatnonzero(labels == digit) for digit in range(DIGITS)]
    return np.concatenate([rng.choice(indices, each, replace=False) for indices in of_each])


def names_from(log_q: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Return the digit that each category is called, (10,), from n labelled examples.

    One to one: of all namings the one under which the labels are likeliest, the sum over the
    examples of ln Q(category named so given x).

    Args:
        log_q: ln Q(category given x) in nats, (n, 10).
        labels: the digits of the same examples, (n,).
    """
    evidence = np.zeros((DIGITS, DIGITS))
    np.add.at(evidence, np.asarray(labels), np.asarray(log_q, dtype=float))
    digits, categories = linear_sum_assignment(evidence, maximize=True)
    names = np.empty(DIGITS, dtype=int)
    names[categories] = digits
    return names


def readout(features: ArrayLike, labels: ArrayLike):
    """Return a logistic regression, fitted to standardised features (n, d) and digits (n,)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=500))
    return model.fit(features, labels)


def small_cnn(images: np.ndarray, labels: np.ndarray, seed: int) -> keras.Model:
    """Return a network trained on these digits alone: images (n, 28, 28, 1) → logits (n, 10).

    Two convolutions, dropout, a linear layer; Adam at 1e-3 on batches of 50, for 400 steps or 16
    epochs, whichever is more. Its settings were not tuned, and nothing deforms the images.
    """
    start = keras.random.SeedGenerator(seed)
    options = {"activation": "relu", "data_format": LAST}
    glorot = keras.initializers.GlorotUniform(seed=start)
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, kernel_initializer=glorot, **options),
            layers.MaxPooling2D(data_format=LAST),
            layers.Conv2D(64, 3, kernel_initializer=glorot, **options),
            layers.MaxPooling2D(data_format=LAST),
            layers.Flatten(LAST),
            layers.Dropout(0.5, seed=seed),
            layers.Dense(DIGITS, kernel_initializer=glorot),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(1e-3), loss)
    steps = max(FEWEST_STEPS, EPOCHS * len(images) // BATCH)
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(images)) for _ in range(-(-steps * BATCH // len(images)))]
    order = np.concatenate(orders)[: steps * BATCH]  # each image as often, give or take one
    network.fit(images[order], labels[order], batch_size=BATCH, shuffle=False, verbose=0)
    return network


@dataclass(frozen=True)
class Digits:
    """Labelled images and what Q makes of them, a row each: ``images`` (n, 28, 28, 1) in [-1, 1].

    ``labels`` (n,); ``features`` of Q's trunk, (n, d); ``log_q``: ln Q(category given x) in nats,
    (n, 10).
    """

    images: np.ndarray
    labels: np.ndarray
    features: np.ndarray
    log_q: np.ndarray

    @classmethod
    def read(cls, model: InfoGAN, images: np.ndarray, labels: np.ndarray) -> Digits:
        """Return images with the reading of ``model.recognition``.

        Raises:
            ValueError: for a model without a category of ten values.
        """
        category = model.latent.category
        if category is None or category.size != DIGITS:
            raise ValueError("few labels are compared for a model with a category of ten values")
        features = in_chunks(model.q_trunk, images)
        log_q = model.latent.log_category(in_chunks(model.q_head, features))
        return cls(images, labels, features, ops.convert_to_numpy(log_q))

    def take(self, rows: np.ndarray) -> Digits:
        """Return the images of these indices, (m,), with all that is known of them."""
        parts = (self.images, self.labels, self.features, self.log_q)
        return Digits(*(part[rows] for part in parts))


def compare(labelled: Digits, test: Digits, seed: int) -> dict[str, float]:
    """Return the accuracies ``names``, ``readout`` and ``cnn`` on the same test digits.

    All three know the labels of ``labelled`` and no other. ``seed`` is the small network's.
    """
    names = names_from(labelled.log_q, labelled.labels)
    network = small_cnn(labelled.images, labelled.labels, seed)
    found = {
        "names": names[test.log_q.argmax(axis=1)],
        "readout": readout(labelled.features, labelled.labels).predict(test.features),
        "cnn": in_chunks(network, test.images).argmax(axis=1),
    }
    return {name: float((digits == test.labels).mean()) for name, digits in found.items()}
