"""The words of the course: defined in a plain sentence, linked where a chapter first uses them."""

from __future__ import annotations

import json
import re

import pytest

from tools.glossary import first_uses, linked, terms
from tools.project import notebooks, pages_address, repository

BOOK = re.escape(pages_address(repository()))
LINK = re.compile(rf"\[[^\]]+\]\({BOOK}/book/glossary\.html#(term-[\w.-]+)\)")
CHAPTERS = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])


def markdown(path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]


def test_there_are_thirty_words_in_alphabetical_order():
    names = [term.name for term in terms().values()]
    assert len(names) >= 30
    assert names == sorted(names, key=lambda name: name.lower().replace("é", "e"))


@pytest.mark.parametrize("term", terms().values(), ids=lambda term: term.name)
def test_a_definition_is_one_short_plain_sentence(term):
    """It is shown as plain text: no markup, no formula, and not the word itself."""
    assert not re.search(r"[$`*\[\]{}]", term.definition)
    assert term.definition.endswith(".") and 4 < len(term.definition.split()) < 31
    assert not re.match(rf"(a|an|the)? ?{term.name}\b", term.definition, re.IGNORECASE)


@CHAPTERS
def test_each_word_is_linked_where_the_chapter_first_uses_it(path):
    cells = markdown(path)
    uses = first_uses(path.stem[:2], cells)
    linked = {}
    for number, cell in enumerate(cells):
        for match in LINK.finditer(cell):
            assert match[1] not in linked, f"{match[1]} is linked twice"
            linked[match[1]] = number, match.start()
    late = {place for place, at in uses.items() if place not in linked or at[:2] < linked[place]}
    assert late == set()


def test_a_first_use_is_found_in_prose_alone():
    first = "# Entropy\n\n$entropy$ `entropy` [entropy](x.html)"
    cells = [first, "The differential\nentropy. Entropy"]
    found = first_uses("99", cells)
    assert found["term-differential-entropy"] == (1, 4, 24)
    assert "term-entropy" not in found  # the capital begins a sentence: not a form of the word
    assert first_uses("99", [*cells, "and entropy"])["term-entropy"] == (2, 4, 11)
    assert "term-code" not in first_uses("99", ["In code: print it."])
    assert "term-twin" not in first_uses("10", ["its twin"])


def test_a_link_moves_to_the_first_use():
    book = "https://book.invalid"
    link = f"[entropy]({book}/book/glossary.html#term-entropy)"
    assert linked("99", ["An entropy.", f"Then {link}."], book) == [f"An {link}.", "Then entropy."]
    assert linked("99", [f"An {link}.", "Then entropy."], book) == [f"An {link}.", "Then entropy."]
