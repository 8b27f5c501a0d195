"""Files that are either whole or not there, and JSON that every program can read."""

from __future__ import annotations

import csv
import errno
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def check_place(path: str | Path) -> None:
    """Raise where no file ``path`` can come to be; missing folders are no hindrance.

    Raises:
        IsADirectoryError: ``path`` is a folder.
        NotADirectoryError: a file is where a folder would have to be.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder; give the name of a file", str(path))
    for place in path.parents:
        if place.is_file():
            raise NotADirectoryError(errno.ENOTDIR, "is a file; name a folder", str(place))


@contextmanager
def atomically(path: str | Path) -> Iterator[Path]:
    """Yield a temporary name beside ``path``; rename it there only if all went well.

    The name keeps the suffixes of ``path``, since some writers look at them. A failure or a
    kill leaves the old file as it was. Missing folders are made; a failure takes those away again.

    Raises:
        IsADirectoryError, NotADirectoryError: as :func:`check_place`.
        OSError: of the block, with ``path`` in place of the temporary name.
    """
    path = Path(path)
    check_place(path)
    made = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".unfinished-{path.name}")
    try:
        yield unfinished
        with open(unfinished, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, path)
        made = []
    except OSError as error:
        if unfinished.name not in str(error):
            raise
        # Nobody asked for that name. Some writers raise without a number or a file name.
        if error.errno and error.strerror and error.filename:
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise type(error)(str(error).replace(unfinished.name, path.name)) from error
    finally:
        unfinished.unlink(missing_ok=True)
        with suppress(OSError):  # what another put there meanwhile stays
            for folder in made:
                folder.rmdir()


def write_csv(path: str | Path, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows as CSV, :func:`atomically`."""
    with atomically(path) as place, open(place, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def read_json(path: Path) -> Any:
    """What a JSON file holds; ValueError where it is no JSON in UTF-8."""
    return json.loads(path.read_text(encoding="utf-8"))


def to_json(content: Any, indent: int | None = None) -> str:
    """``content`` as JSON, which has no word for infinity or not-a-number.

    Raises:
        ValueError: a number in it is not finite.
    """
    return json.dumps(content, indent=indent, allow_nan=False)


def write_utf8(path: str | Path, text: str) -> None:
    """Write a text file, :func:`atomically`."""
    with atomically(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def write_json(path: str | Path, content: Any) -> None:
    """Write ``content`` as JSON, indented; errors as :func:`to_json`."""
    write_utf8(path, to_json(content, indent=2) + "\n")
