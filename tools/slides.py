"""Slides, one deck a part, from the notebooks' own cells.

    python tools/slides.py [FOLDER]     after `make book`; by default _build/slides

A chapter's cells are chosen by what they are. A heading begins a topic. Shown are displayed
formulas, lists and tables with the paragraph that leads to them, *Predict first*, figures, live
panels and exercises; and a checked output, below the formula that it checks or where a topic
begins. All other text stands in the speaker's notes. Solutions are left out. The folder needs no
network and no server.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import course
from tools.editions import LABEL, SOLUTION
from tools.notebook_content import BADGE_LINE
from tools.offline_pages import POLICY
from tools.project import ROOT, notebooks

SOURCE = ROOT / "slides"
#: The parts: {deck: (title, chapters)}.
DECKS = {
    "gans": ("GANs", ("00", "01", "02", "03")),
    "information": ("Information", ("04", "05", "06", "07")),
    "infogan": ("InfoGAN", ("08", "09", "10")),
    "measuring": ("Measuring and checking", ("11", "12", "13", "14", "15", "16")),
}
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)")
PANEL = re.compile(r'<div class="(live-[\w -]+)">')
FIGURE = re.compile(r'<img src="([^"]+)" alt="([^"]*)".*?<figcaption>(.*?)</figcaption>', re.DOTALL)
PROMPT = re.compile(r"\*{1,2}Predict first\.\*{1,2}\s*")
LONGEST, WIDEST = 14, 88  # lines and columns of printed output that a slide can hold
LEFT_OUT = {"References", "Further reading"}
#: What is shown by itself; what is shown after the paragraph that leads to it.
ALONE, LED = {"exercise", "panel"}, {"math_block", "bullet_list", "ordered_list", "table"}


@dataclass
class Slide:
    """``heading`` and ``body`` are HTML; ``notes`` are what the speaker may say."""

    heading: str
    body: list[str]
    kind: str
    notes: list[str] = field(default_factory=list)

    def html(self, name: str = "") -> str:
        level = "h1" if self.kind == "title" else "h2"
        place = f' id="{name}"' if name else ""
        notes = f'<aside class="notes">{"".join(self.notes)}</aside>' if self.notes else ""
        return (
            f'<section class="slide {self.kind}"{place}><{level}>{self.heading}</{level}>'
            f'<div class="body">{"".join(self.body)}</div>{notes}</section>'
        )


def _math(content: str, options: dict[str, Any]) -> str:
    text = escape(content.strip(), quote=False)
    return f"\\[{text}\\]" if options["display_mode"] else f"\\({text}\\)"


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
MARKDOWN.use(dollarmath_plugin, renderer=_math, double_inline=True)


def plain(markdown: str) -> str:
    """A cell's text without badge, solutions, places and links; what a link says stays."""
    for pattern in (BADGE_LINE, SOLUTION, LABEL):
        markdown = pattern.sub("", markdown)
    return LINK.sub(r"\1", markdown)


def blocks(markdown: str) -> Iterator[tuple[str, str, str]]:
    """Each block of a cell: its kind, its HTML, and its Markdown source in one line."""
    tokens, lines, first = MARKDOWN.parse(plain(markdown)), plain(markdown).splitlines(), 0
    for place, token in enumerate(tokens):
        if token.level or token.nesting == 1:
            continue
        piece, first = tokens[first : place + 1], place + 1
        kind = piece[0].type.removesuffix("_open")
        start, end = piece[0].map or (0, 0)
        source = " ".join(lines[start:end])
        html = MARKDOWN.renderer.render(piece, MARKDOWN.options, {})
        if kind == "math_block":
            html = f'<div class="formula">{html}</div>'
        elif kind == "heading":
            html = MARKDOWN.renderInline(piece[1].content)
            kind = piece[0].tag
        elif kind == "blockquote" and "**Exercise" in source:
            kind = "exercise"
        elif kind == "html_block" and (found := PANEL.search(html)):
            kind, html = "panel", found[1]
        elif kind == "paragraph" and PROMPT.match(source):
            kind, html = "prompt", MARKDOWN.render(PROMPT.sub("", source))
        yield kind, html, source


