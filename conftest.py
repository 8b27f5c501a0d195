"""Settings that every test and notebook run share."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")  # before anything imports Keras
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def pytest_configure(config: Any) -> None:
    """Draw without a screen, and let slow computers take their time with hypothesis."""
    import matplotlib
    from hypothesis import settings

    matplotlib.use("Agg")  # not by environment: notebook kernels must keep their inline figures
    settings.register_profile("course", deadline=None)
    settings.load_profile("course")


def pytest_itemcollected(item: Any) -> None:
    """Compare a notebook's numbers, not its pictures or the chatter of libraries on stderr."""
    skipped = getattr(item.parent, "skip_compare", None)
    if skipped is not None and "stderr" not in skipped:
        item.parent.skip_compare = (*skipped, "stderr", "text/html")
