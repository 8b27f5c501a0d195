"""Scores of a model on data: which admit a score, with which labels, and what was done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from infogan_lib.core.infogan import GAN
from infogan_lib.core.networks import IMAGE_SHAPE
from infogan_lib.data.mnist import data_hash
from infogan_lib.data.own import Data, load_data
from infogan_lib.measure.diagnose import diagnose
from infogan_lib.measure.evaluate import evaluate
from infogan_lib.measure.frechet import frechet_distance
from infogan_lib.measure.judge import class_conditional_accuracy, load_judge, named_digits
from infogan_lib.measure.score_findings import NEAR
from infogan_lib.runs.folder import read_history
from infogan_lib.runs.options import begun
from infogan_lib.runs.pretrained import card, history, names, trained_on
from infogan_lib.runs.symptoms import Finding

GENERATED = 10_000
COVERED = 1_000  # of real and of generated images: their distances are a table of so many squared


def report(model: GAN, trained_on: dict[str, Any], data: Data) -> tuple[dict[str, Any], list[str]]:
    """Score a model on data, with labels only where they belong to what it was trained on.

    Args:
        trained_on: :func:`infogan_lib.runs.pretrained.trained_on`'s facts; may be empty.
        data: real images; those to test on, or where there are none those to train on.

    Returns:
        The record of :func:`infogan_lib.measure.evaluate.evaluate`, with ``data`` (name, part,
        images, labelled), and ``class_conditional`` and ``frechet_distance`` where the judge of
        digits can say them; and lines on what was done and what was left out.
    """
    part = "test" if len(data.x_test) else "train"
    images, labels = getattr(data, f"x_{part}"), getattr(data, f"y_{part}")
    known, same = trained_on.get("name"), trained_on.get("sha256") == data_hash(data.x_train)
    alike = known is None or known == data.name or same
    notes = _whence(trained_on, data, same) if alike else []
    if not alike:
        notes.append(
            f'This model was trained on "{known}", and these images are of "{data.name}": '
            "what they are labelled says nothing of it, so it is scored without labels."
        )
        labels = None
    elif labels is None:
        notes.append("These images have no labels: no accuracy.")
    facts = {"name": data.name, "part": part, "images": len(images)}
    record: dict[str, Any] = {"data": {**facts, "labelled": labels is not None}}
    reads = hasattr(model, "recognition")
    if reads:
        record |= evaluate(model, images, labels)
        if record.get("labels") and data.class_names:
            record["class_names"] = list(data.class_names)
    else:
        kind = type(model).__name__
        notes.append(f"A {kind} has no Q: nothing reads codes or classes in images.")
    digits = data.name == "mnist" and alike and images.shape[1:] == IMAGE_SHAPE
    if digits and named_digits(model):
        record["class_conditional"] = class_conditional_accuracy(model, load_judge())
    if digits and not reads:  # how far generated lie from real digits, in the judge's features
        features, n = load_judge().features, min(GENERATED, len(images))
        generated = model.generate(n, 0)
        record["frechet_distance"] = frechet_distance(features(generated), features(images[:n]))
    return record, notes


def findings(run: str, model: GAN | None = None, data: Data | None = None) -> list[Finding]:
    """What :func:`infogan_lib.measure.diagnose.diagnose` finds in a run's folder, or shipped run.

    With the model and its data it scores them first, as :func:`report` does, and draws samples.

    Raises:
        WeightsNotFoundError: for a folder without a history, or an unknown name.
        ValueError: for a damaged config.
    """
    if run in names():
        columns, config = history(run), card(run)["config"]
    else:
        columns, begin = read_history(Path(run) / "history.csv"), begun(Path(run))
        config = {} if begin is None else begin.to_config()
    known = trained_on(run)
    if model is None or data is None:
        return diagnose(columns, config, images=known.get("images"))
    real = data.x_test if len(data.x_test) else data.x_train
    real = real[np.random.default_rng(0).permutation(len(real))[:COVERED]]
    enough = len(real) > NEAR
    samples = {"real": real, "generated": model.generate(len(real), 1)} if enough else None
    return diagnose(columns, config, report(model, known, data)[0], samples, known.get("images"))


def load_again(
    model: GAN,
    trained_on: dict[str, Any],
    source: str | None,
    invert: bool | None = None,
    like_mnist: bool | None = None,
) -> Data:
    """The data named, or where none are, those that a model was trained on.

    They come in the model's size and colours. None of ``invert`` and ``like_mnist`` reads named
    data as they are, and a model's own as they were read for it.
    """
    known = trained_on if source is None else {}
    return load_data(
        known.get("location") or "auto" if source is None else source,
        known.get("invert", False) if invert is None else invert,
        known.get("like_mnist", False) if like_mnist is None else like_mnist,
        model.config.size,
        model.config.colour,
    )


def load_alike(
    model: GAN,
    trained_on: dict[str, Any],
    source: str,
    invert: bool | None = None,
    like_mnist: bool | None = None,
) -> Data:
    """New data in a model's size and colours, read in the way in which its own were.

    None of ``invert`` and ``like_mnist`` takes what the model was trained with, and says so.
    """
    ways = {"invert": invert, "like_mnist": like_mnist}
    for name, way in ways.items():
        if way is None and trained_on.get(name):
            ways[name] = True
            option = name.replace("_", "-")
            print(f"Read with --{option}, as the training data were; --no-{option} reads without.")
    return load_again(model, {}, source, **ways)


def _whence(trained_on: dict[str, Any], data: Data, same: bool) -> list[str]:
    """Whether a model was trained on images that bear the name of its data, as far as is known."""
    known = trained_on.get("name")
    if known is None:
        return ["What this model was trained on is not known; it is scored on what was given."]
    seen = same or known == "mnist"  # the sample and all of MNIST are parts of one set
    changed = not seen and trained_on.get("location") == data.location
    notes = []
    if not len(data.x_test) and (seen or changed):
        these = "digits" if data.name == "mnist" else "images"
        notes.append(f"These {these} are from the training set: no test score.")
    if changed:
        notes.append(f"{data.location} has changed since this model was trained on it.")
    elif not seen:
        notes.append(f'These are other images than the "{known}" that this model was trained on.')
    return notes
