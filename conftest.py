"""Settings that every test and notebook run share."""

from __future__ import annotations

import os
from typing import Any

# Before anything imports Keras. The chapters and the tests of this process are TensorFlow's; tests
# of other backends start processes of their own.
ASIDE = os.environ.get("KERAS_BACKEND", "tensorflow")
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def pytest_configure(config: Any) -> None:
    """Draw without a screen, and let slow computers take their time with hypothesis."""
    import matplotlib
    from hypothesis import settings

    matplotlib.use("Agg")  # not by environment: notebook kernels must keep their inline figures
    settings.register_profile("course", deadline=None)
    settings.load_profile("course")


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
