"""What follows a *Predict first* in the book is put into a box that closes."""

from __future__ import annotations

import json
import re

import pytest
from docutils import nodes

from tools.predictions import PROMPT, answer, is_prompt, options
from tools.project import notebooks

STARTS = re.compile(r"^(\*\*Predict first\.\*\*|\*Predict first\.\*) ", re.MULTILINE)


def prompt(words: str = "What now?", first: type[nodes.Node] = nodes.strong) -> nodes.paragraph:
    """A prompt as MyST parses it: an empty text, the emphasis, and a text for each line."""
    lines = [nodes.Text(line) for line in re.split(r"(\n)", f" {words}")]
    return nodes.paragraph("", "", nodes.Text(""), first("", PROMPT), *lines)


def cell() -> nodes.container:
    return nodes.container(classes=["cell"])


def prose(text: str = "So it is.") -> nodes.paragraph:
    return nodes.paragraph("", text)


@pytest.mark.parametrize("first", [nodes.strong, nodes.emphasis])
def test_a_prompt_begins_with_its_two_words(first):
    assert is_prompt(prompt(first=first))
    assert not is_prompt(prose("Predict first."))
    assert not is_prompt(nodes.paragraph("", "", nodes.Text("So "), first("", PROMPT)))
    assert not is_prompt(cell())


@pytest.mark.parametrize(
    "end",
    [nodes.section(), prompt(), nodes.admonition(classes=["exercise"])],
    ids=["section", "prompt", "exercise"],
)
def test_an_answer_reaches_to_the_next_heading_question_or_exercise(end):
    first, second, third = cell(), prose(), cell()
    assert answer([first, second, third, end, prose()]) == [first, second, third]


def test_another_box_does_not_end_an_answer_and_a_label_is_left_to_what_it_names():
    note, shown, label = nodes.admonition(classes=["note"]), cell(), nodes.target(refid="x")
    assert answer([note, shown, label, nodes.section()]) == [note, shown]
    assert answer([nodes.section()]) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("What comes first: strokes, or clean paper?", ["Strokes", "Clean paper"]),
        ("Which miss: none,\nabout five, about ten?", ["None", "About five", "About ten"]),
        ("Its sign: positive, zero or negative?", ["Positive", "Zero", "Negative"]),
        ("A is wide. Is A the same as B?", ["Yes", "No"]),
        ("Does it still reach the other side?", ["Yes", "No"]),
        ("Will it spread, or sit down?", []),
        ("For each of them: which one is best, and are there ties?", []),
        ("Each takes a name: 0 becomes 1, and so on. What happens?", []),
        ("What will it draw?", []),
        ("What comes first: strokes, or paper? Will it stay?", []),
        ("Three things matter: two numbers and a name. How many are there?", []),
        ("One of four numbers is below zero.", []),
    ],
)
def test_guesses_are_read_from_the_question(words, expected):
    assert options(prompt(words)) == expected


def test_a_guess_that_holds_a_formula_is_no_button():
    words = [nodes.Text(" Which: "), nodes.math("", "a"), nodes.Text(", or "), nodes.math()]
    question = nodes.paragraph("", "", nodes.strong("", PROMPT), *words, nodes.Text("?"))
    assert options(question) == []
    nodes_before = [nodes.Text(" Where is "), nodes.math("", "D"), nodes.Text(": here, or there?")]
    assert options(nodes.paragraph("", "", nodes.strong("", PROMPT), *nodes_before)) == [
        "Here",
        "There",
    ]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])
def test_something_is_shown_after_every_prompt_and_before_the_next_heading(path):
    """In the notebook: a code cell or a panel, or the box in the book would hide no answer."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for number, found in enumerate(cells):
        if found["cell_type"] != "markdown":
            continue
        parts = STARTS.split("".join(found["source"]))
        for rest in parts[2::2]:
            assert not re.search(r"^#|^> \*\*Exercise", rest, re.MULTILINE), rest[:80]
            panel = '<div class="live-' in rest
            assert panel or cells[number + 1]["cell_type"] == "code", rest[:80]
