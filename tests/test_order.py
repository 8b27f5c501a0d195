"""Workers of a parallel run get the longest files first, each whole and in its own order."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tools.project import ROOT

GIVEN = [
    "tests/browser/test_browser_quiz.py::a", "tests/core/test_gan.py::a",
    "tests/core/test_gan.py::b", "tests/runs/test_kills.py::slow",
    "tests/browser/test_browser_pages.py::b", "tests/browser/test_browser_pages.py::a",
    "tests/core/test_codes.py::a", "notebooks/01-b.ipynb::Cell 0",
    "notebooks/00-a.ipynb::Cell 1", "notebooks/00-a.ipynb::Cell 0",
]  # fmt: skip


class Item:
    """What the order asks of a test."""

    def __init__(self, nodeid: str):
        self.nodeid = nodeid

    def get_closest_marker(self, name: str) -> bool:
        return name in self.nodeid


@pytest.fixture
def ordered(request):
    """ordered(config): the tests above as they are run."""
    hooks = request.config.pluginmanager.get_plugin(str(ROOT / "conftest.py"))

    def order(config) -> list[str]:
        items = [Item(nodeid) for nodeid in GIVEN]
        hooks.pytest_collection_modifyitems(config, items)
        return [item.nodeid for item in items]

    return order


def test_workers_begin_with_what_takes_longest(ordered):
    assert ordered(SimpleNamespace(workerinput={})) == [
        "tests/browser/test_browser_pages.py::b", "tests/browser/test_browser_pages.py::a",
        "notebooks/00-a.ipynb::Cell 1", "notebooks/00-a.ipynb::Cell 0",
        "notebooks/01-b.ipynb::Cell 0", "tests/browser/test_browser_quiz.py::a",
        "tests/runs/test_kills.py::slow", "tests/core/test_gan.py::a",
        "tests/core/test_gan.py::b", "tests/core/test_codes.py::a",
    ]  # fmt: skip


def test_a_run_without_workers_keeps_pytests_order(ordered):
    assert ordered(SimpleNamespace()) == GIVEN


def test_the_file_that_comes_first_is_there(request):
    hooks = request.config.pluginmanager.get_plugin(str(ROOT / "conftest.py"))
    assert (ROOT / hooks.LONGEST).is_file()


def test_xdist_keeps_the_order(request):
    assert request.config.option.loadscopereorder is False
