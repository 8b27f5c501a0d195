"""A word's definition beside its link: by mouse, by keyboard and by finger."""

from __future__ import annotations

import pytest
from accessibility import in_both_schemes, violations
from explorer_page import PHONE
from playwright.sync_api import expect

from tools.glossary import terms

pytestmark = pytest.mark.slow
CHAPTER = "notebooks/04-entropy-and-information.html"
WORD = "term-KL-divergence"


def word(page):
    return page.locator(f"article a.term[href$='#{WORD}']").first


def note(page):
    return page.get_by_role("tooltip")


def test_pointing_shows_the_definition_and_leaving_hides_it(visit, folder):
    page = visit(f"{folder.as_uri()}/{CHAPTER}")
    assert note(page).count() == 0
    word(page).hover()
    expect(note(page)).to_have_text(terms()[WORD].definition)
    box, at = note(page).bounding_box(), word(page).bounding_box()
    assert abs(box["y"] + box["height"] - at["y"]) < 20 or abs(box["y"] - at["y"]) < 60  # beside it
    page.mouse.move(0, 0)
    expect(note(page)).to_be_hidden()
    assert page.told == []


def test_axe_finds_nothing_while_a_definition_is_shown(visit, server):
    page = visit(f"{server}/{CHAPTER}", reduced_motion="reduce")
    word(page).hover()
    for scheme, colours in in_both_schemes(page):
        expect(note(page)).to_be_visible()
        assert violations(page, colours) == [], scheme


def test_the_keyboard_reaches_it_and_escape_hides_it(visit, server):
    page = visit(f"{server}/{CHAPTER}")
    word(page).focus()
    expect(note(page)).to_be_visible()
    assert word(page).get_attribute("aria-describedby") == "term-note"
    page.keyboard.press("Escape")
    expect(note(page)).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/book/glossary.html#{WORD}")


@pytest.mark.parametrize("width", [320, 390])
def test_the_first_tap_shows_it_and_the_second_follows_the_link(visit, server, width):
    page = visit(f"{server}/{CHAPTER}", **(PHONE | {"viewport": {"width": width, "height": 700}}))
    word(page).tap()
    expect(note(page)).to_be_visible()
    box = note(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.url.endswith(CHAPTER)
    word(page).tap()
    page.wait_for_url(f"**/book/glossary.html#{WORD}")


def test_every_word_of_the_glossary_has_its_place(visit, server):
    page = visit(f"{server}/book/glossary.html")
    for place in terms():
        assert page.locator(f"dt#{place}").count() == 1, place
