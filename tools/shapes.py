"""Train InfoGAN and a plain GAN on coloured shapes, three seeds each, and score all codes.

    python tools/shapes.py [--runs runs/shapes] [--ship]

Writes infogan_lib/results/shapes.json, which chapter 16 shows. Six runs of a few minutes; started
again, it goes on where it stopped. The pictures are made from a seed, and nothing is downloaded.
--ship makes InfoGAN's first seed the library's "shapes".
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from infogan_lib.data.mnist import data_hash
from infogan_lib.data.shapes import FACTORS, render
from infogan_lib.experiments import shapes
from infogan_lib.files import read_json, write_json
from infogan_lib.measure.evaluate import code_information
from infogan_lib.runs.folder import device, versions
from infogan_lib.runs.training import train

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.ship import ship

OUT = Path(__file__).parents[1] / "infogan_lib" / "results" / "shapes.json"
SEEDS = (0, 1, 2)
SOURCE = "4,096 coloured shapes, infogan_lib.experiments.shapes.pictures(), no factors told"
FACTS = {"name": "shapes", "made_by": "infogan_lib.experiments.shapes.pictures()"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=Path, default=Path("runs/shapes"))
    parser.add_argument("--again", action="store_true", help="score again what was scored")
    parser.add_argument("--ship", action="store_true", help="also write weights and card")
    options = parser.parse_args()
    images = shapes.pictures()
    known = OUT.exists() and not options.again
    rows = read_json(OUT)["rows"] if known else []
    done = {(row["row"], row["seed"]) for row in rows}

    def add(row: str, seed: int, read: Callable, kinds: tuple[int, ...], **more) -> None:
        if (row, seed) in done:
            return
        rows.append({"row": row, "seed": seed, **more, **shapes.scores(read, kinds, seed)})
        write_json(OUT, record(images, rows))
        print({key: value for key, value in rows[-1].items() if key != "information"}, flush=True)

    for seed in SEEDS:
        for row in ("infogan", "gan"):
            if (f"{row}, fitted reader", seed) in done:
                continue
            folder = options.runs / f"{row}-{seed}"
            config = shapes.config_of(row, seed)
            model = train(config, images, folder, resume=True, verbose=2, dataset=FACTS)
            seconds = read_json(folder / "run.json")["seconds"]
            bounds = {name: bound.value for name, bound in code_information(model, 2000).items()}
            more = {"seconds": seconds, "L_I": bounds}
            if row == "infogan":
                own = shapes.reader_of(model)
                add("infogan", seed, lambda f, own=own: own(render(f)), (0,), **more)
            fitted = shapes.fitted_reader(model, seed=seed)
            add(f"{row}, fitted reader", seed, lambda f, r=fitted: r(render(f)), (0,), **more)
        if ("pca", seed) not in done:
            pca = shapes.pca_reader(shapes.pictures(seed))
            add("pca", seed, lambda f, pca=pca: pca(render(f)), ())
        if ("noise", seed) not in done:
            add("factors", seed, lambda f: f, (0,))
            add("factors, rotated", seed, shapes.rotated, ())
            rng = np.random.default_rng(seed)
            add("noise", seed, lambda f, rng=rng: rng.normal(size=f.shape), ())
    if options.ship:
        first = next(row for row in rows if row["row"] == "infogan" and row["seed"] == SEEDS[0])
        ship(
            options.runs / f"infogan-{SEEDS[0]}",
            "shapes",
            made_by="python tools/shapes.py --ship",
            data={"sha256": data_hash(images), "source": SOURCE, "name": "shapes"},
            chosen_by="nothing: the first seed, the last epoch",
            scores={key: value for key, value in first.items() if key not in ("row", "seconds")},
        )


def record(images: np.ndarray, rows: list[dict]) -> dict:
    return {
        "made_by": "python tools/shapes.py",
        "config": shapes.INFOGAN.settled().to_config(),
        "data": data_hash(images),
        "pictures": len(images),
        "factors": FACTORS,
        "device": device(),
        "versions": versions(),
        "rows": rows,
    }


if __name__ == "__main__":
    main()
