"""What a chapter prints is compared, cell by cell; what is not is listed here with the reason."""

from __future__ import annotations

import json

import pytest

from tools import prose_numbers
from tools.project import notebooks

TRAINED = "trained here, and rounding leads processors apart; a checked cell follows"
DEVICE = "says what this computer has, and a GPU or MNIST's full set changes it"
SECOND_DECIMAL = "processors may round the second decimal apart; a checked cell follows"
UNCHECKED = {
    "00-c11": TRAINED,
    "00-c23": TRAINED,
    "g019b": TRAINED,
    "g041": TRAINED,
    "02-02": DEVICE,
    "02-25": DEVICE,
    "02-36b": TRAINED,
    "02-37bb": TRAINED,
    "02-45b": TRAINED,
    "03-32": DEVICE,
    "07-control-table": TRAINED,
    "08-33": TRAINED,
    "d6537b82": TRAINED,
    "ee8160ef": TRAINED,
    "8df514fd": DEVICE,
    "2849dae9": SECOND_DECIMAL,
    "13-inverted": TRAINED,
    "14-sound": TRAINED,
    "14-swapped-table": TRAINED,
    "14-collapse-table": TRAINED,
}


def outputs_without_check(notebook: dict) -> list[str]:
    """The ids of the cells that print something and are not compared."""
    return [
        cell["id"]
        for cell in prose_numbers.code_cells(notebook)
        if prose_numbers.CHECKED not in cell.get("metadata", {}).get("tags", [])
        and any(prose_numbers.printed(output) for output in cell["outputs"])
    ]


def cells(path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_printed_output_is_compared_or_listed(path):
    assert [found for found in outputs_without_check(cells(path)) if found not in UNCHECKED] == []


def test_the_list_names_no_cell_that_is_compared_or_gone():
    found = {cell for path in notebooks() for cell in outputs_without_check(cells(path))}
    assert set(UNCHECKED) - found == set()


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_what_depends_on_the_training_is_followed_by_a_checked_cell(path):
    waiting = None  # the cell whose section has not checked anything since
    for cell in cells(path)["cells"]:
        if cell["cell_type"] == "markdown" and "\n## " in "\n" + "".join(cell["source"]):
            assert waiting is None
        if UNCHECKED.get(cell["id"]) in (TRAINED, SECOND_DECIMAL):
            waiting = cell["id"]
        elif prose_numbers.CHECKED in cell["metadata"].get("tags", []):
            waiting = None
    assert waiting is None


def printing(text: str, tags: list[str], **data: str) -> dict:
    output = {"output_type": "stream", "text": [text], "data": data}
    source = {"cell_type": "code", "id": "made-up", "source": ["f()"], "metadata": {"tags": tags}}
    return {"cells": [source | {"outputs": [output]}]}


def test_a_print_without_the_tag_is_found():
    assert outputs_without_check(printing("0.93", [])) == ["made-up"]
    assert outputs_without_check(printing("0.93", ["nbval-check-output"])) == []
    assert outputs_without_check(printing("infogan_lib 0.1", ["setup"])) == []
    assert outputs_without_check(printing("", [], **{"text/html": "<figure>1</figure>"})) == []
