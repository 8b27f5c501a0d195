"""Keep the chapters runnable and their stored outputs honest.

    python tools/notebooks.py setup            write badge and setup cell into every notebook
    python tools/notebooks.py execute [NAME]   run notebooks in order and store clean outputs
    python tools/notebooks.py check            fail when outputs are older than the code

A NAME is the beginning of a file name: `02`, or `09-training`. A notebook that fails stays as it
was. The record of what the outputs were made from stands in the notebook's metadata.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.notebook_content import LANGUAGE, clean, code_hash, library_hash, with_setup, write
from tools.project import ROOT, notebooks


def problems(path: Path, root: Path = ROOT) -> list[str]:
    """Return why the stored outputs of one notebook can't be trusted; empty when they can."""
    notebook = nbformat.read(path, as_version=4)
    record = notebook.metadata.get("infogan", {})
    found = []
    if record.get("code") != code_hash(notebook):
        found.append("its code changed after it was last executed")
    if record.get("library") != library_hash(root):
        found.append("infogan_lib changed after it was last executed")
    counts = [c.execution_count for c in notebook.cells if c.cell_type == "code"]
    if counts != list(range(1, len(counts) + 1)):
        found.append("its cells were not executed in order")
    return found


def execute(path: Path) -> None:
    """Run one notebook from its own folder and store its clean outputs and their record."""
    notebook = with_setup(nbformat.read(path, as_version=4), path.stem)
    before = library_hash()
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    clean(notebook, path.stem)
    notebook.metadata["language_info"] = NotebookNode(LANGUAGE)
    notebook.metadata["infogan"] = NotebookNode(code=code_hash(notebook), library=before)
    write(notebook, path)


def chosen(names: list[str]) -> list[Path]:
    """Return the notebooks whose file names begin with one of `names`; without names, all.

    Raises ValueError when a name fits no notebook.
    """
    paths = notebooks()
    for name in names:
        if not any(path.name.startswith(name) for path in paths):
            known = ", ".join(path.stem for path in paths) or "none yet"
            raise ValueError(f"no notebook's name begins with {name!r}; there are: {known}")
    return [p for p in paths if not names or any(p.name.startswith(name) for name in names)]


def run_setup(paths: list[Path]) -> int:
    """Write badge and setup cell into each notebook; return the exit status."""
    for path in paths:
        write(with_setup(nbformat.read(path, as_version=4), path.stem), path)
    return 0


def run_execute(paths: list[Path]) -> int:
    """Execute each notebook; stop at the first that fails; return the exit status."""
    for path in paths:
        start = time.monotonic()
        try:
            execute(path)
        except CellExecutionError as error:
            print(f"{path.name} stays as it was; a cell failed:\n{error}", file=sys.stderr)
            return 1
        print(f"{path.name}: {time.monotonic() - start:.0f} s")
    return 0


def run_check(paths: list[Path]) -> int:
    """Name each notebook whose outputs are stale; return the exit status."""
    stale = {path: found for path in paths if (found := problems(path))}
    for path, found in stale.items():
        print(f"{path.name}: {'; '.join(found)}", file=sys.stderr)
    if stale:
        print("Run `make notebooks` and commit the result.", file=sys.stderr)
    return 1 if stale else 0


def main() -> int:
    """Read the command line, do it and return the exit status."""
    commands = {"setup": run_setup, "execute": run_execute, "check": run_check}
    parser = argparse.ArgumentParser(description="Keep the notebooks and their outputs in order.")
    parser.add_argument("command", choices=commands)
    parser.add_argument("names", nargs="*", help="beginnings of file names; without any: all")
    arguments = parser.parse_args()
    try:
        return commands[arguments.command](chosen(arguments.names))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
