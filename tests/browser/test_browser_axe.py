"""What axe-core would find on a whole page is found by its judging a few texts of each look."""

from __future__ import annotations

import pytest
from accessibility import COLOURS, violations

pytestmark = pytest.mark.slow
CONTRAST, LINK = COLOURS
PAGE = """<html lang=en><title>x</title><style>
  body { color: #222 } p, div { margin: 4px; color: #222; background: #fff }
  a { color: #222; text-decoration: none } .pale { color: #bbb }
</style><main><h1>x y</h1>"""
# The rule, a sound one and one at fault. It stands after ten sound ones and before forty, and looks
# as they do but for one thing. Where that were overlooked, it would not be among those judged.
PLANTED = {
    "a pale text": (CONTRAST, "<p>x y</p>", "<p class=pale id=X>x y</p>"),
    "a pale link in a paragraph": (
        CONTRAST, "<p>with <a href='#b'>a link</a> in it</p>",
        "<p>with <a href='#b' class=pale id=X>a link</a> in it</p>"),
    "a link like the words around it, elsewhere overlined": (
        LINK, "<p>with <a href='#b' style='color: #444; text-decoration: overline'>x</a> in it</p>",
        "<p>with <a href='#b' style='color: #444' id=X>x y</a> in it</p>"),
    "a link in a block of another colour": (
        LINK, "<p>with <a href='#b'>a link</a> in it</p>",
        "<p style='color: #444'>with <a href='#b' id=X>a link</a> in it</p>"),
    "a text on a coloured box": (
        CONTRAST, "<div><b>x y</b></div>", "<div style='background: #555'><b id=X>x y</b></div>"),
    "a text on a box that lets some through": (
        CONTRAST, "<div><div style='background: #4444'><b>x y</b></div></div>",
        "<div style='background: #555'><div style='background: #4444'><b id=X>x y</b></div></div>"),
    "a text too small for its colour": (
        CONTRAST, "<p style='color: #888; font-size: 30px'>x y</p>",
        "<p style='color: #888; font-size: 20px' id=X>x y</p>"),
    "a box that fades": (
        CONTRAST, "<div><p>x y</p></div>", "<div style='opacity: 0.5'><p id=X>x y</p></div>"),
    "a text on the box of a stranger": (
        CONTRAST, "<b>x y</b> ",
        "<section style='position: relative; z-index: 0'><i style='position: absolute; inset: -5px;"
        " z-index: -1; background: #666'></i><b id=X>x y</b></section><br>"),
    "a text that leaves its box": (
        CONTRAST, "<div><b>x y</b></div>", "<section style='background: #666'><div><b id=X "
        "style='position: relative; top: 60px'>x y</b></div><br><br><br><br></section>"),
    "a look whose first, middle and last nobody judges": (
        CONTRAST, "<p aria-disabled=true class=pale>x y</p>", "<p class=pale id=X>x y</p>"),
    "a field": (
        CONTRAST, "<input aria-label=x value=x>", "<input aria-label=x value=x class=pale id=X>"),
}  # fmt: skip


def rules(found: list[str]) -> set[str]:
    return {line.split(":")[0] for line in found}


def test_axe_does_find_something(visit):
    page = visit("about:blank")
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'></main>")
    assert "image-alt" in rules(violations(page))
    page.set_content(f"{PAGE}<img src='data:,'><h2 class=pale>Hardly to be read</h2></main>")
    assert rules(violations(page)) == {"image-alt", CONTRAST}
    assert rules(violations(page, "alone")) == {CONTRAST}
    assert rules(violations(page, "never")) == {"image-alt"}


@pytest.mark.parametrize("planted", PLANTED)
def test_one_fault_among_many_sound_ones_is_found(visit, planted):
    page = visit("about:blank")
    rule, sound, fault = PLANTED[planted]
    page.set_content(f"{PAGE}{sound * 10}{fault}{sound * 40}</main>")
    found = violations(page, "alone")
    assert len(found) == 1 and found[0].startswith(f"{rule}: ") and 'id="X"' in found[0], found
    assert page.locator("[data-judged]").count() == 0


def test_a_sound_page_has_no_fault_and_alike_texts_are_judged_by_a_few(visit):
    page = visit("about:blank")
    page.set_content(f"{PAGE}{'<p>x y</p>' * 50}</main>")
    assert violations(page) == []
    page.set_content(f"{PAGE}{'<p class=pale>x y</p>' * 50}</main>")
    assert len(violations(page, "alone")) == 3
