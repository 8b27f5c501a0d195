"""Make a finished run the library's shipped weights, with its card and history.

    python tools/ship.py runs/a mnist [--data mnist.npz]

Scores are those of the full MNIST test set; labels enter here, after training, and nowhere else.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from infogan_lib import pretrained
from infogan_lib.data import data_hash, load_mnist
from infogan_lib.evaluate import evaluate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="a finished run's folder")
    parser.add_argument("name", help="the name it is shipped under")
    parser.add_argument("--data", default="full", help="full MNIST, or the path of its file")
    options = parser.parse_args()

    record = json.loads((options.run / "run.json").read_text())
    mnist = load_mnist(options.data)
    if not mnist.full or data_hash(mnist.x_train) != record["data"]:
        raise SystemExit("error: ship runs trained on all of MNIST's training digits alone")
    model = pretrained.load(options.run)
    config = record["config"]
    card = {
        "made_by": f"python -m infogan_lib train --epochs {config['epochs']} "
        f"--seed {config['seed']} --data full",
        "data": {"sha256": record["data"], "source": "MNIST, 60,000 training digits, no labels"},
        "chosen_by": "nothing: the first seed, the last epoch",
        "seconds": record["seconds"],
        "device": record["device"],
        "versions": record["versions"],
        "scores": evaluate(model, mnist.x_test, mnist.y_test),
        "sample_scores": evaluate(model, *_sample()),
    }
    history = pretrained.read_history(options.run / "history.csv")
    pretrained.save(model, pretrained.WEIGHTS, options.name, card, history)
    print(f"shipped {options.name}: test accuracy {card['scores']['accuracy']:.4f}")


def _sample() -> tuple:
    """The bundled digits: training digits, so no score of their own; tests compare with it."""
    sample = load_mnist("sample")
    return sample.x_train, sample.y_train


if __name__ == "__main__":
    main()
