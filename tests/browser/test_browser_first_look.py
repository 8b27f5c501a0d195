"""The panel at the top of the first page: it draws what the model draws, for hand and keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest
from explorer_page import PHONE, SETTLED, pixels

pytestmark = pytest.mark.slow
PANEL = ".live-first-look"


@pytest.fixture
def first(visit, folder):
    """first(**options) opens the first page and waits for its panel."""

    def opened(**options):
        page = visit(f"{folder.as_uri()}/book/intro.html", **options)
        page.wait_for_selector(f"{PANEL}[data-live=ready]")
        return page

    return opened


def drawn(page) -> np.ndarray:
    page.evaluate(SETTLED)
    return pixels(page.locator(f"{PANEL} .live-view canvas"))


def expected(model, category: int, style_1: float) -> np.ndarray:
    codes = {"category": category, "style_1": style_1, "style_2": 0.0}
    row = model.latent.assemble(np.zeros((1, model.latent.noise)), **codes)
    return (1 - model.generate(row)[0, ..., 0]) * 127.5


def test_it_draws_what_the_model_draws(first, model):
    page = first()
    np.testing.assert_allclose(drawn(page), expected(model, 0, 0.0), atol=3)
    slider = page.locator(PANEL).get_by_role("slider", name="slant to the left", exact=True)
    slider.fill("1.5")
    np.testing.assert_allclose(drawn(page), expected(model, 0, 1.5), atol=3)
    page.locator(PANEL).get_by_role("radio", name=re.compile("^category 4")).check()
    np.testing.assert_allclose(drawn(page), expected(model, 4, 1.5), atol=3)
    assert page.told == []


def test_the_keyboard_moves_it_and_q_reads_the_change(first):
    page = first()
    before, said = drawn(page), page.locator(f"{PANEL} .live-note").inner_text()
    page.locator(PANEL).get_by_role("slider").focus()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    assert np.abs(drawn(page) - before).max() > 30
    after = page.locator(f"{PANEL} .live-note").inner_text()
    assert after != said and re.match(r"Q reads: category \d, which draws a \d \(\d+ %\); ", after)


@pytest.mark.parametrize("size", [(1366, 768), (390, 844), (360, 640), (320, 568)])
def test_picture_slider_and_categories_are_in_view_together(first, size):
    width, height = size
    options = PHONE if width < 500 else {}
    page = first(**{**options, "viewport": {"width": width, "height": height}})
    for place in (".live-view canvas", "input[type=range]", ".live-categories"):
        box = page.locator(f"{PANEL} {place}").first.bounding_box()
        # The category row may reach a thumb's way below the smallest screens.
        assert box["y"] + (box["height"] if place != ".live-categories" else 0) <= height, place
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, place
