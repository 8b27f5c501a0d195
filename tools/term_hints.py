"""A Sphinx extension: a link to the glossary says what the word means where it stands.

Each link gets its definition, and a page with such links the script that shows it: on pointing, on
reaching the link by keyboard, and on a first tap. Without scripts it stays an ordinary link.
"""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path
from typing import Any

if str(Path(__file__).resolve().parents[1]) not in sys.path:  # Sphinx knows this folder alone
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.glossary import terms

LINK = re.compile(r'<a class="reference internal" (href="[^"#]*#(term-[\w.-]+)")>')


def add_definitions(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Write the definition into each link to a term, and ask for the script that shows it."""
    known, body = terms(), context.get("body") or ""

    def defined(link: re.Match[str]) -> str:
        if link[2] not in known:
            return link[0]
        said = html.escape(known[link[2]].definition)
        return f'<a class="reference internal term" {link[1]} data-definition="{said}">'

    context["body"], found = LINK.subn(defined, body)
    if found:
        app.add_js_file("terms.js", loading_method="defer")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", add_definitions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
