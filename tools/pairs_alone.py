"""Teach Q alone by each lesson, two seeds each, and store how well it sorts the test digits.

    python tools/pairs_alone.py [--data mnist.npz]

Writes infogan_lib/results/pairs-alone.json, which chapter 09 prints. About a quarter of an hour;
started again, it goes on with the runs that are missing.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from infogan_lib.backends.devices import device
from infogan_lib.backends.memory import keep_freed_memory
from infogan_lib.data.mnist import data_hash, load_mnist
from infogan_lib.experiments.pairs_alone import LESSONS, Lesson, teach
from infogan_lib.files import write_json
from infogan_lib.measure.evaluate import clustering_accuracy, information_of_predictions
from infogan_lib.recipes.deform import nearest_neighbours
from infogan_lib.runs.folder import versions

OUT = Path(__file__).parents[1] / "infogan_lib" / "results" / "pairs-alone.json"
SEEDS = (100, 101)  # as all that was tuned: none of the ten seeds of the table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="full", help="full MNIST, or the path of its file")
    keep_freed_memory()
    mnist = load_mnist(parser.parse_args().data)
    default = Lesson().config(seed=0)
    steps = default.delay_steps
    neighbours = nearest_neighbours(mnist.x_train, default.neighbours)
    record = {
        "made_by": "python tools/pairs_alone.py",
        "config": default.to_config(),
        "steps": steps,
        "seeds": SEEDS,
        "data": data_hash(mnist.x_train),
        "device": device(),
        "versions": versions(),
        "runs": json.loads(OUT.read_text(encoding="utf-8"))["runs"] if OUT.exists() else [],
    }
    done = {(run["lesson"], run["seed"]) for run in record["runs"]}
    for seed in SEEDS:
        for name, lesson in LESSONS.items():
            if (name, seed) in done:
                continue
            model = teach(lesson.config(seed), lesson, mnist.x_train, neighbours, steps)
            q = model.recognise(mnist.x_test)["category"]["probabilities"]
            run = {
                "lesson": name,
                "seed": seed,
                "accuracy": clustering_accuracy(mnist.y_test, q.argmax(axis=1)),
                "information": information_of_predictions(q),
            }
            record["runs"].append(run)
            record["runs"].sort(key=lambda run: (run["seed"], list(LESSONS).index(run["lesson"])))
            write_json(OUT, record)
            print(run, flush=True)


if __name__ == "__main__":
    main()
