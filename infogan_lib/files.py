"""Files that are either whole or not there, and JSON that every program can read."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


@contextmanager
def atomically(path: str | Path) -> Iterator[Path]:
    """Yield a temporary name beside ``path``; rename it there only if all went well.

    The name keeps the suffixes of ``path``, since some writers look at them. A failure or a
    kill leaves the old file as it was.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder; give the name of a file", str(path))
    unfinished = path.with_name(f".unfinished-{path.name}")
    try:
        yield unfinished
        with open(unfinished, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def csv_file(path: str | Path) -> Iterator[IO[str]]:
    """Yield a text file for csv.writer that becomes ``path``, :func:`atomically`."""
    with (
        atomically(path) as unfinished,
        open(unfinished, "w", newline="", encoding="utf-8") as file,
    ):
        yield file


def to_json(content: Any, indent: int | None = None) -> str:
    """``content`` as JSON, which has no word for infinity or not-a-number.

    Raises:
        ValueError: a number in it is not finite.
    """
    return json.dumps(content, indent=indent, allow_nan=False)


def write_json(path: str | Path, content: Any) -> None:
    """Write ``content`` as JSON, indented; errors as :func:`to_json`."""
    text = to_json(content, indent=2) + "\n"
    with atomically(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
