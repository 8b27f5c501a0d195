"""dask.distributed under a sweep: what is killed is done again, what is stopped leaves nothing."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dask
import psutil
import pytest
from distributed import Client, LocalCluster

from infogan_lib.__main__ import main
from infogan_lib.sweeps import sweep as sweeps
from infogan_lib.sweeps import worker
from infogan_lib.sweeps.sweep import sweep

pytestmark = pytest.mark.slow
TABLE = """
[one]
preset = "tiny"
seeds = [3]
width = 0.0625
batch_size = 500
epochs = 10
jit_compile = false
"""
TIMED = ("seconds", "cpu_seconds")  # what differs from run to run


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """Sums in one order, so that records can be equal to the last bit."""
    for name in sweeps.LIMITS:
        monkeypatch.setenv(name, "1")


@pytest.fixture
def table(tmp_path) -> Path:
    path = tmp_path / "table.toml"
    path.write_text(TABLE)
    return path


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> dict:
    """The record of the one run, by the command that `--list` prints for a job array."""
    folder = tmp_path_factory.mktemp("list")
    (folder / "table.toml").write_text(TABLE)
    command = [sys.executable, "-m", "infogan_lib", "sweep", str(folder / "table.toml"),
               "--out", str(folder / "out"), "--data", "sample", "--list"]  # fmt: skip
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    limits = dict.fromkeys(sweeps.LIMITS, "1")
    subprocess.run(shlex.split(listed.stdout), check=True, env=os.environ | limits)
    return untimed(folder / "out" / "one-3" / "record.json")


def untimed(path: Path) -> dict:
    record = json.loads(path.read_text())
    return {key: value for key, value in record.items() if key not in TIMED}


def until(true: Callable[[], object], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def processes(folder: Path) -> list[psutil.Process]:
    """Processes that train the run in a folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = process.info["cmdline"] or []
        if str(folder) in line and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


@contextmanager
def started(table: Path, out: Path, *options: str) -> Iterator[subprocess.Popen]:
    """A sweep on the command line, in a folder of its own, that has trained another epoch."""
    here = table.parent / "here"
    here.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "infogan_lib", "sweep", str(table), "--data", "sample",
         "--out", os.path.relpath(out, here), *options],
        text=True, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        checkpoint, before = out / "one-3" / "checkpoint.npz", time.time()
        until(lambda: checkpoint.exists() and checkpoint.stat().st_mtime > before)
        yield process
    finally:
        process.kill()
        process.communicate()
    assert not list(here.iterdir())  # dask left nothing where the sweep was started


def ends_in_full(process: subprocess.Popen) -> None:
    shown, told = process.communicate(timeout=240)
    assert process.returncode == 0, told
    assert "one-3: epoch 10 of 10" in shown and "one-3: done; 1 of 1 in" in shown


def starts(out: Path) -> list[int]:
    """The first epoch of each process of the run, from its log."""
    lines = (out / "one-3" / "log.txt").read_text().splitlines()
    return [
        int(line.split()[1].split("/")[0])
        for before, line in zip(["", *lines], lines, strict=False)
        if line.startswith("Epoch ") and " - D_fake" not in before
    ]


def test_runs_end_with_their_sweep_and_a_killed_run_goes_on(table, tmp_path, record, monkeypatch):
    """Nor does a sweep that slept, as a closed laptop does, take its own workers for dead."""
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL", "1s")
    out = tmp_path / "out"
    for end, status in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        with started(table, out) as process:
            process.send_signal(end)
            assert process.wait(60) == status
            until(lambda: not processes(out / "one-3"), 5)
    with started(table, out) as process:
        (run,) = processes(out / "one-3")
        run.kill()
        process.send_signal(signal.SIGSTOP)
        time.sleep(8)
        process.send_signal(signal.SIGCONT)
        ends_in_full(process)
    assert untimed(out / "one-3" / "record.json") == record
    first, *later = starts(out)
    assert first == 1 and later == sorted(set(later)) and later[0] > 1 and len(later) == 3


