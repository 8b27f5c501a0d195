"""Open the answers that `check` compares with for an edit, and close them again.

    python tools/answers.py open     write them readably to build/answers.json
    python tools/answers.py close    encode what stands there into infogan_lib/checks

The encoding keeps them from whoever reads the library; it is no lock. An entry is what
`infogan_lib.checks.answers.Part` describes. Exercises stand in the order of the chapters.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from infogan_lib.checks.answers import FILE, decode, encode
from infogan_lib.files import atomically
from tools.editions import EXERCISE
from tools.project import ROOT, notebooks

READABLE = ROOT / "build" / "answers.json"


def in_order() -> list[str]:
    """The labels of all exercises, as the chapters have them."""
    found = []
    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        found += [match[2] for match in EXERCISE.finditer(text)]
    return found


def write_open(encoded: Path = FILE, readable: Path = READABLE) -> None:
    """Write the answers in a form that one can edit."""
    stored = json.loads(encoded.read_text(encoding="utf-8"))
    content = {label: decode(text) for label, text in stored.items()}
    with atomically(readable) as unfinished:
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        unfinished.write_text(text, encoding="utf-8")


def write_closed(readable: Path = READABLE, encoded: Path = FILE) -> None:
    """Encode the readable answers.

    Raises ValueError for a label that no exercise has.
    """
    content = json.loads(readable.read_text(encoding="utf-8"))
    known = in_order()
    if strange := set(content) - set(known):
        raise ValueError(f"no exercise has the label {', '.join(sorted(strange))}")
    closed = {label: encode(content[label]) for label in known if label in content}
    with atomically(encoded) as unfinished:
        unfinished.write_text(json.dumps(closed, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Read the command line, do it and return the exit status."""
    parser = argparse.ArgumentParser(description="Edit the answers of the exercises.")
    parser.add_argument("command", choices=("open", "close"))
    if parser.parse_args().command == "open":
        write_open()
        print(READABLE)
    else:
        write_closed()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
