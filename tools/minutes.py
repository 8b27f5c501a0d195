"""How long a chapter takes, by a rule; and the short path through the course.

    python tools/minutes.py     print minutes of every chapter, to read and for its exercises

The rule: 150 words of text a minute, 10 lines of visible code, a minute for a displayed formula and
half a minute for a figure; five minutes for an exercise. Folded code and solutions do not count.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.editions import LABEL, SOLUTION
from tools.folding import folded
from tools.notebook_content import write
from tools.project import ROOT, notebooks

WORDS, LINES, FORMULAS, FIGURES, EXERCISE = 150, 10, 1, 2, 5  # a minute; minutes an exercise
#: From a first model to one of one's own, with what each step rests on.
SHORT_PATH = (
    "00-first-infogan",
    "02-gan-on-digits",
    "04-entropy-and-information",
    "05-mutual-information-as-cross-entropy",
    "08-building-infogan",
    "09-training-infogan",
    "10-exploring-codes",
)
#: Where the short path leaves a chapter before its end.
LEAVES = {"05": "second-half", "08": "same-loss-other-joint"}
TABLE = ROOT / "book" / "how-to-use.md"
STATED = re.compile(r"^About (\d+) minutes, and (\d+) for the exercises\b", re.MULTILINE)


@dataclass(frozen=True)
class Minutes:
    """Minutes to read a chapter, and those for its exercises."""

    reading: int
    exercises: int


def _five(minutes: float) -> int:
    return max(5, 5 * round(minutes / 5))


def _cells(path: Path, until: str | None) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for number, cell in enumerate(cells):
        if until and until in LABEL.findall("".join(cell["source"])):
            return cells[:number]
    if until:
        raise ValueError(f"{path.name} has no place {until}")
    return cells


def minutes(path: Path, until: str | None = None) -> Minutes:
    """Return the minutes of a notebook by the rule, in fives; up to a named place if one is given.

    Raises ValueError when the notebook has no such place.
    """
    total, exercises = 0.0, 0
    for cell in _cells(path, until):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            exercises += source.count("> **Exercise ")
            text, formulas = re.subn(r"\$\$.*?\$\$", "", SOLUTION.sub("", source), flags=re.DOTALL)
            text = re.sub(r"\$[^$]*\$", " x ", re.sub(r"\]\([^)]*\)", "]", text))
            total += len(re.findall(r"\w[\w'’-]*", text)) / WORDS + formulas / FORMULAS
            continue
        shown = "".join("".join(o.get("data", {}).get("text/html", "")) for o in cell["outputs"])
        tags = cell["metadata"].get("tags", [])
        if "hide-cell" not in tags:
            total += shown.count("<figure") / FIGURES
        if not folded(source, tags):
            total += sum(bool(line.strip()) for line in source.splitlines()) / LINES
    return Minutes(_five(total), EXERCISE * exercises)


def stated(path: Path) -> Minutes:
    """Return the minutes that a chapter's first cell states; ValueError when it states none."""
    first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    if not (found := STATED.search(first)):
        raise ValueError(f"{path.name}: say 'About N minutes, and M for the exercises' at the top")
    return Minutes(int(found[1]), int(found[2]))


def short_path() -> int:
    """Return the minutes to read the short path, without exercises."""
    paths = {path.stem: path for path in notebooks()}
    return sum(on_the_path(paths[name]) for name in SHORT_PATH)


def on_the_path(path: Path) -> int:
    """Return the minutes that the short path spends on a chapter."""
    return minutes(path, LEAVES.get(path.stem[:2])).reading


def restated(text: str, links: str, until: dict[str, str]) -> str:
    """Return ``text`` with the minutes that follow its links: links to chapters, or into them."""
    paths = {path.stem: path for path in notebooks()}
    labels = {label: stem for stem in paths for at, label in until.items() if at == stem[:2]}

    def now(match: re.Match[str]) -> str:
        stem = labels.get(match[2], match[2])
        return f"{match[1]}{on_the_path(paths[stem])} minutes" if stem in paths else match[0]

    return re.sub(links + r"(\d+) minutes", now, text)


def restate() -> None:
    """Write the minutes by the rule wherever the chapters and the table state them."""
    table = TABLE.read_text(encoding="utf-8")
    for path in notebooks():
        found, notebook = minutes(path), nbformat.read(path, as_version=4)
        first, last = notebook.cells[0], notebook.cells[-1]
        stating = f"About {found.reading} minutes, and {found.exercises} for the exercises"
        first.source = STATED.sub(stating, first.source)
        links = r"(/notebooks/([\w-]+)\.html\)(?:, up to its middle)?[;,] )"
        last.source = restated(last.source, links, {})
        write(notebook, path)
        row = rf"(\| \[\]\(\.\./notebooks/{path.stem}\.ipynb\) \|) \d+ \| \d+ \|"
        table = re.sub(row, rf"\1 {found.reading} | {found.exercises} |", table)
    hours, rest = divmod(short_path(), 60)
    table = re.sub(r"\d+ hours and \d+ minutes", f"{hours} hours and {rest} minutes", table)
    table = restated(table, r"(\(([\w-]+)\), )", LEAVES)
    TABLE.write_text(table, encoding="utf-8", newline="\n")


def main() -> int:
    """Print the table, or write its minutes where they are stated; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="restate them in chapters and table")
    if parser.parse_args().write:
        restate()
    for path in notebooks():
        found = minutes(path)
        print(f"{path.stem:<42}{found.reading:>4} to read {found.exercises:>4} for exercises")
    print(f"{'the short path':<42}{short_path():>4} to read")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
