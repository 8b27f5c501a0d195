"""The teachers' pages: minutes add up, exercises exist, numbers are right, tables are current."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest
from scipy.special import softmax

from benchmarks import compute, compute_tables
from benchmarks.table import filled
from infogan_lib import information as info
from tools.editions import EXERCISE
from tools.project import ROOT, notebooks

BOOK = ROOT / "book"
PAGES = sorted(BOOK.glob("teaching*.md"))
PLANS = ("teaching-plans", "teaching-module")
SESSION = re.compile(r"^##+ (.+), (\d+) minutes.*\n((?:(?!^##).*\n?)*)", re.MULTILINE)
PARTS = ("**Question.**", "**On the board.**", "**The exercise**", "**Three wrong answers**",
         "**Discussion.**")  # fmt: skip


def text(name: str) -> str:
    return (BOOK / f"{name}.md").read_text(encoding="utf-8")


def sessions() -> list:
    found = [m.groups() for name in PLANS for m in SESSION.finditer(text(name))]
    return [pytest.param(*groups[1:], id=groups[0]) for groups in found]


def first_column(markdown: str) -> list[int]:
    return [int(n) for n in re.findall(r"^\| (\d+) \|", markdown, re.MULTILINE)]


def test_there_are_a_lecture_a_lab_and_six_weeks():
    minutes = [int(session.values[0]) for session in sessions()]
    assert minutes == [90, 180, *[90] * 6]


@pytest.mark.parametrize(("minutes", "plan"), sessions())
def test_a_session_has_its_parts_and_its_minutes_add_up(minutes, plan):
    assert sum(first_column(plan)) == int(minutes)
    for part in PARTS:
        assert plan.count(part) == 1, part
    assert re.findall(r"^(\d)\. ", plan, re.MULTILINE) == ["1", "2", "3"]
    assert re.search(r'href="(?:explorer|lab)\.html#', plan)
    asked, stated = (re.findall(r"\[Exercise [\d.]+\]\(([\w-]+)\)", part)
                     for part in plan.split("**The exercise**"))  # fmt: skip
    assert stated[0] in asked, "the table has no time for the exercise"


def test_every_exercise_is_named_by_its_number():
    numbers = {}
    for path in notebooks():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            numbers |= {label: name for name, label, _ in EXERCISE.findall("".join(cell["source"]))}
    link = r"\[(Exercise [\d.]+)\]\(([\w-]+)\)"
    named = [pair for path in PAGES for pair in re.findall(link, text(path.stem))]
    assert len(named) > 15
    assert [(name, label) for name, label in named if numbers.get(label) != name] == []


def test_marks_add_up():
    open_exercise, project = text("teaching-marking").split("## A finished project")
    assert sum(first_column(open_exercise)) == 10 and "| **10** |" in open_exercise
    assert sum(first_column(project)) == 100 and "| **100** |" in project


def test_the_seconds_of_the_steps_add_up_to_less_than_fifteen_minutes():
    page = text("teaching-own")
    total = int(re.search(r"^\| \*\*(\d+)\*\* \|", page, re.MULTILINE)[1])
    assert sum(first_column(page)) == total < 15 * 60


def diagnostic() -> dict[int, str]:
    image = np.zeros((5, 28, 28, 1))[..., 0].mean(axis=0)
    best = max(np.linspace(0, 1, 101)[1:-1], key=lambda y: 0.4 * np.log(y) + 0.1 * np.log(1 - y))
    w, step = 1.0, 1e-6
    slope = ((3 * (w + step) - 1) ** 2 - (3 * (w - step) - 1) ** 2) / (2 * step)
    return {
        1: f"{math.log(10):.2f}",
        2: f"{best:g}",
        3: f"{np.var(np.linspace(-1, 1, 100_001)):.3f}",
        4: f"{6 / 7:.3f}",
        5: "({:g}, {:g})".format(*softmax([0, math.log(3)]).round(12)),
        6: f"{-math.log(softmax(np.zeros(10))[3]):.4f}",
        7: f"{slope:.0f}",
        8: str(image.shape),
        9: f"{1024 * 128 + 128:,}",
        10: f"{0.25 / math.sqrt(2000):.4f}",
    }


def test_the_diagnostics_answers_are_right_and_closed():
    page = text("teaching-diagnostic")
    answers = re.findall(r"^:::\{dropdown\} Answer (\d+)\n\*\*(.+?)[.,]?\*\*", page, re.MULTILINE)
    assert {int(n): answer for n, answer in answers} == diagnostic()
    assert len(answers) == 10
    assert all(re.search(r"\]\((?:\.\./notebooks|glossary|[\w-]+\))", closed)
               for closed in page.split(":::{dropdown}")[1:] if "NumPy" not in closed)  # fmt: skip


def test_the_numbers_of_right_and_wrong_answers():
    """Each wrong answer is what the mistake that it names really gives."""
    lazy = math.log(2 / 3) + 0.5 * math.log(1 / 3)  # exercise 1.2
    table = np.array([[2, 1, 1, 0], [0, 2, 1, 1], [1, 0, 2, 1], [1, 1, 0, 2]]) / 16
    bits = info.mutual_information(table, base=2)
    left = info.entropy(table.sum(axis=1), base=2) - bits
    stated = {
        f"$V^* = {lazy:.4f}$": "right",
        f"$\\mathrm{{JS}} = {(lazy + math.log(4)) / 2:.4f}$": "right",
        f"*$\\mathrm{{JS}} = {lazy + math.log(4):.4f}$.*": "the two is missing",
        f"{-math.log(1 - math.exp(-0.1)):.4f}": "right",
        f"*{-math.log(0.1):.4f}.*": "a loss for a probability",
        f"*{left:g} bits.*": "what is left",
        f"half a bit is {bits * math.log(2):.4f} nats": "right",
        f"*{bits:.1f} nats.*": "the unit",
        f"*{info.entropy(table.sum(axis=1), base=2):g} bits,": "the code's entropy",
        f"{math.log(10) - 0.031:.4f} ± {1.96 * 0.25 / math.sqrt(2000):.4f} nats": "right",
        f"*−{math.log(10) - 0.031:.4f}.*": "the sign",
        f"± {1.96 * 0.25:.2f}.*": "one sample",
        f"{30 + 5 + 3} columns, for which $Q$ has {5 + 3 * 2} outputs": "right",
        f"*{30 + 1 + 3} columns.*": "a category as one number",
        f"*{5 + 3} outputs.*": "no standard deviation",
        f"{1 - 0.025**0.1:.2f}": "right",
    }
    page = text("teaching-module")
    assert [number for number in stated if number not in page] == []


def test_the_compute_page_shows_the_record():
    record = json.loads(compute.RECORD.read_text(encoding="utf-8"))
    assert list(compute_tables.rows(record)) == [path.stem for path in notebooks()]
    for name, render in compute_tables.TABLES.items():
        assert filled(compute.PAGE, name) == render(record)


def test_a_class_needs_as_much_as_its_students_together():
    row = {"seconds": 90.0, "cpu_seconds": 60.0, "memory_mb": 1250}
    assert compute_tables.cores(30, row) == 6  # 1,800 seconds of work in 300
    assert compute_tables.gigabytes(200, row) == 250
    big = {**row, "memory_mb": 1900}
    record = {"runs": [{"notebooks": {"01-a": row}}, {"notebooks": {"02-b": big}}]}
    shown = compute_tables.services(record)
    assert "57 GB and 6 cores | 380 GB and 40 cores" in shown
    assert "all chapters but 02, one processor" in shown


def test_a_new_run_replaces_the_rows_that_it_measured():
    def run(**rows):
        return {"date": "d", "notebooks": rows}

    record = compute.merged({"runs": [run(a=1, b=1), run(c=1)]}, run(b=2, c=2))
    assert [r["notebooks"] for r in record["runs"]] == [{"a": 1}, {"b": 2, "c": 2}]
