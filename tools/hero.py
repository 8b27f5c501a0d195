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
from PIL import Image

if __package__ in (None, ""):  # run as a script: make `infogan_lib` and `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.project import ROOT

PICTURE = ROOT / "book" / "images" / "hero.png"
COLUMNS = 17
LIMIT = 1.5  # half as far again as training went
SEED = 0
SCALE = 2  # screen pixels a pixel


def tiles() -> np.ndarray:
    """Return images (categories, COLUMNS, 28, 28) in [-1, 1] from the shipped model."""
    from infogan_lib import load_pretrained

    model = load_pretrained("mnist")
    latent = model.latent
    code = latent.styles[0].name
    rows = next(c.width for c in latent.codes if c.name == "category")
    noise = np.random.default_rng(SEED).standard_normal((1, latent.noise))
    codes = {c.name: np.zeros(rows * COLUMNS) for c in latent.codes}
    codes["category"] = np.repeat(np.arange(rows), COLUMNS)
    codes[code] = np.tile(np.linspace(-LIMIT, LIMIT, COLUMNS), rows)
    latents = latent.assemble(np.tile(noise, (rows * COLUMNS, 1)), **codes)
    return np.asarray(model.generate(latents)).reshape(rows, COLUMNS, 28, 28)


def mosaic(images: np.ndarray) -> np.ndarray:
    """Lay images (rows, columns, h, w) in [-1, 1] out as one picture of bytes, with dark ink."""
    rows, columns, height, width = images.shape
    sheet = images.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)
    return np.clip(np.rint((1 - sheet) * 127.5), 0, 255).astype(np.uint8)


def enlarge(sheet: np.ndarray) -> np.ndarray:
    """Repeat each pixel SCALE times both ways, so that browsers don't blur it."""
    return sheet.repeat(SCALE, axis=0).repeat(SCALE, axis=1)


def main() -> None:
    """Write the picture."""
    sheet = enlarge(mosaic(tiles()))
    PICTURE.parent.mkdir(exist_ok=True)
    Image.fromarray(sheet).save(PICTURE, optimize=True)
    print(PICTURE.relative_to(ROOT), f"{sheet.shape[1]} x {sheet.shape[0]}")


if __name__ == "__main__":
    main()
