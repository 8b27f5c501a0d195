"""Seconds until Q names 95 % of the test digits, and until G draws the category it is asked for.

    python -m benchmarks.quality --preset mnist

The second is said to be so when L_I of the category is 2.25 nats on fresh images as well. Labels
stop the clock and nothing else: training never sees them. The clock runs from the images in memory
to the end of an epoch, compiling and the search for neighbours included, scoring excluded.
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
from infogan_lib.files import atomically
from infogan_lib.measure.evaluate import clustering_accuracy, code_information
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.runs.options import config_from
from infogan_lib.runs.settings import add_config_options
from infogan_lib.runs.training import train

HERE = Path(__file__).parent
RECORDS, README = HERE / "quality", HERE / "README.md"


class UntilFound(keras.callbacks.Callback):
    """Scores every epoch, off the clock; stops when Q and G are both there, or after ``limit`` s.

    ``named`` and ``drawn``: the seconds to ``goal``, and to ``goal`` and ``bound`` in one epoch.
    """

    def __init__(
        self, images: np.ndarray, labels: np.ndarray, goal: float, bound: float, limit: float
    ):
        super().__init__()
        self.images, self.labels = images, labels
        self.goal, self.bound, self.limit = goal, bound, limit
        self.rows: list[dict[str, float]] = []
        self.named: float | None = None
        self.drawn: float | None = None
        self.started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        paused = time.perf_counter()
        seconds, accuracy, bound = paused - self.started, self.accuracy(), self.information()
        row = {"epoch": epoch + 1, "seconds": round(seconds, 1)}
        row |= {"accuracy": round(accuracy, 4), "L_I": round(bound, 3)}
        self.rows.append(row)
        print(json.dumps(row), file=sys.stderr, flush=True)
        if accuracy >= self.goal:
            self.named = row["seconds"] if self.named is None else self.named
            self.drawn = row["seconds"] if bound >= self.bound else None
        self.model.stop_training = self.drawn is not None or seconds >= self.limit
        self.started += time.perf_counter() - paused

    def accuracy(self) -> float:
        return clustering_accuracy(self.labels, self.model.classify(self.images))

    def information(self) -> float:
        """L_I of the category in nats, on 2,000 fresh images in inference mode."""
        return code_information(self.model, n=2000)[self.model.latent.category.name].value


def measure(
    config: TrainConfig, data: str, goal: float, bound: float, limit: float
) -> dict[str, Any]:
    """Train to both goals, the limit or the last epoch; ValueError without a test set."""
    mnist = load_mnist(data)
    if not mnist.full:
        raise ValueError("accuracy needs MNIST's test digits; give --data the full mnist.npz")
    before = load()
    clock = UntilFound(mnist.x_test, mnist.y_test, goal, bound, limit)
    train(config, mnist.x_train, callbacks=[clock], verbose=0)
    return {
        "date": now(),
        "machine": machine(),
        "versions": versions(),
        "load": [before, load()],
        "goal": goal,
        "bound": bound,
        "limit": limit,
        "named": clock.named,
        "drawn": clock.drawn,
        "epochs": clock.rows,
        "config": config.to_config(),
    }


def render(records: dict[str, dict[str, Any]]) -> str:
    """Markdown: one row a record, those that missed a goal included."""
    rows = [
        "| run | width | seed | pairs | goals: accuracy, L_I | seconds to the first | to both "
        "| epochs | last accuracy | last L_I | load | date |",
        "|---|--:|--:|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for name, record in sorted(records.items()):
        config, last = record["config"], record["epochs"][-1]
        named, drawn = (
            "not reached" if record[key] is None else f"{record[key]:,.0f}"
            for key in ("named", "drawn")
        )
        loads = "–".join(f"{x:g}" for x in record["load"] if x is not None)
        rows.append(
            f"| {name} | {config['width']:g} | {config['seed']} "
            f"| {'yes' if config['real_weight'] else 'no'} "
            f"| {record['goal']:g}, {record['bound']:g} | {named} | {drawn} | {last['epoch']} "
            f"| {last['accuracy']:.4f} | {last['L_I']:.3f} | {loads} | {record['date']} |"
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
    parser.add_argument("--bound", type=float, default=2.25, help="L_I of the category, nats")
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which to stop")
    parser.add_argument(
        "--publish", metavar="NAME", help="keep the record as NAME, in the table of README.md"
    )
    add_config_options(parser)
    parser.set_defaults(preset="mnist")
    options = parser.parse_args(arguments)
    config = config_from(options)
    record = measure(config, options.data, options.goal, options.bound, options.limit)
    record = {"preset": options.preset} | record
    print(json.dumps(record, indent=1))
    if options.publish:
        RECORDS.mkdir(exist_ok=True)
        with atomically(RECORDS / f"{options.publish}.json") as unfinished:
            unfinished.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        fill(README, "quality", render(published()))


if __name__ == "__main__":
    main()
