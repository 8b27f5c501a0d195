"""A Sphinx extension: mend what other extensions write against the rules of accessible pages.

Found by axe-core; ``tests/browser`` runs it on every page.
"""

from __future__ import annotations

import re
from typing import Any

# Of docutils: a deprecated role, a list whose children are no items, a heading without text.
REPLACED = (
    (re.compile(r' role="doc-(?:biblioentry|footnote)"'), ""),
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    (re.compile(r'<th class="head[^"]*">\s*(?:<p>\s*</p>\s*)?</th>'), "<td></td>"),
    # axe-core finds no text in a heading that MathJax has set, so such a cell is a plain one.
    (re.compile(r'<th class="head">(<p><span class="math[^<]*</span></p>)</th>'), r"<td>\1</td>"),
)


def mend(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Rewrite the page's own part."""
    body = context.get("body") or ""
    for pattern, better in REPLACED:
        body = pattern.sub(better, body)
    context["body"] = body


def name_toggles(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Give the menu's arrow, which opens the pages below a page, a name to be read aloud."""
    menu = context.get("generate_toctree_html")
    if menu is None:
        return

    def named(kind: str, *arguments: Any, **options: Any) -> Any:
        made = menu(kind, *arguments, **options)
        if kind == "raw":
            return made
        return str(made).replace("<summary>", '<summary aria-label="pages below">')

    context["generate_toctree_html"] = named


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", mend)
    app.connect("html-page-context", name_toggles, priority=950)  # after the theme has made it
    return {"parallel_read_safe": True, "parallel_write_safe": True}
