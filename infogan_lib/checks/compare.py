"""Is a part of an answer right, and if not, which common mistake is it?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from infogan_lib.checks.answers import Part
from infogan_lib.checks.forms import (
    FormError,
    as_function,
    as_names,
    as_number,
    as_numbers,
    as_truth,
)
from infogan_lib.errors import one_line

# A slip multiplies the answer: by what, and what to say. Logarithms to base 2 are 1 / ln 2 longer.
SLIPS = {
    "bits": (1 / math.log(2), "It looks like bits; in nats the logarithm is natural."),
    "nats": (math.log(2), "It looks like nats; in bits the logarithm has base 2."),
    "sign": (-1, "The size fits; look at the sign."),
    "percent": (100, "It looks like percent; a share lies between 0 and 1."),
}


def mistake(part: Part, answer: Any) -> str | None:
    """None if ``answer`` is right for ``part``; otherwise what is wrong, or a hint, or "".

    FormError for an answer whose form cannot be compared.
    """
    return KINDS[part.kind](part, answer)


def tolerance(part: Part) -> str:
    """How close an answer must be, in words."""
    if part.kind in ("names", "truth"):
        return ""
    return f"within {part.within:g}" if part.within else "exactly"


def _function(part: Part, answer: Any) -> str | None:
    function = as_function(answer)
    values = []
    for case, known in zip(part.cases, _by_case(part, part.answer), strict=True):
        arguments = [np.array(a, float) if isinstance(a, list) else a for a in case]
        try:
            found = list(as_numbers(function(*arguments)))
        except FormError as error:
            raise FormError(f"for {_called(case)}: {error}") from None
        except Exception as error:
            what = f"{type(error).__name__}: {one_line(error)}"
            raise FormError(f"for {_called(case)} the function raised {what}") from None
        if len(found) != len(known):
            raise FormError(
                f"for {_called(case)} the function is to return {len(known)} of them, "
                f"and returned {len(found)}"
            )
        values.append(found)
    return _hint(part, values)


def _names(part: Part, answer: Any) -> str | None:
    given, right = as_names(answer), as_names(part.answer)
    if given in (right, *map(as_names, part.also)):
        return None
    if strange := given - as_names(part.words):
        known = ", ".join(part.words)
        raise FormError(f"{', '.join(sorted(strange))} is not among the names: {known}")
    for wrong, hint in part.mistakes:
        if given == as_names(wrong):
            return hint
    if right < given:
        return "There are too many of them."
    return "Some are missing." if given and given < right else part.hint


KINDS: dict[str, Callable[[Part, Any], str | None]] = {
    "number": lambda part, answer: _hint(part, [[as_number(answer)]]),
    "function": _function,
    "names": _names,
    "truth": lambda part, answer: None if as_truth(answer) == part.answer else part.hint,
}


def _hint(part: Part, values: Sequence[Sequence[complex]]) -> str | None:
    """None if the values, a list a case, are right; otherwise a hint."""
    known = _by_case(part, part.answer)
    # Complex numbers are roots or eigenvalues, which have no order; a pair of losses has one.
    free = any(number.imag for case in known for number in case)
    off = [_distance(v, k, free) for v, k in zip(values, known, strict=True)]
    if all(d <= part.within + 1e-9 * max(map(_size, k)) for d, k in zip(off, known, strict=True)):
        return None
    wrong = [(_by_case(part, answer), hint) for answer, hint in part.mistakes]
    for factor, hint in map(SLIPS.__getitem__, part.slips):
        wrong.append(([[factor * number for number in case] for case in known], hint))
    near = []
    for cases, hint in wrong:
        distances = [_distance(v, case, free) for v, case in zip(values, cases, strict=True)]
        # As roughly rounded as the answer may be, or to half a percent; a count is not rounded.
        rough = [max(part.within, 5e-3 * max(map(_size, case))) for case in cases]
        if all(d <= (r if part.within else 0.01) for d, r in zip(distances, rough, strict=True)):
            near.append((max(distances), hint))
    if near:
        return min(near)[1]
    if part.kind == "function":
        case = next(c for c, d in zip(part.cases, off, strict=True) if d > part.within)
        return f"It fails for {_called(case)}. {part.hint}".strip()
    return part.hint


def _by_case(part: Part, answer: Any) -> list[list[complex]]:
    """Known numbers, a list a case; JSON holds complex and infinite ones as texts."""
    cases = answer if part.kind == "function" else [answer]
    return [[complex(n) for n in (case if isinstance(case, list) else [case])] for case in cases]


def _size(number: complex) -> float:
    return abs(number) if math.isfinite(abs(number)) else 0.0


def _distance(values: Sequence[complex], known: Sequence[complex], free: bool) -> float:
    """The largest difference, in the best order if it is free; 0 for equal infinities."""
    if len(values) != len(known):
        return math.inf
    return min(
        max(0.0 if v == k else abs(v - k) for v, k in zip(values, order, strict=True))
        for order in (permutations(known) if free else [known])
    )


def _called(case: Sequence[Any]) -> str:
    return f"the arguments ({', '.join(map(str, case))})"
