"""Many training runs, one process each: resumed where interrupted, gathered as records.

dask.distributed shares them out, on this machine or on many. For a job array, :func:`commands`
gives one command a run; :func:`sweep` then finds all runs done, and gathers.
"""

from __future__ import annotations

import os
import time
import warnings
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from infogan_lib.data.own import WORDS
from infogan_lib.files import read_json, to_json, write_json, write_utf8
from infogan_lib.runs.lock import only_writer
from infogan_lib.runs.options import begun
from infogan_lib.sweeps.table import Run, read_table
from infogan_lib.sweeps.worker import POLL, attend, command

if TYPE_CHECKING:
    from distributed import Future

LIMITS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
RETRIES = 3  # of a run whose process was killed; as many as dask allows for killed workers


def sweep(
    table: Path, out: Path, data: str = "auto", jobs: int = 1, scheduler: str | None = None
) -> list[Path]:
    """Train and score every run of a table that is not done; gather a file of records a table.

    Each run has a folder ``out``/NAME-SEED and a process of its own. A sweep that was stopped
    goes on from each run's last epoch when it is started again, and so does a run whose process
    or worker was killed.

    Args:
        table: a TOML file, see :func:`infogan_lib.sweeps.table.read_table`.
        data: as in ``infogan_lib.load_mnist``; scores are those of MNIST's test set.
        jobs: processes at a time; the machine's cores are shared among them, unless the
            environment says how many threads a run has, as by ``TF_NUM_INTRAOP_THREADS``.
        scheduler: the address of a dask cluster that runs them instead, as many at a time as its
            workers have threads, with one core each unless a worker's environment says otherwise.
            The workers have this library, and see ``out`` and ``data`` under the same names.

    Returns:
        The files written: ``out``/NAME.jsonl, a line a finished run, in the table's order.

    Raises:
        ValueError: a bad table, jobs below 1, or a folder that holds a run of other settings.
        FileExistsError: another sweep is writing to ``out``.
        ModuleNotFoundError: runs are waiting, and dask.distributed is not installed.
        OSError: no scheduler answers at that address.
        RuntimeError: a run failed; the others were finished and gathered first.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, got {jobs}")
    runs = read_table(table)  # a bad table is told before a folder is made
    with only_writer(out):
        waiting = _claimed(runs, out)
        print(f"{len(runs)} runs, {len(runs) - len(waiting)} done before", flush=True)
        failed = _work(waiting, out, data, jobs, scheduler)
        files = [_gather(name, runs, out) for name in dict.fromkeys(run.table for run in runs)]
    if failed:
        raise RuntimeError(
            f"{len(failed)} runs failed ({', '.join(sorted(failed))}); see their log.txt in {out}"
        )
    return files


def commands(table: Path, out: Path, data: str = "auto") -> list[list[str]]:
    """Prepare the folders of a sweep and return the command of every run that is not done.

    Each command may run in any folder of any machine that sees ``out``, and goes on where it was
    interrupted.

    Raises:
        ValueError: a bad table, or a folder that holds a run of other settings.
    """
    data = _anywhere(data)
    waiting = _claimed(read_table(table), out)
    return [command(str((out / run.name).resolve()), data) for run in waiting]


def _anywhere(data: str) -> str:
    """What names the data, as any folder understands it."""
    return str(Path(data).resolve()) if data not in WORDS and Path(data).exists() else data


def _claimed(runs: list[Run], out: Path) -> list[Run]:
    """Those of the runs that are not done, once each has its config in a folder of its own."""
    for run in runs:
        folder, config = out / run.name, run.config.to_config()
        if (before := begun(folder)) is None:
            write_json(folder / "config.json", config)
            continue
        there = before.to_config()
        # What was left to the computer stands there as the run found it.
        found = {name: value for name, value in there.items() if config.get(name) == "auto"}
        if there != config | found:
            raise ValueError(f"{folder} holds a run of other settings; choose another folder")
    return [run for run in runs if not (out / run.name / "record.json").exists()]


def _work(waiting: list[Run], out: Path, data: str, jobs: int, scheduler: str | None) -> list[str]:
    """Hand the runs to dask until none waits; the names of those that failed."""
    if not waiting:
        return []
    try:
        import dask
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as error:
        fix = "a sweep needs dask.distributed: python -m pip install distributed"
        raise ModuleNotFoundError(fix, name=error.name) from error
    # Runs side by side must not fight for cores: single threads are also the faster way.
    threads = 1 if scheduler else max(1, (os.cpu_count() or 1) // jobs)
    limits = dict.fromkeys(LIMITS, str(threads)) if scheduler or jobs > 1 else {}
    # Runs have processes of their own, so that local workers need none, nor a network.
    warnings.filterwarnings("ignore", "Couldn't detect a suitable IP", RuntimeWarning)
    local = {"n_workers": jobs, "threads_per_worker": 1, "processes": False, "memory_limit": 0}
    pages = dict.fromkeys(("dashboard_address", "worker_dashboard_address"), "127.0.0.1:0")
    # A computer that slept must not take its own workers for dead: nobody would start them again.
    with dask.config.set({"distributed.scheduler.worker-ttl": None}):
        opened = nullcontext(scheduler) if scheduler else LocalCluster(**local, **pages)
    with opened as cluster, Client(cluster) as client:
        port = client.scheduler_info()["services"].get("dashboard")
        if port and find_spec("bokeh"):  # which draws it
            here = f"http://127.0.0.1:{port}/status"
            print(f"dashboard: {client.dashboard_link if scheduler else here}", flush=True)
        folders = [str((out / run.name).resolve()) for run in waiting]
        given = {"data": _anywhere(data), "limits": limits}
        futures = client.map(attend, folders, **given, key=folders, retries=RETRIES)
        return _watch(dict(zip(waiting, futures, strict=True)), out)


def _watch(futures: dict[Run, Future], out: Path) -> list[str]:
    """Print each epoch and each end, until all runs ended; the names of those that failed."""
    failed: list[str] = []
    shown: dict[Run, int] = {}
    active, started = list(futures), time.monotonic()
    while active:
        time.sleep(POLL)
        for run in list(active):
            ended = futures[run].done()
            history = out / run.name / "history.csv"
            epoch = len(history.read_text("utf-8").splitlines()) - 1 if history.exists() else 0
            if epoch > shown.get(run, 0):
                shown[run] = epoch
                print(f"{run.name}: epoch {epoch} of {run.config.epochs}", flush=True)
            if ended:
                active.remove(run)
                well = futures[run].status == "finished" and futures[run].result() == 0
                failed += [] if well else [run.name]
                minutes, finished = (time.monotonic() - started) / 60, len(futures) - len(active)
                print(
                    f"{run.name}: {'done' if well else 'failed'}; {finished} of {len(futures)} "
                    f"in {minutes:.0f} min, about {minutes / finished * len(active):.0f} min left",
                    flush=True,
                )
    return failed


def _gather(name: str, runs: list[Run], out: Path) -> Path:
    records = [out / run.name / "record.json" for run in runs if run.table == name]
    lines = [to_json(read_json(path)) for path in records if path.exists()]
    target = out / f"{name}.jsonl"
    write_utf8(target, "".join(line + "\n" for line in lines))
    print(f"{target}: {len(lines)} of {len(records)} runs")
    return target
