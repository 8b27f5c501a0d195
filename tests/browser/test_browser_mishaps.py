"""What readers do that nobody planned: odd links, a second finger, a file that does not come."""

from __future__ import annotations

import re

import pytest
from lab_page import PLACE, SHORT, button
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
# Sends a pointer's events, each [kind, id, x, y] in shares of the sheet's sides.
POINT = """(sheet, events) => {
    const box = sheet.getBoundingClientRect();
    sheet.setPointerCapture = () => {};
    for (const [kind, pointerId, x, y, button = 0] of events) {
        const at = { clientX: box.left + x * box.width, clientY: box.top + y * box.height };
        const options = { pointerId, button, bubbles: true, ...at };
        sheet.dispatchEvent(new PointerEvent("pointer" + kind, options));
    }
}"""
INK = """sheet => {
    const { data } = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height);
    return data.filter((value, i) => i % 4 === 3 && value).length;
}"""


def test_a_link_to_a_state_opens_the_answer_that_it_is_in(visit, book):
    page = visit(f"{book}/notebooks/00-first-infogan.html#category=4&noise=3")
    page.wait_for_selector(".live-explorer[data-live=ready]")
    expect(page.get_by_role("radio", name="category 4")).to_be_checked()
    assert page.evaluate("scrollY") > 0 and page.told == []


def test_a_name_that_is_no_encoded_text_is_a_name(visit, book):
    assert visit(f"{book}/notebooks/00-first-infogan.html#100%").told == []


def test_a_run_tells_of_itself_alone(open_lab):
    page = open_lab("#scenario=codes-take-hold")
    page.evaluate(SHORT)
    answers = page.locator(".lab-question button")
    answers.first.click()
    expect(page.locator(".lab-outcome")).to_contain_text("In this run: Step 3.")
    answers.nth(1).click()  # too late: it is decided
    expect(page.locator(PLACE)).to_have_attribute("data-playing", "false")
    button(page, "new seed").click()
    expect(page.locator(".lab-outcome")).to_have_count(0)
    button(page, "play").click()
    expect(page.locator(".lab-outcome")).to_contain_text("In this run: Step 3.")
    page.locator(".lab-scenarios a[aria-current]").press("Enter")  # to where one is already
    expect(page.locator(".lab-outcome")).to_have_count(0)
    expect(page.locator(PLACE)).to_have_attribute("data-steps", "0")


def test_the_end_of_a_scenario_goes_with_it(open_lab):
    page = open_lab("#scenario=codes-take-hold")
    page.evaluate("() => { infogan.labScenarios['codes-take-hold'].steps = 400; }")
    page.locator(".lab-question button").first.click()
    page.locator(".lab-bar input[type=range]").press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('.live-lab .live').dataset.steps > 450")
    expect(page.locator(PLACE)).to_have_attribute("data-playing", "true")


@pytest.mark.parametrize("state", ["data=toString", "fault=constructor", "trunk=valueOf"])
def test_no_setting_has_a_name_that_every_object_has(open_lab, state):
    page = open_lab(f"#{state}")
    expect(page.locator(".lab-line")).to_contain_text(f"does not have: {state}")


def test_a_slider_shows_the_value_in_use(open_lab):
    page = open_lab("#lambda=0.123&gRate=0.003")
    page.get_by_text("all controls").click()
    shown = page.locator(".live-slider", has_text=re.compile("^rate of G"))
    expect(shown.locator(".live-value")).to_have_text("3.0·10⁻³")
    expect(page.locator(".lab-bar .live-value")).to_have_text("0.12")