def test_a_cluster_outlives_a_stopped_sweep_and_a_killed_worker(table, tmp_path, record):
    out = tmp_path / "out"
    with (
        LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        options = ("--scheduler", cluster.scheduler_address)
        for end in (signal.SIGINT, signal.SIGKILL):
            with started(table, out, *options) as process:
                process.send_signal(end)
                process.wait(60)
                until(lambda: not processes(out / "one-3"), 15)
        with started(table, out, *options) as process:
            (run,) = processes(out / "one-3")
            workers = client.run(os.getpid).values()
            (worker,) = (parent for parent in run.parents() if parent.pid in workers)
            worker.kill()
            until(lambda: run not in processes(out / "one-3"), 5)
            ends_in_full(process)
    assert untimed(out / "one-3" / "record.json") == record
    assert len(starts(out)) == 4


@pytest.fixture
def program(monkeypatch, tmp_path) -> Callable[[str], Path]:
    """Runs that do something else: local workers look the command up in this process."""

    def replace(code: str) -> Path:
        first = "import json, os, pathlib, sys, time; here = pathlib.Path(sys.argv[1])"
        start = "(here / f'{time.time()}.json').write_text(json.dumps(dict(os.environ)))"
        done = "(here / 'record.json').write_text(json.dumps({'run': here.name}))"
        lines = "\n".join((first, start, code, done))
        monkeypatch.setattr(
            worker, "command", lambda folder, data: [sys.executable, "-c", lines, folder, data]
        )
        return written(tmp_path, "many", seeds=4)

    return replace


def written(tmp_path: Path, name: str, seeds: int) -> Path:
    path = tmp_path / "many.toml"
    path.write_text(f'[{name}]\npreset = "tiny"\nseeds = {list(range(seeds))}\n')
    return path


def begun(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.stem[0].isdigit())


def test_what_is_killed_is_tried_again_some_times_and_what_fails_is_not(program, tmp_path):
    table = program(
        "n = int(here.name[-1])\n"
        "if n == 0 or n == 1 and len(list(here.glob('1*.json'))) < 3: os.kill(os.getpid(), 9)\n"
        "if n == 2: sys.exit(1)"
    )
    with pytest.raises(RuntimeError, match=r"2 runs failed \(many-0, many-2\)"):
        sweep(table, tmp_path / "out", "sample", jobs=2)
    tries = [len(begun(tmp_path / "out" / f"many-{k}")) for k in range(4)]
    assert tries == [1 + sweeps.RETRIES, 3, 1, 1]
    gathered = (tmp_path / "out" / "many.jsonl").read_text().splitlines()
    assert [json.loads(line)["run"] for line in gathered] == ["many-1", "many-3"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_jobs_says_how_many_run_at_a_time(program, tmp_path, jobs):
    table = program("time.sleep(1.5)\n(here / 'end').write_text(str(time.time()))")
    sweep(table, tmp_path / "out", "sample", jobs=jobs)
    spans = [
        (float(begun(folder)[0].stem), float((folder / "end").read_text()))
        for folder in (tmp_path / "out").glob("many-*")
    ]
    together = [sum(a <= start < b for a, b in spans) for start, _ in spans]
    assert max(together) == jobs


def test_cores_are_shared_unless_the_environment_says_how(program, tmp_path, monkeypatch):
    table, (free, *others) = program(""), sweeps.LIMITS
    monkeypatch.delenv(free)
    monkeypatch.setattr(sweeps.os, "cpu_count", lambda: 8)
    for jobs, limit in ((1, None), (2, "4"), (16, "1")):
        sweep(table, tmp_path / str(jobs), "sample", jobs=jobs)
        (start,) = begun(tmp_path / str(jobs) / "many-0")
        environment = json.loads(start.read_text())
        assert environment.get(free) == limit
        assert all(environment[name] == "1" for name in others)


def test_on_a_cluster_a_run_has_one_core(program, tmp_path, monkeypatch):
    table, free = program(""), sweeps.LIMITS[0]
    monkeypatch.delenv(free)
    with LocalCluster(1, processes=False, protocol="tcp", dashboard_address=None) as cluster:
        sweep(table, tmp_path / "out", "sample", scheduler=cluster.scheduler_address)
    (start,) = begun(tmp_path / "out" / "many-0")
    assert json.loads(start.read_text())[free] == "1"


def test_the_dashboard_is_told_where_there_is_one(program, tmp_path, monkeypatch, capsys):
    table = program("")
    for there in (False, True):
        monkeypatch.setattr(sweeps, "find_spec", lambda name, there=there: there)
        sweep(table, tmp_path / str(there), "sample", jobs=2)
        lines = capsys.readouterr().out.splitlines()
        assert any(line.startswith("dashboard: http://127.0.0.1:") for line in lines) == there


def test_without_dask_one_line_says_what_to_install(table, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    arguments = ["sweep", str(table), "--out", str(tmp_path / "out"), "--data", "sample"]
    assert main(arguments) == 2
    assert "python -m pip install distributed" in capsys.readouterr().err
    assert main([*arguments, "--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    (tmp_path / "out" / "one-3" / "record.json").write_text("{}")
    assert main(arguments) == 0  # what a job array has done is gathered


def test_an_address_where_nobody_answers_is_named(table, tmp_path, capsys):
    arguments = ["sweep", str(table), "--out", str(tmp_path / "out"), "--data", "sample"]
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        assert main([*arguments, "--scheduler", "tcp://127.0.0.1:9"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ") and "tcp://127.0.0.1:9" in line