class Chapter:
    """The slides of one notebook."""

    def __init__(self, notebook: dict[str, Any]):
        self.slides: list[Slide] = []
        self.heading, self.fresh = "", True  # fresh: its topic has no slide yet
        self.said: list[str] = []  # since the last slide
        for cell in notebook["cells"]:
            source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
            if cell["cell_type"] == "markdown":
                for block in blocks(source):
                    self._text(*block)
            elif "hide-cell" not in tags:
                for output in cell.get("outputs", []):
                    self._output(output, checked="nbval-check-output" in tags)
        self._close()

    def _text(self, kind: str, html: str, source: str) -> None:
        if kind in ("h1", "h2", "h3"):
            self._close()
            self.heading, self.fresh = html, True
        elif self.heading in LEFT_OUT or not source.strip():
            return
        elif kind == "prompt":
            self._show("prompt", f'<div class="question">{html}</div>')
            self.slides[-1].body.insert(0, "<p><strong>Predict first.</strong></p>")
        elif kind in ALONE:
            self._show(kind, panel_frame(html) if kind == "panel" else html)
        elif kind in LED:
            self._show(kind, html, lead=True)
        elif len(self.slides) == 0:
            self._show("title", html)
        elif kind != "html_block":
            self.said.append(html)

    def _output(self, output: dict[str, Any], checked: bool) -> None:
        if found := FIGURE.search("".join(output.get("data", {}).get("text/html", ""))):
            address, alt, caption = found.groups()
            picture = f'<img src="{address}" alt="{alt}">'
            self._show("figure", f"<figure>{picture}<figcaption>{caption}</figcaption></figure>")
        elif checked and output["output_type"] == "stream":
            text = "".join(output["text"]).rstrip()
            lines = text.splitlines()
            if len(lines) > LONGEST or max(map(len, lines), default=0) > WIDEST:
                return
            if self.fresh:
                self._show("printed", f"<pre>{escape(text)}</pre>", lead=True)
            elif self.slides[-1].kind == "math_block":  # the check beside the claim
                self.slides[-1].body.append(f"<pre>{escape(text)}</pre>")

    def _show(self, kind: str, html: str, lead: bool = False) -> None:
        """Make a slide. What was said before explains the slide before it, or begins the topic."""
        last = self.said.pop() if lead and self.said else ""
        if kind == "math_block" and not last and not self.fresh and self.slides[-1].kind == kind:
            self.slides[-1].body.append(html)  # two formulas with nothing between them
            return
        slide = Slide(self.heading, [last, html], kind)
        (slide if self.fresh or not self.slides else self.slides[-1]).notes.extend(self.said)
        self.slides.append(slide)
        self.said, self.fresh = [], False

    def _close(self) -> None:
        """A topic ends. One that has shown nothing shows its first paragraph."""
        if self.said and self.fresh:
            first, *self.said = self.said
            self._show("words", first)
        if self.slides:
            self.slides[-1].notes.extend(self.said)
        self.said = []


def panel_frame(classes: str) -> str:
    """A live panel in a frame of its own; it is loaded when its slide comes."""
    return f'<iframe data-src="panel.html?{quote(classes)}" title="A live panel"></iframe>'


def deck(name: str, root: Path = ROOT) -> str:
    """One deck as HTML: a column of slides for each chapter."""
    title, numbers = DECKS[name]
    known = course.read(root)
    facts = " · ".join(escape(text) for text in known.facts)
    lines = [f'<p class="course">{line}</p>' for line in (facts, course.adapted(known)) if line]
    first = Slide(escape(title), [f"<p>{escape(known.name)}</p>", *lines], "title")
    columns = [f"<section>{first.html('start')}</section>"]
    for path in notebooks(root):
        if path.name[:2] in numbers:
            slides = Chapter(json.loads(path.read_text(encoding="utf-8"))).slides
            names = [f"chapter-{path.name[:2]}-{n}" if n else f"chapter-{path.name[:2]}"
                     for n in range(len(slides))]  # fmt: skip
            shown = (s.html(name) for s, name in zip(slides, names, strict=True))
            columns.append(f"<section>{''.join(shown)}</section>")
    heading = f"{title}: {known.name}"
    return _filled("deck.html", title=escape(heading), slides="\n".join(columns))


def _filled(template: str, title: str, **values: str) -> str:
    """A page from its template: each begins with the same head."""

    def filled(name: str, **values: str) -> str:
        return Template((SOURCE / name).read_text(encoding="utf-8")).substitute(values)

    head = filled("head.html", policy=POLICY, title=title)
    return filled(template, head=head.rstrip(), title=title, **values)


def write(folder: Path, book: Path, root: Path = ROOT) -> list[Path]:
    """Write all decks, and what they need of the built ``book``; the pages, index first."""
    static = book / "_static"
    if not (static / "live" / "weights.js").is_file():
        raise FileNotFoundError("the slides show the book's panels: run make book first")
    shutil.rmtree(folder, ignore_errors=True)
    for part in (static / "live", static / "mathjax", SOURCE / "reveal"):
        shutil.copytree(part, folder / part.name)
    for name in ("deck.css", "deck.js"):
        shutil.copyfile(SOURCE / name, folder / name)
    name = escape(course.read(root).name)
    contents = "".join(f'<li><a href="{d}.html">{DECKS[d][0]}</a></li>' for d in DECKS)
    pages = {"index": _filled("index.html", title=f"{name}: slides", decks=f"<ul>{contents}</ul>")}
    pages |= {d: deck(d, root) for d in DECKS}
    pages |= {"panel": _filled("panel.html", title="A live panel")}
    for page, text in pages.items():
        (folder / f"{page}.html").write_text(text, encoding="utf-8")
    return [folder / f"{page}.html" for page in pages]


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "slides"
    print(write(target, ROOT / "_build" / "html")[0].resolve().as_uri())
