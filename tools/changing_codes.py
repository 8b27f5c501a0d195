"""Gather the runs of sweeps/codes.toml as the one file that chapter 15 reads, and three models.

    python -m infogan_lib sweep sweeps/codes.toml --data sample --out runs/codes --jobs 2
    python tools/changing_codes.py runs/codes

Writes infogan_lib/results/codes.json, from the runs that are done, and infogan_lib/weights/codes:
the first seed of three rows, whatever it scored. Runs that the file holds are kept: delete it to
measure all of them anew. Models that are there stay as well. Labels enter scores alone, never a
step.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from infogan_lib.backends.keras_extras import in_chunks
from infogan_lib.core.infogan import InfoGAN
from infogan_lib.data.mnist import MNIST, load_mnist
from infogan_lib.files import atomically, read_json, to_json
from infogan_lib.information.bounds import variational_bound
from infogan_lib.measure.morphometry import measure
from infogan_lib.runs import pretrained
from infogan_lib.sweeps.table import Run, read_table

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.ship import ship

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "sweeps" / "codes.toml"
OUT = ROOT / "infogan_lib" / "results" / "codes.json"
MODELS = pretrained.WEIGHTS / "codes"
SHIPPED = ("k-2", "k-20", "styles-six")
SHAPES = ("thickness", "slant", "width")  # what two halves of a digit may differ in
FEWEST = 25  # digits in a cell, below which its mean shape says nothing
ABOUT = ("data", "device", "versions", "config")  # of the first run, and so of the first row
MADE_BY = "python tools/changing_codes.py, from python -m infogan_lib sweep sweeps/codes.toml"


def gather(folder: Path, mnist: MNIST) -> dict[str, Any]:
    """The finished rows of the table, in its order, with what the chapter shows of each run.

    A row whose seeds are not all done waits: its mean would be of another number of runs. Runs of
    the stored file count as done, in this folder or not.
    """
    shapes = measure(mnist.x_train)
    runs = []
    known = read_json(OUT) if OUT.exists() else {"runs": []}
    before = {(run["row"], run["seed"]): run for run in known["runs"]}
    table = read_table(TABLE)
    base = table[0].config.to_config()
    waiting = {
        run.table
        for run in table
        if (run.table, run.config.seed) not in before
        and not (folder / run.name / "record.json").is_file()
    }
    print("not done:", ", ".join(sorted(waiting)) or "nothing", flush=True)
    about = {name: known[name] for name in ABOUT if name in known}
    for run in table:
        if run.table in waiting:
            continue
        if kept := before.get((run.table, run.config.seed)):
            runs.append(kept)
            continue
        path = folder / run.name / "record.json"
        record = read_json(path)
        about = about or {name: record[name] for name in ABOUT}
        model = pretrained.load(folder / run.name)
        runs.append(_facts(run, record, base) | _looks(model, mnist, shapes))
        print(run.name, f"{runs[-1]['accuracy']:.3f}", flush=True)
    if not runs:
        raise SystemExit(f"error: {folder} holds no finished run of {TABLE.name}; sweep first")
    rows = [name for name in dict.fromkeys(run.table for run in table) if name in waiting]
    spread = _spread(mnist, shapes)
    return {"made_by": MADE_BY, **about, "waiting": rows, "spread": spread, "runs": runs}


def _spread(mnist: MNIST, shapes: dict[str, np.ndarray]) -> list[dict[str, float]]:
    """The standard deviation of each shape over the pictures of each digit, 0 to 9."""
    return [
        {name: float(np.nanstd(shapes[name][mnist.y_train == digit])) for name in SHAPES}
        for digit in range(10)
    ]


def _facts(run: Run, record: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """What the run's record says already, and in what its settings differ from the first row's."""
    config = run.config.to_config()
    scores = record["scores"]
    rho = {
        style: {name: relation["rho_within"] for name, relation in row.items()}
        for style, row in record["attributes"].items()
    }
    return {
        "row": run.table,
        "seed": run.config.seed,
        "changes": {k: v for k, v in config.items() if k != "seed" and v != base[k]},
        "accuracy": scores["accuracy"],
        "nmi": scores["nmi"],
        "I_Q": scores["information_of_predictions"],
        "L_I": {name: bound["value"] for name, bound in scores["bounds"].items()},
        "entropy": {name: bound["entropy"] for name, bound in scores["bounds"].items()},
        "rho": rho,
        "table": scores["confusion"],  # a row a digit, a column a category
        "cpu_seconds": record["cpu_seconds"],
    }


def _looks(model: InfoGAN, mnist: MNIST, shapes: dict[str, np.ndarray]) -> dict[str, Any]:
    """What needs the model: the shapes of the digits in each cell, and what G makes of c."""
    found = model.classify(mnist.x_train)
    size = model.latent.category.size  # type: ignore[union-attr]
    cells = []
    for digit in range(10):
        for category in range(size):
            inside = (mnist.y_train == digit) & (found == category)
            if inside.sum() < FEWEST:
                continue
            means = {name: float(np.nanmean(shapes[name][inside])) for name in SHAPES}
            cells.append({"digit": digit, "category": category, "n": int(inside.sum()), **means})
    return {
        "cells": cells,
        **effect_of_category(model),
        "afterwards": read_afterwards(model),
        "L_I_shifted": read_shifted(model),
    }


def read_shifted(model: InfoGAN, n: int = 2000, seed: int = 0) -> dict[str, float]:
    """L_I of each code (nats) where Q reads G's images moved by one pixel to the right.

    The last column becomes the first, so that no information is lost. What Q loses hung on the
    pixel grid.
    """
    latents = np.array(model.latent.sample(n, seed))
    images = np.roll(model.generate(latents), 1, axis=2)
    log_q = model.latent.log_q(latents, in_chunks(model.recognition, images))
    entropy = model.latent.entropy
    return {
        name: variational_bound(np.array(values), entropy[name]).value
        for name, values in log_q.items()
    }


def effect_of_category(model: InfoGAN, draws: int = 200, seed: int = 0) -> dict[str, float]:
    """How much of G's pixel variance the category makes: ``alone``, and ``total`` with z.

    Sobol's indices, from 0 to 1. ``alone``: the variance of E[x given category]; ``total``: the
    mean variance over categories where z and the styles stay. A category that works through z,
    this way on one z and that way on another, has a total effect and none alone.
    """
    name, size = model.latent.category.name, model.latent.category.size  # type: ignore[union-attr]
    start = np.array(model.latent.sample(draws, seed))
    latents = np.repeat(start[None], size, axis=0)
    latents[..., model.latent.slices[name]] = np.eye(size)[:, None]
    images = model.generate(latents.reshape(-1, latents.shape[-1])).reshape(size, draws, -1)
    images = images.astype("float64")
    variance = images.reshape(-1, images.shape[-1]).var(axis=0).sum()
    within = images.var(axis=0, ddof=1)  # over categories, at each z
    # The variance of K means over `draws` images each, less what chance alone gives it.
    noise = images.var(axis=1, ddof=1).mean(axis=0) / draws
    alone = (images.mean(axis=1).var(axis=0, ddof=1) - noise).sum() * (size - 1) / size
    total = within.mean(axis=0).sum() * (size - 1) / size
    return {"alone": float(alone / variance), "total": float(total / variance)}


def read_afterwards(model: InfoGAN, n: int = 4000, seed: int = 1) -> float:
    """L_I of the category (nats) for a reader fitted to G's images once G has stopped learning.

    The reader is linear in the pixels: half of the images fit it, the other half test it. It asks
    G alone, so that it stands where Q was never paid.
    """
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    category = model.latent.category
    assert category is not None
    latents = np.array(model.latent.sample(n, seed))
    c = model.latent.split(latents)[category.name].argmax(axis=1)
    x = model.generate(latents).reshape(n, -1)
    # Held back, for few pictures: a code that nothing shows must not be seen in chance.
    reader = make_pipeline(PCA(60, random_state=0), LogisticRegression(C=0.01, max_iter=300))
    reader.fit(x[: n // 2], c[: n // 2])
    q = 0.99 * reader.predict_proba(x[n // 2 :]) + 0.01 / category.size  # never quite sure
    log_q = np.log(q[np.arange(n - n // 2), c[n // 2 :]])
    return variational_bound(log_q, category.entropy).value


def _ship(folder: Path, row: str) -> None:
    """Save the row's first run as weights, with a card that says on what they were scored."""
    run = next(run for run in read_table(TABLE) if run.table == row)
    record = read_json(folder / run.name / "record.json")
    ship(
        folder / run.name,
        row,
        record["scores"],
        MODELS,
        with_history=False,
        made_by=f"python -m infogan_lib sweep sweeps/codes.toml --data sample, run {run.name}",
        data={"sha256": record["data"], "source": "5,000 of MNIST's training digits, no labels"},
        chosen_by="nothing: the first seed of its row, the last epoch",
        scored_on="the digits it was trained on",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, help="the sweep's folder")
    folder = parser.parse_args().runs
    content = gather(folder, load_mnist("sample"))
    write(OUT, content)
    for row in SHIPPED:
        if not (MODELS / f"{row}.json").exists():
            _ship(folder, row)


def write(path: Path, content: dict[str, Any]) -> None:
    """A line a run: JSON that a person can read and a diff can show."""
    runs = [to_json(_rounded(run)) for run in content["runs"]]
    about = {name: value for name, value in content.items() if name != "runs"}
    head = to_json(_rounded(about), indent=1)
    text = head.removesuffix("\n}") + ',\n "runs": [\n' + ",\n".join(runs) + "\n ]\n}\n"
    with atomically(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def _rounded(value: Any) -> Any:
    """Every number to five decimals: more would be noise, and half of the file."""
    return json.loads(to_json(value), parse_float=lambda text: round(float(text), 5))


if __name__ == "__main__":
    main()
