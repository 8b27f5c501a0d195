"""The benchmark of the pages measures what it says; how fast anything is, no test asks."""

from __future__ import annotations

import copy
import json

import pytest

from benchmarks.page import measure, report
from benchmarks.page.__main__ import README, RECORD
from benchmarks.table import filled

MADE_UP = {
    "command": "x", "date": "today", "browser": "9", "pages": 3, "images": 7, "load": [1.0, None],
    "machine": {"processor": "p", "cores": 2, "system": "s"},
    "engines": {
        "own": {name: bar or 0.0 for name, (_, bar) in report.MEASURES.items()},
        "other": {"payload": 123.4},
    },
}  # fmt: skip


def test_a_bar_may_be_reached_but_not_passed():
    assert report.missed(MADE_UP) == []
    for name, (what, bar) in report.MEASURES.items():
        if bar is None:
            continue
        slow = copy.deepcopy(MADE_UP)
        slow["engines"]["own"][name] = bar + 1
        (line,) = report.missed(slow)
        assert line.startswith(what)
        slow["engines"]["own"][name] = float("nan")
        assert len(report.missed(slow)) == 1


def test_every_bar_of_the_page_is_kept_watch_over():
    bars = {name: bar for name, (_, bar) in report.MEASURES.items() if bar is not None}
    assert bars == {"payload": 8, "first": 2000, "image": 16, "grid": 250, "elsewhere": 0}


def test_the_table_has_a_column_for_each_engine():
    lines = report.render(MADE_UP).splitlines()
    assert lines[0] == "| | at most | own | other |"
    assert lines[2] == "| sent by a server, compressed, MB | 8.0 | 8.0 | 123 |"
    assert all(line.count("|") == 5 for line in lines[: 2 + len(report.MEASURES)])


def test_the_page_shows_the_record():
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert filled(README, "page") == report.render(record)
    assert report.missed(record) == []


@pytest.mark.slow
def test_it_measures_the_built_book(browser, folder):
    found = measure.measure_in(browser, folder, images=20, visits=1)
    own = found["engines"]["own"]
    assert set(own) == set(report.MEASURES)
    assert own["elsewhere"] == 0 and found["pages"] > 5
    assert all(own[name] > 0 for name in own if name != "elsewhere")
    assert own["image"] < own["grid"]
