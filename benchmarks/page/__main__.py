"""Time the panels of the built book in a browser: python -m benchmarks.page [--publish]

Prints a table for the engine of the book's pages, and with --onnx for onnxruntime-web beside it.
README.md in this folder says how to get what --onnx needs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.machine import load, machine, now
from benchmarks.page.measure import measure
from benchmarks.page.report import missed, render
from benchmarks.table import fill
from infogan_lib.files import write_json
from tools import project

HERE = Path(__file__).parent
RECORD, README = HERE / "page.json", HERE / "README.md"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 where a bar is missed, 2 where nothing can be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--book", type=Path, default=Path("_build/html"), help="the built book")
    parser.add_argument("--onnx", type=Path, help="folder with onnxruntime-web and the networks")
    parser.add_argument("--images", type=int, default=200, help="images to time")
    parser.add_argument("--visits", type=int, default=5, help="first images to time")
    parser.add_argument("--out", type=Path, help="write the record here")
    parser.add_argument(
        "--publish", action="store_true", help="write the record and the table of README.md"
    )
    options = parser.parse_args(arguments)
    browser = project.browser()
    if browser is None or not (options.book / "_static" / "live" / "weights.js").is_file():
        print("needs Chromium, and a book built by make book", file=sys.stderr)
        return 2
    before = load()
    found = measure(browser, options.book, options.onnx, options.images, options.visits)
    given = sys.argv[1:] if arguments is None else arguments
    record = {
        "command": " ".join(["python -m benchmarks.page", *given]),
        "date": now(),
        "machine": machine(),
        "load": [before, load()],
        **found,
    }
    print(render(record))
    for path in filter(None, [options.out, RECORD if options.publish else None]):
        write_json(path, record)
    if options.publish:
        fill(README, "page", render(record))
    for line in missed(record):
        print(f"missed: {line}", file=sys.stderr)
    return int(bool(missed(record)))


if __name__ == "__main__":
    raise SystemExit(main())
