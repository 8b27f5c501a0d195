"""Notebooks are plain wherever people open them, and the book's edition is made from them alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from tools.editions import CITATION, EXERCISE, LABEL, LINK, SOLUTION, to_myst
from tools.glossary import terms
from tools.project import ROOT, notebooks, pages_address, repository

BOOK = pages_address(repository())
MYST = re.compile(r"\{[\w:-]+\}`|^[`:]{3,}\{|^\([\w-]+\)=$|^:\w+:|\$\$ *\([\w-]+\)", re.MULTILINE)
PLAIN = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)


def cells(path: Path, kind: str = "markdown") -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def text(path: Path) -> str:
    return "\n\n".join("".join(cell["source"]) for cell in cells(path))


def unrendered(markdown: str) -> list[str]:
    """What a reader of CommonMark and mathematics would see as bare markup."""
    words = [
        child.content
        for token in PLAIN.parse(markdown)
        for child in token.children or []
        if child.type == "text"
    ]
    return [word for word in words if re.search(r"\$|\\[a-zA-Z]+|\{[\w:-]+\}|^:::", word)]


CHAPTERS = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])


@CHAPTERS
def test_a_notebook_is_commonmark_and_mathematics(path):
    assert MYST.findall(text(path)) == []
    assert [found for cell in cells(path) for found in unrendered("".join(cell["source"]))] == []


@CHAPTERS
def test_exercises_are_numbered_within_their_chapter_and_each_has_a_closed_solution(path):
    chapter, whole = int(path.stem[:2]), text(path)
    found = [(match[1], match[2]) for match in EXERCISE.finditer(whole)]
    assert [title for title, _ in found] == [
        f"Exercise {chapter}.{n}" for n in range(1, len(found) + 1)
    ]
    assert len({label for _, label in found}) == len(found)
    titles = {match[1].split(",")[0] for match in SOLUTION.finditer(whole)}
    titles |= {
        re.match(r"# @title (Solution [\d.]+)", "".join(cell["source"]))[1]
        for cell in cells(path, "code")
        if "".join(cell["source"]).startswith("# @title Solution")
    }
    assert titles == {title.replace("Exercise", "Solution") for title, _ in found}
    assert whole.count("<details>") == len(SOLUTION.findall(whole))


@CHAPTERS
def test_what_follows_a_closed_solution_is_closed_too(path):
    """No output beneath it may print the answer that it hides."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell, after in zip(found, found[1:], strict=False):
        if "".join(cell["source"]).rstrip().endswith("</details>"):
            source = "".join(after["source"])
            assert after["cell_type"] == "markdown" or source.startswith("# @title Solution")


@CHAPTERS
def test_code_of_a_solution_is_closed_too(path):
    for cell in cells(path, "code"):
        if "".join(cell["source"]).startswith("# @title Solution"):
            metadata = cell["metadata"]
            assert metadata["cellView"] == "form" and "hide-cell" in metadata["tags"]
            assert metadata["jupyter"] == {"source_hidden": True, "outputs_hidden": True}


@CHAPTERS
def test_links_into_the_book_lead_somewhere(path):
    book, whole = re.escape(BOOK), text(path)
    keys = {match["key"] for match in re.finditer(CITATION.replace("{book}", book), whole)}
    known = re.findall(r"^@\w+\{(\w+),", (ROOT / "book/references.bib").read_text(), re.MULTILINE)
    assert keys <= set(known)
    words = set(terms())
    places = words | {label for other in notebooks() for label in LABEL.findall(text(other))}
    for match in re.finditer(LINK.replace("{book}", book), whole):
        if match["page"] != "book/references":
            assert list(ROOT.glob(f"{match['page']}.*")), match[0]
            assert match["label"] is None or match["label"] in places, match[0]
    assert BOOK not in to_myst(whole, BOOK)  # nothing in the book leads out of it and back


def test_the_books_edition_of_each_convention():
    plain = f"""As [(Chen et al., 2016)]({BOOK}/book/references.html#chen2016infogan) say,
and [Chen et al. (2016)]({BOOK}/book/references.html#chen2016infogan) too. See
[mutual informations]({BOOK}/book/glossary.html#term-mutual-information),
[the step]({BOOK}/notebooks/08-building-infogan.html) and [routes]({BOOK}/notebooks/08-x.html#way).

<a id="way"></a>

### Check 12, continued: another scale

> **Exercise 3.2** · `03-half`
>
> Fence:
>
> ```
> x = 1
> ```

<details>
<summary>Solution 3.2</summary>

One half.

</details>"""
    assert to_myst(plain, BOOK) == """As {cite:p}`chen2016infogan` say,
and {cite:t}`chen2016infogan` too. See
{term}`mutual informations <mutual information>`,
{doc}`the step </notebooks/08-building-infogan>` and {ref}`routes <way>`.

(way)=

### Another scale

```{margin}
{doc}`Check 12, continued </book/checks>`
```

````{admonition} Exercise 3.2
:class: exercise
:name: 03-half

Fence:

```
x = 1
```
````

```{admonition} Solution 3.2
:class: dropdown solution

One half.
```"""


@pytest.mark.parametrize("bare", ["{cite:t}`x`", "costs $5 and\n\n$6", "\\frac12", "::: note"])
def test_bare_markup_is_found(bare):
    assert unrendered(bare) or MYST.search(bare)


def test_a_link_to_a_word_without_an_entry_is_refused():
    with pytest.raises(ValueError, match="no entry for term-nonsense"):
        to_myst(f"[nonsense]({BOOK}/book/glossary.html#term-nonsense)", BOOK)
