"""Train the judge of digits on MNIST's labels and ship it with its card.

    python tools/train_judge.py [--data mnist.npz]

Ten passes over the 60,000 training digits, slightly bent anew each time. The test digits are read
once, at the end: no choice depends on them.
"""

from __future__ import annotations

import argparse
import hashlib
import time

import keras
import numpy as np

from infogan_lib.augmentation.channel import Channel
from infogan_lib.backends.devices import device
from infogan_lib.backends.memory import keep_freed_memory
from infogan_lib.data.mnist import data_hash, load_mnist
from infogan_lib.files import atomically, write_json
from infogan_lib.measure.judge import FOLDER, Judge, network
from infogan_lib.runs.folder import versions

# Small enough that a digit keeps its name.
BENDS = Channel(rotation=np.deg2rad(15), shear=0.3, log_scale=0.2, shift=2.0)
SETTINGS = {"epochs": 10, "batch_size": 128, "rate": 2e-3, "seed": 0}


def batches(images: np.ndarray, labels: np.ndarray):
    rng, size = np.random.default_rng(SETTINGS["seed"]), SETTINGS["batch_size"]
    bends = keras.random.SeedGenerator(SETTINGS["seed"])
    while True:
        order = rng.permutation(len(images))
        for start in range(0, len(images) - size + 1, size):
            chosen = order[start : start + size]
            yield BENDS(images[chosen], bends), labels[chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="full", help="full MNIST, or the path of its file")
    mnist = load_mnist(parser.parse_args().data)
    if not mnist.full:
        raise SystemExit("error: the judge learns from all of MNIST's training digits")
    keep_freed_memory()
    judge, began = network(SETTINGS["seed"]), time.perf_counter()
    steps = len(mnist.x_train) // SETTINGS["batch_size"]
    rate = keras.optimizers.schedules.CosineDecay(SETTINGS["rate"], steps * SETTINGS["epochs"])
    scored = keras.Model(judge.input, judge.output[0])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    scored.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    data = batches(mnist.x_train, mnist.y_train)
    scored.fit(data, steps_per_epoch=steps, epochs=SETTINGS["epochs"], verbose=2)

    with atomically(FOLDER / "digits.weights.h5") as unfinished:
        judge.save_weights(unfinished)
    seen = Judge(judge).classify(mnist.x_test)
    card = {
        "name": "digits",
        "made_by": "python tools/train_judge.py --data full",
        "config": SETTINGS | {"deformed": True, "weights": judge.count_params()},
        "data": {"sha256": data_hash(mnist), "source": "MNIST, 60,000 training digits and labels"},
        "scores": {"test_accuracy": float((seen == mnist.y_test).mean()), "test_images": len(seen)},
        "seconds": round(time.perf_counter() - began, 1),
        "device": device(),
        "versions": versions(),
        "sha256": hashlib.sha256((FOLDER / "digits.weights.h5").read_bytes()).hexdigest(),
    }
    write_json(FOLDER / "digits.json", card)
    print(f"shipped the judge: test accuracy {card['scores']['test_accuracy']:.4f}")


if __name__ == "__main__":
    main()
