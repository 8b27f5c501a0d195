"""Training as a Keras user expects it: fit, callbacks, a folder a run, and an exact resume."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np

from infogan_lib import replicas
from infogan_lib.config import TrainConfig
from infogan_lib.data import data_hash
from infogan_lib.gan import GAN, build
from infogan_lib.inference import check_images
from infogan_lib.labelled import check_labels
from infogan_lib.memory import keep_freed_memory
from infogan_lib.runfolder import RunFolder
from infogan_lib.views import deform_and_tell, nearest_neighbours


def batches(
    images: np.ndarray, config: TrainConfig, epoch: int = 0, labels: np.ndarray | None = None
) -> Iterator[tuple]:
    """Endless shuffled batches from an epoch on: (real,), (real, labels), or real and pairs.

    Pairs are views, twins and, where the config asks for them, bends. A view is a real image
    slightly bent; its twin, a near neighbour bent in another way. Bends (2n, 2) tell how far the
    views, then the twins, were made to lean and to widen.
    Each epoch has a seed of its own, so a run that resumes at epoch k sees what the
    uninterrupted run saw. Images that do not fill the last batch wait for another epoch.
    """
    pairs = config.real_weight > 0
    neighbours = nearest_neighbours(images, config.neighbours) if pairs else None
    tell = config.bend_weight > 0 and len(config.latent.styles) > 0
    while True:
        rng = np.random.default_rng([config.seed, epoch])
        order = rng.permutation(len(images))
        for start in range(0, len(images) - config.batch_size + 1, config.batch_size):
            chosen = order[start : start + config.batch_size]
            if pairs:
                twin = neighbours[chosen, rng.integers(config.neighbours, size=len(chosen))]
                views, bends = deform_and_tell(images[chosen], rng)
                twins, twins_bends = deform_and_tell(images[twin], rng)
                told = (np.concatenate([bends, twins_bends]),) if tell else ()
                yield images[chosen], views, twins, *told
            elif labels is not None:
                yield images[chosen], labels[chosen].astype("int32")
            else:
                yield (images[chosen],)
        epoch += 1


def identity(config: TrainConfig, images: np.ndarray, labels: np.ndarray | None) -> dict:
    """What makes a run this run: a resume must agree in all of it."""
    hashes = {"data": data_hash(images)}
    if labels is not None:
        hashes["labels"] = data_hash(labels)
    return {"config": config.to_config(), **hashes, "backend": keras.backend.backend()}


def train(
    config: TrainConfig,
    images: np.ndarray,
    out: str | Path | None = None,
    resume: bool = False,
    tensorboard: bool = False,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: int | str = "auto",
    strategy=None,
    labels: np.ndarray | None = None,
) -> GAN:
    """Train the config's kind of GAN on images (n, 28, 28, 1) in [-1, 1].

    Args:
        out: folder for the run: config.json, history.csv, grids/, checkpoint.npz, and at the
            end model.weights.h5 and run.json. None writes nothing.
        resume: go on from ``out``'s checkpoint, or start if there is none yet. On one device
            the result equals that of an uninterrupted run.
        tensorboard: also write ``out``/tensorboard.
        strategy: a ``tf.distribute`` strategy for several devices, which share each batch. None
            takes all GPUs that TensorFlow sees.
        labels: (n,) whole numbers, for a config that uses them: the values of its first
            categorical code.

    Returns:
        The trained model. Its ``history`` holds this call's epochs.

    Raises:
        ValueError: images of a wrong shape or range, too few of them for one batch, labels
            missing or not wanted, or a resume with other settings, data or backend.
        FileExistsError: ``out`` is not empty and ``resume`` is False.
    """
    check_images(images)
    check_labels(config, labels, len(images))
    if len(images) < config.batch_size:
        raise ValueError(
            f"{len(images)} images do not fill one batch of {config.batch_size}; "
            "lower batch_size or give more images"
        )
    if out is None and (resume or tensorboard):
        raise ValueError("resume and tensorboard need out, the folder of the run")
    if tensorboard and find_spec("tensorboard") is None:
        raise ValueError("tensorboard is not installed: python -m pip install tensorboard")
    keep_freed_memory()
    with replicas.scope(strategy):
        model = build(config)
    callbacks, epoch, folder = list(callbacks), 0, None
    if out is not None:
        folder = RunFolder(Path(out), identity(model.config, images, labels))
        epoch = folder.open(model, resume)
        # Last in line, so that what other callbacks log stands in its history.
        callbacks.append(folder)
    if tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(Path(out) / "tensorboard"))
    model.fit(
        batches(images, config, epoch, labels),
        steps_per_epoch=len(images) // config.batch_size,
        initial_epoch=epoch,
        epochs=config.epochs,
        shuffle=False,  # batches come shuffled
        callbacks=callbacks,
        verbose=verbose,
    )
    if folder is not None:
        folder.close(model)
    return model
