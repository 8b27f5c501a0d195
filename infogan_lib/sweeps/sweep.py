"""Many training runs, one process each: resumed where interrupted, gathered as records.

For several machines there are engines: a job array, Ray, GNU parallel. :func:`commands` gives them
one command a run; :func:`sweep` then finds all runs done, and gathers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from infogan_lib.files import atomically, to_json, write_json
from infogan_lib.runs.lock import only_writer
from infogan_lib.sweeps.table import Run, read_table

POLL = 0.5  # seconds between two looks at the runs


def sweep(table: Path, out: Path, data: str = "auto", jobs: int = 1) -> list[Path]:
    """Train and score every run of a table that is not done; gather a file of records a table.

    Each run has a folder ``out``/NAME-SEED and a process of its own. A sweep that was stopped
    goes on from each run's last epoch when it is started again.

    Args:
        table: a TOML file, see :func:`infogan_lib.sweeps.table.read_table`.
        data: as in ``infogan_lib.load_mnist``; scores are those of MNIST's test set.
        jobs: processes at a time; the machine's cores are shared among them.

    Returns:
        The files written: ``out``/NAME.jsonl, a line a finished run, in the table's order.

    Raises:
        ValueError: a bad table, jobs below 1, or a folder that holds a run of other settings.
        FileExistsError: another sweep is writing to ``out``.
        RuntimeError: a run failed; the others were finished and gathered first.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, got {jobs}")
    read_table(table)  # a bad table is told before a folder is made
    with only_writer(out):
        runs, waiting = _claimed(table, out)
        print(f"{len(runs)} runs, {len(runs) - len(waiting)} done before", flush=True)
        failed = _work(waiting, out, data, jobs)
        files = [_gather(name, runs, out) for name in dict.fromkeys(run.table for run in runs)]
    if failed:
        raise RuntimeError(
            f"{len(failed)} runs failed ({', '.join(sorted(failed))}); see their log.txt in {out}"
        )
    return files


def commands(table: Path, out: Path, data: str = "auto") -> list[list[str]]:
    """Prepare the folders of a sweep and return the command of every run that is not done.

    Each command may run on any machine that sees ``out``, and goes on where it was interrupted.

    Raises:
        ValueError: a bad table, or a folder that holds a run of other settings.
    """
    return [_command(out / run.name, data) for run in _claimed(table, out)[1]]


def _command(folder: Path, data: str) -> list[str]:
    return [sys.executable, "-m", "infogan_lib.sweeps.run", str(folder), data]


def _claimed(table: Path, out: Path) -> tuple[list[Run], list[Run]]:
    """All runs of a table, each with a folder of its own, and those that are not done."""
    runs = read_table(table)
    for run in runs:
        _claim(out / run.name, run)
    return runs, [run for run in runs if not (out / run.name / "record.json").exists()]


def _claim(folder: Path, run: Run) -> None:
    """Write the run's config, or check that the one there is the same."""
    path = folder / "config.json"
    config = run.config.to_config()
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != config:
        raise ValueError(f"{folder} holds a run of other settings; choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    write_json(path, config)


def _work(waiting: list[Run], out: Path, data: str, jobs: int) -> list[str]:
    """Keep ``jobs`` runs going until none waits; the names of those that failed."""
    failed, active = [], {}
    queue, finished, started = list(waiting), 0, time.monotonic()
    try:
        while queue or active:
            while queue and len(active) < jobs:
                run = queue.pop(0)
                active[run] = [_start(out / run.name, data, jobs), 0]
            time.sleep(POLL)
            for run, (process, shown) in list(active.items()):
                epoch = _epochs(out / run.name)
                if epoch > shown:
                    active[run][1] = epoch
                    print(f"{run.name}: epoch {epoch} of {run.config.epochs}", flush=True)
                if process.poll() is not None:
                    del active[run]
                    finished += 1
                    if process.returncode:
                        failed.append(run.name)
                    minutes = (time.monotonic() - started) / 60
                    left = minutes / finished * (len(waiting) - finished)
                    print(
                        f"{run.name}: {'failed' if process.returncode else 'done'}; "
                        f"{finished} of {len(waiting)} in {minutes:.0f} min, "
                        f"about {left:.0f} min left",
                        flush=True,
                    )
    finally:
        for process, _ in active.values():
            process.terminate()
    return failed


def _start(folder: Path, data: str, jobs: int) -> subprocess.Popen:
    threads = str(max(1, (os.cpu_count() or 1) // jobs))
    # Runs side by side must not fight for cores: single threads are also the faster way.
    limits = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
    environment = os.environ | ({name: threads for name in limits} if jobs > 1 else {})
    with open(folder / "log.txt", "a", encoding="utf-8") as log:
        return subprocess.Popen(
            _command(folder, data),
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )


def _epochs(folder: Path) -> int:
    path = folder / "history.csv"
    return len(path.read_text(encoding="utf-8").splitlines()) - 1 if path.exists() else 0


def _gather(name: str, runs: list[Run], out: Path) -> Path:
    records = [out / run.name / "record.json" for run in runs if run.table == name]
    lines = [
        to_json(json.loads(path.read_text(encoding="utf-8"))) for path in records if path.exists()
    ]
    target = out / f"{name}.jsonl"
    with atomically(target) as unfinished:
        unfinished.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    print(f"{target}: {len(lines)} of {len(records)} runs")
    return target
