"""The explorer in the page: what it shows is the model's, wherever and however it is opened."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from infogan_lib.pretrained import card, load_pretrained

pytestmark = pytest.mark.slow
WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NOISE = "([seed, n]) => Array.from(infogan.noise(seed, n))"
DRAWN = ".live-board[data-drawn*=style]"  # the whole grid; empty while it is being drawn
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def model():
    return load_pretrained("mnist")


@pytest.fixture
def explore(visit, book):
    """explore(hash, **options) opens the explorer's page and waits for the explorer."""

    def opened(state="", **options):
        page = visit(f"{book}/book/explorer.html{state}", **options)
        page.wait_for_selector(".live-explorer[data-live=ready]")
        return page

    return opened


def style(page, name):
    return page.get_by_role("slider", name=re.compile(f"^{name}"))


def image(page):
    return page.locator(".live-view canvas")


def pixels(canvas) -> np.ndarray:
    """Grey levels of a canvas, from 0 (ink) to 255."""
    address = canvas.evaluate("canvas => canvas.toDataURL()")
    picture = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1])))
    return np.asarray(picture.convert("L"), dtype=float)


def expected(page, model, values, seed):
    """The grey levels that Keras draws, and Q's reading of them."""
    z = np.array(page.evaluate(NOISE, [seed, model.latent.noise]))[None]
    images = model.generate(model.latent.assemble(z, **values))
    return (1 - images[0, ..., 0]) * 127.5, model.recognise(images)


def reading(page) -> str:
    return page.locator(".live-reading").first.inner_text().replace("−", "-")


def assert_shows(page, model, values, seed):
    page.evaluate(SETTLED)
    grey, q = expected(page, model, values, seed)
    np.testing.assert_allclose(pixels(image(page)), grey, atol=3)
    text = reading(page)
    for name in ("style_1", "style_2"):
        found = re.search(rf"{name}: (\S+) ± (\S+)\s+put in (\S+)", text).groups()
        truth = q[name]["mean"][0, 0], q[name]["std"][0, 0], values[name]
        np.testing.assert_allclose([float(v) for v in found], truth, atol=0.02)
    shares = [float(v) for v in re.findall(r"(\d+) %", text)]
    np.testing.assert_allclose(shares, 100 * q["category"]["probabilities"][0], atol=1.1)


@pytest.mark.parametrize("options", [WIDE, PHONE], ids=["wide", "phone"])
def test_controls_change_the_picture_as_the_model_says(explore, model, options):
    page = explore(**options)
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
    page.get_by_label("hold z", exact=True).uncheck()
    style(page, "style_1").fill("0.5")
    assert_shows(page, model, {"category": 0, "style_1": 0.5, "style_2": 0}, 1)


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


def test_the_address_names_the_state(explore, model):
    page = explore("#category=3&style_1=0.5&noise=7")
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


def test_a_misspelt_address_is_a_fresh_start(explore, model):
    page = explore("#category=12&style_1=x&style_2=&noise=-4&<b>=1")
    assert_shows(page, model, {"category": 0, "style_1": 0, "style_2": 0}, 0)
    page = explore("#style_1=9&style_2=-1e9&category=1.5")  # sliders end at 2
    assert_shows(page, model, {"category": 0, "style_1": 2, "style_2": -2}, 0)
    assert page.told == []


def test_the_saved_picture_is_the_one_shown(explore):
    page = explore("#category=4&noise=2")
    with page.expect_download() as saved:
        page.get_by_role("button", name="save PNG").click()
    assert saved.value.suggested_filename.endswith(".png")
    large = np.asarray(Image.open(saved.value.path()).convert("L"), dtype=float)
    np.testing.assert_array_equal(large[5::10, 5::10], pixels(image(page)))


