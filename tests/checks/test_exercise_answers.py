"""Every check knows the truth, in any form, and refuses what is wrong with a hint that fits."""

from __future__ import annotations

import ast
import json
import re
from decimal import Decimal
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from known_answers import NAMED, Known
from known_codes import CHANGED
from known_failures import BROKEN
from known_models import LOOKED, SHOWN
from known_pictures import LOOKED_AT, PICTURES

from infogan_lib.checks import WITHOUT_CHECK, check, labels
from infogan_lib.checks.answers import exercise
from infogan_lib.checks.compare import SLIPS, mistake
from tools.class_copies import CALL
from tools.editions import EXERCISE, SOLUTION
from tools.project import notebooks

EVERY = tuple(label for label in labels())
NUMBERS = [label for label in NAMED
           if all(isinstance(r, float | int | np.number) for r in NAMED[label].routes)]  # fmt: skip
SEVERAL = [label for label in NAMED if label not in NUMBERS
           and all(part.kind == "number" for part in exercise(label).parts)
           and not exercise(label).view]  # fmt: skip
NUMBER = re.compile(r"(?<![\w.])(?<!e-)[−-]?\d+(?:\.\d+)?(?!\w|\.\d)")
CODE = re.compile(r"# @title Solution ([\d.]+\d)")


@cache
def known(label: str) -> Known:
    named = NAMED | SHOWN | BROKEN | CHANGED | PICTURES
    return named[label] if label in named else (LOOKED | LOOKED_AT)[label]()


def test_all_that_is_checked_is_known():
    every = [*NAMED, *SHOWN, *BROKEN, *CHANGED, *PICTURES, *LOOKED, *LOOKED_AT]
    assert sorted(every) == sorted(labels())


@pytest.mark.parametrize("label", EVERY)
def test_every_route_to_the_answer_passes(label, capsys):
    assert len(known(label).routes) >= 2
    for answer in known(label).routes:
        result = check(label, answer)
        assert result, result.text
        assert capsys.readouterr().out == result.text + "\n"


@pytest.mark.parametrize("label", EVERY)
def test_wrong_answers_are_refused_and_common_mistakes_are_named(label):
    wrong = known(label).wrong
    assert len(wrong) >= 2 and any(hint for _, hint in wrong)
    for answer, hint in wrong:
        result = check(label, answer)
        assert not result and "not yet" in result.text, result.text
        assert (hint or "") in result.text, result.text


@pytest.mark.parametrize("label", EVERY)
def test_what_is_said_states_the_tolerance(label):
    numbers = [part for part in exercise(label).parts if part.kind in ("number", "function")]
    result = check(label, known(label).routes[0])
    for part in numbers:
        assert (f"within {part.within:g}" if part.within else "exactly") in result.text


def said(label: str) -> list[str]:
    """All that a check says of wrong answers, without what it asks for and how close."""
    texts = [check(label, answer).text for answer, _ in known(label).wrong]
    texts += [hint for part in exercise(label).parts for _, hint in part.mistakes]
    texts += [part.hint for part in exercise(label).parts]
    return [text.removeprefix(f"{label}: ").split("Asked for:")[0] for text in texts]


@pytest.mark.parametrize("label", EVERY)
def test_no_hint_holds_the_answer(label):
    """Whole numbers up to four are part of speech; an answer that is none must not be said."""
    truths = [part for part in exercise(label).parts if part.kind == "number"]
    words = [n for part in exercise(label).parts if part.kind == "names" for n in part.answer]
    for text in said(label):
        numbers = [float(n.replace("−", "-")) for n in NUMBER.findall(text)]
        for part in truths:
            value = float(part.answer)
            trivial = value in range(5)
            assert trivial or not any(abs(n - value) <= part.within for n in numbers), text
        whole = [n for n in words if re.fullmatch(r"[A-Z]\w+|\w+ → \w+|Q head|thickness|ink", n)]
        assert not [word for word in whole if re.search(rf"\b{word}\b", text)], text


