"""Minutes by the stated rule, and the short path: in the menu, the table, at each chapter's end."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from tools.minutes import LEAVES, SHORT_PATH, Minutes, minutes, short_path, stated
from tools.project import ROOT, notebooks

CHAPTERS = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])
NAMES = [path.stem for path in notebooks()]


def cells(path) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"]]


@CHAPTERS
def test_a_chapter_states_what_the_rule_gives_and_what_it_needs(path):
    """A few words more or less may tip the rule over a five; a chapter may stay there."""
    said, found = stated(path), minutes(path)
    assert abs(said.reading - found.reading) <= 5
    assert said.exercises == found.exercises
    assert re.search(r"\bYou need\b", cells(path)[0])


@CHAPTERS
def test_a_chapter_ends_with_the_next_step(path):
    last, at = cells(path)[-1], NAMES.index(path.stem)
    linked = re.findall(r"/notebooks/([\w-]+)\.html", last)
    after = [*NAMES[at + 1 : at + 2]]
    if path.stem in SHORT_PATH[:-1]:
        step = SHORT_PATH[SHORT_PATH.index(path.stem) + 1]
        assert "short path" in last and linked[0] == step
        after = [step] if after == [step] else [step, *after]
    assert linked == after


def test_the_short_path_is_marked_in_the_menu():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    part = next(p for p in toc["parts"] if p["chapters"][0]["file"].startswith("notebooks"))
    assert "short path" in part["caption"]
    titles = {path.stem: cells(path)[0].split("\n")[0][2:] for path in notebooks()}
    marked = {c["file"].split("/")[1]: c["title"] for c in part["chapters"] if "title" in c}
    assert marked == {name: f"{titles[name]} •" for name in SHORT_PATH}


def test_the_table_says_what_the_chapters_say():
    text = (ROOT / "book" / "how-to-use.md").read_text(encoding="utf-8")
    row = r"^\| \[\]\(\.\./notebooks/([\w-]+)\.ipynb\) \| (\d+) \| (\d+) \|"
    rows = re.findall(row, text, re.MULTILINE)
    assert [name for name, *_ in rows] == NAMES
    for path, (_, reading, exercises) in zip(notebooks(), rows, strict=True):
        assert stated(path) == Minutes(int(reading), int(exercises)), path.stem
    hours, rest = map(int, re.search(r"takes (\d+) hours and (\d+) minutes to read", text).groups())
    assert abs(60 * hours + rest - short_path()) <= 15
    assert all(f"({label})" in text for label in LEAVES.values())


@pytest.fixture
def chapter(tmp_path):
    """chapter(*cells) writes a notebook and returns its path."""

    def written(*found):
        path = tmp_path / "99-made-up.ipynb"
        path.write_text(writes(new_notebook(cells=list(found))), encoding="utf-8")
        return path

    return written


def test_the_rule(chapter):
    words = new_markdown_cell("word " * 1500)  # ten minutes
    code = new_code_cell("x = 1\n\n" * 100)  # ten
    formulas = new_markdown_cell("$$ a b c d e f $$\n\n" * 5)  # five
    figure = new_output("display_data", data={"text/html": "<figure></figure>"})
    figures = [new_code_cell("", outputs=[figure]) for _ in range(10)]  # five
    hidden = new_code_cell("x = 1\n" * 500, metadata={"tags": ["hide-input"]})
    exercise = new_markdown_cell(
        "> **Exercise 99.1** · `99-a`\n>\n> Why?\n\n<details>\n<summary>Solution 99.1</summary>\n\n"
        + "word " * 3000 + "\n\n</details>"
    )  # fmt: skip
    assert minutes(chapter(words, code, formulas, *figures, hidden, exercise)) == Minutes(30, 5)
    half = new_markdown_cell('<a id="half"></a>\n\n## Half')
    assert minutes(chapter(words, half, code), "half") == Minutes(10, 0)


def test_what_is_missing_is_named(chapter):
    path = chapter(new_markdown_cell("# 99. Made up"))
    with pytest.raises(ValueError, match="99-made-up.ipynb has no place half"):
        minutes(path, "half")
    with pytest.raises(ValueError, match="99-made-up.ipynb: say 'About N minutes"):
        stated(path)
