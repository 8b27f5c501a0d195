"""How well a category matches the digits' classes, and how much images tell of their codes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr

from infogan_lib.arguments import probabilities as checked_probabilities
from infogan_lib.arguments import whole
from infogan_lib.information.bounds import Estimate, variational_bound
from infogan_lib.measure.clustering import (
    adjusted_rand_index,
    best_assignment,
    clustering_accuracy,
    contingency,
    normalised_mutual_information,
)

if TYPE_CHECKING:
    from infogan_lib.recipes.build import InfoGAN

BATCH = 500  # generated images at a time: bounds memory, not results


def information_of_predictions(probabilities: ArrayLike) -> float:
    """Return H(mean q) - mean H(q) in nats: what Q's category tells of the image it is shown.

    From 0 (every image reads alike) to ln K (every image sure, every category as frequent). On
    real images it needs no labels, and falls where Q doubts them, which the bound on generated
    images cannot see. A Q that is sure of something else than digits scores ln K as well.

    Args:
        probabilities: shape (n, K), q(category given image), rows sum to 1.

    Raises:
        ValueError: for anything else than such rows.
    """
    q = checked_probabilities("probabilities", probabilities, axis=1, ndim=2)
    return float(entr(q.mean(axis=0)).sum() - entr(q).sum(axis=1).mean())


def code_information(
    model: InfoGAN, n: int = 10_000, seed: int = 0, training: bool = False
) -> dict[str, Estimate]:
    """Return L_I of each code (the paper's equation 5) on n fresh images of the generator.

    L_I = H(c) + E ln q(c given x), in nats. It is at most I(c; x); for a category that is at most
    ln K. It may be negative, and nothing is clipped.

    Args:
        training: False measures both networks as they are used. True measures them as a training
            step does: batch norm takes the statistics of each batch, of the config's size. The
            model stays as it was.

    Raises:
        ValueError: for a model without Q, or n below 1.
    """
    from keras import StatelessScope, ops

    if not hasattr(model, "recognition"):
        raise ValueError("model has no Q to read codes with; give an InfoGAN")
    latents = ops.convert_to_numpy(model.latent.sample(whole("n", n), seed))
    size = model.config.batch_size if training else BATCH
    log_q: dict[str, list[np.ndarray]] = {name: [] for name in model.latent.names}
    for batch in np.array_split(latents, max(1, n // size)):  # no batch is smaller than the others
        with StatelessScope():  # what batch norm notes of these images is forgotten
            images = model.generator(batch, training=True) if training else model.generate(batch)
            q = model.recognition(images, training=training)
        for name, values in model.latent.log_q(batch, q).items():
            log_q[name].append(ops.convert_to_numpy(values))
    entropy = model.latent.entropy
    return {
        name: variational_bound(np.concatenate(values), entropy[name])
        for name, values in log_q.items()
    }


def probabilities_in_training(model: InfoGAN, images: np.ndarray) -> np.ndarray:
    """Return q(category given image), (n, K), as Q gives it in a training step.

    Batch norm takes the statistics of batches of 500; without it this is ``model.recognise``.
    Accuracies of both readings differ where Q has batch norm. The model stays as it was.

    Args:
        images: shape (n, height, width, channels), in [-1, 1].

    Raises:
        ValueError: for a model without a categorical code.
    """
    from keras import StatelessScope, ops

    if (category := model.latent.category) is None:
        raise ValueError("model has no category to read; give an InfoGAN with a categorical code")
    parts = []
    with StatelessScope():
        for batch in np.array_split(images, max(1, len(images) // BATCH)):
            posterior = model.latent.posterior(model.recognition(batch, training=True))
            parts.append(ops.convert_to_numpy(posterior[category.name]["probabilities"]))
    return np.concatenate(parts)


def evaluate(
    model: InfoGAN,
    images: np.ndarray,
    labels: ArrayLike | None = None,
    n: int = 10_000,
    seed: int = 0,
) -> dict[str, Any]:
    """Return every score of a model as one record, ready for ``json.dumps``.

    Args:
        images: real images that no step was taken on, (m, 28, 28, 1) in [-1, 1].
        labels: shape (m,), or None for the scores that need none.
        n: how many images to generate for the bounds.
        seed: of those images' latents.

    Returns:
        ``images`` (m), ``seed``, and ``bounds``: for each code ``value`` and ``standard_error`` of
        L_I, ``in_training`` (L_I with each batch's own statistics), ``entropy`` (nats) and ``n``.
        With a categorical code also ``information_of_predictions`` (nats). With labels as well:
        ``accuracy``, ``accuracy_standard_error``, ``nmi``, ``ari``, ``assignment`` (category to
        label), and
        ``confusion``: counts with a row for each of ``labels``, a column for each category.

    Raises:
        ValueError: for a model without Q, images or labels of a wrong shape or range.
    """
    if labels is not None and np.shape(labels) != (len(images),):
        raise ValueError(
            f"labels must have shape ({len(images)},), one an image, got {np.shape(labels)}"
        )
    bounds = code_information(model, n, seed)
    in_training = code_information(model, n, seed, training=True)
    record: dict[str, Any] = {"images": len(images), "seed": seed}
    record["bounds"] = {
        name: {
            "value": _json_number(bound.value),
            "standard_error": _json_number(bound.standard_error),
            "in_training": _json_number(in_training[name].value),
            "entropy": model.latent.entropy[name],
            "n": bound.n,
        }
        for name, bound in bounds.items()
    }
    category = next((r for r in model.recognise(images).values() if "probabilities" in r), None)
    if category is None:
        return record
    q = category["probabilities"]
    record["information_of_predictions"] = information_of_predictions(q)
    if labels is not None:
        record |= _label_scores(labels, q.argmax(axis=1), q.shape[1])
    return record


def _label_scores(labels: ArrayLike, clusters: np.ndarray, categories: int) -> dict[str, Any]:
    label_values, found, counts = contingency(labels, clusters)
    confusion = np.zeros((len(label_values), categories), dtype=int)
    confusion[:, found] = counts
    accuracy = clustering_accuracy(labels, clusters)
    return {
        "accuracy": accuracy,
        "accuracy_standard_error": math.sqrt(accuracy * (1 - accuracy) / len(clusters)),
        "nmi": normalised_mutual_information(labels, clusters),
        "ari": adjusted_rand_index(labels, clusters),
        "assignment": {str(k): v for k, v in best_assignment(labels, clusters).items()},
        "labels": label_values.tolist(),
        "confusion": confusion.tolist(),
    }


def _json_number(value: float) -> float | str:
    """JSON has no infinities; a bound may be one, and a made-up number would be worse."""
    return value if math.isfinite(value) else str(value)
