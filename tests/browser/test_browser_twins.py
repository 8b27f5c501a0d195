"""Where no script runs, and on paper, a picture stands for each panel."""

from __future__ import annotations

import pytest
from answers import open_answers
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


PLACES = {
    "book/intro": ".live-first-look",
    "notebooks/00-first-infogan": ".live-explorer",
    "book/explorer": ".live-explorer",
    "book/lab": ".live-lab",
    "notebooks/10-exploring-codes": ".live-explorer",
    "notebooks/01-gan-in-one-dimension": ".live-discriminator",
    "notebooks/05-mutual-information-as-cross-entropy": ".live-symmetric-channel",
    "notebooks/06-continuous-codes": ".live-gaussian-code",
}


@pytest.mark.parametrize("name", PLACES)
def test_without_scripts_a_picture_stands_there(visit, folder, name):
    page = visit(f"{folder.as_uri()}/{name}.html", java_script_enabled=False)
    box = page.locator(PLACES[name])
    assert box.locator("img").count() >= 1 and box.locator("button, input").count() == 0
    for picture in box.locator("img").all():
        picture.scroll_into_view_if_needed()
        assert picture.is_visible() and len(picture.get_attribute("alt")) > 40
        assert picture.evaluate("p => p.naturalWidth") > 300


def test_without_scripts_a_joint_is_a_table(visit, folder):
    chapter = f"{folder.as_uri()}/notebooks/05-mutual-information-as-cross-entropy.html"
    page = visit(chapter, java_script_enabled=False)
    box = page.locator(".live-joint")
    assert box.locator("tr").count() == 5 and box.locator("input").count() == 0
    assert "I = 0.2254, L_I = 0.1839, gap = 0.0416 nats" in box.inner_text()


@pytest.mark.parametrize("name", PLACES)
def test_on_paper_the_picture_stands_there(visit, server, name):
    page = visit(f"{server}/{name}.html")
    open_answers(page)
    box = page.locator(PLACES[name])
    box.scroll_into_view_if_needed()
    expect(box).to_have_attribute("data-live", "ready")
    picture, panel = box.locator("img").first, box.locator(".live")
    assert picture.is_hidden() and panel.is_visible()
    page.emulate_media(media="print")
    assert picture.is_visible() and panel.is_hidden()
