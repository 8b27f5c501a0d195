"""The whole book as a PDF or an EPUB, made from the built pages; `make print`, `make epub`.

python tools/print_book.py pdf _build/html _build/print/infogan.pdf
python tools/print_book.py epub _build/html _build/epub/infogan.epub

Chromium sets the formulas by the book's own MathJax. For paper it prints them, with the headings as
bookmarks; e-readers run no scripts and get them as MathML.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import course, epub, project
from tools.whole_book import SOLUTIONS, Chapter, chapters, lower_headings, solutions

STYLES = ("pygments.css", "print.css")
LICENCES = "Code under the MIT licence; text and figures under CC BY 4.0."
PAPER = 642  # CSS pixels between the margins of print.css: 170 mm
# Formulas wider than the text are set smaller; returns what is too wide all the same.
FIT = """(width) => {
  for (const box of document.querySelectorAll("mjx-container[display]")) {
    const wide = box.firstElementChild.getBoundingClientRect().width;
    const room = box.parentElement.getBoundingClientRect().width;
    if (wide > room) box.style.fontSize = `${Math.floor((95 * room) / wide)}%`;
  }
  const inside = (node) => node.closest("mjx-assistive-mml, mjx-math, svg");
  return [...document.querySelectorAll("body *")]
    .filter((node) => !inside(node) && node.getBoundingClientRect().right > width + 1)
    .map((node) => `${node.tagName} ${node.className}: ${node.textContent.trim().slice(0, 60)}`);
}"""


@contextmanager
def opened(page_file: Path) -> Iterator[Any]:
    """A browser's page with the document, its formulas set."""
    from playwright.sync_api import sync_playwright

    program = project.browser()
    if program is None:
        raise SystemExit("This needs Chromium or Chrome, and found none.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": PAPER, "height": 900})
        page.set_default_timeout(300_000)
        page.emulate_media(media="print")
        page.goto(page_file.as_uri())
        page.evaluate("MathJax.startup.promise")
        yield page
        browser.close()


def document(book: list[Chapter], pages: Path) -> str:
    """The HTML of the whole book: a cover, the contents, parts, chapters, solutions."""
    about = course.read()
    first, rest = book[0], book[1:]
    image = first.body.find("img")
    facts = [*about.facts, f"Version {project.version()}", LICENCES]
    cover = [f"<h1>{escape(about.name)}</h1>", str(image) if image else ""]
    cover += [f"<p>{escape(course.AUTHORS)}</p>", *(f"<p>{escape(fact)}</p>" for fact in facts)]
    if course.adapted(about):
        cover.append(f"<p>{course.adapted(about)}</p>")
    first.body.h1.string = "What this is"
    if image:  # it stands on the cover
        (image.find_parent("figure") or image).decompose()
    sections, listed, part = [_chapter(first.body, 0)], [], ""
    for chapter in rest:
        if chapter.part != part:
            part = chapter.part
            slug = "part-" + re.sub(r"\W+", "-", part.lower())
            sections.append(f'<div class="part" id="{slug}"><h1>{escape(part)}</h1></div>')
            listed.append(f'<li><a href="#{slug}">{escape(part)}</a></li>')
        title = escape(chapter.title)
        listed.append(f'<li><ul><li><a href="#{chapter.slug}">{title}</a></li></ul></li>')
        sections.append(_chapter(chapter.body, 1))
    sections.append(f'<div class="part" id="solutions"><h1>{SOLUTIONS}</h1></div>')
    listed.append(f'<li><a href="#solutions">{SOLUTIONS}</a></li>')
    sections += [_chapter(solutions(chapter), 1) for chapter in book if chapter.answers]
    return "\n".join([
        '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">',
        f"<title>{escape(about.name)}</title>", head(pages), "</head><body>",
        f'<div class="cover">{"".join(cover)}</div>',
        f'<div class="contents"><p><strong>Contents</strong></p><ul>{"".join(listed)}</ul></div>',
        *sections, "</body></html>",
    ])  # fmt: skip


def head(pages: Path) -> str:
    """Styles, and MathJax as the book sets it up."""
    static = (pages / "_static").resolve().as_uri()
    source = (pages / "notebooks" / "00-first-infogan.html").read_text(encoding="utf-8")
    settings = re.search(r"<script>window\.MathJax = .*?</script>", source)
    links = [f'<link rel="stylesheet" href="{static}/{name}">' for name in STYLES]
    script = f'<script defer src="{static}/mathjax/tex-chtml.js"></script>'
    return "\n".join([*links, settings[0] if settings else "", script])


def _chapter(section: Any, by: int) -> str:
    section["class"] = [*section.get("class", []), "chapter"]
    # The pages' own classes say where MathJax looks; they are the same here.
    return str(lower_headings(section, by))


def pdf(pages: Path, out: Path) -> list[str]:
    """Print the book to ``out``; return what is wider than the page."""
    out.parent.mkdir(parents=True, exist_ok=True)
    source = out.with_suffix(".html")
    source.write_text(document(chapters(pages), pages), encoding="utf-8")
    with opened(source) as page:
        wide = page.evaluate(FIT, PAPER)
        page.pdf(path=out, prefer_css_page_size=True, outline=True, tagged=True)
    return wide


def main() -> int:
    """Make the edition that the command line names."""
    shape = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("edition", choices=("pdf", "epub"))
    parser.add_argument("pages", type=Path, help="the built book")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    if not (arguments.pages / "index.html").is_file():
        print(f"{arguments.pages} holds no built book: make book", file=sys.stderr)
        return 1
    wide = pdf(arguments.pages, arguments.out) if arguments.edition == "pdf" else None
    if arguments.edition == "epub":
        source = arguments.out.with_suffix(".html")
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        book = chapters(arguments.pages)
        source.write_text(epub.source(book, head(arguments.pages)), encoding="utf-8")
        with opened(source) as page:
            epub.write(page, book, arguments.out)
        source.unlink()
    for text in wide or ():
        print(f"wider than the page: {text}", file=sys.stderr)
    print(arguments.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
