"""Generated images as files: one sheet, or a folder of pictures with the codes that made them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from infogan_lib.backends.keras_extras import CHUNK
from infogan_lib.core.codes import Categorical
from infogan_lib.core.infogan import GAN
from infogan_lib.data.sheet import check_name, check_scale, save_sheet
from infogan_lib.files import check_place, write_csv
from infogan_lib.runs.lock import is_empty

CODES = "codes.csv"


def check_out(out: Path) -> None:
    """Raise for a name that :func:`write_pictures` cannot write to, before anything is drawn."""
    if out.suffix:
        check_name(out)
        return check_place(out)
    if out.is_dir() and not is_empty(out):
        raise FileExistsError(f"{out} is not empty; choose another folder")
    check_place(out / CODES)


def write_pictures(
    model: GAN, latents: np.ndarray, out: Path, negative: bool = False, scale: int = 1
) -> str:
    """Draw latents (n, width); return a line on what was written.

    A name with an ending, which must be a picture's, becomes a sheet of ten columns. A name without
    one becomes a folder: a PNG an image, and ``codes.csv`` with the codes of each.

    Args:
        negative: as the files trained on, where training saw their negative.
        scale: pixels of the file a side for each of an image's.
    """
    check_out(out)
    check_scale(scale)
    n = len(latents)
    if out.suffix:
        save_sheet(out, model.generate(latents), min(10, n), scale, negative)
        return f"{n} images in {out}"
    digits = len(str(n - 1))
    names = [f"{i:0{digits}}.png" for i in range(n)]
    out.mkdir(parents=True, exist_ok=True)
    for start in range(0, n, CHUNK):
        images = model.generate(latents[start : start + CHUNK])
        for name, image in zip(names[start:], images, strict=False):
            save_sheet(out / name, image[None], 1, scale, negative)
    codes = [code.name for code in model.latent.codes]
    rows = zip(names, *_values(model, latents), strict=True)
    write_csv(out / CODES, [["file", *codes], *rows])
    return f"{n} images in {out}, and their codes in {out / CODES}"


def _values(model: GAN, latents: np.ndarray) -> list[list]:
    """The value of each code in each row: a whole number of a category, else six digits."""
    columns: list[list] = []
    for code in model.latent.codes:
        part = latents[:, model.latent.slices[code.name]]
        if isinstance(code, Categorical):
            columns.append(part.argmax(axis=1).tolist())
        else:
            columns.append([f"{value:.6g}" for value in part[:, 0]])
    return columns
