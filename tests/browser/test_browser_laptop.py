"""On a laptop of 1366 pixels no line of code is cut, and cells that draw are folded."""

from __future__ import annotations

import json

import pytest

from tools.folding import folded
from tools.project import notebooks

pytestmark = pytest.mark.slow
LAPTOP = {"width": 1366, "height": 768}
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => {
  for (const fold of document.querySelectorAll("article details")) fold.open = true;
  return [...document.querySelectorAll("article .cell pre")]
    .filter((block) => block.scrollWidth > block.clientWidth)
    .map((block) => block.textContent.slice(0, 60));
}"""


@pytest.fixture(scope="module")
def seen(browser, server) -> dict[str, dict]:
    """What one visit to each chapter finds, since opening one takes seconds."""
    context = browser.new_context(viewport=LAPTOP)
    page, found = context.new_page(), {}
    for path in notebooks():
        page.goto(f"{server}/notebooks/{path.stem}.html")
        shown = page.locator("article .cell_input").evaluate_all("boxes => boxes.map("
            "box => Boolean(box.closest('details:not([open])')))")  # fmt: skip
        blocks = page.locator("article .cell pre").count()
        wide = page.evaluate(OVERFLOW)
        found[path.stem] = {
            "folded": shown, "blocks": blocks, "wide": wide, "cut": page.evaluate(CUT),
        }  # fmt: skip
    context.close()
    return found


def test_every_line_of_code_fits(seen):
    assert {name for name, found in seen.items() if found["blocks"] <= 10} == set()
    assert {name: found["wide"] for name, found in seen.items() if found["wide"] > 0} == {}
    assert {name: found["cut"] for name, found in seen.items() if found["cut"]} == {}


def test_a_cell_that_draws_is_folded(seen):
    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        hidden = [folded("".join(c["source"]), c["metadata"].get("tags", [])) for c in code]
        assert seen[path.stem]["folded"] == hidden, path.stem
