"""Slides come from the chapters' cells: what is shown, what is said, and what is left out."""

from __future__ import annotations

import json
import re

import pytest

from tools.editions import EXERCISE, SOLUTION
from tools.project import notebooks
from tools.slides import DECKS, Chapter, deck

FIGURE = "<figure><img src='x'></figure>"
CHAPTERS = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])


def markdown(*lines: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": ["\n".join(lines)]}


def printed(text: str, *tags: str) -> dict:
    output = {"output_type": "stream", "name": "stdout", "text": [text]}
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": ["print(x)"],
            "outputs": [output]}  # fmt: skip


TITLE = markdown("# 9. A chapter", "", "What is it worth?")


def slides(*cells: dict) -> list[tuple[str, str, str, str]]:
    made = Chapter({"cells": [TITLE, *cells]}).slides
    return [(s.kind, s.heading, "".join(s.body), "".join(s.notes)) for s in made[1:]]


def test_a_formula_stands_with_its_paragraph_and_its_check():
    made = slides(
        markdown("## Worth", "", "First words.", "", "So [it](x.html) is", "", "$$ a < b $$", "",
                 "That is all."),
        printed("a 1, b 2", "nbval-check-output"),
    )  # fmt: skip
    ((kind, heading, body, notes),) = made
    assert (kind, heading) == ("math_block", "Worth")
    assert "So it is" in body and r"\[a &lt; b\]" in body and "<pre>a 1, b 2</pre>" in body
    assert "First words." in notes and "That is all." in notes


def test_a_prediction_stands_alone_and_what_follows_is_not_in_its_notes():
    made = slides(
        markdown("## Worth", "", "**Predict first.** Above or below?"),
        printed("below", "nbval-check-output"),
        markdown("Below, as you see.", "", "## Next", "", "Words only.", "", "More words."),
    )
    assert [kind for kind, *_ in made] == ["prompt", "words"]
    assert "Above or below?" in made[0][2] and "below" not in made[0][2].replace("or below", "")
    assert "Words only." in made[1][2] and "More words." in made[1][3]


def test_solutions_and_what_is_not_checked_stay_out():
    solution = printed("42", "nbval-check-output", "hide-cell")
    made = slides(
        markdown("## Exercises", "", "> **Exercise 9.1** · `09-x`", ">", "> How much?", "",
                 "<details>", "<summary>Solution 9.1</summary>", "", "It is 42.", "", "</details>"),
        solution,
        printed("17"),
    )  # fmt: skip
    ((kind, _, body, notes),) = made
    assert kind == "exercise" and "How much?" in body
    assert not re.search("42|17", body + notes)


@CHAPTERS
def test_every_figure_panel_prediction_and_exercise_of_a_chapter_is_shown(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kinds = [slide.kind for slide in Chapter({"cells": cells}).slides]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    count = {kind: kinds.count(kind) for kind in ("exercise", "prompt", "panel", "figure")}
    open_cells = [c for c in cells if "hide-cell" not in c["metadata"].get("tags", ())]
    outputs = [output for cell in open_cells for output in cell.get("outputs", ())]
    figures = [output for output in outputs if "text/html" in output.get("data", {})]
    assert count == {
        "exercise": sum(len(EXERCISE.findall(text)) for text in texts),
        "prompt": sum(len(re.findall(r"^\*+Predict first", text, re.MULTILINE)) for text in texts),
        "panel": sum(text.count('<div class="live-') for text in texts),
        "figure": len(figures),
    }


@CHAPTERS
def test_no_solution_is_in_a_deck(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = "".join(slide.html() for slide in Chapter({"cells": cells}).slides)
    hidden = [body for cell in cells for _, body in SOLUTION.findall("".join(cell["source"]))]
    assert hidden and "Solution" not in re.sub("<aside.*?</aside>", "", shown)
    for body in hidden:
        for sentence in re.findall(r"^[A-Z][^$`*\[<]{30,80}$", body, re.MULTILINE):
            assert sentence not in shown


def test_each_chapter_is_in_one_deck_and_the_class_is_named():
    numbers = [number for _, chapters in DECKS.values() for number in chapters]
    assert sorted(numbers) == [path.name[:2] for path in notebooks()]
    page = deck("information")
    assert 'id="chapter-05"' in page and 'id="chapter-08"' not in page
    assert "InfoGAN, step by step" in page
