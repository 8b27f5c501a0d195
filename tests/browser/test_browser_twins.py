"""Where no script runs, and on paper, a picture stands for each panel."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


PLACES = {
    "book/explorer": ".live-explorer",
    "notebooks/10-exploring-codes": ".live-explorer",
    "notebooks/01-gan-in-one-dimension": ".live-discriminator",
    "notebooks/05-mutual-information-as-cross-entropy": ".live-symmetric-channel",
    "notebooks/06-continuous-codes": ".live-gaussian-code",
}


@pytest.mark.parametrize("name", PLACES)
def test_without_scripts_a_picture_stands_there(visit, book, name):
    page = visit(f"{book}/{name}.html", java_script_enabled=False)
    box = page.locator(PLACES[name])
    assert box.locator("img").count() >= 1 and box.locator("button, input").count() == 0
    for picture in box.locator("img").all():
        picture.scroll_into_view_if_needed()
        assert picture.is_visible() and len(picture.get_attribute("alt")) > 40
        assert picture.evaluate("p => p.naturalWidth") > 300


@pytest.mark.parametrize("name", PLACES)
def test_on_paper_the_picture_stands_there(visit, server, name):
    page = visit(f"{server}/{name}.html")
    box = page.locator(PLACES[name])
    box.scroll_into_view_if_needed()
    expect(box).to_have_attribute("data-live", "ready")
    picture, panel = box.locator("img").first, box.locator(".live")
    assert picture.is_hidden() and panel.is_visible()
    page.emulate_media(media="print")
    assert picture.is_visible() and panel.is_hidden()
