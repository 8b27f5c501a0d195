"""Run tests on a mutant: in a fork of a process that has imported the costly libraries already.

The library itself is imported in the child alone, with the mutant's source in place of one
module's. Programs that a test starts see the library as it is. Needs a system that can fork.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

#: What the parent imports, where it is installed, so that no child pays for it.
COSTLY = (
    "keras", "numpy.testing", "scipy.integrate", "scipy.stats", "scipy.ndimage", "scipy.optimize",
    "sklearn.neighbors", "sklearn.feature_selection", "matplotlib", "PIL.Image", "hypothesis",
    "hypothesis.extra.numpy", "pytest", "coverage",
)  # fmt: skip
MEMORY = 8 << 30  # bytes a child may take: a fault can ask for any amount


@dataclass(frozen=True)
class Trial:
    """How a mutant fared: "killed", "timed out" or "survived", by which test, in seconds."""

    verdict: str
    by: str
    seconds: float


class Source(importlib.abc.MetaPathFinder):
    """Gives one module another source; its file and name stay what they are."""

    def __init__(self, module: str, source: str):
        self.module, self.source = module, source

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname != self.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert spec is not None and spec.origin is not None
        source = self.source

        class Loader(importlib.machinery.SourceFileLoader):
            def get_code(self, fullname: str) -> Any:
                return compile(source, self.path, "exec")

        spec.loader = Loader(fullname, spec.origin)
        return spec


class Chosen:
    """A pytest plugin: run the chosen tests alone, in their order, and report what fails."""

    def __init__(self, tests: list[str], say: Callable[[str], None]):
        self.order, self.say = {name: i for i, name in enumerate(tests)}, say

    def pytest_collection(self) -> None:
        # After conftest.py has loaded its profile. A fault needs no smallest example.
        from hypothesis import Phase, settings

        settings.register_profile(
            "mutants", settings(), phases=[Phase.explicit, Phase.generate], database=None
        )
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if item.nodeid in self.order]
        items.sort(key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.say(report.nodeid)


def preload() -> None:
    """Import what is costly, and run nothing: a fork may not inherit running threads."""
    for name in COSTLY:
        with suppress(ImportError):
            importlib.import_module(name)


def forked(work: Callable[[Callable[[str], None]], int], limit: float, root: Path) -> Any:
    """Run ``work(say)`` in a child, in ``root``; return its status and the lines that it said.

    The status is None where it took longer than ``limit`` seconds.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()  # so that what a test starts ends with it
        os.close(reading)
        os.chdir(root)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        with suppress(ImportError, ValueError, OSError):
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        status = 3
        try:
            status = work(lambda text: os.write(writing, text.encode() + b"\n"))  # type: ignore
        finally:
            os._exit(int(status))
    os.close(writing)
    said, end = b"", time.monotonic() + limit
    while (left := end - time.monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        if not (part := os.read(reading, 65536)):
            break
        said += part
    in_time = time.monotonic() < end
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL) if not in_time else None
    _, status = os.waitpid(child, 0)
    os.close(reading)
    return (os.waitstatus_to_exitcode(status) if in_time else None), said.decode().splitlines()


def pytest_arguments(*more: str) -> list[str]:
    """What every run of pytest here is told."""
    return ["-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-m", "not slow", *more]


def trial(module: str, source: str, tests: list[str], limit: float, root: Path) -> Trial:
    """Run ``tests``, node ids, on the module with this source, until one fails.

    The first file is tried alone, since that is mostly enough, and reading the others takes time.
    """
    start = time.monotonic()
    files = list(dict.fromkeys(name.split("::")[0] for name in tests))

    def work(part: list[str], say: Callable[[str], None]) -> int:
        import pytest

        sys.path.insert(0, str(root))
        sys.meta_path.insert(0, Source(module, source))
        arguments = pytest_arguments("-x", "--hypothesis-seed=0", *part)
        return pytest.main(arguments, plugins=[Chosen(tests, say)])

    for part in (files[:1], files[1:]):
        left = limit - (time.monotonic() - start)
        status, said = forked(partial(work, part), left, root) if part else (0, [])
        seconds = round(time.monotonic() - start, 1)
        if status is None:
            return Trial("timed out", "", seconds)
        if status not in (0, 5):  # neither passed nor without a test
            return Trial("killed", said[0] if said else "an error at import", seconds)
    return Trial("survived", "", seconds)
