"""The explorer's grid and its sheet to draw on."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from explorer_page import PHONE, SETTLED, assert_shows, image, pixels
from PIL import Image
from playwright.sync_api import expect

from infogan_lib import mnist_like
from infogan_lib.runs.pretrained import card

pytestmark = pytest.mark.slow
DRAWN = ".live-board[data-drawn*=style]"  # the whole grid; empty while it is being drawn


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
        chosen = page.get_by_role("radio", name=f"category {best}")
        expect(chosen).to_be_checked()
        expect(chosen).to_be_focused()
        np.testing.assert_array_equal(pixels(image(page)), twin)
    assert right >= 2  # of a 0, a 1 and a 7


SHEET = "sheet => sheet.toDataURL()"


def test_the_pad_and_the_library_frame_a_drawing_alike(explore):
    """What Q sees on the page is what mnist_like makes of a picture of the sheet."""
    page = explore()
    for strokes in DIGITS.values():
        page.get_by_role("button", name="clear").click()
        draw(page, strokes)
        page.evaluate(SETTLED)
        address = page.locator(".live-sheet").evaluate(SHEET)
        drawn = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))).convert("RGBA")
        ink = np.asarray(drawn)[..., 3]
        seen = 1 - pixels(page.locator(".live-small canvas").first) / 127.5
        for sheet, invert in ((ink, None), (255 - ink, None), (255 - ink, True)):
            framed = mnist_like(sheet, invert)[0, ..., 0]
            assert np.abs(framed - seen).mean() < 0.02
            assert np.corrcoef(framed.ravel(), seen.ravel())[0, 1] > 0.99


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
