"""The lab in the page: every scenario plays, every reader can use it, and nothing leaves."""

from __future__ import annotations

import re

import pytest
from accessibility import in_both_schemes, violations
from playwright.sync_api import expect

from tools.project import ROOT

pytestmark = pytest.mark.slow
PLACE = ".live-lab .live"
STEPS = "() => Number(document.querySelector('.live-lab .live').dataset.steps)"
MOVED = f"n => ({STEPS})() > n"
# Waits until it has made no step for a while; returns how many there were.
REST = f"""async () => {{
    for (let before = -1, now = 0; ; before = now) {{
        now = ({STEPS})();
        if (now === before) return now;
        await new Promise((done) => setTimeout(done, 400));
    }}
}}"""
SHORT = """() => {
    for (const scenario of Object.values(infogan.labScenarios)) {
        scenario.steps = 3;
        if (scenario.then) scenario.then.at = 2;
    }
}"""
SCREENS = {
    "320": {"width": 320, "height": 640}, "360": {"width": 360, "height": 740},
    "390": {"width": 390, "height": 844}, "on its side": {"width": 844, "height": 390},
    "laptop": {"width": 1366, "height": 768},
}  # fmt: skip


@pytest.fixture
def open_lab(visit, server):
    """open_lab(hash, **options) opens the lab's page and waits for the lab."""

    def opened(state="", address=None, **options):
        page = visit(f"{address or server}/book/lab.html{state}", **options)
        page.locator(".live-lab").scroll_into_view_if_needed()
        page.wait_for_selector(".live-lab[data-live=ready]")
        page.wait_for_selector(".lab-numbers div, .lab-line:not([hidden])")
        return page

    return opened


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


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
