"""A Sphinx extension: the book's richer edition of the notebooks, from the notebooks themselves.

People open a notebook in Colab, JupyterLab, VS Code or on GitHub, so that it is plain there:
CommonMark, mathematics, links, and solutions in <details>. While the book is built, this lifts the
plain conventions: a link to the references becomes a citation, a link to a chapter a checked
cross-reference, a link to the glossary a term, a check's number a note in the margin, a quoted
exercise a box, a closed solution, a cell that imports or draws a fold. Nothing is written twice.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes

if str(Path(__file__).resolve().parents[1]) not in sys.path:  # Sphinx knows this folder alone
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.folding import FOLDED, folded
from tools.glossary import terms
from tools.project import pages_address, repository

# (Chen et al., 2016) in brackets is a citation in passing; Chen et al. (2016) is part of its
# sentence.
CITATION = r"\[(?P<open>\(?)[^\]]*\]\({book}/book/references\.html#(?P<key>\w+)\)"
PAGE = r"(?P<page>(?:notebooks|book)/[\w-]+)\.html(?:#(?P<label>[\w-]+))?"
LINK = r"\[(?P<text>[^\]]+)\]\({book}/" + PAGE + r"\)"
TERM = r"\[(?P<text>[^\]]+)\]\({book}/book/glossary\.html#(?P<place>term-[\w.-]+)\)"
LABEL = re.compile(r'^<a id="([\w-]+)"></a>$', re.MULTILINE)
EXERCISE = re.compile(
    r"^> \*\*(Exercise [\d.]+)\*\* · `([\w-]+)`\n((?:>.*(?:\n|$))*)", re.MULTILINE
)
CHECK = re.compile(r"^(#+) Check (\d+)(, continued)?: (\w)(.*)$", re.MULTILINE)
SOLUTION = re.compile(
    r"^<details>\n<summary>([^<]+)</summary>\n\n(.*?)\n\n</details>$", re.MULTILINE | re.DOTALL
)


def to_myst(markdown: str, book: str) -> str:
    """A plain Markdown cell as the book's MyST; ``book`` is the address of the built pages."""
    book = re.escape(book)
    markdown = re.sub(CITATION.replace("{book}", book), _citation, markdown)
    markdown = re.sub(TERM.replace("{book}", book), _term, markdown)
    markdown = re.sub(LINK.replace("{book}", book), _reference, markdown)
    markdown = LABEL.sub(r"(\1)=", markdown)
    markdown = CHECK.sub(_check, markdown)
    markdown = EXERCISE.sub(_exercise, markdown)
    return SOLUTION.sub(lambda m: _box(m[1], "dropdown solution", m[2]), markdown)


def _citation(match: re.Match[str]) -> str:
    return f"{{cite:{'p' if match['open'] else 't'}}}`{match['key']}`"


def _term(match: re.Match[str]) -> str:
    known = terms()
    if match["place"] not in known:
        raise ValueError(f"book/glossary.md has no entry for {match['place']}")
    return f"{{term}}`{match['text']} <{known[match['place']].name}>`"


def _reference(match: re.Match[str]) -> str:
    if match["label"]:
        return f"{{ref}}`{match['text']} <{match['label']}>`"
    return f"{{doc}}`{match['text']} </{match['page']}>`"


def _check(match: re.Match[str]) -> str:
    """A heading says what is found; the check's number stands in the margin."""
    level, number, more, first, rest = match.groups()
    margin = f"```{{margin}}\n{{doc}}`Check {number}{more or ''} </book/checks>`\n```"
    return f"{level} {first.upper()}{rest}\n\n{margin}"


def _exercise(match: re.Match[str]) -> str:
    title, label, quoted = match.groups()
    body = re.sub(r"^> ?", "", quoted, flags=re.MULTILINE).strip("\n")
    return _box(title, "exercise", body, label) + "\n"


def _box(title: str, kind: str, body: str, name: str = "") -> str:
    """An admonition whose fence is longer than any fence within it."""
    inside = re.findall(r"^`{3,}", body, re.MULTILINE)
    fence = "`" * max([3, *(len(found) + 1 for found in inside)])
    name = f":name: {name}\n" if name else ""
    return f"{fence}{{admonition}} {title}\n:class: {kind}\n{name}\n{body}\n{fence}"


def enrich(app: Any, docname: str, source: list[str]) -> None:
    """Sphinx's ``source-read``: rewrite a notebook's Markdown before it is parsed."""
    if not docname.startswith("notebooks/"):
        return
    notebook, book = json.loads(source[0]), pages_address(repository())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = to_myst("".join(cell["source"]), book)
        else:
            tags = cell["metadata"].setdefault("tags", [])
            if not FOLDED & set(tags) and folded("".join(cell["source"]), tags):
                tags.append("hide-input")
    source[0] = json.dumps(notebook)


def name_references(app: Any, doctree: nodes.document, docname: str) -> None:
    """Sphinx's ``doctree-resolved``: a work is found by its key too, as notebooks link to it."""
    works = {work.citation_id: work.key for work in app.env.get_domain("cite").citations}
    for work in doctree.findall(nodes.citation):
        work["ids"] += [works[place] for place in work["ids"] if place in works]


def setup(app: Any) -> dict[str, bool]:
    app.connect("source-read", enrich)
    app.connect("doctree-resolved", name_references)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
