"""The exercises that have a check, and what is known of each: kept encoded in ``answers.json``.

An exercise is a list of parts, an answer each. ``python tools/answers.py`` opens the file for a
maintainer and closes it again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("answers.json")

#: Exercises without a check, and why.
WITHOUT_CHECK = {
    "00-none": "the picture is your own choice",
    "01-break": "which modes are covered differs from run to run, as the exercise is to show",
    "02-noise": "what the trained generator draws is judged by eye",
    "03-shift": "it asks for a proof",
    "08-two-joints": "it asks for a reason, in words",
    "15-seven": "it is a run of your own, and seeds differ",
    "ex-07-noise": "it asks for a proof",
}


@dataclass(frozen=True)
class Part:
    """One thing that an exercise asks for.

    Args:
        asks: what it is, with its unit: "JS in nats".
        kind: "number", "function", "names" or "truth".
        answer: a number; of a function its values, a list a case; names; True or False.
        within: how far a number may be from it.
        cases: arguments to try a function with.
        slips: "bits", "nats", "sign" and "percent": mistakes that every such number may hold.
        mistakes: wrong answers, in the form of ``answer``, each with the hint that it earns.
        hint: what to say of any other wrong answer.
        words: the names among which to choose.
        also: other names that are right.
    """

    asks: str
    kind: str
    answer: Any
    within: float = 0.0
    cases: Sequence[Sequence[Any]] = ()
    slips: Sequence[str] = ()
    mistakes: Sequence[tuple[Any, str]] = ()
    hint: str = ""
    words: Sequence[str] = ()
    also: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Exercise:
    """The parts of an exercise; ``view`` names what is looked at in place of the answer itself."""

    parts: tuple[Part, ...]
    view: str = ""


def encode(content: Any) -> str:
    """JSON content as a text that nobody reads by accident."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return base64.b64encode(text.encode()).decode()


def decode(text: str) -> Any:
    """What :func:`encode` was given."""
    return json.loads(base64.b64decode(text))


@cache
def _stored() -> dict[str, str]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def labels() -> tuple[str, ...]:
    """The labels of all exercises that have a check, in the order of the chapters."""
    return tuple(_stored())


@cache
def exercise(label: str) -> Exercise:
    """What is known of the exercise ``label``, one of :func:`labels`."""
    content = decode(_stored()[label])
    return Exercise(tuple(Part(**part) for part in content["parts"]), content.get("view", ""))
