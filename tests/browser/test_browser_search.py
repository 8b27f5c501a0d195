"""The search finds sections and shows an excerpt, from a folder too, and asks for no page."""

from __future__ import annotations

import re

import pytest
from explorer_page import PHONE
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
RESULTS = ".section-results li"


def test_a_search_from_the_menu_leads_to_a_section(visit, book):
    page = visit(f"{book}/book/glossary.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("Lemma 5.1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=Lemma*")
    first = page.locator(RESULTS).first
    expect(first).to_contain_text("5. Mutual information as cross-entropy")
    expect(first.locator("mark").first).to_have_text("Lemma")
    fetched = [url for url in page.asked if url.endswith(".html") and "search.html" not in url]
    assert [url for url in fetched if "glossary" not in url] == []
    first.get_by_role("link").click()
    page.wait_for_url(re.compile(r"05-mutual-information-as-cross-entropy\.html#[\w-]+$"))
    place = page.url.split("#")[1]
    expect(page.locator(f"[id='{place}']").first).to_be_in_viewport()
    assert page.told == []


@pytest.mark.parametrize("words", ["frechet distance", "FRÉCHET dist"])
def test_accents_capitals_and_endings_do_not_matter(visit, book, words):
    page = visit(f"{book}/search.html?q={words}")
    marks = page.locator(f"{RESULTS} mark").all_inner_texts()
    assert any(mark.startswith("Fr") for mark in marks)


def test_every_word_must_occur(visit, server):
    page = visit(f"{server}/search.html?q=entropy+qwertz")
    expect(page.get_by_role("status").filter(has_text="section")).to_contain_text("No sections")
    assert page.locator(RESULTS).count() == 0


def test_signs_of_an_expression_are_searched_as_they_stand(visit, server):
    page = visit(f"{server}/search.html?q=H(c)")
    assert page.locator(RESULTS).count() > 3
    page.goto(f"{server}/search.html?q=<b>x")
    assert page.locator(f"{RESULTS} b, [role=status] b").count() == 0
    assert page.told == []


def test_it_fits_a_phone(visit, server):
    page = visit(f"{server}/search.html?q=information", **PHONE)
    assert page.locator(RESULTS).count() == 40
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
