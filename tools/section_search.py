"""A Sphinx extension: the book's sections in one script, for the search page.

Sphinx's own search fetches each page for its excerpt, which a browser refuses to a book that is
opened from its folder. ``_static/sections.js`` holds ``[address, page, section, text]`` of every
section, in reading order; ``book/_static/search.js`` searches it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes

SCRIPT = "sections.js"
# No text of a section: its title, sections below it, HTML, pictures, displayed formulas.
LEFT_OUT = (nodes.section, nodes.title, nodes.raw, nodes.comment, nodes.image, nodes.math_block)


def text_of(section: nodes.Element) -> str:
    """The words of a section itself, on one line."""
    return " ".join(" ".join(_pieces(section)).split())


def _pieces(node: nodes.Element) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, LEFT_OUT):
            continue
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif isinstance(child, nodes.TextElement):
            yield "".join(_readable(text) for text in child.findall(nodes.Text))
        else:
            yield from _pieces(child)


def _readable(text: nodes.Text) -> str:
    """The text; of a formula only what reads as text, such as H(c)."""
    said = text.astext()
    return "…" if isinstance(text.parent, nodes.math) and re.search(r"[\\^{]", said) else said


def sections_of(doctree: nodes.document, address: str) -> list[list[str]]:
    """``[address, page, section, text]`` of a page's sections; the first is the page itself."""
    found, page = [], ""
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        name = re.sub(r"\s+", " ", title.astext()) if title is not None else ""
        place = "" if not page else f"#{section['ids'][0]}"
        page = page or name
        found.append([address + place, page, name, text_of(section)])
    return found


def write_sections(app: Any, exception: Exception | None) -> None:
    """Write the script beside the search page."""
    if exception is not None or app.builder.format != "html":
        return
    found = []
    for name in app.env.found_docs:
        address = app.builder.get_target_uri(name)
        found += sections_of(app.env.get_doctree(name), address)
    found.sort(key=lambda section: section[0].partition("#")[0])
    lines = ",\n".join(json.dumps(section, ensure_ascii=False) for section in found)
    script = f"window.infoganSections = [\n{lines},\n];\n"
    (Path(app.outdir) / "_static" / SCRIPT).write_text(script, encoding="utf-8")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("build-finished", write_sections)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
