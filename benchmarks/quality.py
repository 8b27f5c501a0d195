"""Seconds until Q names 95 % of the test digits.

    python -m benchmarks.quality --preset mnist

Labels stop the clock and nothing else: training never sees them. The clock runs from the images in
memory to the end of an epoch, compiling included, scoring excluded. Q reads as in a training step:
what a finished run adds, averages of weights and of statistics, is not there yet.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np

from benchmarks.machine import load, machine, now, versions
from benchmarks.table import fill
from infogan_lib.data.mnist import load_mnist
from infogan_lib.files import write_json
from infogan_lib.measure.evaluate import clustering_accuracy, probabilities_in_training
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.runs.options import config_from
from infogan_lib.runs.settings import add_config_options
from infogan_lib.runs.training import train

HERE = Path(__file__).parent
RECORDS, README = HERE / "quality", HERE / "README.md"


class UntilFound(keras.callbacks.Callback):
    """Scores every epoch, off the clock; stops at the goal, or after ``limit`` s.

    ``reached``: the seconds to the goal, None before it.
    """

    def __init__(self, images: np.ndarray, labels: np.ndarray, goal: float, limit: float):
        super().__init__()
        self.images, self.labels = images, labels
        self.goal, self.limit = goal, limit
        self.rows: list[dict[str, float]] = []
        self.reached: float | None = None
        self.started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        paused = time.perf_counter()
        seconds, accuracy = paused - self.started, self.accuracy()
        row = {"epoch": epoch + 1, "seconds": round(seconds, 1), "accuracy": round(accuracy, 4)}
        self.rows.append(row)
        print(json.dumps(row), file=sys.stderr, flush=True)
        if accuracy >= self.goal:
            self.reached = row["seconds"]
        self.model.stop_training = self.reached is not None or seconds >= self.limit
        self.started += time.perf_counter() - paused

    def accuracy(self) -> float:
        read = probabilities_in_training(self.model, self.images)
        return clustering_accuracy(self.labels, read.argmax(axis=1))


def measure(config: TrainConfig, data: str, goal: float, limit: float) -> dict[str, Any]:
    """Train to the goal, the limit or the last epoch; ValueError without a test set."""
    mnist = load_mnist(data)
    if not mnist.full:
        raise ValueError("accuracy needs MNIST's test digits; give --data the full mnist.npz")
    before = load()
    clock = UntilFound(mnist.x_test, mnist.y_test, goal, limit)
    train(config, mnist.x_train, callbacks=[clock], verbose=0)
    return {
        "date": now(),
        "machine": machine(),
        "versions": versions(),
        "load": [before, load()],
        "goal": goal,
        "limit": limit,
        "reached": clock.reached,
        "epochs": clock.rows,
        "config": config.settled().to_config(),
    }


def render(records: dict[str, dict[str, Any]]) -> str:
    """Markdown: one row a record, those that missed the goal included."""
    rows = [
        "| run | width | precision | seed | goal: accuracy | seconds | epochs | last accuracy "
        "| load | processor | date |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    for name, record in sorted(records.items()):
        config, last = record["config"], record["epochs"][-1]
        reached = record["reached"]
        loads = "–".join(f"{x:g}" for x in record["load"] if x is not None)
        rows.append(
            f"| {name} | {config['width']:g} | {config['precision']} | {config['seed']} "
            f"| {record['goal']:g} | {'not reached' if reached is None else f'{reached:,.0f}'} "
            f"| {last['epoch']} | {last['accuracy']:.4f} | {loads} "
            f"| {record['machine']['processor']} | {record['date']} |"
        )
    return "\n".join(rows)


def published() -> dict[str, dict[str, Any]]:
    """The records in benchmarks/quality, by name."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(RECORDS.glob("*.json"))
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--data", default="full", help="full, or an mnist.npz")
    parser.add_argument("--goal", type=float, default=0.95, help="accuracy on the test digits")
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which to stop")
    parser.add_argument(
        "--publish", metavar="NAME", help="keep the record as NAME, in the table of README.md"
    )
    add_config_options(parser)
    parser.set_defaults(preset="mnist")
    options = parser.parse_args(arguments)
    config = config_from(options)
    record = measure(config, options.data, options.goal, options.limit)
    record = {"preset": options.preset} | record
    print(json.dumps(record, indent=1))
    if options.publish:
        write_json(RECORDS / f"{options.publish}.json", record)
        fill(README, "quality", render(published()))


if __name__ == "__main__":
    main()