@pytest.mark.parametrize("label", EVERY)
def test_each_mistake_gets_its_own_hint(label):
    """Two that lie together would make one of their hints a false accusation."""
    for part in exercise(label).parts:
        for wrong, hint in part.mistakes if part.kind in ("number", "names") else ():
            answer = wrong if part.kind == "names" else complex(wrong)
            assert mistake(part, answer) == hint, (part.asks, wrong)
        assert set(part.slips) <= set(SLIPS)


@pytest.mark.parametrize("label", NUMBERS)
def test_a_number_may_come_in_any_form(label):
    value = float(NAMED[label].routes[0])
    within = exercise(label).parts[0].within
    rounded = round(value, 3) if within else int(value)
    forms = [value, np.float64(value), np.float32(value), np.array(value), np.array([[value]]),
             [value], (value,), Fraction(value), Decimal(value), rounded, str_free(value)]
    assert all(check(label, form) for form in forms)


def str_free(value: float) -> object:
    """A number of a library that only knows how to become an array."""

    class Lone:
        shape = ()

        def __array__(self, dtype=None, copy=None):
            return np.array(value, dtype=dtype)

    return Lone()


@pytest.mark.parametrize("label", SEVERAL)
def test_several_numbers_may_come_in_any_form(label):
    values = [float(v) for v in NAMED[label].routes[0]]
    pairs = zip(values, exercise(label).parts, strict=True)
    rounded = [round(v, 9 if p.within < 1e-4 else 4) for v, p in pairs]
    forms = [values, tuple(values), np.array(values), [np.float64(v) for v in values],
             [[v] for v in values], rounded, iter(values)]  # fmt: skip
    assert all(check(label, form) for form in forms)


@cache
def boxes() -> dict[str, str]:
    """By label: what an exercise asks."""
    found = {}
    for path in notebooks():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            found |= {m[2]: m[0] for m in EXERCISE.finditer("".join(cell["source"]))}
    return found


@cache
def solutions() -> dict[str, str]:
    """By label: all that the chapter's solution says and prints."""
    found: dict[str, str] = {}
    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = [("".join(c["source"]), c) for c in cells]
        whole = "\n\n".join(text for text, cell in texts if cell["cell_type"] == "markdown")
        titles = {m[1].removeprefix("Exercise "): m[2] for m in EXERCISE.finditer(whole)}
        parts = [(re.search(r"[\d.]*\d", m[1])[0], m[2]) for m in SOLUTION.finditer(whole)]
        for text, cell in texts:
            if cell["cell_type"] == "code" and (m := CODE.match(text)):
                printed = ["".join(o.get("text", "")) for o in cell["outputs"]]
                parts.append((m[1], "\n".join([text, *printed])))
        for number, text in parts:
            found[titles[number]] = found.get(titles[number], "") + "\n" + text
    return found


@pytest.mark.parametrize("label", EVERY)
def test_what_the_chapters_solution_says_passes(label):
    solution = re.sub(r"\s+", " ", solutions()[label])
    assert known(label).said
    assert [words for words in known(label).said if words not in solution] == []
    result = check(label, known(label).means)
    assert result, result.text


@pytest.mark.parametrize("label", EVERY)
def test_the_solution_filled_into_the_starter_passes(label, capsys):
    """As a student would: names get values, and a function takes the place of the dots."""
    call = ast.parse(CALL.search(boxes()[label])[1], mode="eval")
    means, asked = known(label).means, call.body.args[1]
    several = isinstance(asked, ast.Tuple)
    entries = asked.elts if several else [asked]
    values = dict(enumerate(means if several else [means]))
    names = [ast.Name(e.id if isinstance(e, ast.Name) else "f", ast.Load()) for e in entries]
    if several:
        asked.elts = names
    else:
        call.body.args[1] = names[0]
    scope = {name.id: values[place] for place, name in enumerate(names)} | {"check": check}
    assert len(scope) == len(values) + 1
    assert eval(compile(ast.fix_missing_locations(call), "starter", "eval"), scope)
    assert capsys.readouterr().out.startswith(f"{label}: right")


def test_an_exercise_without_a_check_says_why(capsys):
    for label, why in WITHOUT_CHECK.items():
        assert not check(label, 1)
        assert why in capsys.readouterr().out
