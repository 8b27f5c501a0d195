"""The explorer in the page: what it shows is the model's, wherever and however it is opened."""

from __future__ import annotations

import re

import numpy as np
import pytest
from explorer_page import PHONE, SETTLED, WIDE, assert_shows, image, pixels, style
from PIL import Image
from playwright.sync_api import expect

from infogan_lib.measure.morphometry import measure
from tools.live_pages import OPPOSITE

pytestmark = pytest.mark.slow
# So many moves of the first slider, the last one to 1.5; returns how often the address was written.
DRAG = """async (n) => {
    const write = history.replaceState.bind(history);
    let written = 0;
    history.replaceState = (...state) => { written++; write(...state); };
    const slider = document.querySelector(".live-slider input");
    for (let i = n; i >= 0; i--) {
        slider.value = 1.5 - i / n;
        slider.dispatchEvent(new Event("input"));
        await new Promise((done) => setTimeout(done, 2));
    }
    return written;
}"""


@pytest.mark.parametrize(
    ("book", "options"), [("http", WIDE), ("file", WIDE), ("file", PHONE)],
    indirect=["book"], ids=["http, wide", "file, wide", "file, phone"],
)  # fmt: skip
def test_controls_change_the_picture_as_the_model_says(explore, book, model, options):
    page = explore(address=book, **options)
    assert_shows(page, model, {"category": 0, "style_1": 0, "style_2": 0}, 0)
    page.get_by_role("radio", name="category 3").check(force=True)
    style(page, "style_1").fill("1.2")
    style(page, "style_2").fill("-0.7")
    assert_shows(page, model, {"category": 3, "style_1": 1.2, "style_2": -0.7}, 0)
    page.get_by_role("button", name="another z").click()
    assert_shows(page, model, {"category": 3, "style_1": 1.2, "style_2": -0.7}, 1)
    page.get_by_label("noise z").fill("77")
    page.get_by_label("noise z").press("Enter")
    assert_shows(page, model, {"category": 3, "style_1": 1.2, "style_2": -0.7}, 77)
    page.get_by_role("button", name="reset").click()
    assert_shows(page, model, {"category": 0, "style_1": 0, "style_2": 0}, 0)
    assert page.told == []


def test_noise_varies_when_it_is_not_held(explore, model):
    page = explore()
    habit = page.get_by_role("combobox", name="when a code moves")
    habit.select_option("vary z")
    style(page, "style_1").fill("0.5")
    assert_shows(page, model, {"category": 0, "style_1": 0.5, "style_2": 0}, 1)
    habit.select_option("hold z")
    style(page, "style_1").fill("0.6")
    assert_shows(page, model, {"category": 0, "style_1": 0.6, "style_2": 0}, 1)


def test_the_trained_range_is_marked_below_each_slider(explore):
    page = explore()
    for name in ("style_1", "style_2"):
        slider = page.locator(".live-slider", has=style(page, name))
        expect(slider).to_contain_text("trained from −1.0 to 1.0")
        rail, bar = (slider.locator(s).bounding_box() for s in ("input", ".live-trained div"))
        thumb = 8  # the middle of a thumb stops this far from the ends of its rail
        at = [(x - rail["x"] - thumb) / (rail["width"] - 2 * thumb) * 4 - 2
              for x in (bar["x"], bar["x"] + bar["width"])]  # fmt: skip
        np.testing.assert_allclose(at, [-1, 1], atol=0.05)


def test_a_finger_finds_every_control(explore):
    page, seen = explore(**PHONE), 0
    for part in ("turn the codes", "draw a digit"):
        page.get_by_role("button", name=part).click()
        for control in page.locator(".live :is(button, select, input)").all():
            if not control.is_visible():
                continue  # of the other tab
            in_grid = control.evaluate("c => c.closest('.live-cells') !== null")
            box = control.bounding_box()
            least = 24 if in_grid else 38
            assert min(box["width"], box["height"]) >= least, control.evaluate("c => c.outerHTML")
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_a_phone_the_picture_stays_while_the_codes_are_turned(explore, width):
    page = explore(**PHONE | {"viewport": {"width": width, "height": 700}})
    picture, reading = image(page), page.locator(".live-turn .live-reading")
    for name in ("style_1", "style_2"):
        style(page, name).evaluate("s => s.scrollIntoView({ block: 'end' })")
        place, slider = picture.bounding_box(), style(page, name).bounding_box()
        assert 0 <= place["y"] and place["y"] + place["height"] <= slider["y"]
    reading.evaluate("r => r.scrollIntoView({ block: 'end' })")
    assert picture.bounding_box()["y"] + picture.bounding_box()["height"] <= 700


