"""The decks in a browser, opened from their folder: nothing missing, nothing cut off."""

from __future__ import annotations

import pytest

from tools.slides import DECKS, write

pytestmark = pytest.mark.slow
# What does not fit its slide, or is too small to read: [slide, text].
UNFIT = """() => {
    document.body.classList.add("measured");
    const found = [];
    for (const slide of document.querySelectorAll("section.slide")) {
        const edge = slide.getBoundingClientRect();
        const parts = slide.querySelectorAll(".body > *, .body img, pre, table, mjx-math");
        for (const part of parts) {
            const box = part.getBoundingClientRect();
            const out = box.right > edge.right + 1 || box.bottom > edge.bottom - 20;
            const cut = part.scrollWidth > part.clientWidth + 1 && /PRE|TABLE/.test(part.tagName);
            const small = parseFloat(getComputedStyle(part).fontSize) < 15;
            if (out || cut || small) found.push([slide.id, part.textContent.slice(0, 60)]);
        }
        if (slide.scrollHeight > 720 || slide.scrollWidth > 1280) found.push([slide.id, ""]);
    }
    document.body.classList.remove("measured");
    return found;
}"""
WIDE = {"viewport": {"width": 1280, "height": 720}}


@pytest.fixture(scope="session")
def decks(folder, tmp_path_factory):
    target = tmp_path_factory.mktemp("slides") / "slides"
    write(target, folder)
    return target


@pytest.fixture
def present(visit, decks):
    def opened(name, place=""):
        page = visit(f"{(decks / name).as_uri()}.html{place}", **WIDE)
        page.wait_for_selector("body[data-deck=ready]")
        return page

    return opened


@pytest.mark.parametrize("name", DECKS)
def test_a_deck_opens_from_a_folder_and_every_slide_fits(present, name):
    page = present(name)
    assert page.evaluate(UNFIT) == []
    raw = "() => [...document.querySelectorAll('.body, h2')].filter(p => /\\\\[([]|\\$/.test("
    raw += "[...p.childNodes].map(c => c.nodeName === 'PRE' ? '' : c.textContent).join('')))"
    raw += ".map(p => p.textContent.slice(0, 60))"
    assert page.evaluate(raw) == []
    assert page.locator("mjx-container").count() > 20 and page.locator("mjx-merror").count() == 0
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    assert page.told == [] and all(url.startswith(("file:", "data:")) for url in page.asked)


def test_the_explorer_works_in_its_slide(present):
    page = present("gans", "#/chapter-00")
    for _ in range(30):
        if page.locator("section.present.panel iframe").count():
            break
        page.keyboard.press("Space")
    panel = page.frame_locator("section.present.panel iframe")
    panel.locator(".live-explorer[data-live=ready]").wait_for()
    panel.get_by_role("radio", name="category 3").check(force=True)
    panel.get_by_role("img", name="Generated image: category 3").wait_for()
    assert page.told == []


def test_the_speaker_sees_the_notes(present):
    page = present("information", "#/chapter-04-2")
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    notes = page.evaluate("document.querySelector('section.present > aside.notes').textContent")
    assert "Nine possibilities" in notes
    speaker.get_by_text("Nine possibilities").first.wait_for()


def test_the_contents_lead_to_every_deck(visit, decks):
    page = visit((decks / "index.html").as_uri())
    found = page.eval_on_selector_all("a", "links => links.map(a => a.href)")
    assert found == [(decks / f"{name}.html").as_uri() for name in DECKS]
