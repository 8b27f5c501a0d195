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


def test_every_line_of_code_fits(visit, server):
    page = visit("about:blank", viewport=LAPTOP)
    cut = {}
    for path in notebooks():
        page.goto(f"{server}/notebooks/{path.stem}.html")
        assert page.locator("article .cell pre").count() > 10
        assert page.evaluate(OVERFLOW) <= 0, path.stem
        if blocks := page.evaluate(CUT):
            cut[path.stem] = blocks
    assert cut == {}


def test_a_cell_that_draws_is_folded(visit, server):
    page = visit("about:blank", viewport=LAPTOP)
    for path in notebooks():
        page.goto(f"{server}/notebooks/{path.stem}.html")
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        hidden = [folded("".join(c["source"]), c["metadata"].get("tags", [])) for c in code]
        shown = page.locator("article .cell_input").evaluate_all("boxes => boxes.map("
            "box => Boolean(box.closest('details:not([open])')))")  # fmt: skip
        assert shown == hidden, path.stem
