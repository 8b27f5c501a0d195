"""``check``: the one function that a reader calls."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import permutations
from typing import Any

from infogan_lib.checks.answers import WITHOUT_CHECK, Exercise, exercise, labels
from infogan_lib.checks.compare import mistake, tolerance
from infogan_lib.checks.forms import VIEWS, FormError, parts_of, refuse_none

ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True, repr=False)
class Result:
    """What a check found: true if the answer is right; ``text`` is the line it printed."""

    right: bool
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return "Right" if self.right else "Not right yet"

    def _ipython_display_(self) -> None:
        """Show nothing below a notebook's cell: the line has been printed already."""


def check(label: str, answer: Any = ...) -> Result:
    """Print whether ``answer`` is right for the exercise ``label``, or a hint; never the answer.

    Args:
        label: as it stands beside the exercise's number, such as ``"02-zero"``.
        answer: a number of any library; a tuple where several things are asked, in the order of
            the exercise's last line; a function, names, True or False where that line says so.

    Returns:
        the result, which is true if the answer is right.

    Raises:
        TypeError: the label is no text.
        ValueError: no exercise has this label.
    """
    text, right = _look(_known(label), answer)
    print(f"{label}: {text}")
    return Result(right, f"{label}: {text}")


def _known(label: str) -> str:
    if not isinstance(label, str):
        raise TypeError(f'the label comes first, as in check("{labels()[0]}", your_answer)')
    every = (*labels(), *WITHOUT_CHECK)
    if label in every:
        return label
    near = [known for known in every if label and label.casefold() in known]
    near = near[:3] or get_close_matches(label, every, n=3, cutoff=0.4)
    near = [f'"{known}"' for known in near]
    instead = f"; did you mean {' or '.join(near)}?" if near else "; it stands beside its number"
    raise ValueError(f'no exercise is called "{label}"{instead}')


def _look(label: str, answer: Any) -> tuple[str, bool]:
    """What to say of an answer, and whether it is right."""
    if label in WITHOUT_CHECK:
        return f"no check: {WITHOUT_CHECK[label]}. Compare with its solution.", False
    known = exercise(label)
    try:
        refuse_none(answer)
        answer = VIEWS[known.view](answer) if known.view else answer
        given = parts_of(answer, [part.asks for part in known.parts])
        found = [_mistake(known, place, entry) for place, entry in enumerate(given)]
    except FormError as error:
        return f"not compared: {error}.", False
    wrong = [place for place, hint in enumerate(found) if hint is not None]
    if not wrong:
        return f"right{_closeness(known)}.", True
    if _in_another_order(known, given):
        order = "; ".join(part.asks for part in known.parts)
        return f"not yet. These are right in another order. Asked for: {order}.", False
    part, hint = known.parts[wrong[0]], found[wrong[0]]
    alone = len(known.parts) == 1 or known.view
    which = "" if alone else f" Look at the {ORDINALS[wrong[0]]} answer."
    how = f", {tolerance(part)}" if tolerance(part) else ""
    return " ".join(f"not yet.{which} {hint} Asked for: {part.asks}{how}.".split()), False


def _mistake(known: Exercise, place: int, entry: Any) -> str | None:
    try:
        return mistake(known.parts[place], entry)
    except FormError as error:
        if len(known.parts) == 1:
            raise
        raise FormError(f"the {ORDINALS[place]} answer: {error}") from None


def _in_another_order(known: Exercise, given: list[Any]) -> bool:
    if known.view or {part.kind for part in known.parts} - {"number", "names"}:
        return False
    for order in permutations(given):
        pairs = zip(known.parts, order, strict=True)
        with suppress(FormError):
            if all(mistake(part, entry) is None for part, entry in pairs):
                return True
    return False


def _closeness(known: Exercise) -> str:
    """The tolerances of a right answer, in words."""
    said = [tolerance(part) for part in known.parts]
    if len(set(said)) == 1:
        return f", {said[0]}" if said[0] else ""
    each = [f"{part.asks} {how}".strip() for part, how in zip(known.parts, said, strict=True)]
    return f": {'; '.join(each)}"
