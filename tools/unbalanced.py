"""Train on digits of which half are ones, with the uniform prior and with the true one.

    python tools/unbalanced.py [--data mnist.npz]

Writes infogan_lib/results/unbalanced.json, which chapter 11 prints. Nine runs of the former default
on networks half as wide, with smaller batches and higher rates, minutes each; started again, it
goes on where it stopped.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from infogan_lib.backends.devices import device
from infogan_lib.backends.memory import keep_freed_memory
from infogan_lib.data.mnist import data_hash, load_mnist
from infogan_lib.files import read_json, write_json
from infogan_lib.measure.clustering import clustering_accuracy
from infogan_lib.measure.evaluate import code_information, information_of_predictions
from infogan_lib.recipes.config import CHANNEL_CODES, TrainConfig, preset
from infogan_lib.runs.folder import versions
from infogan_lib.runs.training import train

OUT = Path(__file__).parents[1] / "infogan_lib" / "results" / "unbalanced.json"
SEEDS = (100, 101, 102)
ONES, OTHERS = 6742, 700
COUNTS = np.where(np.arange(10) == 1, ONES, OTHERS)
# The true prior names no digit: it says that one value is frequent and nine are rare.
PRIOR = tuple(sorted(COUNTS / COUNTS.sum(), reverse=True))
ROWS = {
    "balanced, uniform prior": (np.full(10, COUNTS.sum() // 10), None),
    "half are ones, uniform prior": (COUNTS, None),
    "half are ones, true prior": (COUNTS, PRIOR),
}


def subset(labels: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The indices of the first ``counts[k]`` images of each digit k, in their order."""
    return np.sort(np.concatenate([np.flatnonzero(labels == k)[:n] for k, n in enumerate(counts)]))


def config(prior: tuple[float, ...] | None, seed: int) -> TrainConfig:
    """The former default with a prior, on smaller networks and batches."""
    category, *styles = CHANNEL_CODES
    codes = (
        replace(category, probabilities=prior),
        *(replace(code, channel=replace(code.channel, elastic=0.0)) for code in styles),
    )
    # Small networks bear higher rates, and so need fewer steps: chapter 0's.
    small = {"width": 0.125, "batch_size": 64, "d_rate": 2e-3, "g_rate": 4e-3, "epochs": 16}
    steps = {"ramp_steps": 200, "channel_steps": 800, "elastic_steps": 0, "settle_steps": 0}
    return preset("mnist", codes=codes, seed=seed, **steps, **small)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="full", help="full MNIST, or the path of its file")
    keep_freed_memory()
    mnist = load_mnist(parser.parse_args().data)
    runs = read_json(OUT)["runs"] if OUT.exists() else []
    done = {(run["row"], run["seed"]) for run in runs}
    for seed in SEEDS:
        for row, (counts, prior) in ROWS.items():
            if (row, seed) in done:
                continue
            chosen = subset(mnist.y_train, counts)
            settings = config(prior, seed)
            model = train(settings, mnist.x_train[chosen], verbose=0)
            found = model.classify(mnist.x_test)
            q = model.recognise(mnist.x_train[chosen])["category"]["probabilities"]
            table = np.bincount(10 * mnist.y_test + found, minlength=100).reshape(10, 10)
            runs.append(
                {
                    "row": row,
                    "seed": seed,
                    "images": len(chosen),
                    "prior": prior or (0.1,) * 10,
                    "accuracy": clustering_accuracy(mnist.y_test, found),
                    "L_I": code_information(model, n=2000)["category"].value,
                    "information": information_of_predictions(q),
                    "table": table.tolist(),
                }
            )
            record = {
                "made_by": "python tools/unbalanced.py",
                "config": config(None, SEEDS[0]).settled().to_config(),
                "data": data_hash(mnist.x_train),
                "device": device(),
                "versions": versions(),
                "runs": runs,
            }
            write_json(OUT, record)
            print(row, seed, runs[-1]["accuracy"], flush=True)


if __name__ == "__main__":
    main()
