"""Play every scenario of the lab over ten seeds, and time its page: python -m benchmarks.lab

Prints both tables; --publish also writes the records and the tables of README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.lab import outcomes, pace
from benchmarks.lab.measure import engine, names, play
from benchmarks.machine import load, machine, now
from benchmarks.table import fill
from infogan_lib.files import atomically
from tools import project

HERE = Path(__file__).parent
README = HERE / "README.md"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 where a bar is missed, 2 where nothing can be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lab", description=__doc__)
    parser.add_argument("what", choices=["outcomes", "pace"], help="scenarios' ends, or speed")
    parser.add_argument("--seeds", type=int, default=outcomes.SEEDS)
    parser.add_argument("--only", nargs="*", help="these scenarios")
    parser.add_argument("--book", type=Path, default=Path("_build/html"), help="for the speed")
    parser.add_argument("--seconds", type=float, default=20.0, help="of playing, for the speed")
    parser.add_argument("--publish", action="store_true", help="write record and README.md")
    options = parser.parse_args(arguments)
    browser = project.browser()
    if browser is None:
        print("needs Chromium", file=sys.stderr)
        return 2
    given = sys.argv[1:] if arguments is None else arguments
    record: dict[str, Any] = {
        "command": " ".join(["python -m benchmarks.lab", *given]),
        "date": now(),
        "machine": machine(),
        "load": [load()],
    }
    if options.what == "pace":
        record |= pace.measure(browser, options.book, options.seconds)
        report = pace
    else:
        record |= _play_all(browser, options.only, options.seeds)
        report = outcomes
    record["load"].append(load())
    print(report.render(record))
    if options.publish:
        with atomically(HERE / f"{options.what}.json") as unfinished:
            unfinished.write_text(json.dumps(record) + "\n", encoding="utf-8")
        fill(README, options.what, report.render(record))
    for line in report.missed(record):
        print(f"missed: {line}", file=sys.stderr)
    return int(bool(report.missed(record)))


def _play_all(browser: str, only: list[str] | None, seeds: int) -> dict[str, Any]:
    """Every scenario with every seed; a line on the way for each scenario."""
    found: dict[str, list[dict[str, Any]]] = {}
    with engine(browser) as (page, version):
        for name in only or names(page):
            found[name] = [play(page, name, seed) for seed in range(seeds)]
            ended = outcomes.successes(name, found[name])
            print(f"{name}: {ended} of {seeds}", file=sys.stderr, flush=True)
            for run in found[name][1:]:  # one picture a scenario is enough
                del run["points"], run["codes"]
    return {"browser": version, "scenarios": found}


if __name__ == "__main__":
    raise SystemExit(main())
