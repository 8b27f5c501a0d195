"""The page of the seventeen checks is complete, and each stands where it says."""

from __future__ import annotations

import json
import re
import sys

import pytest

from tools.editions import CHECK, LABEL
from tools.project import ROOT, notebooks

sys.path.insert(0, str(ROOT / "tests" / "information"))
from all_checks import CHECKS

ROW = re.compile(r"^\| \[(\d+)\]\(check-(\d\d)\) \| (\d+) \| .+ \| .+ \| .+ \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "book" / "checks.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def places() -> dict[str, tuple[int, str]]:
    """{label: (chapter, heading below it)} of every check in the notebooks."""
    found = {}
    for path in notebooks():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            for label in LABEL.findall(source):
                if label.startswith("check-"):
                    heading = source.split(f'<a id="{label}"></a>\n\n')[1].split("\n")[0]
                    found[label] = int(path.stem[:2]), heading
    return found


def test_every_check_of_the_library_has_a_row(page):
    rows = ROW.findall(page)
    assert [int(number) for number, *_ in rows] == sorted(CHECKS)
    assert all(int(number) == int(label) for number, label, _ in rows)


def test_every_place_of_a_check_is_linked(page, places):
    linked = set(re.findall(r"\]\((check-[\w-]+)\)", page))
    assert linked == set(places)


def test_a_row_names_the_chapter_in_which_its_check_stands(page, places):
    for number, label, chapter in ROW.findall(page):
        assert places[f"check-{label}"][0] == int(chapter), number


def test_a_heading_bears_its_checks_number(places):
    for label, (_, heading) in places.items():
        found = CHECK.match(heading)
        assert found and int(found[2]) == int(label[6:8]), f"{label}: {heading}"
