"""Run the paper's Figure 1 on five seeds and store its curves: about five minutes.

    python tools/figure_one.py

Writes infogan_lib/results/figure-1.json, which chapter 09 draws.
"""

from __future__ import annotations

import json
from pathlib import Path

from infogan_lib.backends.memory import keep_freed_memory
from infogan_lib.data.mnist import data_hash, load_mnist
from infogan_lib.experiments.figure_one import RACE, race
from infogan_lib.files import write_json
from infogan_lib.runs.folder import device, versions

OUT = Path(__file__).parents[1] / "infogan_lib" / "results" / "figure-1.json"
SEEDS, POINTS, STEPS = (0, 1, 2, 3, 4), 20, 50


def main() -> None:
    keep_freed_memory()
    sample = load_mnist("sample")
    curves = race(sample.x_train, SEEDS, points=POINTS, steps=STEPS)
    record = {
        "made_by": "python tools/figure_one.py",
        "config": RACE.to_config(),
        "seeds": SEEDS,
        "steps": [STEPS * (i + 1) for i in range(POINTS)],
        "data": data_hash(sample.x_train),
        "device": device(),
        "versions": versions(),
        "L_I": {name: curve.round(4).tolist() for name, curve in curves.items()},
    }
    write_json(OUT, record)
    print(json.dumps({name: curve[:, -1].round(3).tolist() for name, curve in curves.items()}))


if __name__ == "__main__":
    main()
