"""One writer a folder: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from infogan_lib.files import check_place

LOCK = ".lock"
HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}  # how systems say that another holds it


@contextmanager
def only_writer(folder: str | Path) -> Iterator[None]:
    """Hold ``folder``, made if missing, for as long as the block runs.

    The file ``.lock`` in it goes when the block ends. A killed process leaves it, empty and held by
    nobody: the next writer takes it over.

    Raises:
        FileExistsError: another process, or another run in this one, is writing there.
        NotADirectoryError: ``folder`` is a file.
        OSError: the file system cannot lock.
    """
    folder, path = Path(folder), Path(folder, LOCK)
    check_place(path)
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    number = _taken(path)
    if number is None:
        raise FileExistsError(
            f"another run is writing to {folder}; wait until it ends, or choose another folder"
        )
    try:
        yield
    finally:
        _release(path, number)
        if made:
            with suppress(OSError):
                folder.rmdir()  # only if the block left nothing in it


def is_empty(folder: Path) -> bool:
    """Whether a folder holds nothing but, perhaps, the lock of a killed run."""
    return all(path.name == LOCK for path in folder.iterdir())


def _taken(path: Path) -> int | None:
    """The number of the locked file, or None where somebody else holds it."""
    while True:
        number = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(number)
        except OSError as error:
            os.close(number)
            if error.errno in HELD:
                return None
            raise  # a file system without locks, say
        # Whoever held it before may have removed the file between our opening and our locking.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.stat(path), os.fstat(number)):
                return number
        os.close(number)


def _release(path: Path, number: int) -> None:
    with suppress(OSError):  # Windows does not remove a file that is open
        path.unlink()
    os.close(number)
    with suppress(OSError):
        if os.name == "nt":
            path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
