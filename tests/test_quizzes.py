"""Every chapter ends with five questions; their numbers are the chapter's."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tools.project import notebooks
from tools.quizzes import QUIZZES, Question, read, slug

CHAPTERS = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])
# A decimal number, also 3.93e-04; not a part of a longer one.
NUMBER = re.compile(r"(?<![\d.,])[-−]?\d[\d,]*\.\d+(?:e[-+]\d+)?(?![\d])")


def questions(path: Path) -> list[Question]:
    return read(QUIZZES / f"{slug(path.stem)}.toml")


def numbers(text: str) -> list[Decimal]:
    return [Decimal(found.replace("−", "-").replace(",", "")) for found in NUMBER.findall(text)]


def said(notebook: dict) -> str:
    """All that a chapter prints, and the captions of its figures."""
    parts = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            texts = [output.get("text", []), *output.get("data", {}).values()]
            parts += ["".join(text) for text in texts if isinstance(text, list | str)]
    return re.sub(r'src="data:[^"]*"', "", "\n".join(parts))


def unknown(question: Question, known: list[Decimal]) -> list[Decimal]:
    """The decimals of a question that its chapter did not print, to the digits that are given."""
    texts = [question.text]
    texts += [answer.because for answer in question.answers]
    texts += [answer.text for answer in question.answers if answer.right]
    made_up = [abs(Decimal(given)) for given in question.given]
    return [
        number
        for number in (abs(found) for found in numbers("\n".join(texts)))
        if number not in made_up
        and number not in [abs(other).quantize(number) for other in known]
    ]


@CHAPTERS
def test_a_chapter_has_five_questions_of_three_or_four_answers(path):
    found = questions(path)
    assert len(found) == 5
    assert len({question.name for question in found}) == 5
    for question in found:
        assert re.fullmatch(r"[a-z0-9-]+", question.name), question.name
        assert 3 <= len(question.answers) <= 4, question.name
        texts = [answer.text for answer in question.answers]
        assert len(set(texts)) == len(texts), question.name
        for answer in question.answers:
            assert answer.text.strip() and answer.because.strip().endswith("."), question.name


@CHAPTERS
def test_the_right_answer_has_no_fixed_place_and_is_not_told_by_its_length(path):
    found = questions(path)
    places = [[a.right for a in question.answers].index(True) for question in found]
    assert len(set(places)) >= 3, places
    longest = [max(q.answers, key=lambda a: len(a.text)).right for q in found]
    assert sum(longest) <= 3


@CHAPTERS
def test_numbers_are_those_that_the_chapter_printed(path):
    known = numbers(said(json.loads(path.read_text(encoding="utf-8"))))
    wrong = {question.name: unknown(question, known) for question in questions(path)}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_file_belongs_to_a_chapter():
    chapters = {slug(path.stem) for path in notebooks()}
    assert {path.stem for path in QUIZZES.glob("*.toml")} == chapters


def test_a_number_that_was_never_printed_is_found():
    quiz = Question("x", "It gained 0.42 nats, or 1.30.", (), given=("1.30",))
    assert unknown(quiz, [Decimal("0.4161")]) == []
    assert unknown(quiz, [Decimal("0.47")]) == [Decimal("0.42")]
    assert numbers("−4.194, 3.93e-04 and 1,234.5 of 10") == [
        Decimal("-4.194"),
        Decimal("3.93e-04"),
        Decimal("1234.5"),
    ]


ANSWER = "[[question.answer]]\ntext = 'a'\nbecause = 'b.'\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"[[question]]\nname = 'x'\ntext = 't'\n{ANSWER}", "exactly one right answer"),
        (
            f"[[question]]\nname = 'x'\ntext = 't'\n{ANSWER}right = true\n{ANSWER}right = true\n",
            "exactly one right answer",
        ),
        (f"[[question]]\nname = 'x'\n{ANSWER}right = true\n", "lacks 'text'"),
        (
            "[[question]]\nname = 'x'\ntext = 't'\n[[question.answer]]\ntext = 'a'\n",
            "lacks 'because'",
        ),
    ],
)
def test_a_question_without_a_part_is_refused(tmp_path, text, complaint):
    (tmp_path / "quiz.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        read(tmp_path / "quiz.toml")


def test_a_chapter_is_known_by_its_name_without_the_number():
    assert slug("03-control-with-labels") == "control-with-labels"
    assert slug("notation") == "notation"
