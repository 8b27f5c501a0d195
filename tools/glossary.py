"""The course's words: book/glossary.md as data, and where a chapter first uses one.

python tools/glossary.py    link each word where a chapter first uses it, and there alone
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import nbformat

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.notebook_content import write
from tools.project import ROOT, notebooks, pages_address, repository

PAGE = ROOT / "book" / "glossary.md"
ENTRY = re.compile(r"^(\S.*)\n((?:  \S.*\n)+)", re.MULTILINE)
# What is no prose of the chapter: solutions, fences, formulas, HTML, links, code, headings.
NO_PROSE = re.compile(
    r"<details>.*?</details>|^(?:```.*?^```|\$\$.*?\$\$|#+ .*?$|> \*\*Exercise.*?$|- \*\*.*?$)"
    r"|!?\[[^\]]*\](?:\([^)]*\))+|`[^`\n]*`|\$[^$]*\$|<[^>\n]*>",
    re.MULTILINE | re.DOTALL,
)
# Forms of a word in a sentence, where they are not the word itself or its plural. Programs are
# code too.
FORMS = {
    "category": r"categor(?:y|ies)",
    "code": r"(?<!In )(?<!in )(?<!as )(?<!Much )(?<!line of )codes?",
    "entangled": "entangled",
    "held-out": "held[- ]out",
    "JS": "JS",
    "KL divergence": "KL divergences?|Kullback–Leibler divergence",
    "mode collapse": "[Mm]ode collapse|collapse",
}
# Words that a chapter first uses in an everyday sense, or for something else.
OTHER_SENSE = {
    ("00", "twin"), ("01", "gap"), ("01", "head"), ("01", "judge"), ("02", "judge"), ("08", "mode"),
    ("09", "mode"), ("09", "mode collapse"), ("10", "twin"), ("11", "gap"), ("16", "gap"),
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A word of the glossary, its definition in one plain sentence, and its place in the page."""

    name: str
    definition: str

    @property
    def place(self) -> str:
        """The anchor that Sphinx gives the entry, such as "term-mutual-information"."""
        plain = unicodedata.normalize("NFKD", f"term-{self.name}").encode("ascii", "ignore")
        return re.sub(r"[^a-zA-Z0-9._]+", "-", plain.decode("ascii")).strip("-")

    @property
    def form(self) -> re.Pattern[str]:
        """What finds the word in a sentence, over the end of a line too."""
        form = FORMS.get(self.name, f"{self.name}s?")
        return re.compile(rf"(?<![\w-])(?:{form})(?![\w-])".replace(" ", r"\s"))


def terms() -> dict[str, Term]:
    """{place: term} of the glossary's page, in its order."""
    text, found = PAGE.read_text(encoding="utf-8"), {}
    for name, body in ENTRY.findall(text.partition(":::{glossary}\n")[2]):
        whole = " ".join(body.split())
        first = re.match(r".*?\.(?= [A-Z]|$)", whole)
        term = Term(name, first[0] if first else whole)
        found[term.place] = term
    return found


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"\S", " ", found[0])


def first_uses(chapter: str, cells: list[str]) -> dict[str, tuple[int, int, int]]:
    """{place: (cell, start, end)}: the first use of each word in the prose of Markdown cells.

    ``chapter``: its number, "04". A word within a longer one, as "entropy" in "differential
    entropy", is no use of it.
    """
    found, known = {}, terms()
    texts = [NO_PROSE.sub(_blank, markdown) for markdown in cells]
    for place, term in known.items():
        if (chapter, term.name) in OTHER_SENSE:
            continue
        longer = [t for t in known.values() if term.name in t.name.split() and t is not term]
        for number, text in enumerate(texts):
            for other in longer:
                text = other.form.sub(_blank, text)
            if match := term.form.search(text):
                found[place] = number, match.start(), match.end()
                break
    return found


def linked(chapter: str, cells: list[str], book: str) -> list[str]:
    """The Markdown cells of a chapter with a link to each word where it is first used.

    A link that stands there or earlier stays; a later one is taken away.
    """
    cells = list(cells)
    for place in first_uses(chapter, cells):
        link = re.compile(rf"\[([^\]]+)\]\({re.escape(book)}/book/glossary\.html#{place}\)")
        number, start, end = first_uses(chapter, cells)[place]
        old = next(((n, m) for n, cell in enumerate(cells) if (m := link.search(cell))), None)
        if old and (old[0], old[1].start()) <= (number, start):
            continue
        word = cells[number][start:end]
        new = f"[{word}]({book}/book/glossary.html#{place})"
        if old:
            cells[old[0]] = link.sub(r"\1", cells[old[0]])
        cells[number] = cells[number][:start] + new + cells[number][end:]
    return cells


def main() -> None:
    """Write the links into every notebook."""
    book = pages_address(repository())
    for path in notebooks():
        notebook = nbformat.read(path, as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
        texts = linked(path.stem[:2], [cell.source for cell in cells], book)
        for cell, text in zip(cells, texts, strict=True):
            cell.source = text
        write(notebook, path)


if __name__ == "__main__":
    main()
