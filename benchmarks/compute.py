"""What a chapter costs: seconds and memory of running its notebook from the top.

    python -m benchmarks.compute [--publish] [01 05 ...]

Each notebook runs in a process of its own and is not written back. ``--publish`` writes
compute.json, and from it the tables of book/teaching-compute.md. The record keeps one run for each
machine and day: the rows of a notebook that is measured again replace its old ones.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import compute_tables
from benchmarks.machine import load, machine, now, versions
from benchmarks.table import fill
from infogan_lib.files import write_json
from tools.notebooks import chosen
from tools.project import ROOT

RECORD = Path(__file__).with_name("compute.json")
PAGE = ROOT / "book" / "teaching-compute.md"
COMMAND = "python -m benchmarks.compute --publish"
# The largest process below the measured one: that is the notebook's kernel.
UNIT = 1 if sys.platform == "darwin" else 1024


def measure(path: Path) -> dict[str, float]:
    """Run a notebook in a process of its own; what it took.

    Returns:
        ``seconds`` by the clock, ``cpu_seconds`` of all cores, and ``memory_mb``: the kernel's
        largest resident memory, in 10⁶ bytes.

    Raises:
        RuntimeError: the notebook failed; the message ends with what it wrote last.
    """
    command = [sys.executable, "-m", "benchmarks.compute", "--one", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise RuntimeError(f"{path.name}: {last}")
    return json.loads(done.stdout.splitlines()[-1])


def run_one(path: Path) -> dict[str, float]:
    """Run a notebook's cells in this process's first and only kernel; what the kernel took."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    start = time.monotonic()
    NotebookClient(
        notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(time.monotonic() - start, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "memory_mb": round(used.ru_maxrss * UNIT / 1e6),
    }


def record(paths: list[Path]) -> dict[str, Any]:
    """Measure notebooks one after another; where, when, and a row for each."""
    rows, loads = {}, [load()]
    for path in paths:
        rows[path.stem] = measure(path)
        loads.append(load())
        print(f"{path.stem}: {rows[path.stem]}", file=sys.stderr)
    return {
        "date": now(),
        "machine": machine(),
        "versions": versions(),
        "load": loads,
        "notebooks": rows,
    }


def merged(old: dict[str, Any], run: dict[str, Any]) -> dict[str, Any]:
    """The record with one more run; what it measured is taken out of the earlier ones."""
    runs = []
    for earlier in old["runs"]:
        kept = {n: row for n, row in earlier["notebooks"].items() if n not in run["notebooks"]}
        if kept:
            runs.append({**earlier, "notebooks": kept})
    return {"command": COMMAND, "runs": [*runs, run]}


def publish(record: dict[str, Any]) -> None:
    """Write the record, and the tables that are made of it."""
    write_json(RECORD, record)
    for name, render in compute_tables.TABLES.items():
        fill(PAGE, name, render(record))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chapters", nargs="*", help="their numbers, such as 01; by default all")
    parser.add_argument("--publish", action="store_true", help=f"write {RECORD.name} and the page")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_one(options.one)))
        return 0
    run = record(chosen(options.chapters))
    print(json.dumps(run, indent=1))
    if options.publish:
        publish(merged(json.loads(RECORD.read_text(encoding="utf-8")), run))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
