"""The whole book on paper and for e-readers: nothing lost, nothing cut, formulas set."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from tools.project import ROOT
from tools.whole_book import SOLUTIONS, chapters, contents

pytestmark = pytest.mark.slow
XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
OPF = "{http://www.idpf.org/2007/opf}"


@pytest.fixture(scope="module")
def book(folder):
    return chapters(folder)


def made(edition, browser, folder, out):
    """Run the command as `make` does; it starts a browser of its own."""
    command = [sys.executable, "tools/print_book.py", edition, str(folder), str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


@pytest.fixture(scope="module")
def printed(browser, folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("print") / "infogan.pdf"
    return made("pdf", browser, folder, out), PdfReader(out)


@pytest.fixture(scope="module")
def epub(browser, folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("epub") / "infogan.epub"
    made("epub", browser, folder, out)
    with zipfile.ZipFile(out) as packed:
        yield packed


def titles(outline, level=0):
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry, level + 1)
        else:
            yield level, entry.title


def test_every_page_of_the_book_is_a_chapter_in_order(book):
    assert [(chapter.part, chapter.name) for chapter in book] == contents()
    names = [tag["id"] for chapter in book for tag in chapter.body.find_all(id=True)]
    assert len(names) == len(set(names)) > 300


def test_links_between_pages_lead_within_the_document(book):
    answers = [tag for chapter in book for tag in chapter.answers]
    parts = [chapter.body for chapter in book] + answers
    tags = [tag for part in parts for tag in [part, *part.find_all(id=True)]]
    places = {tag.get("id") for tag in tags}
    places |= {f"{chapter.slug}--solutions" for chapter in book if chapter.answers}
    links = [link["href"] for part in parts for link in part.find_all("a", href=True)]
    assert [a for a in links if not re.match("https?:|mailto:|#", a)] == []
    assert [a for a in links if a.startswith("#") and a[1:] not in places] == []


def test_no_solution_stands_before_the_last_part(book):
    for chapter in book:
        if not chapter.name.startswith("notebooks/"):
            continue
        assert len(chapter.answers) >= 5, chapter.name
        text = chapter.body.get_text()
        assert not re.search(r"Solution \d+\.\d+|Answer to question", text), chapter.name
        assert not chapter.body.find("details"), chapter.name


def test_bookmarks_name_every_chapter_and_its_solutions(printed, book):
    found = [title for level, title in titles(printed[1].outline) if level <= 1]
    for chapter in book[1:]:
        assert found.count(chapter.title) == 1 + bool(chapter.answers), chapter.title
    assert SOLUTIONS in found and {chapter.part for chapter in book[1:]} <= set(found)


def test_no_bookmark_loses_a_space_where_its_heading_breaks(printed, book):
    found = {" ".join(title.split()) for _, title in titles(printed[1].outline)}
    for chapter in book[1:]:
        for heading in chapter.body.find_all(re.compile("h[2-4]$")):
            if not heading.find(class_="math"):
                assert " ".join(heading.get_text().split()) in found, heading


def test_paper_has_its_pages_and_nothing_is_cut(printed):
    wide, pdf = printed
    assert wide == ""
    assert 200 <= len(pdf.pages) <= 450
    sizes = {tuple(round(float(x)) for x in page.mediabox[2:]) for page in pdf.pages}
    assert sizes == {(595, 842)}  # A4, in points


def test_no_formula_is_left_as_source_on_paper(printed):
    pages = printed[1].pages[::12]  # reading them all takes longer than printing them
    text = "".join(page.extract_text() for page in pages)
    assert not re.search(r"\\\(|\\\[|\\begin\{|\\ln\b", text)
    assert "Math input error" not in text


def test_an_epub_begins_with_its_type_and_lists_what_it_holds(epub):
    first = epub.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert epub.read("mimetype") == b"application/epub+zip"
    package = ElementTree.fromstring(epub.read("book/content.opf"))
    listed = [item.get("href") for item in package.iter(f"{OPF}item")]
    held = {name.removeprefix("book/") for name in epub.namelist() if name.startswith("book/")}
    assert len(listed) == len(set(listed)) and set(listed) | {"content.opf"} == held
    spine = [item.get("idref") for item in package.iter(f"{OPF}itemref")]
    assert set(spine) <= {item.get("id") for item in package.iter(f"{OPF}item")}


def test_chapters_of_an_epub_are_xhtml_without_scripts_and_links_lead_somewhere(epub, book):
    trees = {
        name.removeprefix("book/"): ElementTree.fromstring(epub.read(name))
        for name in epub.namelist() if name.endswith(".xhtml")
    }  # fmt: skip
    assert len(trees) > 2 * 13 + 5
    ids = {
        name: [node.get("id") for node in tree.iter() if node.get("id")]
        for name, tree in trees.items()
    }
    for name, tree in trees.items():
        assert len(ids[name]) == len(set(ids[name])), name
        assert not [node for node in tree.iter() if node.tag == f"{XHTML}script"]
        for link in tree.iter(f"{XHTML}a"):
            page, _, place = (link.get("href") or "https:").partition("#")
            if not page.startswith(("https:", "http:", "mailto:")):
                assert not place or place in ids[page or name], (name, link.get("href"))
        for image in tree.iter(f"{XHTML}img"):
            assert f"book/{image.get('src')}" in epub.namelist()
            assert image.get("alt"), (name, image.get("src"))


def test_formulas_of_an_epub_are_mathml(epub):
    names = [name for name in epub.namelist() if "notebooks-05" in name and name.endswith(".xhtml")]
    tree = ElementTree.fromstring(epub.read(names[0]))
    formulas = list(tree.iter(f"{MATHML}math"))
    assert len(formulas) > 100
    assert not [node for node in tree.iter() if node.tag.startswith(XHTML + "mjx")]
    assert not [node for node in tree.iter(f"{MATHML}merror")]
    text = re.sub(r"<pre.*?</pre>", "", epub.read(names[0]).decode(), flags=re.DOTALL)
    assert r"\(" not in re.sub(r"<annotation.*?</annotation>", "", text)
