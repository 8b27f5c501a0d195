"""python -m infogan_lib.sweeps.run FOLDER DATA: one run of a sweep, trained and scored."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread

import keras
import numpy as np

from infogan_lib.core.infogan import InfoGAN
from infogan_lib.data.mnist import MNIST, load_mnist
from infogan_lib.files import read_json, write_json
from infogan_lib.measure.attributes import code_attributes
from infogan_lib.measure.evaluate import (
    clustering_accuracy,
    evaluate,
    information_of_predictions,
    probabilities_in_training,
)
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.runs.pretrained import load, read_history
from infogan_lib.runs.training import train
from infogan_lib.sweeps.worker import ATTENDED

JUDGED = 10_000  # training images on which the label-free signal is taken


class Curve(keras.callbacks.Callback):
    """Logs after each epoch how well Q tells digits apart, and what it tells of them.

    ``accuracy`` on the images that are scored at the end, and ``I_Q``, the information of Q's
    predictions on training images in nats, without labels. Q reads as in training: its weights
    are not yet averages, and batch norm's are the statistics of each batch.
    """

    model: InfoGAN

    def __init__(self, mnist: MNIST):
        super().__init__()
        self.mnist, self.scored = mnist, scored(mnist)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        if logs is None or not isinstance(self.model, InfoGAN) or not self.model.latent.category:
            return
        _, images, labels = self.scored
        read = probabilities_in_training(self.model, images)
        logs["accuracy"] = clustering_accuracy(labels, read.argmax(axis=1))
        read = probabilities_in_training(self.model, self.mnist.x_train[:JUDGED])
        logs["I_Q"] = information_of_predictions(read)


def scored(mnist: MNIST) -> tuple[str, np.ndarray, np.ndarray]:
    """The part that runs are scored on, its images and its labels.

    The bundled sample has no test digits; a record says which part it was scored on.
    """
    part = "test" if mnist.full else "train"
    return part, getattr(mnist, f"x_{part}"), getattr(mnist, f"y_{part}")


def run_and_score(folder: Path, data: str) -> None:
    """Train the config in ``folder`` to its end, and write ``record.json`` there.

    A run that is trained already is only scored: delete its record to have new scores.

    The record: run.json and the ``history``. Of a model with Q also its :class:`Curve`, ``scores``
    on the test images (``scored_on`` is "train" with the bundled sample; labels enter scores and
    curve, never a step), ``attributes`` of the codes, and ``selection``: the information of Q's
    predictions on training images, in nats, a signal that needs no label.

    Raises:
        ValueError: ``train`` refuses the config, or another run is in the folder.
    """
    config = TrainConfig.from_config(read_json(folder / "config.json"))
    mnist = load_mnist(data)
    if not (folder / "run.json").exists():  # else only the scores are missing
        labels = mnist.y_train if config.labels != "unused" else None
        curve = [Curve(mnist)]
        train(config, mnist.x_train, folder, True, callbacks=curve, verbose=2, labels=labels)
    model = load(folder)  # as everybody reads it: in float32, whatever it was trained in
    record = read_json(folder / "run.json")
    record["seed"] = config.seed
    history = read_history(folder / "history.csv")
    record["history"] = {name: column.tolist() for name, column in history.items()}
    if isinstance(model, InfoGAN):
        record["scored_on"], images, labels = scored(mnist)
        record["scores"] = evaluate(model, images, labels)
        record["attributes"] = code_attributes(model)
        if (category := model.latent.category) is not None:
            q = model.recognise(mnist.x_train[:JUDGED])[category.name]
            record["selection"] = information_of_predictions(q["probabilities"])
    write_json(folder / "record.json", record)


if __name__ == "__main__":
    if ATTENDED in sys.argv:  # the worker never writes: the read ends when the worker does
        Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()
    run_and_score(Path(sys.argv[1]), sys.argv[2])
