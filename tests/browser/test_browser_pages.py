"""Every built page: nothing from another host, nothing broken, open to every reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from accessibility import FRAMES, in_both_schemes, violations
from answers import open_answers
from playwright.sync_api import expect

from tools.project import notebooks

pytestmark = pytest.mark.slow
PANELS = ".live-explorer, .live-lab, .live-symmetric-channel, .live-gaussian-code"
PANELS += ", .live-discriminator, .live-small-lab, .live-joint, .live-first-look"
ASIDE = {"_static", "_sources"}  # the theme's templates are no pages
LEADS_ON = 'http-equiv="Refresh"'  # nor is a file that leads to the first page
FIRST = "book/intro.html"
# Asks another host for a picture; gives the part of the policy that forbids it.
BLOCKED = "() => new Promise(done => { addEventListener('securitypolicyviolation', e => "
BLOCKED += "done(e.effectiveDirective)); new Image().src = 'https://example.org/x.png'; })"
# By how many pixels a page is wider than the screen.
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# How many formulas begin left of the screen: a wide one is scrolled, and shows its beginning first.
CUT = "() => [...document.querySelectorAll('div.math mjx-math')].filter("
CUT += "formula => formula.getBoundingClientRect().left < 0).length"


def names(folder) -> list[str]:
    """The pages of a built book, by their path below it."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.html"))
        if not ASIDE & set(path.relative_to(folder).parts)
        and LEADS_ON not in path.read_text(encoding="utf-8")
    ]


def wake(page) -> None:
    """Open every closed answer, scroll to every panel and wait until it runs."""
    open_answers(page)
    for box in page.locator(PANELS).all():
        box.scroll_into_view_if_needed()
        expect(box).to_have_attribute("data-live", "ready", timeout=60_000)


def each(page, address: str, folder) -> Iterator[str]:
    """Open every page of a built book, at `address` or below, awake and with its formulas set.

    At the end: nothing failed on any of them, none asked another host, every formula is typeset.
    """
    pages, wrong, seen = names(folder), {}, 0
    assert len(pages) > len(notebooks()) + 5
    for name in pages:
        page.goto(f"{address}/{name}")
        wake(page)
        formulas = page.locator(".math")
        if formulas.count():
            expect(formulas.last.locator("mjx-container").first).to_be_attached(timeout=60_000)
            seen += page.locator("mjx-container").count()
        yield name
        if errors := page.locator("mjx-merror").all_inner_texts():
            wrong[name] = errors
    assert wrong == {}
    assert seen > 500
    assert page.told == []
    own = re.compile(rf"{re.escape(address)}/|data:|blob:")
    assert [url for url in page.asked if not own.match(url)] == []


def test_every_page_forbids_itself_to_ask_another_host(visit, book, folder):
    for name in names(folder):
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count('http-equiv="Content-Security-Policy"') == 1, name
    page = visit(f"{book}/book/explorer.html")
    assert page.evaluate(BLOCKED) == "img-src"


def test_the_folder_opens_at_the_first_page(visit, book):
    page = visit(f"{book}/index.html")
    page.wait_for_url(f"{book}/book/intro.html")
    page.get_by_role("link", name="turn the codes in your browser").click()
    page.wait_for_selector(".live-explorer[data-live=ready]")
    assert page.told == []


def test_a_page_without_a_panel_loads_none_of_its_scripts(visit, server):
    page = visit(f"{server}/book/how-to-use.html")
    page.wait_for_load_state("networkidle")
    assert [url for url in page.asked if "/live/" in url] == []


def test_a_panel_that_is_not_seen_loads_nothing(visit, server):
    page = visit(f"{server}/notebooks/10-exploring-codes.html")
    page.wait_for_load_state("networkidle")
    loaded = {url.split("/live/")[1].split("?")[0] for url in page.asked if "/live/" in url}
    assert loaded == {"live.css", "start.js"}
    wake(page)
    assert any(url.endswith("/weights.js") for url in page.asked)


def test_served_no_page_asks_another_host_and_axe_finds_nothing(visit, server, folder):
    """In light and in dark, on a laptop. All in one, since a page with panels takes seconds."""
    found = {}
    page = visit("about:blank", reduced_motion="reduce")
    for name in each(page, server, folder):
        for scheme, colours in in_both_schemes(page):
            if complaints := violations(page, colours):
                found[name, scheme] = complaints
        page.emulate_media(color_scheme="light")
    assert found == {}


def test_in_a_folder_no_page_asks_another_host_and_each_fits_every_phone(visit, folder):
    """Opened on the narrowest, where nothing may be too wide, then turned to wider ones.

    Axe finds nothing there. Colours are a laptop's; those that only phones show are the theme's
    buttons, on every page.
    """
    size = {"width": 320, "height": 700}
    page = visit("about:blank", viewport=size, has_touch=True, is_mobile=True)
    found = {}
    for name in each(page, folder.as_uri(), folder):
        complaints = []
        for width in (320, 360, 390):
            page.set_viewport_size({"width": width, "height": 844 if width == 390 else 700})
            page.evaluate(FRAMES)
            if (wide := page.evaluate(OVERFLOW)) > 0:
                complaints.append(f"{wide} pixels wider than a screen of {width}")
        if cut := page.evaluate(CUT):
            complaints.append(f"{cut} formulas show their end first")
        if complaints := complaints + violations(page, "too" if name == FIRST else "never"):
            found[name] = complaints
        page.set_viewport_size(size)
    assert found == {}