def test_a_cell_of_the_grid_goes_to_the_sliders(explore, model):
    page = explore("#noise=5&style_2=0.4")
    board = page.locator(".live-board")
    board.scroll_into_view_if_needed()
    page.wait_for_selector(DRAWN)
    cell = page.get_by_role("button", name="category 6, style_1 −1.5")
    cell.click()
    assert cell.get_attribute("aria-pressed") == "true"
    values = {"category": 6, "style_1": -1.5, "style_2": 0.4}
    assert_shows(page, model, values, 5)
    drawn = pixels(board.locator("canvas"))[6 * 29 : 6 * 29 + 28, 29 : 29 + 28]
    np.testing.assert_array_equal(drawn, pixels(image(page)))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert_shows(page, model, {"category": 7, "style_1": -1, "style_2": 0.4}, 5)
    page.get_by_role("combobox", name="across").select_option("style_2")
    page.get_by_role("button", name="category 1, style_2 2.0").click()
    assert_shows(page, model, {"category": 1, "style_1": -1, "style_2": 2}, 5)


def draw(page, strokes):
    """Draw with the mouse, in shares of the sheet."""
    sheet = page.locator(".live-sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=5)
        page.mouse.up()


CIRCLE = [(0.5 + 0.22 * np.sin(t), 0.5 - 0.33 * np.cos(t)) for t in np.linspace(0, 6.3, 25)]
DIGITS = {
    0: [CIRCLE],
    1: [[(0.55, 0.2), (0.47, 0.8)]],
    7: [[(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]],
}


def test_drawn_digits_are_read_and_get_a_twin(explore, model):
    page = explore()
    digit_of = {int(k): digit for k, digit in card("mnist")["scores"]["assignment"].items()}
    right = 0
    for digit, strokes in DIGITS.items():
        page.get_by_role("button", name="clear").click()
        draw(page, strokes)
        page.evaluate(SETTLED)
        seen, twin = (pixels(c) for c in page.locator(".live-small canvas").all())
        q = model.recognise((1 - seen / 127.5).reshape(1, 28, 28, 1).astype("float32"))
        best = int(q["category"]["probabilities"][0].argmax())
        right += digit_of[best] == digit
        text = page.locator(".live-reading").nth(1).inner_text().replace("−", "-")
        for name in ("style_1", "style_2"):
            mean = float(re.search(rf"{name}: (\S+) ±", text)[1])
            assert abs(mean - q[name]["mean"][0, 0]) < 0.05
        page.get_by_role("button", name="to the sliders").click()
        page.evaluate(SETTLED)
        assert page.get_by_role("radio", name=f"category {best}").is_checked()
        np.testing.assert_array_equal(pixels(image(page)), twin)
    assert right >= 2  # of a 0, a 1 and a 7


def test_a_digit_can_be_drawn_by_keyboard(explore):
    page = explore()
    sheet = page.locator(".live-sheet")
    sheet.focus()
    use = page.get_by_role("button", name="to the sliders")
    assert use.is_disabled()
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.evaluate(SETTLED)
    seen = pixels(page.locator(".live-small canvas").first)
    rows, columns = (np.ptp(np.flatnonzero((seen < 128).any(axis))) for axis in (1, 0))
    assert rows > 2 * columns
    assert use.is_enabled()
    page.get_by_role("button", name="clear").click()
    page.evaluate(SETTLED)
    assert use.is_disabled()


def test_a_finger_draws_and_does_not_scroll(explore):
    page = explore(**PHONE)
    assert page.locator(".live-sheet").evaluate("s => getComputedStyle(s).touchAction") == "none"


def test_without_scripts_a_picture_stands_there(visit, book):
    page = visit(f"{book}/book/explorer.html", java_script_enabled=False)
    picture = page.locator(".live-explorer img")
    assert picture.is_visible() and len(picture.get_attribute("alt")) > 40
    assert page.locator(".live-explorer button").count() == 0


def test_on_paper_the_picture_stands_there(explore):
    page = explore()
    picture = page.locator(".live-explorer img")
    assert picture.is_hidden() and page.locator(".live").first.is_visible()
    page.emulate_media(media="print")
    assert picture.is_visible() and page.locator(".live").first.is_hidden()
