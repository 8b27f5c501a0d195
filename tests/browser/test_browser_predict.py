"""The answer to a *Predict first* is closed until the reader guesses, asks, searches or prints."""

from __future__ import annotations

import pytest
from accessibility import in_both_schemes, violations
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
DIGITS = "notebooks/02-gan-on-digits.html"
BOXES = ".predict-answer"
# Whether the box comes right after its controls, in the order in which a reader tabs and hears.
IN_ORDER = """box => box.previousElementSibling.classList.contains("predict")
  && box.previousElementSibling.querySelector("[aria-controls]").getAttribute("aria-controls")
    === box.id && box.previousElementSibling.previousElementSibling.matches(".predict-first")"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def controls(page, words):
    """The controls below the prompt that has these words."""
    prompt = page.locator(".predict-first", has_text=words)
    return prompt.locator("xpath=following-sibling::*[1]")


def answer(page, words):
    return controls(page, words).locator("xpath=following-sibling::*[1]")


def test_every_answer_is_closed_and_every_heading_is_not(visit, folder):
    page = visit(f"{folder.as_uri()}/{DIGITS}")
    boxes = page.locator(BOXES)
    assert boxes.count() == 9
    for box in boxes.all():
        assert box.evaluate(IN_ORDER)
        assert not box.locator(".cell").first.is_visible()
        assert box.locator("h1, h2, h3, h4").count() == 0
    toggles = page.locator(".predict [aria-controls]")
    assert {toggle.get_attribute("aria-expanded") for toggle in toggles.all()} == {"false"}
    assert page.told == []


def test_a_guess_is_typed_and_stands_above_the_answer(visit, server):
    page = visit(f"{server}/{DIGITS}")
    words = "Which loss is steeper there"
    controls(page, words).get_by_label("Your guess").focus()
    page.keyboard.type("the first")
    page.keyboard.press("Enter")
    expect(answer(page, words).locator(".cell").first).to_be_visible()
    expect(controls(page, words).get_by_role("status")).to_have_text("Your guess: the first")
    toggle = controls(page, words).get_by_role("button", name="Hide the answer")
    expect(toggle).to_have_attribute("aria-expanded", "true")


def test_a_reader_with_a_keyboard_sees_and_hides_the_answer(visit, server):
    page = visit(f"{server}/{DIGITS}")
    words = "Which loss is steeper there"
    controls(page, words).get_by_label("Your guess").focus()
    page.keyboard.press("Tab")
    for visible in (True, False):
        page.keyboard.press("Enter")
        expect(answer(page, words).locator(".cell").first).to_be_visible(visible=visible)
    assert page.evaluate("document.activeElement.textContent") == "Show me"


def test_a_named_guess_is_a_button(visit, server):
    page = visit(f"{server}/{DIGITS}")
    words = "Which is farther from real digits"
    group = controls(page, words).get_by_role("group", name="Your guess")
    assert group.get_by_role("button").count() == 2
    group.get_by_role("button", name="Our GAN’s images").click()
    expect(controls(page, words).get_by_role("status")).to_contain_text("Our GAN’s images")
    expect(answer(page, words).locator("figure, pre").first).to_be_visible()
    pressed = group.locator("[aria-pressed=true]")
    expect(pressed).to_have_text(["Our GAN’s images"])


def test_all_answers_open_at_once(visit, server):
    page = visit(f"{server}/{DIGITS}")
    page.get_by_role("button", name="Show all 9 on this page").click()
    for box in page.locator(BOXES).all():
        assert box.locator(".cell").first.is_visible()


def test_a_link_opens_the_answer_it_leads_into(visit, book):
    page = visit(f"{book}/{DIGITS}#predict-3")
    box = page.locator("#predict-3")
    expect(box.locator(".cell").first).to_be_visible()
    expect(page.locator("#predict-4 .cell").first).to_be_hidden()
    assert abs(box.evaluate("box => box.getBoundingClientRect().top")) < 300
    page.evaluate("document.querySelector('#predict-5 .cell').id = 'deep'; location.hash = 'deep'")
    expect(page.locator("#deep")).to_be_visible()


def test_find_in_page_opens_an_answer(visit, server):
    """A text fragment searches as the browser's own search does."""
    page = visit(f"{server}/{DIGITS}#:~:text=Strokes%20bend%20and%20break")
    expect(page.get_by_text("Strokes bend and break")).to_be_visible()
    toggle = controls(page, "What will stand in the middle").locator("[aria-controls]")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"{BOXES}[hidden=until-found]").count() == 8


def test_without_scripts_and_on_paper_all_is_open(visit, server):
    page = visit(f"{server}/{DIGITS}", java_script_enabled=False)
    assert page.locator(".predict").count() == 0
    assert all(cell.is_visible() for cell in page.locator(f"{BOXES} > .cell").all())
    page = visit(f"{server}/{DIGITS}")
    page.emulate_media(media="print")
    assert page.locator(".predict").first.is_hidden()
    assert all(cell.is_visible() for cell in page.locator(f"{BOXES} > .cell").all())


def test_a_panel_in_a_closed_answer_starts_when_it_is_opened(visit, book):
    page = visit(f"{book}/notebooks/05-mutual-information-as-cross-entropy.html")
    words = "Where does the bound start"
    box = answer(page, words).locator(".live-small-lab")
    controls(page, words).scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert box.get_attribute("data-live") is None
    controls(page, words).get_by_role("button", name="Show me").click()
    box.scroll_into_view_if_needed()
    expect(box).to_have_attribute("data-live", "ready")
    assert page.told == []


def test_axe_finds_nothing_while_answers_are_closed(visit, server):
    size = {"width": 320, "height": 700}
    page = visit(f"{server}/{DIGITS}", viewport=size, reduced_motion="reduce")
    controls(page, "What will stand in the middle").get_by_role("button").first.click()
    for scheme, colours in in_both_schemes(page):
        assert violations(page, colours) == [], scheme
    assert page.evaluate(OVERFLOW) <= 0