def test_only_a_stroke_begins_the_lab_anew(open_lab):
    page = open_lab("#data=drawn")
    sheet = page.locator("canvas.lab-sheet")
    stroke = [["down", 1, 0.1, 0.2], *(["move", 1, 0.1 + k / 30, 0.5] for k in range(25))]
    palm = [["move", 2, 0.1, 0.9], ["up", 2, 0.1, 0.9]]
    sheet.evaluate(POINT, [*stroke, *palm, ["up", 1, 0.8, 0.4]])
    count = page.locator(".lab-drawing [role=status]")
    expect(count).to_have_text(re.compile("^26 of"))
    for step in "12":
        button(page, "one step").click()
        expect(page.locator(PLACE)).to_have_attribute("data-steps", step)
    sheet.evaluate(POINT, [["down", 1, 0.5, 0.1, 2], ["up", 1, 0.5, 0.1, 2]])
    expect(page.locator(PLACE)).to_have_attribute("data-steps", "2")


def test_one_finger_draws_and_on_the_sheet_alone(explore):
    page = explore()
    sheet = page.locator("canvas.live-sheet")
    line = [["down", 1, 0.5, 0.2], ["move", 1, 0.5, 0.6]]
    sheet.evaluate(POINT, [*line, ["up", 1, 0.5, 0.6]])
    alone = sheet.evaluate(INK)
    seen = page.locator(".live-draw .live-pixels").first
    expect(seen).to_have_attribute("aria-label", re.compile("Your drawing"))
    button(page, "clear").click()
    expect(seen).to_have_attribute("aria-label", "What Q sees: nothing yet")
    palm = [["down", 2, 0.1, 0.9], ["move", 2, 0.2, 0.9], ["up", 2, 0.2, 0.9]]
    sheet.evaluate(POINT, [line[0], *palm, line[1], ["up", 1, 0.5, 0.6]])
    assert sheet.evaluate(INK) == alone
    button(page, "clear").click()
    sheet.evaluate(POINT, [["down", 1, 0.5, 0.2], ["move", 1, 0.5, 3.0], ["up", 1, 0.5, 3.0]])
    beyond = seen.screenshot()
    button(page, "clear").click()
    sheet.evaluate(POINT, [["down", 1, 0.5, 0.2], ["move", 1, 0.5, 1.0], ["up", 1, 0.5, 1.0]])
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert seen.screenshot() == beyond


def test_a_model_that_did_not_come_may_come_later(explore, server):
    page = explore("#category=4", server)
    page.context.route("**/paper/weights.js", lambda route: route.abort())
    names = "through channels", "the paper's objective alone"
    own, paper = (page.get_by_role("radio", name=name) for name in names)
    paper.press("Space")
    expect(page.locator(".live-model [role=alert]")).to_contain_text("could not be loaded")
    expect(own).to_be_checked()
    page.context.unroute("**/paper/weights.js")
    paper.press("Space")
    expect(page.locator(".live-model")).to_contain_text(f"On show: {names[1]}")
    expect(page.locator(".live-model [role=alert]")).to_be_empty()
    expect(page.get_by_role("radio", name="category 4")).to_be_checked()


def test_the_last_wish_for_a_model_counts(explore, server):
    page = explore("", server)
    held = []
    page.context.route("**/paper/weights.js", lambda route: held.append(route))
    names = "the paper's objective alone", "through channels"
    for name in names:
        page.get_by_role("radio", name=name).press("Space")
        page.wait_for_timeout(100)
    (route,) = held
    route.continue_()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    expect(page.locator(".live-model")).to_contain_text(f"On show: {names[1]}")


@pytest.mark.parametrize(("width", "height"), [(640, 400), (667, 375), (844, 390)])
def test_on_its_side_nothing_lies_on_what_q_reads(explore, width, height):
    page = explore(viewport={"width": width, "height": height})
    for place in (".live-turn .live-reading", ".live-turn .live-controls"):
        page.locator(place).evaluate("node => node.scrollIntoView({ block: 'center' })")
        boxes = [page.locator(p).bounding_box() for p in (".live-turn .live-view", place)]
        one, other = boxes
        apart = one["x"] + one["width"] <= other["x"] or one["y"] + one["height"] <= other["y"]
        assert apart, boxes


def test_the_marked_part_of_a_hit_is_the_word(visit, server):
    page = visit(f"{server}/search.html?q=exact")
    marks = page.locator(".section-results mark").all_inner_texts()
    assert marks and {mark.lower() for mark in marks} == {"exact"}
