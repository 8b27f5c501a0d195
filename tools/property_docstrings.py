"""A Sphinx extension: read the docstring of a property as prose.

Napoleon takes the first line of an attribute's or a property's docstring for "type: description".
"Columns of a latent vector: noise first." would make a type of "Columns of a latent vector".
"""

from __future__ import annotations

from typing import Any

BEFORE_NAPOLEON = 400


def as_prose(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Put an empty comment first: napoleon finds no colon there and leaves the rest alone."""
    if what in ("attribute", "data", "property") and lines:
        lines[:0] = ["..", ""]


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("autodoc-process-docstring", as_prose, priority=BEFORE_NAPOLEON)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
