"""What can be wrong with a file or folder. Each message is one line and names the fix."""

from __future__ import annotations


class DataError(ValueError):
    """A data file or folder is not what it should be."""


class DataNotFoundError(DataError, FileNotFoundError):
    """A data file or folder is missing and cannot be fetched."""


class WeightsError(ValueError):
    """A weights file, or the card beside it, is not what it should be."""


class WeightsNotFoundError(WeightsError, FileNotFoundError):
    """A weights file, or the card beside it, is missing."""
