"""Draw the picture of the first page from the shipped weights: book/images/hero.png.

    python tools/hero.py

A row a category, and along it the first continuous code. The noise is the same everywhere, so
whatever changes along a row is that code's doing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

if __package__ in (None, ""):  # run as a script: make `infogan_lib` and `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.project import ROOT

PICTURE = ROOT / "book" / "images" / "hero.png"
COLUMNS = 17
LIMIT = 1.5  # half as far again as training went
SEED = 0
SCALE = 2  # screen pixels a pixel


def tiles() -> np.ndarray:
    """Return images (categories * COLUMNS, 28, 28, 1) in [-1, 1] from the shipped model."""
    from infogan_lib import load_pretrained

    model = load_pretrained("mnist")
    latent = model.latent
    rows = latent.category.size
    noise = np.random.default_rng(SEED).standard_normal((1, latent.noise))
    codes = dict.fromkeys(latent.names, 0.0) | {
        latent.category.name: np.repeat(np.arange(rows), COLUMNS),
        latent.styles[0].name: np.tile(np.linspace(-LIMIT, LIMIT, COLUMNS), rows),
    }
    return model.generate(latent.assemble(np.tile(noise, (rows * COLUMNS, 1)), **codes))


def draw(path: Path = PICTURE) -> None:
    """Write the picture, with dark ink and its pixels enlarged, so that browsers don't blur it."""
    from infogan_lib.data.sheet import save_sheet

    save_sheet(path, tiles(), COLUMNS, SCALE, negative=True)


if __name__ == "__main__":
    draw()
    print(PICTURE.relative_to(ROOT))
