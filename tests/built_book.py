"""The book, built once for all tests and all of their workers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.project import ROOT

SCRIPTS = Path(sys.executable).parent
PATIENCE = 900  # seconds for one build on a busy computer


def built(factory) -> tuple[list[str], Path]:
    """Return what the strict build complained of, and the folder of the pages.

    ``factory`` is pytest's ``tmp_path_factory``. Workers of one run share a folder above their
    own: the first one to come builds, the others wait. While you work on the pages, INFOGAN_BOOK
    may name a folder that is built already.
    """
    if ready := os.environ.get("INFOGAN_BOOK"):
        return [], Path(ready)
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    out, told = base / "book", base / "book.json"
    try:
        out.mkdir()
    except FileExistsError:
        wait_for(told)
    else:
        complaints = _build(out)
        unfinished = told.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(complaints), encoding="utf-8")
        unfinished.rename(told)
    return json.loads(told.read_text(encoding="utf-8")), out / "_build" / "html"


def wait_for(path: Path) -> None:
    """Wait until another worker has written ``path``."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError("another worker has not finished building the book")
        time.sleep(0.5)


def environment() -> dict[str, str]:
    """The environment of a build: this process's, with the project's own modules first."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _build(out: Path) -> list[str]:
    program = shutil.which("jupyter-book", path=str(SCRIPTS)) or "jupyter-book"
    command = [program, "build", "-W", "--keep-going", "-n", "--path-output", str(out), str(ROOT)]
    try:
        done = subprocess.run(
            command, env=environment(), capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return [f"the build took more than {PATIENCE} s"]
    lines = re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr).splitlines()
    complaints = [line for line in lines if re.search(r"WARNING: |ERROR: |CRITICAL: ", line)]
    if not done.returncode:
        return []
    return complaints or lines[-40:]
