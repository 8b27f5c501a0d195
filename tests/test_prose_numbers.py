"""Every number that a chapter states is one of its code's, checked, worked out, or defined."""

from __future__ import annotations

import json

import pytest

from tools import prose_numbers
from tools.project import notebooks


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_chapter_states_no_number_that_nothing_shows(path):
    assert prose_numbers.unaccounted(path) == []


def test_every_definition_is_of_a_number_that_a_chapter_states():
    for chapter, defined in prose_numbers.DEFINED.items():
        (path,) = (p for p in notebooks() if p.name.startswith(chapter))
        notebook = json.loads(path.read_text(encoding="utf-8"))
        texts = "\n".join(prose_numbers.stated(notebook))
        assert [n for n in defined if n not in texts] == [], path.name


def chapter(tmp_path, prose: str, output: str = "", code: str = "print(x)", checked: bool = True):
    shown = {"output_type": "stream", "name": "stdout", "text": [output]}
    tags = {"tags": ["nbval-check-output"] if checked else []}
    cells = [
        {"cell_type": "markdown", "source": [prose]},
        {"cell_type": "code", "source": [code], "outputs": [shown], "metadata": tags},
    ]
    path = tmp_path / "99-made-up.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "prose",
    [
        "The accuracy is 0.93.",
        "93 % are right.",
        "We see 3,752 steps.",
        "There are $60\\,000$ digits.",
        "So $28 + 7 = 34$.",
        "So $18 \\cdot 34 / 66 = 9.28$, since 18 · 2 = 34.",
        "A sum 34 that is no sum.",
    ],
)
def test_a_number_that_nothing_shows_is_found(tmp_path, prose):
    assert prose_numbers.unaccounted(chapter(tmp_path, prose, "accuracy 0.7, 12 steps"))


@pytest.mark.parametrize(
    ("prose", "output"),
    [
        ("The accuracy is 0.93, or 93 %.", "accuracy 0.9312"),
        ("We see 3,752 steps.", "steps: 3752"),
        ("Three of 12 [(Chen et al., 2016)](https://x.invalid/book/references.html#chen).", ""),
        ("> **Exercise 99.21** and (99.22), `37`; about 45 minutes.", ""),
        ("So $28 + 6 = 34$ and $\\binom82 + \\binom42 = 28 + 6 = 34$.", "28"),
        ("Chance: $18 \\cdot 34 / 66 = 9.27$, where 17 · 2 = 34.", "66"),
        (
            "$0.2 \\ln 2 = 0.139$ and $\\bigl(2.7 - \\sqrt{2.7^2 - 1.2}\\bigr) / 2 = 0.116$.",
            "0.2 2.7 1.2",
        ),
        ("$10! = 3\\,628\\,800$, that is 3,628,800.", ""),
    ],
)
def test_a_number_that_is_shown_or_worked_out_is_not(tmp_path, prose, output):
    assert prose_numbers.unaccounted(chapter(tmp_path, prose, output)) == []


def test_an_output_that_no_test_compares_shows_nothing(tmp_path):
    prose, output = "The accuracy is 0.93.", "accuracy 0.9312"
    assert prose_numbers.unaccounted(chapter(tmp_path, prose, output)) == []
    assert prose_numbers.unaccounted(chapter(tmp_path, prose, output, checked=False))


@pytest.mark.parametrize("word", ["caption", "alt"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("'On 4,321 digits.'", ["4,321"]),
        ("'On 4,321 ' f'digits, {score:.2f} of them right, or 93.'", ["4,321", "93"]),
        ("f'On {n:,} digits, {score:.2f} of them right.'", []),
        ("'From 0.25 on.'", []),  # a setting of the code
        ("'Three of 12.'", []),
    ],
)
def test_a_caption_states_what_is_typed_into_it(tmp_path, word, text, found):
    code = f"%time\nstart = 0.25  # 93\nshow(figure, {word}={text})"
    path = chapter(tmp_path, "No number here.", code=code)
    assert [number for number, _ in prose_numbers.unaccounted(path)] == found


def test_a_caption_does_not_account_for_the_prose(tmp_path):
    path = chapter(tmp_path, "On 4,321 digits.", code="show(figure, caption='4,321 digits')")
    assert len(prose_numbers.unaccounted(path)) == 2
