"""Make a finished run the library's shipped weights, with its card and history.

    python tools/ship.py runs/a mnist [--data mnist.npz]
    python tools/ship.py runs/ten-seeds mnist [--data mnist.npz]

A sweep's folder stands for its best run of that name, by the information of Q's predictions on
training images: a rule without labels.

Scores are those of the full MNIST test set. Labels enter here, after training, and nowhere else,
unless the run's own config uses them; such a run is also scored by the judge. Runs on other
pictures are shipped by what made them: tools/fashion.py and tools/shapes.py, with --ship.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from infogan_lib.data.mnist import data_hash, load_mnist
from infogan_lib.files import read_json
from infogan_lib.measure.judge import scores
from infogan_lib.recipes.config import PRESETS
from infogan_lib.runs import pretrained


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="a finished run's folder, or a sweep's")
    parser.add_argument("name", help="the name it is shipped under")
    parser.add_argument("--data", default="full", help="full MNIST, or the path of its file")
    options = parser.parse_args()

    run, chosen_by = _chosen(options.run, options.name)
    record = read_json(run / "run.json")
    mnist, sample = load_mnist(options.data), load_mnist("sample")
    if not mnist.full or data_hash(mnist.x_train) != record["data"]:
        raise SystemExit("error: ship runs trained on all of MNIST's training digits alone")
    model = pretrained.load(run)
    config, labelled = record["config"], model.config.labels != "unused"
    kind = f"--preset {options.name} " if options.name in PRESETS else ""
    labels = "and labels" if labelled else "no labels"
    ship(
        run,
        options.name,
        made_by=f"python -m infogan_lib train {kind}--epochs {config['epochs']} "
        f"--seed {config['seed']} --data full",
        data={"sha256": record["data"], "source": f"MNIST, 60,000 training digits, {labels}"},
        chosen_by=chosen_by,
        scores=scores(model, mnist.x_test, mnist.y_test),
        # The bundled digits: training digits, so no score of their own; tests compare with it.
        sample_scores=scores(model, sample.x_train, sample.y_train),
    )


def ship(
    run: Path,
    name: str,
    scores: dict[str, Any],
    folder: Path = pretrained.WEIGHTS,
    with_history: bool = True,
    **told: Any,
) -> None:
    """Write a finished run as weights in a folder; ``told`` goes into its card as it is."""
    record = read_json(run / "run.json")
    known = {key: record[key] for key in ("config", "seconds", "device", "versions")}
    card = {**told, **known, "scores": scores}
    history = pretrained.read_history(run / "history.csv") if with_history else None
    # Half precision halves the file: no test digit is named otherwise, and no pixel moves by 0.02.
    pretrained.save(pretrained.load(run), folder, name, card, history, dtype="float16")
    print(f"shipped {name}: {json.dumps(_headline(scores))}")


def _chosen(folder: Path, name: str) -> tuple[Path, str]:
    """The run to ship, and why this one."""
    records = folder / f"{name}.jsonl"
    if not records.exists():
        return folder, "nothing: the first seed, the last epoch"
    runs = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
    best = max(runs, key=lambda run: run["selection"])
    reason = (
        f"the highest information of Q's predictions on training images, {best['selection']:.3f} "
        f"nats, among {len(runs)} seeds; the last epoch; no label"
    )
    return folder / f"{name}-{best['seed']}", reason


def _headline(record: dict) -> dict[str, float]:
    judged = record.get("class_conditional", {})
    found = {"accuracy": record.get("accuracy"), "class_conditional": judged.get("accuracy")}
    return {name: round(value, 4) for name, value in found.items() if value is not None}


if __name__ == "__main__":
    main()