def test_on_a_phone_the_drawing_is_one_thumb_away(explore):
    page = explore(**PHONE)
    sheet = page.locator(".live-sheet")
    assert sheet.is_hidden()
    page.get_by_role("button", name="draw a digit").click()
    assert sheet.is_visible() and page.locator(".live-turn").is_hidden()
    wide = explore()
    assert wide.locator(".live-tabs").is_hidden() and wide.locator(".live-sheet").is_visible()


@pytest.mark.parametrize(("code", "attribute"), [("style_1", "slant"), ("style_2", "thickness")])
def test_a_style_bears_the_name_of_what_grows_with_it(explore, code, attribute):
    page, drawn = explore(), []
    (grows,) = (
        sign for name, sign in ((attribute, 1), (OPPOSITE[attribute], -1))
        if page.get_by_role("slider", name=re.compile(f"^{code}: {name}$")).count()
    )  # fmt: skip
    for value in ("-1", "1"):
        style(page, code).fill(value)
        page.evaluate(SETTLED)
        drawn.append(1 - pixels(image(page)) / 127.5)
    low, high = measure(np.stack(drawn)[..., None])[attribute]
    assert grows * (high - low) > 0.5


def test_a_scribble_gets_a_doubt(explore):
    page = explore()
    page.locator(".live-sheet").scroll_into_view_if_needed()
    box = page.locator(".live-sheet").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    page.mouse.up()
    told = page.locator(".live-doubt")
    told.wait_for()
    found = re.search(r"entropy is ([\d.]+) of 2.30 nats", told.inner_text())
    assert 0 <= float(found[1]) <= 2.31


def test_every_control_works_by_keyboard(explore, model):
    page = explore()
    page.get_by_role("radio", name="category 0").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert_shows(page, model, {"category": 2, "style_1": 0.03, "style_2": 0}, 0)
    for _ in range(4):  # the second style, the seed, another z
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "another z":
            page.keyboard.press("Enter")
    assert_shows(page, model, {"category": 2, "style_1": 0.03, "style_2": 0}, 1)
    expect(page.locator(".live-announcer")).to_contain_text("noise 1. Q reads", timeout=30_000)
    label = image(page).get_attribute("aria-label")
    assert label == "Generated image: category 2, style_1 0.03, style_2 0.00, noise 1"


def test_the_address_names_the_state(explore, book, model):
    page = explore("#category=3&style_1=0.5&noise=7", book)
    assert_shows(page, model, {"category": 3, "style_1": 0.5, "style_2": 0}, 7)
    style(page, "style_2").fill("-1.5")
    page.get_by_role("button", name="copy link").click()
    link = page.locator(".live-link a")
    link.wait_for()
    address = link.get_attribute("href")
    assert address.endswith("#category=3&style_1=0.5&style_2=-1.5&noise=7")
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(".live-explorer[data-live=ready]")
    assert_shows(page, model, {"category": 3, "style_1": 0.5, "style_2": -1.5}, 7)
    page.evaluate("location.hash = '#noise=9'")
    page.wait_for_url("**#category=0&style_1=0&style_2=0&noise=9")
    assert_shows(page, model, {"category": 0, "style_1": 0, "style_2": 0}, 9)


def test_the_address_keeps_up_with_a_slider_that_is_dragged_for_long(explore, book):
    page = explore(address=book)
    assert page.evaluate(DRAG, 400) < 50  # browsers stop at 100 or 200 within some seconds
    page.wait_for_url("**#category=0&style_1=1.5&style_2=0&noise=0")
    assert page.told == []


def test_a_misspelt_address_is_a_fresh_start(explore, book, model):
    page = explore("#category=12&style_1=x&style_2=&noise=-4&<b>=1", book)
    assert_shows(page, model, {"category": 0, "style_1": 0, "style_2": 0}, 0)
    page = explore("#style_1=9&style_2=-1e9&category=1.5", book)  # sliders end at 2
    assert_shows(page, model, {"category": 0, "style_1": 2, "style_2": -2}, 0)
    assert page.told == []


def test_the_saved_picture_is_the_one_shown(explore, book):
    page = explore("#category=4&noise=2", book)
    with page.expect_download() as saved:
        page.get_by_role("button", name="save PNG").click()
    assert saved.value.suggested_filename.endswith(".png")
    large = np.asarray(Image.open(saved.value.path()).convert("L"), dtype=float)
    np.testing.assert_array_equal(large[5::10, 5::10], pixels(image(page)))
