"""The built pages as one document, for paper and for e-readers, with solutions at the end.

What a screen folds is either left out or opened: the code that only draws a figure, and the setup
cell, stand in the notebooks; solutions and answers come after the last chapter. A live panel is
represented by its static twin.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import yaml
from bs4 import BeautifulSoup, Tag

from tools.project import ROOT

SOLUTIONS = "Solutions and answers"
LEFT_OUT = {
    "headerlink", "prev-next-footer", "tag_setup", "quiz-erase", "sd-summary-chevron-right",
    "sd-summary-state-marker",
}  # fmt: skip
CODED = re.compile(r"\s*# @title Solution")


@dataclass
class Chapter:
    """A page of the book: ``body`` begins with its h1, ``answers`` were taken out of it."""

    part: str
    name: str
    title: str
    body: Tag
    answers: list[Tag] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.name.replace("/", "-")


def contents(root: Path = ROOT) -> list[tuple[str, str]]:
    """``(part, page)`` in reading order; the first page belongs to no part."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    found = [("", toc["root"])]
    for part in toc["parts"]:
        name = part["caption"].partition(" (")[0]
        for entry in part["chapters"]:
            found += [(name, page["file"]) for page in (entry, *entry.get("sections", ()))]
    return found


def chapters(pages: Path, root: Path = ROOT) -> list[Chapter]:
    """All chapters of the book that was built into ``pages``, ready to be joined.

    Identifiers carry the page's name in front, since pages repeat each other's; links between
    pages become links within the document, and pictures have absolute addresses.
    """
    order = contents(root)
    known = {name for _, name in order}
    found = []
    for part, name in order:
        text = (pages / f"{name}.html").read_text(encoding="utf-8")
        article = text[text.index("<article") : text.index("</article>") + len("</article>")]
        body = BeautifulSoup(article, "html.parser").section
        tidy(body)
        chapter = Chapter(part, name, " ".join(body.h1.get_text().split()), body)
        rename(body, chapter, pages, known)
        chapter.answers = take_answers(body, chapter.slug)
        found.append(chapter)
    return found


def tidy(body: Tag) -> None:
    """Take out what only a screen needs, and open what stays."""
    for tag in body.find_all(True):
        if tag.decomposed:
            continue
        classes = set(tag.get("class", ()))
        if LEFT_OUT & classes or tag.name in ("script", "style", "nav"):
            tag.decompose()
        elif tag.name == "summary" and tag.has_attr("aria-label"):  # of a folded cell
            tag.decompose()
        elif "tag_hide-input" in classes:
            for code in tag.find_all(class_="cell_input"):
                code.decompose()
        elif tag.name == "details" and {"quiz-key", "sd-dropdown"} & classes:
            tag["open"] = ""
        elif "dropdown" in classes:
            tag["class"].remove("dropdown")
        if not tag.decomposed and tag.has_attr("data-definition"):
            del tag["data-definition"]
    for tag in body.find_all(["details", "div"]):
        if tag.decomposed:
            continue
        if tag.name == "details" and not tag.has_attr("open"):
            tag.unwrap()
        elif "cell" in tag.get("class", ()) and not (tag.get_text(strip=True) or tag.find("img")):
            tag.decompose()


def rename(body: Tag, chapter: Chapter, pages: Path, known: set[str]) -> None:
    """Make identifiers and links those of one document."""
    for tag in body.find_all(id=True):
        tag["id"] = f"{chapter.slug}--{tag['id']}"
    body["id"] = chapter.slug
    folder = posixpath.dirname(chapter.name)
    for link in body.find_all("a", href=True):
        address = link["href"]
        if re.match(r"[a-z]+:", address):
            continue
        path, _, place = address.partition("#")
        target = posixpath.normpath(posixpath.join(folder, unquote(path)))
        name = chapter.name if not path else target.removesuffix(".html")
        if name in known and (not path or target.endswith(".html")):
            slug = name.replace("/", "-")
            link["href"] = f"#{slug}--{place}" if place and "=" not in place else f"#{slug}"
        else:  # a file that is no part of the document
            link.unwrap()
    for image in body.find_all("img", src=True):
        if not re.match(r"[a-z]+:", image["src"]):
            image["src"] = (pages / folder / unquote(image["src"])).resolve().as_uri()


def take_answers(body: Tag, slug: str) -> list[Tag]:
    """Take solutions and the keys of the quiz out of ``body``, and return them in order."""
    found = []
    for tag in body.find_all(["div", "details"], class_=["solution", "cell", "quiz-key"]):
        if tag.find_parent(class_="solution"):
            continue
        if "cell" in tag["class"]:
            code = tag.find("pre")
            if code is None or not CODED.match(code.get_text()):
                continue
        found.append(tag.extract())
    if found and (first := body.find(class_=["exercise", "quiz"])):
        first.insert_before(_note(slug))
    return found


def _note(slug: str) -> Tag:
    text = (
        f'<p class="to-solutions"><a href="#{slug}--solutions">Solutions</a> stand at the end.</p>'
    )
    return BeautifulSoup(text, "html.parser").p


def solutions(chapter: Chapter) -> Tag:
    """A section with the answers of one chapter."""
    soup = BeautifulSoup("", "html.parser")
    section = soup.new_tag("section", id=f"{chapter.slug}--solutions")
    heading = soup.new_tag("h1")
    heading.string = chapter.title
    section.append(heading)
    keyed = False
    for answer in chapter.answers:
        if "quiz-key" in answer.get("class", []):
            if not keyed:
                under = soup.new_tag("h2")
                under.string = "The five questions"
                section.append(under)
                keyed = True
            answer.summary.name = "p"
            answer.name = "div"
            del answer["open"]
        section.append(answer)
    return section


def lower_headings(section: Tag, by: int) -> Tag:
    """Every h1 becomes an h2, and so on, down to h6."""
    for tag in section.find_all(re.compile(r"^h[1-6]$")):
        tag.name = f"h{min(int(tag.name[1]) + by, 6)}"
    return section
