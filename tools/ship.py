"""Make a finished run the library's shipped weights, with its card and history.

    python tools/ship.py runs/a mnist [--data mnist.npz]

Scores are those of the full MNIST test set. Labels enter here, after training, and nowhere else,
unless the run's own config uses them; such a run is also scored by the judge.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from infogan_lib import pretrained
from infogan_lib.config import PRESETS
from infogan_lib.data import data_hash, load_mnist
from infogan_lib.judge import scores


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
    config, labelled = record["config"], model.config.labels != "unused"
    kind = f"--preset {options.name} " if options.name in PRESETS else ""
    labels = "and labels" if labelled else "no labels"
    card = {
        "made_by": f"python -m infogan_lib train {kind}--epochs {config['epochs']} "
        f"--seed {config['seed']} --data full",
        "data": {"sha256": record["data"], "source": f"MNIST, 60,000 training digits, {labels}"},
        "chosen_by": "nothing: the first seed, the last epoch",
        "seconds": record["seconds"],
        "device": record["device"],
        "versions": record["versions"],
        "scores": scores(model, mnist.x_test, mnist.y_test),
        "sample_scores": scores(model, *_sample()),
    }
    history = pretrained.read_history(options.run / "history.csv")
    pretrained.save(model, pretrained.WEIGHTS, options.name, card, history)
    print(f"shipped {options.name}: {json.dumps(_headline(card['scores']))}")


def _headline(record: dict) -> dict[str, float]:
    judged = record.get("class_conditional", {})
    found = {"accuracy": record.get("accuracy"), "class_conditional": judged.get("accuracy")}
    return {name: round(value, 4) for name, value in found.items() if value is not None}


def _sample() -> tuple:
    """The bundled digits: training digits, so no score of their own; tests compare with it."""
    sample = load_mnist("sample")
    return sample.x_train, sample.y_train


if __name__ == "__main__":
    main()
