"""Training as a Keras user expects it: fit, callbacks, a folder a run, and an exact resume."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np

from infogan_lib.backends import devices, replicas
from infogan_lib.backends.keras_extras import CHUNK
from infogan_lib.backends.memory import keep_freed_memory
from infogan_lib.core.config import Config
from infogan_lib.core.infogan import InfoGAN
from infogan_lib.data.looks import check_contrast, check_images, remark
from infogan_lib.data.mnist import data_hash
from infogan_lib.data.own import facts_of
from infogan_lib.errors import DivergedError, shown
from infogan_lib.recipes.build import GAN, build
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.recipes.labels import check_labels
from infogan_lib.runs.folder import RunFolder
from infogan_lib.runs.lock import only_writer


def batches(
    images: np.ndarray, config: TrainConfig, epoch: int = 0, labels: np.ndarray | None = None
) -> Iterator[dict[str, np.ndarray]]:
    """Endless shuffled batches from an epoch on: ``{"real": images}``, and ``"labels"`` if given.

    Each epoch has a seed of its own, so a run that resumes at epoch k sees what the
    uninterrupted run saw. Images that do not fill the last batch wait for another epoch.
    ValueError where they do not fill one.
    """
    check_number(images, config)
    while True:
        rng = np.random.default_rng([config.seed, epoch])
        order = rng.permutation(len(images))
        for start in range(0, len(images) - config.batch_size + 1, config.batch_size):
            chosen = order[start : start + config.batch_size]
            batch = {"real": images[chosen]}
            if labels is not None:
                batch["labels"] = labels[chosen].astype("int32")
            yield batch
        epoch += 1


def check_number(images: np.ndarray, config: Config) -> None:
    """ValueError where images do not fill one batch."""
    if len(images) < config.batch_size:
        some = "1 image does" if len(images) == 1 else f"{len(images)} images do"
        raise ValueError(
            f"{some} not fill one batch of {config.batch_size}; "
            "lower batch_size (--batch-size) or give more images"
        )


def identity(config: Config, images: np.ndarray, labels: np.ndarray | None) -> dict:
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
    dataset: dict | None = None,
) -> GAN:
    """Train the config's kind of GAN on images ``(n, *config.shape)`` in [-1, 1].

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
        dataset: what run.json is to tell of the images, as ``load_data(...).facts()``: by it,
            ``evaluate`` finds them again. None tells what the images tell themselves.

    Returns:
        The trained model. Its ``history`` holds this call's epochs.

    Raises:
        ValueError: images of a wrong shape or range, too few of them for one batch, labels
            missing or not wanted, or a resume with other settings, data or backend.
        FileExistsError: ``out`` is not empty and ``resume`` is False, or another run writes to it.
        DivergedError: a loss or a weight is not finite. The folder keeps the last sound epoch.
    """
    if not isinstance(config, TrainConfig):
        raise ValueError(
            f"config must be a TrainConfig, got {shown(config)}; preset('mnist') is one"
        )
    check_images(images, config.shape)
    check_contrast(images)
    remark(images)
    check_labels(config, labels, len(images))
    check_number(images, config)
    if out is None and (resume or tensorboard):
        raise ValueError("resume and tensorboard need out, the folder of the run")
    if tensorboard and find_spec("tensorboard") is None:
        raise ValueError("tensorboard is not installed: python -m pip install tensorboard")
    keep_freed_memory()
    with replicas.scope(strategy):
        model = build(config)
    steps = len(images) // config.batch_size
    model.steps_per_execution = devices.steps_at_once(steps)
    alone = isinstance(callbacks, keras.callbacks.Callback)
    callbacks, epoch, folder = [callbacks] if alone else list(callbacks), 0, None
    with nullcontext() if out is None else only_writer(out):
        if out is not None:
            known = identity(model.config, images, labels)
            folder = RunFolder(Path(out), known, dataset or facts_of(images))
            epoch = folder.open(model, resume)
            # Last in line, so that what other callbacks log stands in its history.
            callbacks.append(folder)
            if tensorboard:
                callbacks.append(keras.callbacks.TensorBoard(Path(out) / "tensorboard"))
        try:
            model.fit(
                batches(images, config, epoch, labels),
                steps_per_epoch=steps,
                initial_epoch=epoch,
                epochs=config.epochs,
                shuffle=False,  # batches come shuffled
                callbacks=callbacks,
                verbose=verbose,
            )
        except DivergedError as error:
            kept = f"; {out} keeps epoch {len(folder.history)}" if folder and folder.history else ""
            raise DivergedError(f"{error}{kept}") from None
        finish(model)
        if folder is not None:
            folder.close(model)
    return model


def finish(model: GAN) -> None:
    """Give a trained model the weights that it is used with: for most recipes, those it has.

    Where the config averages weights, they become their averages; but a run shorter than three
    times what the average looks back on would be given its beginnings, and keeps its last ones.
    Then, and where Q took batch norm's statistics from bent images, these are renewed on
    50 batches of unbent images of G's, as Q reads them in use; on no more than it took steps, for
    a trial of a few steps would spend most of its time here.
    """
    config = model.config
    steps = int(keras.ops.convert_to_numpy(model.d_optimizer.iterations))  # mirrored ones too
    averages = config.average > 0 and steps >= 3 / (1 - config.average)  # what it looks back on
    if averages:
        model.d_optimizer.finalize_variable_values(model.d_variables + model.q_variables)
        model.g_optimizer.finalize_variable_values(model.g_variables)
    bends = any(not channel.is_identity for channel in model.latent.channels)
    if not averages and not (bends and config.normalisation == "batch"):
        return
    for seed in range(min(50, steps)):
        images = model.generator(model.latent.sample(CHUNK, seed), training=True)
        model.discriminator(images, training=True)
        if isinstance(model, InfoGAN):
            model.recognition(images, training=True)
