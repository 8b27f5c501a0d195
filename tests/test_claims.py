"""What pages and questions say of the shipped model and the ten seeds is in card and records."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest

from infogan_lib.measure.records import RESULTS, load_records
from infogan_lib.measure.seed_table import row
from tools.project import ROOT, notebooks

WEIGHTS = ROOT / "infogan_lib" / "weights"
DIGITS = "zero one two three four five six seven eight nine".split()
NUMBERS = dict(zip(DIGITS, range(10), strict=True))
# As in "category 0 draws eights", "Category 0 is an eight", "(category 0: eights)", "is digit 2".
SAID = re.compile(
    r"[Cc]ategory (\d)(?: draws|:| is an?| is digit)\s+(?:(\d)\b|(" + "|".join(DIGITS) + r")e?s?\b)"
)


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of what speaks of the shipped model in its own words."""
    for path in (ROOT / "README.md", *sorted((ROOT / "book").glob("*.md"))):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "book" / "quiz").glob("*.toml")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in notebooks():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield path.name, "".join(cell["source"])


def names(text: str) -> list[tuple[int, int]]:
    """(category, digit) of each sentence that names a category of the shipped model."""
    return [(int(k), int(n) if n else NUMBERS[word]) for k, n, word in SAID.findall(text)]


def test_a_category_is_called_by_the_digit_that_the_card_counts():
    scores = json.loads((WEIGHTS / "mnist.json").read_text(encoding="utf-8"))["scores"]
    digit_of = {int(k): digit for k, digit in scores["assignment"].items()}
    said = [(where, *pair) for where, text in texts() for pair in names(text)]
    assert len(said) >= 4
    assert [claim for claim in said if digit_of[claim[1]] != claim[2]] == []


@pytest.mark.parametrize("text, found", [
    ("In the model category 0 draws nines.", (0, 9)),
    ("Category 0 is an eight, 1 a zero", (0, 8)),
    ("# category 0: eights", (0, 8)),
    ("the shipped model category 3 is digit 3.", (3, 3)),
])  # fmt: skip
def test_a_name_is_found_however_it_is_said(text, found):
    assert names(text) == [found]


def test_the_first_page_says_what_ten_seeds_have_become():
    page = " ".join((ROOT / "book" / "intro.md").read_text(encoding="utf-8").split())
    found = [row(record) for record in load_records("mnist")]
    assert "became a digit, on ten seeds of ten" in page
    assert len(found) == 10 and all(r["accuracy"] >= 0.95 for r in found)
    assert "became the thickness, and one that" in page and "the slant, on ten as well" in page
    assert {r["stroke_attribute"] for r in found} == {"thickness"}
    assert all(abs(r["stroke"]) >= 0.9 and abs(r["slant"]) >= 0.9 for r in found)


def test_the_papers_objective_peaks_where_chapter_9_says():
    table = (WEIGHTS / "paper-history.csv").read_text(encoding="utf-8")
    accuracy = np.array([float(epoch["accuracy"]) for epoch in csv.DictReader(table.splitlines())])
    assert accuracy.argmax() + 1 == 19
    assert (round(accuracy.max(), 2), round(accuracy[-1], 2)) == (0.74, 0.63)


def test_unequal_classes_do_what_chapter_11_says():
    runs = json.loads((RESULTS / "unbalanced.json").read_text(encoding="utf-8"))["runs"]
    balanced, uniform, true = (
        {run["seed"]: run for run in runs if run["row"] == name}
        for name in dict.fromkeys(run["row"] for run in runs)
    )
    for seed, run in uniform.items():
        ones = np.array(run["table"])[1]
        assert (ones >= ones.sum() / 20).sum() in (3, 4)
        assert 0.4 < balanced[seed]["information"] - run["information"] < 0.6
        assert 0 < balanced[seed]["L_I"] - run["L_I"] < 0.15
        assert run["accuracy"] < true[seed]["accuracy"] < balanced[seed]["accuracy"]
        ones = np.array(true[seed]["table"])[1]
        assert ones.max() > 0.95 * ones.sum()


def test_every_source_is_cited():
    library = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),", library, re.MULTILINE)
    everything = "\n".join(text for _, text in texts())
    assert [key for key in keys if key not in everything] == []
