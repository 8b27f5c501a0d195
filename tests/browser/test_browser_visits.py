"""A visit to the book finds nothing of the visits before it, though they may share a browser."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow
FOUND = "[localStorage.getItem('left'), sessionStorage.getItem('left'), document.cookie]"
LEAVE = "localStorage.left = sessionStorage.left = document.cookie = 'left=1'"


@pytest.mark.parametrize("turn", [1, 2])
def test_a_visit_finds_nothing_of_another(visit, book, turn):
    page = visit(f"{book}/book/notation.html")
    assert page.evaluate(FOUND) == [None, None, ""]
    page.evaluate(LEAVE)
    assert page.evaluate(FOUND)[:2] == ["left=1"] * 2


def test_two_visits_of_one_test_are_two_readers(visit, server):
    one, other = (visit(f"{server}/book/notation.html") for _ in range(2))
    one.evaluate(LEAVE)
    assert other.evaluate(FOUND) == [None, None, ""] and one.context != other.context
