"""One contestant in a process of its own: it trains when asked, and rests otherwise.

Asked by a line "lead timed" on standard input, it takes so many steps without and with the clock,
and answers with a line of JSON on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, TextIO

from benchmarks.contestants import CONTESTANTS, prepare


class Turns:
    """Called after steps: hands in the time when a turn is over, and waits for the next."""

    def __init__(self, asked: TextIO, answers: TextIO):
        self.asked, self.answers = asked, answers

    def wait(self) -> None:
        """Sleep until asked for steps; SystemExit when nobody asks any more."""
        line = self.asked.readline()
        if not line:
            raise SystemExit
        self.lead, self.steps = map(int, line.split())
        self.taken, self.timed = 0, False
        if not self.lead:
            self._start()

    def __call__(self, loss: Any, steps: int = 1) -> None:
        """After so many steps, which a device may have been given in one call."""
        self.taken += steps
        if self.taken < (self.steps if self.timed else self.lead):
            return
        float(loss)  # an accelerator may still be at work: its result ends the step
        if not self.timed:
            return self._start()
        seconds, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        self.say(seconds=seconds, cpu_seconds=cpu, steps=self.taken, peak_mb=peak_memory())
        self.wait()

    def _start(self) -> None:
        self.taken, self.timed = 0, True
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def say(self, **facts: Any) -> None:
        print(json.dumps(facts), file=self.answers, flush=True)


def peak_memory() -> float:
    """The most memory this process has held, in MB (10⁶ bytes)."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main(name: str) -> None:
    # Whatever a library prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    from infogan_lib.backends.memory import keep_freed_memory
    from infogan_lib.data.mnist import load_mnist

    kept = keep_freed_memory() if CONTESTANTS[name].keep_memory else False
    loop = prepare(name, load_mnist("sample").x_train)
    counts = {part: sum(array.size for array in arrays) for part, arrays in loop.parts().items()}
    turns = Turns(sys.stdin, answers)
    turns.say(batch=loop.batch, parameters=counts, memory_kept=kept)
    turns.wait()
    loop.run(turns)


if __name__ == "__main__":
    main(sys.argv[1])
