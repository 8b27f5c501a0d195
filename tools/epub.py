"""Write an EPUB: the book's chapters as XHTML with MathML, without scripts."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from bs4 import BeautifulSoup

from tools import course
from tools.project import ROOT, repository, version
from tools.whole_book import SOLUTIONS, Chapter, solutions

# Formulas become MathML, and every chapter the text of an XHTML section.
SECTIONS = """() => {
  for (const item of MathJax.startup.document.math) {
    const math = new DOMParser().parseFromString(MathJax.startup.toMML(item.root), "text/html");
    const node = math.querySelector("math");
    const place = item.typesetRoot;
    if (place?.parentNode && node) place.replaceWith(node);
  }
  for (const node of document.querySelectorAll("*")) {
    for (const { name } of [...node.attributes]) {
      if (/^(data-|contenteditable|jax)/.test(name)) node.removeAttribute(name);
    }
  }
  const write = new XMLSerializer();
  return [...document.querySelectorAll("body > section")].map((node) => [
    node.id, write.serializeToString(node),
  ]);
}"""
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml", ".gif": "image/gif"}
STYLE = """body { line-height: 1.4; }
img { height: auto; max-width: 100%; }
figure { margin: 1em 0; }
figcaption, caption, aside { font-size: 0.9em; }
pre, code { font-family: monospace; font-size: 0.85em; }
pre, code { overflow-wrap: anywhere; white-space: pre-wrap; }
table { border-collapse: collapse; font-size: 0.9em; }
th, td { border-bottom: 1px solid #bbb; padding: 0.1em 0.4em; }
th, td { text-align: left; vertical-align: top; }
.admonition { border-left: 3px solid #567; margin: 1em 0; padding: 0.1em 0.8em; }
.admonition-title, dt { font-weight: bold; }
.upperalpha { list-style-type: upper-alpha; }
.eqno { float: right; }
"""
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  lang="en" xml:lang="en">
<head><meta charset="utf-8"/><title>{title}</title><link rel="stylesheet" href="style.css"/></head>
<body>{body}</body>
</html>
"""
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""


def source(book: list[Chapter], head: str) -> str:
    """One page with a section for every chapter, and one for the solutions to each."""
    sections = [str(chapter.body) for chapter in book]
    sections += [str(solutions(chapter)) for chapter in book if chapter.answers]
    return f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(sections)}</body></html>"


def write(page: Any, book: list[Chapter], out: Path) -> None:
    """Write ``out`` from the browser's ``page``, which shows ``source(book)``."""
    texts = dict(page.evaluate(SECTIONS))
    home = {
        ident: name for name, text in texts.items() for ident in re.findall(r' id="([^"]+)"', text)
    }
    pictures: dict[str, bytes] = {}
    files = {f"{name}.xhtml": _chapter(name, text, home, pictures) for name, text in texts.items()}
    titles = {name: _title(text) for name, text in texts.items()}
    files["nav.xhtml"] = _contents(book, titles)
    files["content.opf"] = _package(list(texts), files, pictures)
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")  # first, and stored
        for name, data in {"META-INF/container.xml": CONTAINER, "book/style.css": STYLE}.items():
            packed.writestr(_entry(name), data)
        for name, text in files.items():
            packed.writestr(_entry(f"book/{name}"), text)
        for name, data in pictures.items():
            packed.writestr(_entry(f"book/{name}"), data)


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry of a fixed date, so that equal books are equal files."""
    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _title(text: str) -> str:
    return " ".join(BeautifulSoup(text, "html.parser").h1.get_text().split())


def _chapter(name: str, text: str, home: dict[str, str], pictures: dict[str, bytes]) -> str:
    def link(found: re.Match[str]) -> str:
        return f'href="{home[found[1]]}.xhtml#{found[1]}"'

    def picture(found: re.Match[str]) -> str:
        address = found[1]
        if address.startswith("data:"):
            data, ending = base64.b64decode(address.partition(",")[2]), ".png"
        else:
            path = Path(unquote(urlparse(address).path))
            data, ending = path.read_bytes(), path.suffix
        named = f"{hashlib.sha256(data).hexdigest()[:16]}{ending}"
        pictures[named] = data
        return f'src="{named}"'

    text = re.sub(r'href="#([^"]+)"', link, text)
    text = re.sub(r'src="([^"]+)"', picture, text)
    return HEAD.format(title=escape(_title(text)), body=text)


def _contents(book: list[Chapter], titles: dict[str, str]) -> str:
    def entry(name: str) -> str:
        return f'<li><a href="{name}.xhtml">{escape(titles[name])}</a></li>'

    groups: dict[str, list[str]] = {}
    for chapter in book:
        groups.setdefault(chapter.part, []).append(entry(chapter.slug))
    groups[SOLUTIONS] = [entry(f"{c.slug}--solutions") for c in book if c.answers]
    items = "".join(
        "".join(inside)
        if not part
        else f"<li><span>{escape(part)}</span><ol>{''.join(inside)}</ol></li>"
        for part, inside in groups.items()
    )
    return HEAD.format(
        title="Contents", body=f'<nav epub:type="toc"><h1>Contents</h1><ol>{items}</ol></nav>'
    )


def _package(order: list[str], files: dict[str, str], pictures: dict[str, bytes]) -> str:
    about = course.read(ROOT)
    items = ['<item id="style" href="style.css" media-type="text/css"/>']
    items.append(
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    )
    for number, name in enumerate(order):
        text = files[f"{name}.xhtml"]
        has = [word for word, sign in (("mathml", "<math"), ("svg", "<svg")) if sign in text]
        told = f' properties="{" ".join(has)}"' if has else ""
        items.append(
            f'<item id="c{number}" href="{name}.xhtml" media-type="application/xhtml+xml"{told}/>'
        )
    for number, name in enumerate(pictures):
        kind = TYPES[Path(name).suffix]
        items.append(f'<item id="p{number}" href="{name}" media-type="{kind}"/>')
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(order)))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">https://github.com/{repository()}#{version()}</dc:identifier>
<dc:title>{escape(about.name)}</dc:title><dc:language>en</dc:language>
<dc:creator>{escape(course.AUTHORS)}</dc:creator><dc:rights>{course.LICENCE}</dc:rights>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
</metadata>
<manifest>{"".join(items)}</manifest>
<spine><itemref idref="nav"/>{spine}</spine>
</package>
"""
