"""A run as a dask worker sees it: a process of its own, so that each has a fresh Keras."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

POLL = 0.5  # seconds between two looks at a run: how far it is, whether it is still wanted
ATTENDED = "--attended"  # a worker holds the other end of standard input


def command(folder: str, data: str) -> list[str]:
    """The command that trains and scores one run, with this Python."""
    return [sys.executable, "-m", "infogan_lib.sweeps.run", folder, data]


def attend(folder: str, data: str, limits: dict[str, str]) -> int:
    """Inside a dask worker: the exit status of one run, in an environment with these limits.

    Raises:
        ChildProcessError: a signal ended the process; dask may try again.
    """
    from distributed import get_worker

    worker = get_worker()
    task = worker.state.tasks[worker.get_current_task()]
    with open(Path(folder, "log.txt"), "a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command(folder, data), ATTENDED],
            env=limits | os.environ,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            process_group=0,  # or Ctrl-C would end it, and dask would try it again
        )
    with process:
        while process.poll() is None:
            if task.state != "executing":  # dask stops no task, but says that nobody waits for it
                process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(POLL)
    if process.returncode < 0:
        raise ChildProcessError(f"signal {-process.returncode} ended the run in {folder}")
    return process.returncode
