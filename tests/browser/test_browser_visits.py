"""A visit to the book finds nothing of the visits before it, though they may share a browser."""

from __future__ import annotations

import psutil
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


def test_a_page_tells_what_it_lacks(visit, book):
    page = visit(f"{book}/book/notation.html")
    shows = """async url => {
        const picture = Object.assign(new Image(), { src: url });
        await new Promise(over => { picture.onload = picture.onerror = over; });
    }"""
    page.evaluate(shows, f"{book}/_static/favicon.svg")
    assert page.told == []
    page.evaluate(shows, f"{book}/_static/none.svg")
    missing = page.told.copy()
    assert missing and all("none.svg" in line or "Failed to load" in line for line in missing)


def test_a_request_that_leaving_a_page_calls_off_is_no_fault(visit, server):
    page = visit(f"{server}/book/notation.html")
    page.context.route("**/never.svg", lambda route: None)
    with page.expect_event("requestfailed") as failed:
        page.evaluate("new Image().src = '/never.svg'")
        page.goto(f"{server}/book/glossary.html")
    assert failed.value.failure == "net::ERR_ABORTED"
    assert page.told == []


def test_our_list_of_features_repeats_playwrights(browser):
    lists = []
    for process in psutil.Process().children(recursive=True):
        words = process.as_dict(["cmdline"])["cmdline"] or []
        if not any(word.startswith("--type=") for word in words):  # but for the browser's parts
            lists += [word.partition("=")[2] for word in words if "--disable-features=" in word]
    playwrights, ours = (set(names.split(",")) for names in lists)
    assert playwrights - ours == set()
