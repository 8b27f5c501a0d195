"""What an accelerator makes of the step, within five minutes: python -m benchmarks.gpu --publish

Images a second of the default and of the paper's networks, in float32 and in bfloat16, beside
eager PyTorch on the same device where torch is installed; then the seconds until Q names 95 % of
the test digits, for three seeds, and how busy the device was meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Any

from benchmarks.contestants import CONTESTANTS
from benchmarks.step import HERE, README, measure
from benchmarks.table import SAME, fill, ratio
from infogan_lib.files import write_json

RECORD = HERE / "gpu.json"
NOT_YET = "Not yet measured. `python -m benchmarks.gpu --publish` fills this in on any accelerator."
BACKENDS = ("tensorflow", "jax", "torch")
ROWS = ("default", "default-bfloat16", "default-torch", "default-torch-bfloat16",
        "official", "official-bfloat16", "official-torch", "official-torch-bfloat16")  # fmt: skip
SEEDS = (200, 201, 202)
WHOLE, LEAST = 300, 20  # seconds for everything; below the second, a seed is not begun
ASK = "from infogan_lib.backends import devices as d; print(d.device() if d.accelerators() else '')"


def accelerator(backend: str) -> str:
    """The accelerator's name as a backend sees it; empty where it is missing or sees none."""
    if not find_spec(backend):
        return ""
    environment = os.environ | {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", ASK]
    asked = subprocess.run(command, capture_output=True, text=True, env=environment)
    return asked.stdout.strip().rpartition("\n")[2]


def found(wanted: str | None) -> tuple[str, str]:
    """(backend, accelerator): the first backend that sees one, or the one that is wanted.

    SystemExit where none is seen: the message says what to do.
    """
    for backend in [wanted] if wanted else BACKENDS:
        if name := accelerator(backend):
            return backend, name
    raise SystemExit(
        "error: no accelerator is seen; python -m infogan_lib doctor says why. "
        "To time a CPU, use python -m benchmarks.step"
    )


class Busy:
    """How busy the device is, sampled each second in the background where nvidia-smi tells."""

    QUERY = ("nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits")

    def __init__(self) -> None:
        self.samples: list[float] = []
        self.over, self.thread = Event(), Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Busy:
        if shutil.which(self.QUERY[0]):
            self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()

    def _watch(self) -> None:
        while not self.over.wait(1):
            told = subprocess.run(self.QUERY, capture_output=True, text=True).stdout.split()
            self.samples += [float(share) for share in told[:1] if share.isdigit()]

    @property
    def share(self) -> float | None:
        """The mean over the samples, from 0 to 1; None where nobody tells."""
        return statistics.fmean(self.samples) / 100 if self.samples else None


def to_quality(seed: int, data: str, limit: float, backend: str) -> dict[str, Any]:
    """Train the default until Q names 95 %: seconds, or None and why, and the share of time busy.

    ``limit`` counts the training alone, in seconds.
    """
    command = [sys.executable, "-m", "benchmarks.quality", "--preset", "mnist"]
    command += ["--seed", str(seed), "--data", data, "--limit", str(limit)]
    environment = os.environ | {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    with Busy() as busy:
        done = subprocess.run(
            command, cwd=HERE.parent, capture_output=True, text=True, env=environment
        )
    if done.returncode:
        return {"seed": seed, "seconds": None, "why": done.stderr.strip().rpartition("\n")[2]}
    record = json.loads(done.stdout)
    last = record["epochs"][-1]
    why = "" if record["reached"] else f"{last['accuracy']:.3f} after {last['seconds']:.0f} s"
    return {"seed": seed, "seconds": record["reached"], "why": why, "busy": busy.share}


def compare(
    names: list[str], rounds: int, seconds: float, backend: str, device: str, data: str,
    whole: float = WHOLE,
) -> dict[str, Any]:  # fmt: skip
    """The record: the rows' turns, then as many seeds as fit into ``whole`` seconds."""
    started = time.monotonic()
    record = measure(names, rounds, seconds, os.cpu_count() or 1, backend)
    record |= {"backend": backend, "device": device, "seeds": []}
    for count, seed in enumerate(SEEDS):
        left = (whole - (time.monotonic() - started)) / (len(SEEDS) - count)
        if left < LEAST:
            record["seeds"].append({"seed": seed, "seconds": None, "why": "no time was left"})
            continue
        # A start costs time as well, and what is not scored after an epoch is not seen.
        record["seeds"].append(to_quality(seed, data, 0.7 * left, backend))
    return record


def render(record: dict[str, Any]) -> str:
    """Markdown: a row a contestant, then the seeds, then where the numbers come from."""
    measured = record["contestants"]
    lines = ["| networks | step | real images/s | ours is |", "|---|---|--:|--:|"]
    for name in (name for name in ROWS if name in measured):
        who, facts = CONTESTANTS[name], measured[name]
        ours = SAME[who.networks] + ("-bfloat16" if name.endswith("bfloat16") else "")
        times = f"× {ratio(measured[ours], facts):.2f}" if ours in measured else "–"
        speed = statistics.median(facts["images_a_second"])
        lines.append(f"| {who.networks} | {who.label} | {speed:,.0f} "
                     f"| {'–' if ours == name else times} |")  # fmt: skip
    if record["seeds"]:
        lines += ["", "| seed | seconds to .95 | device busy |", "|--:|--:|--:|"]
    for run in record["seeds"]:
        seconds = f"not reached: {run['why']}" if run["seconds"] is None else f"{run['seconds']:g}"
        busy = "unknown" if run.get("busy") is None else f"{run['busy']:.0%}"
        lines.append(f"| {run['seed']} | {seconds} | {busy} |")
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    origin = (
        f"Measured {record['date']} on {record['device']}, backend {record['backend']}, "
        f"{record['machine']['system']}; {versions}. Median of {record['rounds']} rounds."
    )
    return "\n".join([*lines, "", origin])


def published() -> str:
    """What README.md shows: the record's table, or that there is none yet."""
    return render(json.loads(RECORD.read_text(encoding="utf-8"))) if RECORD.exists() else NOT_YET


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--backend", choices=BACKENDS, help="by default, the first that sees one")
    parser.add_argument("--data", default="full", help="full, or an mnist.npz")
    parser.add_argument("--out", type=Path, help="write the record here")
    parser.add_argument("--publish", action="store_true", help="write the table of README.md")
    options = parser.parse_args(arguments)
    backend, device = found(options.backend)
    names = [name for name in ROWS if "torch" not in name or accelerator("torch")]
    record = compare(names, 5, 1.0, backend, device, options.data)
    print(render(record))
    for path in filter(None, [options.out, RECORD if options.publish else None]):
        write_json(path, record)
    if options.publish:
        fill(README, "gpu", render(record))


if __name__ == "__main__":
    main()
