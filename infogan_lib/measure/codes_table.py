"""What Q reads in pictures, as a table: a row a picture, written as CSV or JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from infogan_lib.core.infogan import GAN
from infogan_lib.errors import DataError
from infogan_lib.files import write_csv as write_rows
from infogan_lib.files import write_json

FORMATS = (".csv", ".json")


def codes_table(
    model: GAN,
    images: np.ndarray,
    files: Sequence[str] | None = None,
    classes: Mapping[int, str] | None = None,
) -> dict[str, np.ndarray]:
    """Read images ``(n, *config.shape)`` in [-1, 1] by Q; return columns of n entries, by name.

    ``file``: the names given, or 0, 1, …. For a category, its likeliest value under its name, and
    as ``NAME_probability`` how sure Q is of it, from 1/K to 1. For a style, Q's mean under its name
    and its standard deviation as ``NAME_sigma``, in the code's unit. ``pandas.DataFrame(table)``
    makes a data frame of it. With ``classes``, of the first category's values, as in a card's
    ``scores["assignment"]``, the class follows as ``NAME_class``.

    Raises:
        ValueError: a model without Q, images of another shape or range, or names of another number.
    """
    if not hasattr(model, "recognise"):
        raise ValueError(f"a {type(model).__name__} has no Q: nothing reads codes in images")
    names = np.arange(len(images)) if files is None else np.array(list(files), dtype=object)
    if len(names) != len(images):
        raise ValueError(f"files must be {len(images)} names, one an image, got {len(names)}")
    columns: list[tuple[str, np.ndarray]] = [("file", names)]
    for name, read in model.recognise(images).items():
        if "probabilities" in read:
            q = read["probabilities"]
            columns.append((name, likeliest := q.argmax(axis=1)))
            if classes:
                said = [classes.get(int(value), "") for value in likeliest]
                columns.append((f"{name}_class", np.array(said, dtype=object)))
                classes = None
            columns.append((f"{name}_probability", q.max(axis=1)))
        else:
            columns += [(name, read["mean"][:, 0]), (f"{name}_sigma", read["std"][:, 0])]
    table = dict(columns)
    if len(table) < len(columns):
        raise ValueError(f"two columns of {[name for name, _ in columns]} share a name")
    return table


def check_table_name(path: Path) -> None:
    """DataError unless the name ends in .csv or .json."""
    if path.suffix.lower() not in FORMATS:
        raise DataError(f"{path}: end the name in {' or '.join(FORMATS)}")


def write_table(path: Path, table: dict[str, np.ndarray]) -> None:
    """Write a table of :func:`codes_table`; JSON is a list with an object a picture."""
    check_table_name(path)
    if path.suffix.lower() == ".json":
        write_json(path, [dict(zip(table, row, strict=True)) for row in _rows(table)])
    else:
        write_rows(path, [table, *_rows(table)])


def write_csv(file: IO[str], table: dict[str, np.ndarray]) -> None:
    """Write a table as CSV into an open file."""
    csv.writer(file).writerows([table, *_rows(table)])


def _rows(table: dict[str, np.ndarray]) -> Iterator[tuple]:
    return zip(*(map(_plain, column) for column in table.values()), strict=True)


def _plain(value) -> str | int | float:
    """Text, a whole number, or a number of six digits."""
    if isinstance(value, str):
        return value
    return float(f"{value:.6g}") if isinstance(value, np.floating) else int(value)
