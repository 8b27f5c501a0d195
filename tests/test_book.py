"""The built book: strict build, no dead link, a description on every picture, examples that run."""

from __future__ import annotations

import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
import yaml
from bs4 import BeautifulSoup
from built_book import built
from PIL import Image

import infogan_lib
from tools import hero
from tools.project import ROOT, notebooks, pages_address, repository

pytestmark = pytest.mark.slow
PAGES = [ROOT / "README.md", *sorted((ROOT / "book").glob("*.md"))]
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFTOVER = re.compile(r"\{(?:cite|eq|ref|doc|numref|prf)[:}]|:::|```|\bdirective\b.*\boptions\b")


def places(soup: BeautifulSoup) -> set[str]:
    """Return what an address may name within a page."""
    return {tag["id"] for tag in soup(id=True)} | {tag["name"] for tag in soup.select("a[name]")}


def broken(pages: dict[Path, BeautifulSoup]) -> list[str]:
    """Return the links, pictures, styles and scripts that lead nowhere within a built folder.

    `pages` maps files to their parsed text. An anchor must exist in the page it points into.
    """
    anchors = {path: places(soup) for path, soup in pages.items()}
    found = []
    for path, soup in pages.items():
        tags = [*soup("a", href=True), *soup("link", href=True)]
        addresses = [t["href"] for t in tags] + [t["src"] for t in soup(src=True)]
        for address in addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or address in ("", "#"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                found.append(f"{path.name}: {address} is missing")
            elif "=" in parts.fragment and target.stem in ("explorer", "lab"):
                continue  # a state, which tests/browser/test_browser_states.py opens
            elif parts.fragment and unquote(parts.fragment) not in anchors.get(target, ()):
                found.append(f"{path.name}: {address} has no such anchor")
    return found


def undescribed(pages: dict[Path, BeautifulSoup]) -> list[str]:
    """Return the pictures without alternative text."""
    return [
        f"{path.name}: {image.get('src', '')[:60]}"
        for path, soup in pages.items()
        for image in soup("img")
        if not image.get("alt", "").strip()
    ]


def telling(paths: Iterable[Path], secret: str) -> list[str]:
    """Return the files whose text holds `secret`, wherever in it: code blocks and scripts too."""
    return [path.name for path in paths if secret in path.read_text(encoding="utf-8")]


def parse(folder: Path) -> dict[Path, BeautifulSoup]:
    """Return every HTML page below `folder`, parsed. Sphinx's template snippets are no pages."""
    return {
        path.resolve(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(folder.rglob("*.html"))
        if "_static" not in path.parts
    }


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> tuple[list[str], dict[Path, BeautifulSoup]]:
    """What the strict build from scratch complained of, and the pages."""
    complaints, pages = built(tmp_path_factory)
    return complaints, parse(pages)


@pytest.fixture(scope="module")
def book(build) -> dict[Path, BeautifulSoup]:
    """Every page of the built book, parsed."""
    assert build[1], build[0]
    return build[1]


def test_the_strict_build_has_no_complaint(build):
    assert build[0] == []


def page(book: dict[Path, BeautifulSoup], name: str) -> BeautifulSoup:
    return next(soup for path, soup in book.items() if path.as_posix().endswith(f"/{name}.html"))


def test_every_listed_page_is_built_and_in_the_sidebar(book):
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter for part in toc["parts"] for chapter in part["chapters"]]
    pages = [page for chapter in chapters for page in (chapter, *chapter.get("sections", ()))]
    listed = [toc["root"], *(page["file"] for page in pages)]
    sidebar = {a["href"] for a in page(book, toc["root"]).select("nav.bd-links a")}
    for name in listed:
        assert page(book, name).find("h1").get_text(strip=True)
    assert len(sidebar) >= len(listed) == len(notebooks()) + len(PAGES) - 1
    assert {path.stem for path in notebooks()} <= {Path(urlsplit(a).path).stem for a in sidebar}


def test_no_link_is_broken(book):
    assert len(book) >= len(PAGES)
    assert broken(book) == []


def test_every_picture_is_described(book):
    assert undescribed(book) == []


def test_first_page_shows_the_picture(book):
    intro = page(book, "book/intro")
    assert any("hero" in image["src"] for image in intro.find("article")("img"))


def test_the_picture_is_drawn_by_the_shipped_weights(tmp_path):
    hero.draw(tmp_path / "hero.png")
    paths = hero.PICTURE, tmp_path / "hero.png"
    stored, drawn = (np.asarray(Image.open(path), dtype=float) for path in paths)
    assert stored.shape == drawn.shape
    assert np.abs(stored - drawn).mean() < 0.5, "run `make hero`"


def test_pages_are_well_formed(book):
    for path, soup in book.items():
        if path.parent.name not in ("book", "notebooks"):
            continue  # search, index, redirect: Sphinx's own
        assert soup.html.get("lang"), path.name
        assert soup.title.get_text(strip=True), path.name
        article = soup.find("article")
        assert len(article("h1")) == 1, path.name
        for block in article(["pre", "code", "script", "style"]):
            block.extract()
        assert not LEFTOVER.search(article.get_text()), path.name


def test_what_notebooks_link_to_is_there_in_the_book(book):
    """From Colab one comes to the built page by an address, whose place must have the same name."""
    there = {f"{path.parent.name}/{path.name}": places(soup) for path, soup in book.items()}
    root = re.escape(pages_address(repository()))
    address = re.compile(root + r"/([\w/.-]+\.html)(?:#([\w.-]+))?")
    asked = {found for path in notebooks() for found in address.findall(path.read_text("utf-8"))}
    assert len(asked) > 100
    wrong = [f"{page}#{place}" for page, place in asked if place and place not in there[page]]
    assert sorted(wrong) == []


def test_no_path_of_this_computer_is_published(book):
    assert telling(book, str(ROOT)) == []


def test_notebook_pages_can_be_opened_in_colab(book):
    for path in notebooks():
        launch = [a["href"] for a in page(book, f"notebooks/{path.stem}")("a", href=True)]
        assert any("colab.research.google.com" in href for href in launch), path.stem


def test_the_library_page_describes_every_module_and_name(book):
    source = (ROOT / "book" / "api.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\.\. automodule:: (infogan_lib\.[\w.]+)$", source, re.MULTILINE)
    found = pkgutil.walk_packages(infogan_lib.__path__, "infogan_lib.")
    modules = [m.name for m in found if not m.name.endswith("__")]
    assert sorted(listed) == sorted(modules)
    described = {tag["id"] for tag in page(book, "book/api").select("dt[id]")}
    public = set(infogan_lib.__all__) - {"__version__"}
    assert public <= {name.rsplit(".")[-1] for name in described}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_examples_run(path, tmp_path):
    blocks = EXAMPLE.findall(path.read_text(encoding="utf-8"))
    if path.stem in ("README", "intro", "api"):
        assert blocks
    script = tmp_path / "example.py"
    script.write_text("\n".join(blocks), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_crawler_finds_what_is_wrong(tmp_path):
    (tmp_path / "a.html").write_text(
        "<a href='b.html#there'>x</a><a href='b.html#gone'>x</a><a href='c.html'>x</a>"
        "<a href='#top'>x</a><a href='https://example.org/x'>x</a><img src='p.png'>"
    )
    (tmp_path / "b.html").write_text("<p id='there'>x</p><img src='a.html' alt=' '>")
    pages = parse(tmp_path)
    assert sorted(broken(pages)) == [
        "a.html: #top has no such anchor",
        "a.html: b.html#gone has no such anchor",
        "a.html: c.html is missing",
        "a.html: p.png is missing",
    ]
    assert undescribed(pages) == ["a.html: p.png", "b.html: a.html"]


@pytest.mark.parametrize("tag", ["pre", "code", "script", "p"])
def test_a_path_of_this_computer_is_found_wherever_it_stands(tmp_path, tag):
    (tmp_path / "a.html").write_text(f"<{tag}>File '{ROOT}/x.py', line 1</{tag}>")
    (tmp_path / "b.html").write_text("<p>nothing</p>")
    assert telling(parse(tmp_path), str(ROOT)) == ["a.html"]
