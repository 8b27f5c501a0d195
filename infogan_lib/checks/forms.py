"""What a reader may hand in as an answer, and what it is turned into.

What a function cannot turn is refused by a :class:`FormError` that says what to hand in instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from infogan_lib.errors import shown


class FormError(ValueError):
    """An answer has a form that cannot be compared; the text names the fix."""


def refuse_none(answer: Any) -> None:
    """FormError where there is no answer: None, or the dots that stand in its place."""
    if answer is None or answer is Ellipsis:
        raise FormError("there is no answer yet; put yours in place of the dots")


def parts_of(answer: Any, names: list[str]) -> list[Any]:
    """``answer`` as one entry a name: itself for one name, otherwise the entries of a sequence."""
    if len(names) == 1:
        return [answer]
    wanted = f"hand in {len(names)} answers in brackets, in this order: {'; '.join(names)}"
    if isinstance(answer, str) or callable(answer):
        raise FormError(wanted)
    if isinstance(answer, Mapping | set | frozenset):
        raise FormError(f"{wanted}. A {type(answer).__name__} has no order; use a tuple")
    try:
        entries = list(_plain(answer) if hasattr(answer, "shape") else answer)
    except TypeError:
        raise FormError(f"{wanted}. There was one") from None
    if len(entries) != len(names):
        raise FormError(f"{wanted}. There were {len(entries)}")
    return entries


def as_numbers(answer: Any) -> np.ndarray:
    """All numbers in ``answer``, flat, as complex128: of any backend, fraction or nested list.

    An estimate, as ``information.variational_bound`` returns, stands for its value. Text, NaN, true
    and false are no numbers.
    """
    refuse_none(answer)
    if isinstance(answer, str | bytes):
        raise FormError("text is no number; leave the quotation marks out")
    if isinstance(answer, bool | np.bool_):
        raise FormError("this asks for a number, not for True or False")
    if hasattr(answer, "standard_error") and hasattr(answer, "value"):
        answer = answer.value
    if isinstance(answer, Mapping | set | frozenset):
        raise FormError(f"a {type(answer).__name__} has no order; hand in the number itself")
    if isinstance(answer, list | tuple):
        entries = [as_numbers(entry) for entry in answer]
        return np.concatenate(entries) if entries else np.zeros(0, dtype=complex)
    if isinstance(answer, type) or (callable(answer) and not hasattr(answer, "shape")):
        raise FormError("this asks for a number, not for a function; hand in its value")
    numbers = _plain(answer)
    if np.isnan(numbers).any():
        raise FormError("NaN is no number; find the 0/0, the ∞ − ∞ or the logarithm it comes from")
    return numbers.ravel()


def as_number(answer: Any) -> complex:
    """The one number in ``answer``: a scalar, or an array or list with one entry."""
    numbers = as_numbers(answer)
    if (n := numbers.size) != 1:
        raise FormError(f"this asks for one number, and there were {n} numbers; choose or average")
    return complex(numbers[0])


def as_truth(answer: Any) -> bool:
    """``answer`` as True or False; 0 and 1 will do."""
    refuse_none(answer)
    with suppress(TypeError, ValueError):
        plain = np.asarray(answer)
        if plain.size == 1 and plain.dtype.kind in "biuf" and plain.item() in (0, 1):
            return bool(plain.item())
    raise FormError(f"this asks for True or False, got {shown(answer)}")


def as_names(answer: Any) -> frozenset[str]:
    """The names in ``answer``, in lower case without spaces: of texts, classes and objects.

    A pair of names in a set is a way from one to the other: ``("a", "b")`` is ``"a→b"``.
    """
    refuse_none(answer)
    if isinstance(answer, Iterable) and not isinstance(answer, str | bytes | Mapping | type):
        entries = list(answer)
        pairs = [isinstance(e, tuple) and len(e) == 2 for e in entries]
        if entries and all(pairs):
            return frozenset("→".join(_name(end) for end in entry) for entry in entries)
        return frozenset(name for entry in entries for name in as_names(entry))
    return frozenset({_name(answer)})


def as_function(answer: Any) -> Callable[..., Any]:
    """``answer``, if it can be called."""
    refuse_none(answer)
    if not callable(answer) or hasattr(answer, "shape"):
        raise FormError("this asks for a function that returns the answer, not for a value")
    return answer


def settings_of(answer: Any) -> Any:
    """The width of a latent and its number of Q's outputs, of a ``LatentSpec`` or as handed in."""
    if hasattr(answer, "width") and hasattr(answer, "parameters"):
        return answer.width, answer.parameters
    return answer


def latent_rows(answer: Any) -> Any:
    """Of latent rows of the shipped model: columns, then sum and number of halves of a category.

    The last two are those of the first row that differs from 1 and 2, if there is one.
    """
    rows = _plain(answer) if hasattr(answer, "shape") else np.zeros(0)
    if rows.ndim != 2 or not rows.size:
        raise FormError("this asks for the array of latent rows, one a row")
    category = rows[:, 62:72]
    seen = [(np.round(row.sum(), 6), np.isclose(row, 0.5).sum()) for row in category]
    odd = [pair for pair in seen if not np.allclose(pair, (1, 2))]
    return (rows.shape[1], *(odd or seen)[0])


def directions(answer: Any) -> Any:
    """Whether each of two sequences of losses ends above (1) or below (−1) its beginning."""
    ends = []
    for losses in parts_of(answer, ["losses of D", "losses of G"]):
        numbers = as_numbers(losses).real
        if numbers.size < 2:
            raise FormError("this asks for two losses of each player at least: first and last")
        ends.append(int(np.sign(numbers[-1] - numbers[0])))
    return tuple(ends)


#: What is looked at in place of the answer itself.
VIEWS = {"settings": settings_of, "latent rows": latent_rows, "directions": directions}


def _plain(answer: Any) -> np.ndarray:
    """A numpy array of complex numbers from a scalar or array of any library."""
    try:
        if hasattr(answer, "detach"):  # PyTorch: off its graph, and off the GPU
            answer = answer.detach().tolist()
        elif hasattr(answer, "numpy"):  # TensorFlow, whose bfloat16 becomes no array by itself
            answer = answer.numpy()
        plain = np.asarray(answer)
        if plain.dtype == object:  # fractions, decimals
            plain = np.vectorize(complex, otypes=[complex])(plain)
        if plain.dtype.kind == "V":  # bfloat16 has no kind of its own
            plain = plain.astype(float)
        if plain.dtype.kind not in "iufc" or plain.size == 0:
            raise TypeError
        return plain.astype(complex)
    except (TypeError, ValueError, OverflowError):
        raise FormError(f"this asks for numbers, got {shown(answer)}") from None


def _name(answer: Any) -> str:
    if isinstance(answer, int | float | np.number):
        return "number"
    text = answer if isinstance(answer, str) else getattr(answer, "__name__", None)
    text = text or type(answer).__name__
    return "".join(text.replace("->", "→").split()).casefold()
