"""Errors of files, of data and of training, and how a message shows a value: one line, a fix."""

from __future__ import annotations


def one_line(text: object) -> str:
    """Text on one line, as it is in all else: a path keeps its backslashes, and has no quotes."""
    return " ".join(str(text).split())


def shown(value: object) -> str:
    """A value as an error message shows it: on one line, and short."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."


class DataError(ValueError):
    """A data file or folder is not what it should be."""


class DataNotFoundError(DataError, FileNotFoundError):
    """A data file or folder is missing and cannot be fetched."""


class WeightsError(ValueError):
    """A weights file, or the card beside it, is not what it should be."""


class WeightsNotFoundError(WeightsError, FileNotFoundError):
    """A weights file, or the card beside it, is missing."""


class DivergedError(RuntimeError):
    """Training came to numbers that are not finite; what was written before is sound."""


def with_the_fix(error: ModuleNotFoundError) -> ModuleNotFoundError:
    """The same error; where a backend of Keras is what is missing, one that says what to do."""
    if error.name not in ("tensorflow", "jax", "torch"):
        return error
    return ModuleNotFoundError(
        f"Keras was to run on {error.name}, which is not installed: "
        f"python -m pip install {error.name}, or set KERAS_BACKEND to a backend that is",
        name=error.name,
    )
