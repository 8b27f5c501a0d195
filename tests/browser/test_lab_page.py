"""The lab in the page: every scenario plays, by mouse and by keyboard, and nothing leaves."""

from __future__ import annotations

import re

import pytest
from lab_page import MOVED, PLACE, REST, SHORT, STEPS, button
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_every_scenario_asks_plays_and_ends(visit, book, open_lab):
    page = open_lab(address=book)
    page.evaluate(SHORT)
    links = page.locator(".lab-scenarios a")
    names = [link.get_attribute("href") for link in links.all()]
    assert len(names) == 9
    for name in names:
        # By the keyboard: links move as the lab is drawn, and a click could meet the next one.
        page.locator(f".lab-scenarios a[href='{name}']").press("Enter")
        expect(page.locator(PLACE)).to_have_attribute("data-steps", "0")
        answers = page.locator(".lab-question button")
        expect(answers).to_have_count(4)
        button(page, "play").click()  # without a guess
        expect(answers.first).to_be_focused()
        expect(page.locator(PLACE)).to_have_attribute("data-playing", "false")
        answers.first.click()
        expect(page.locator(".lab-outcome")).to_contain_text("In this run: Step 3.")
        expect(page.locator(PLACE)).to_have_attribute("data-playing", "false")
        assert page.evaluate("location.hash") == name
    assert page.told == []
    elsewhere = [url for url in page.asked if not re.match(rf"{re.escape(book)}/|data:|blob:", url)]
    assert elsewhere == []


def test_a_link_opens_its_settings_and_names_what_it_cannot(open_lab):
    page = open_lab("#K=4&lambda=0.5&data=moons&seed=3&trunk=no&rate=9")
    expect(page.locator(".lab-line")).to_contain_text("trunk=no")
    slider = page.get_by_role("slider", name="λ of the category")
    assert slider.input_value() == "0.5"
    page.locator(".lab-more summary").click()
    assert page.get_by_role("combobox", name="data").input_value() == "moons"
    button(page, "new seed").click()
    page.wait_for_url(re.compile(r"#data=moons&K=4&.*lambda=0\.5&.*seed=4"))
    expect(page.locator(".lab-line")).to_be_hidden()


def test_it_plays_by_keyboard_and_says_so(open_lab):
    page = open_lab("#batch=32")
    button(page, "play").focus()
    page.keyboard.press("Enter")
    expect(button(page, "pause")).to_be_focused()
    page.wait_for_function(MOVED, arg=20)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # one step: it pauses first
    expect(page.locator(PLACE)).to_have_attribute("data-playing", "false")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="λ of the category")).to_be_focused()
    page.keyboard.press("Home")
    page.wait_for_url(re.compile("lambda=0&"))
    expect(page.locator(".lab .live-announcer")).to_contain_text("nats, bound")
    label = page.locator(".lab-d canvas").get_attribute("aria-label")
    assert "D's view" in label and "modes covered" in label


def test_the_reader_turns_lambda_while_it_runs(open_lab):
    page = open_lab("#batch=32")
    button(page, "play").click()
    page.wait_for_function(MOVED, arg=10)
    page.get_by_role("slider", name="λ of the category").fill("0")
    before = page.evaluate(STEPS)
    page.wait_for_function(MOVED, arg=before + 10)
    expect(page.locator(PLACE)).to_have_attribute("data-playing", "true")


def test_out_of_sight_it_rests(open_lab):
    page = open_lab("#batch=32")
    button(page, "play").click()
    page.wait_for_function(MOVED, arg=5)
    page.evaluate("document.querySelector('.live-lab').style.marginTop = '5000px'; scrollTo(0, 0)")
    before = page.evaluate(REST)
    page.wait_for_timeout(500)
    assert page.evaluate(STEPS) == before
    page.evaluate("document.querySelector('.live-lab').style.marginTop = ''")
    page.locator(".lab-stage").scroll_into_view_if_needed()
    page.wait_for_function(MOVED, arg=before + 5)


@pytest.mark.parametrize(
    ("state", "says", "mended"),
    [
        ("#data=drawn&points=zz00", "1 point is too few", "data=ring"),
        ("#data=drawn", "0 points are too few", "data=ring"),
        ("#K=12&batch=8", "K = 12 is larger than the batch of 8", "batch=128"),
        ("#K=0&noise=0", "G needs some input", "noise=8"),
        ("#dRate=10&gRate=10&batch=32", "ran away", "dRate=0.001"),
    ],
)
def test_what_cannot_run_is_said_with_a_way_back(open_lab, state, says, mended):
    page = open_lab(state)
    if "ran away" in says:
        button(page, "play").click()
    expect(page.locator(".lab-line")).to_contain_text(says)
    if "ran away" not in says:
        button(page, "play").click()  # what could not run still cannot, and says so again
        expect(page.locator(".lab-line")).to_contain_text(says)
        expect(page.locator(PLACE)).to_have_attribute("data-playing", "false")
    button(page, "back to settings that work").click()
    page.wait_for_url(re.compile(re.escape(mended)))
    expect(page.locator(".lab-line")).to_be_hidden()
    button(page, "one step").click()
    expect(page.locator(PLACE)).to_have_attribute("data-steps", "1")
    assert page.told == []


def test_a_drawing_is_data_and_stands_in_the_address(open_lab):
    page = open_lab("#data=drawn&batch=32&K=2")
    sheet = page.locator(".lab-sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    for y in (0.3, 0.7):
        page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + y * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + y * box["height"], steps=15)
        page.mouse.up()
    expect(page.locator(".lab-line")).to_be_hidden()
    button(page, "one step").click()
    expect(page.locator(PLACE)).to_have_attribute("data-steps", "1")
    page.wait_for_url(re.compile("points=[0-9a-z]{60,}"))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.locator(".live-lab").scroll_into_view_if_needed()
    expect(page.locator(".lab-drawing [role=status]")).to_contain_text("of at most 250 points")
    count = int(page.locator(".lab-drawing [role=status]").inner_text().split()[0])
    assert count >= 15
    button(page, "clear the sheet").click()
    expect(page.locator(".lab-line")).to_contain_text("0 points are too few")


def test_points_are_set_by_keyboard(open_lab):
    page = open_lab("#data=drawn")
    page.locator(".lab-sheet").focus()
    for _ in range(3):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".lab-drawing [role=status]")).to_have_text("3 of at most 250 points")
