"""Cells that mostly draw are folded in the book; cells that compute stay open."""

from __future__ import annotations

import nbformat
import pytest

from tools.folding import draws, folded, imports
from tools.project import notebooks

FIGURE = 'fig, ax = plt.subplots()\nax.plot(x)\nplots.show(\n    fig, caption="c", alt="a",\n)\n'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (FIGURE, True),
        ("import matplotlib.pyplot as plt\n\n" + FIGURE, True),
        ("x = model.generate(9)\n" + FIGURE, True),
        ("x = 1\n" * 5 + FIGURE, False),  # half and half: the reader needs what computes
        (FIGURE.replace("plots.show", "print"), False),  # it shows no figure
        ("def f():\n    return 1\n", False),
        ("%pip install x\n" + FIGURE, False),
        ("", False),
    ],
)
def test_what_mostly_draws_is_found(source, expected):
    assert draws(source) is expected


def test_a_tag_folds_whatever_stands_there():
    assert folded("x = 1", ["hide-input"]) and folded("x = 1", ["setup", "hide-cell"])
    assert folded(FIGURE, []) and not folded("x = 1", ["nbval-check-output"])


def test_what_mostly_imports_is_found():
    assert imports("import math\nfrom a import b\n\nplots.use_style()")
    assert not imports("import math\n\nx = math.pi\ny = 2") and not imports("")


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_no_visible_cell_is_longer_than_fifteen_lines(path):
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    visible = [c.source for c in cells if not folded(c.source, c.metadata.get("tags", []))]
    assert [source for source in visible if len(source.splitlines()) > 15] == []
