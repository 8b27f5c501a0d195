"""The lab in the page for every reader: on small screens, with less motion, in a chapter."""

from __future__ import annotations

import pytest
from accessibility import in_both_schemes, violations
from lab_page import SHORT, button
from playwright.sync_api import expect

from tools.project import ROOT

pytestmark = pytest.mark.slow
SCREENS = {
    "320": {"width": 320, "height": 640}, "360": {"width": 360, "height": 740},
    "390": {"width": 390, "height": 844}, "on its side": {"width": 844, "height": 390},
    "laptop": {"width": 1366, "height": 768},
}  # fmt: skip


def test_axe_finds_nothing_with_everything_open(open_lab):
    page = open_lab("#scenario=codes-take-hold", reduced_motion="reduce")
    page.evaluate(SHORT)
    page.locator(".lab-more summary").click()
    page.locator(".lab-question button").first.click()
    page.wait_for_selector(".lab-outcome")
    page.get_by_role("combobox", name="data").select_option("drawn")
    page.wait_for_selector(".lab-line:not([hidden])")
    for scheme, colours in in_both_schemes(page):
        assert violations(page, colours) == [], scheme


def test_a_view_that_changes_at_once_and_back_does_not_stop_it(open_lab):
    """Out of view and back within one turn: the last of several observations is the present."""
    page = open_lab("#batch=32")
    page.evaluate(
        """() => {
        window.IntersectionObserver = class {
            constructor(see) { window.see = see; }
            observe() {}
        };
        document.body.prepend(Object.assign(document.createElement("div"), {id: "another"}));
        infogan.lab(another);
    }"""
    )
    page.locator("#another .lab-play").click()
    page.wait_for_function("() => another.dataset.steps > 5")
    page.evaluate("see([{isIntersecting: false}, {isIntersecting: true}])")
    before = int(page.evaluate("another.dataset.steps"))
    page.wait_for_function("n => another.dataset.steps > n + 50", arg=before)


def test_a_scenario_turns_its_setting_by_itself(open_lab):
    page = open_lab()
    page.evaluate(
        "Object.assign(infogan.labScenarios['lambda-withdrawn'],"
        " {steps: 6, then: {at: 3, values: {lambda: 0}}})"
    )
    page.locator(".lab-scenarios a[href='#scenario=lambda-withdrawn']").click()
    slider = page.get_by_role("slider", name="λ of the category")
    assert slider.input_value() == "1"
    page.locator(".lab-question button").first.click()
    expect(page.locator(".lab-outcome")).to_contain_text("Step 6")
    assert slider.input_value() == "0"
    button(page, "new seed").click()
    assert slider.input_value() == "1"


@pytest.mark.parametrize("size", SCREENS)
def test_pictures_and_what_plays_them_stand_together(open_lab, size):
    page = open_lab("#batch=32", viewport=SCREENS[size], has_touch=True, is_mobile=True)
    button(page, "one step").click()
    page.locator(".lab-more summary").click()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    together = [".lab-d canvas", ".lab-q canvas", ".lab-play", ".lab-bar input", ".lab-information"]
    boxes = [page.locator(f".live-lab {name}").first.bounding_box() for name in together]
    top, bottom = min(b["y"] for b in boxes), max(b["y"] + b["height"] for b in boxes)
    header = page.locator(".bd-header-article, header.bd-header").first.bounding_box()
    height = (header or {"height": 0})["height"]
    assert bottom - top <= SCREENS[size]["height"] - height
    assert all(page.locator(f".live-lab {name}").first.is_visible() for name in together)


def test_with_less_motion_pictures_come_at_a_calm_rate(open_lab):
    page = open_lab("#batch=32", reduced_motion="reduce")
    count = """async () => {
        let [changes, last] = [0, ""];
        const end = performance.now() + 2000;
        while (performance.now() < end) {
            await new Promise(requestAnimationFrame);
            const now = document.querySelector(".live-lab .live").dataset.steps;
            if (now !== last) changes++;
            last = now;
        }
        return changes;
    }"""
    button(page, "play").click()
    assert page.evaluate(count) <= 6


def test_the_scripts_stay_small():
    files = [*(ROOT / "book" / "live").glob("lab*.js")]
    files += [ROOT / "book" / "live" / "start.js"]
    files += [ROOT / "infogan_lib" / "page" / "live" / name for name in ("page.js", "sharing.js")]
    assert len(files) > 15
    assert sum(path.stat().st_size for path in files) <= 150_000


def test_a_chapter_can_have_a_small_panel(visit, server):
    page = visit(f"{server}/book/lab.html")
    page.evaluate("""() => {
        const box = document.createElement("div");
        box.className = "live-small-lab scenario-lambda-zero";
        document.querySelector(".live-lab").replaceWith(box);
        const script = document.createElement("script");
        script.src = document.querySelector("script[src*='live/start.js']").src;
        document.body.append(script);
    }""")
    page.wait_for_selector(".live-small-lab[data-live=ready]")
    page.evaluate(SHORT)
    expect(page.locator(".lab-scenarios")).to_have_count(0)
    page.locator(".lab-question button").last.click()
    expect(page.locator(".lab-outcome")).to_contain_text("In this run: Step 3.")
