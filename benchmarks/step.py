"""Time a training step of every contestant, side by side: python -m benchmarks.step"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.contestants import CONTESTANTS
from benchmarks.machine import load, machine, now, versions
from benchmarks.table import fill, render
from infogan_lib.files import write_json

HERE = Path(__file__).parent
RECORD, README = HERE / "step.json", HERE / "README.md"
GRACE = 20  # seconds for a contestant to end by itself


class Worker:
    """A contestant's process, asleep until it is its turn."""

    def __init__(self, name: str, threads: int, backend: str = "tensorflow"):
        # PyTorch's rows read the config through Keras: without this they would load TensorFlow too,
        # and answer for its memory.
        in_torch = CONTESTANTS[name].module == "benchmarks.pytorch"
        environment = os.environ | {
            "KERAS_BACKEND": "torch" if in_torch else backend,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            # Contestants wait their turn with their weights on the device: none may take it whole.
            "TF_FORCE_GPU_ALLOW_GROWTH": "true",
            "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
            "TF_NUM_INTRAOP_THREADS": str(threads),
            "OMP_NUM_THREADS": str(threads),
        }
        # make sets these for the memory's sake; here each contestant says itself what it wants.
        for variable in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_"):
            environment.pop(variable, None)
        self.name, self.steps = name, 1
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", name],
            cwd=HERE.parent,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ask(2, 1)  # compiles, beside the others

    def train(self, lead: int, steps: int) -> dict[str, Any]:
        self._ask(lead, steps)
        return self._answer()

    def begin(self) -> None:
        """Wait until it has compiled; ``facts`` are what it says of itself."""
        self.facts = self._answer()
        self._answer()

    def warm_up(self, seconds: float) -> None:
        """Find how many steps a turn of so many seconds has."""
        answer = self.train(0, 3)
        self.steps = max(1, round(seconds * answer["steps"] / answer["seconds"]))

    def turn(self) -> dict[str, Any]:
        """Lead-in steps use up what the input pipeline has prepared during the others' turns."""
        return self.train(max(1, self.steps // 4), self.steps)

    def close(self) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:  # a thread of a library may outlive its last step
            self.process.kill()
            self.process.wait()

    def _ask(self, lead: int, steps: int) -> None:
        self.process.stdin.write(f"{lead} {steps}\n")
        self.process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} stopped with exit code {self.process.wait()}")
        return json.loads(line)


def measure(
    names: list[str], rounds: int, seconds: float, threads: int, backend: str = "tensorflow"
) -> dict[str, Any]:
    """The record of a run: everyone's turns, round by round, and where it was made."""
    workers: list[Worker] = []
    loads, turns = [load()], {name: [] for name in names}
    try:
        for name in names:
            workers.append(Worker(name, threads, backend))
        for worker in workers:
            worker.begin()
        for worker in workers:  # alone, since it is timed
            worker.warm_up(seconds)
            print(f"{worker.name}: {worker.steps} steps a turn", file=sys.stderr, flush=True)
        for number in range(rounds):
            # Every other round runs backwards: nobody always follows the same neighbour.
            for worker in workers[:: -1 if number % 2 else 1]:
                turns[worker.name].append(worker.turn())
            loads.append(load())
            print(f"round {number + 1} of {rounds}, load {loads[-1]}", file=sys.stderr, flush=True)
    finally:
        for worker in workers:
            worker.close()
    return {
        "date": now(),
        "machine": machine(),
        "threads": threads,
        "versions": versions(),
        "load": loads,
        "rounds": rounds,
        "seconds_a_turn": seconds,
        "contestants": {
            worker.name: worker.facts | summary(turns[worker.name], worker.facts["batch"])
            for worker in workers
        },
    }


def summary(turns: list[dict[str, Any]], batch: int) -> dict[str, Any]:
    """Real images a second of every turn, processor seconds a thousand of them, peak memory."""
    images = [batch * turn["steps"] for turn in turns]
    return {
        "steps_a_turn": turns[0]["steps"],
        "images_a_second": [
            round(n / turn["seconds"], 1) for n, turn in zip(images, turns, strict=True)
        ],
        "cpu_seconds_a_thousand": [
            round(1000 * turn["cpu_seconds"] / n, 3) for n, turn in zip(images, turns, strict=True)
        ],
        "peak_mb": round(max(turn["peak_mb"] for turn in turns)),
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.step", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="turns of every contestant")
    parser.add_argument("--seconds", type=float, default=1.5, help="about how long a turn takes")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of each contestant")
    parser.add_argument(
        "--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS), metavar="NAME",
        help="some of: " + ", ".join(CONTESTANTS),
    )  # fmt: skip
    parser.add_argument("--out", type=Path, help="write the record here")
    parser.add_argument(
        "--publish", action="store_true", help="write the record and the table of README.md"
    )
    options = parser.parse_args(arguments)
    record = measure(options.only, options.rounds, options.seconds, options.threads)
    given = sys.argv[1:] if arguments is None else arguments
    record = {"command": " ".join(["python -m benchmarks.step", *given])} | record
    print(render(record))
    for path in filter(None, [options.out, RECORD if options.publish else None]):
        write_json(path, record)
    if options.publish:
        fill(README, "step", render(record))


if __name__ == "__main__":
    main()
