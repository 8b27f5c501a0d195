"""Train on Fashion-MNIST, three seeds, and store what the categories found.

    python tools/fashion.py FOLDER [--runs runs/fashion] [--ship]

FOLDER holds the four files of Fashion-MNIST (Debian's dataset-fashion-mnist puts them into
/usr/share/datasets/fashion-mnist; Keras's download into ~/.keras/datasets/fashion-mnist). Writes
infogan_lib/results/fashion.json, which chapter 16 shows. A few minutes a run; started again, it
goes on where it stopped. Labels enter after training alone. --ship makes the seed whose Q is surest
of training pictures the library's "fashion".
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans

from infogan_lib.augmentation.channel import Channel
from infogan_lib.core.codes import Categorical, Uniform
from infogan_lib.data.fashion import CLOTHES
from infogan_lib.data.own import Data, load_data
from infogan_lib.files import read_json, write_json
from infogan_lib.measure.clustering import clustering_accuracy
from infogan_lib.measure.evaluate import evaluate, information_of_predictions
from infogan_lib.recipes.config import TrainConfig, preset
from infogan_lib.runs.folder import device, versions
from infogan_lib.runs.training import train

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.ship import ship

OUT = Path(__file__).parents[1] / "infogan_lib" / "results" / "fashion.json"
SEEDS = (0, 1, 2)
# Clothes hang straight and have no strokes: no thickness, and less of a turn than digits bear.
# What stays is the outline. The style's channel spoils the outline, so that shade is left to it.
KIND = Channel(rotation=0.15, shear=0.15, log_scale=0.25, shift=2.5, elastic=1.5)
SHADE = Channel(rotation=0.35, shear=0.35, log_scale=0.25, shift=2.5, elastic=2.5)
CODES = (Categorical("category", 10, KIND), Uniform("style_1", channel=SHADE))


def config(seed: int) -> TrainConfig:
    """Chapter 0's small recipe, with channels for clothes; three epochs of 60,000 pictures."""
    return preset(
        "mnist",
        codes=CODES,
        width=0.125,
        batch_size=64,
        d_rate=2e-3,
        g_rate=4e-3,
        ramp_steps=200,
        channel_steps=800,
        elastic_steps=0,
        settle_steps=0,
        average=0.998,
        epochs=3,
        seed=seed,
        precision="float32",
        jit_compile=True,
    )


def shade(images: np.ndarray) -> np.ndarray:
    """Mean grey of what is brighter than the background, from 0 to 1, (n,)."""
    ink = (images[..., 0] + 1) / 2
    inside = ink > 0.05
    return (ink * inside).sum(axis=(1, 2)) / np.maximum(inside.sum(axis=(1, 2)), 1)


def scores(model, data: Data) -> dict:
    """Everything that the chapter states of one run, on the test pictures."""
    found = evaluate(model, data.x_test, data.y_test)
    read = model.recognise(data.x_test)["style_1"]["mean"][:, 0]
    found["shade"] = float(np.corrcoef(read, shade(data.x_test))[0, 1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="of Fashion-MNIST's four files")
    parser.add_argument("--runs", type=Path, default=Path("runs/fashion"))
    parser.add_argument("--ship", action="store_true", help="also write weights and card")
    options = parser.parse_args()
    data = load_data(options.folder)
    runs = read_json(OUT)["runs"] if OUT.exists() else []
    for seed in SEEDS[len(runs) :]:
        folder = options.runs / f"fashion-{seed}"
        model = train(
            config(seed), data.x_train, folder, resume=True, verbose=2, dataset=data.facts()
        )
        facts = read_json(folder / "run.json")
        q = model.recognise(data.x_train[:10_000])["category"]["probabilities"]
        known = {"seed": seed, "seconds": facts["seconds"]}
        runs.append(scores(model, data) | known | {"selection": information_of_predictions(q)})
        print(seed, round(runs[-1]["accuracy"], 3), round(runs[-1]["shade"], 2), flush=True)
    write_json(
        OUT,
        {
            "made_by": "python tools/fashion.py FOLDER",
            "config": config(SEEDS[0]).settled().to_config(),
            "data": data.facts()["sha256"],
            "device": device(),
            "versions": versions(),
            "k_means": _k_means(data),
            "runs": runs,
        },
    )
    if options.ship:
        _ship(options.runs, runs, data)


def _ship(folder: Path, runs: list[dict], data: Data) -> None:
    best = max(runs, key=lambda run: run["selection"])
    own = {key: best.pop(key) for key in ("seed", "seconds", "selection")}
    ship(
        folder / f"fashion-{own['seed']}",
        "fashion",
        made_by="python tools/fashion.py FOLDER --ship",
        data={
            "sha256": data.facts()["sha256"],
            "source": "Fashion-MNIST, 60,000 training pictures, no labels",
            "name": "fashion-mnist",
            "class_names": list(CLOTHES),
        },
        chosen_by=f"the highest information of Q's predictions on training images, "
        f"{own['selection']:.3f} nats, among {len(runs)} seeds; the last epoch; no label",
        scores=best,
    )


def _k_means(data: Data) -> list[float]:
    """Accuracy of ten groups of test pixels by k-means fitted on 10,000 training pictures."""
    pixels = data.x_train[:10_000].reshape(10_000, -1)
    test = data.x_test.reshape(len(data.x_test), -1)
    groups = [KMeans(10, n_init=3, random_state=seed).fit(pixels).predict(test) for seed in SEEDS]
    return [clustering_accuracy(data.y_test, group) for group in groups]


if __name__ == "__main__":
    main()
