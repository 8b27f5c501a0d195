"""Settings that every test and notebook run share."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest

# Before anything imports Keras. The chapters and the tests of this process are TensorFlow's; tests
# of other backends start processes of their own.
ASIDE = os.environ.get("KERAS_BACKEND", "tensorflow")
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Workers run side by side, so that more threads in each would only wait for one another. One adds
# in one order besides: what a test computes does not hang on how many cores there are.
for threads in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
LONGEST = "tests/browser/test_browser_pages.py"  # it opens every page of the book again and again


def pytest_configure(config: Any) -> None:
    """Draw without a screen, and let slow computers take their time with hypothesis."""
    import matplotlib
    from hypothesis import settings

    matplotlib.use("Agg")  # not by environment: notebook kernels must keep their inline figures
    settings.register_profile("course", deadline=None)
    settings.load_profile("course")
    config.option.loadscopereorder = False  # xdist's order by number of tests; ours is below


def pytest_report_header() -> list[str]:
    """Say what was set aside."""
    if ASIDE == "tensorflow":
        return []
    return [f"KERAS_BACKEND={ASIDE} is set aside: the chapters and these tests run on tensorflow"]


def pytest_itemcollected(item: Any) -> None:
    """Compare a notebook's numbers, not its pictures or the chatter of libraries on stderr."""
    skipped = getattr(item.parent, "skip_compare", None)
    if skipped is not None and "stderr" not in skipped:
        item.parent.skip_compare = (*skipped, "stderr", "text/html")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Give workers the longest files first, so that none of them waits for another at the end.

    The first file builds the book. Meanwhile other workers run notebooks, which need none.
    """
    if not hasattr(config, "workerinput"):
        return  # no worker of xdist
    scopes = {item: item.nodeid.rsplit("::", 1)[0] for item in items}
    tests = Counter(scopes.values())
    slow = {scopes[item] for item in items if item.get_closest_marker("slow")}

    def place(item: Any) -> tuple:
        scope = scopes[item]
        kinds = [
            scope == LONGEST,
            scope.startswith("notebooks/"),
            scope.startswith("tests/browser/"),
            scope in slow,
        ]
        return kinds.index(True) if any(kinds) else len(kinds), -tests[scope], scope

    items.sort(key=place)
