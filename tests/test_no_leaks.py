"""No number of a closed solution stands open in the same section of its chapter."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools.editions import EXERCISE, SOLUTION
from tools.project import notebooks

TITLE = re.compile(r"# @title Solution ([\d.]+)")
HEADING = re.compile(r"^#{2,6} ", re.MULTILINE)
# What nobody guesses: two decimals or three digits. Not a part of a longer number or of a name.
NUMBER = re.compile(r"(?<![\d.,\w])\d[\d,]*(?:\.\d{2,}|(?<=\d{3}))(?![\d\w]|\.\d)")
# Exercises whose number may stand open, and why.
OPEN = {
    "03-swapped": "asks for the way to a value in the table above it",
    "11-pairs": "asks for the way to a value in the table above it",
    "11-none": "asks for the way to the end of an interval above it",
    "11-best": "0.97 is a correlation in the table of seeds: the same digits by chance",
}


@dataclass
class Section:
    """What stands open in it, and what is closed, by the number of the exercise."""

    visible: str = ""
    closed: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)

    def close(self, number: str, text: str) -> None:
        self.closed[number] = self.closed.get(number, "") + "\n" + text


def printed(cell: dict) -> str:
    """The text that a code cell printed, and the captions of its figures."""
    parts = []
    for output in cell["outputs"]:
        parts.append("".join(output.get("text", "")))
        html = "".join(output.get("data", {}).get("text/html", ""))
        parts += re.findall(r"<figcaption>(.*?)</figcaption>", html, re.DOTALL)
    return "\n".join(parts)


def sections(notebook: dict) -> list[Section]:
    """The chapter, heading by heading."""
    found = [Section()]
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            if title := TITLE.match(source):
                found[-1].close(title[1].rstrip("."), printed(cell))
            elif "hide-cell" not in cell["metadata"].get("tags", []):
                found[-1].visible += printed(cell)
            continue
        for number, part in enumerate(re.split(r"^(?=#{2,6} )", source, flags=re.MULTILINE)):
            if number or HEADING.match(part):
                found.append(Section())
            for title, label, text in EXERCISE.findall(part):
                found[-1].labels[title.removeprefix("Exercise ")] = label
                found[-1].given[title.removeprefix("Exercise ")] = text
            for title, text in SOLUTION.findall(part):
                found[-1].close(re.search(r"[\d.]*\d", title)[0], text)
            found[-1].visible += SOLUTION.sub("", part)
    return found


def leaks(notebook: dict) -> dict[str, set[str]]:
    """By exercise: numbers of its solution that its section shows, and no earlier section did.

    Whole numbers in the exercise itself are what it starts from.
    """
    found, before = {}, ""
    for section in sections(notebook):
        new = set(NUMBER.findall(section.visible)) - set(NUMBER.findall(before))
        for number, text in section.closed.items():
            label = section.labels.get(number, number)
            given = {n for n in NUMBER.findall(section.given.get(number, "")) if "." not in n}
            if (shown := set(NUMBER.findall(text)) & new - given) and label not in OPEN:
                found[label] = shown
        before += section.visible
    return found


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])
def test_no_number_of_a_solution_stands_open_beside_it(path: Path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert leaks(notebook) == {}


def markdown(text: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(text: str, output: str) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": [{"text": output}]}


SOLVED = "<details>\n<summary>Solution 1.1</summary>\n\nIt is 0.4162.\n\n</details>"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([markdown(f"## A\n\n> **Exercise 1.1** · `x`\n> Expect 0.4162.\n\n{SOLVED}")], {"0.4162"}),
        ([markdown(f"## A\n\n{SOLVED}"), code("print()", "V = 0.4162, so")], {"0.4162"}),
        ([code("# @title Solution 1.1, in code", "d = 10.58"), code("x", "10.58")], {"10.58"}),
        ([code("x", "V = 0.4162"), markdown(f"## A\n\nAs 0.4162 was.\n\n{SOLVED}")], set()),
        ([markdown(f"## A\n\nNot 10.4162 or 0.41623.\n\n{SOLVED}\n\n## B\n\n0.4162")], set()),
    ],
    ids=["in the question", "in an output", "of a code cell", "known before", "elsewhere"],
)
def test_a_leak_is_found(cells, expected):
    assert set().union(*leaks({"cells": cells}).values()) == expected
