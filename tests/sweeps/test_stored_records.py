"""Runs that no chapter reads yet: what their page says of them is what the records hold."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tools.project import ROOT

FOLDER = ROOT / "sweeps" / "records"
PAGE = (FOLDER / "README.md").read_text("utf-8")


def records(name: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def shown(*values: float) -> list[str]:
    return [f"{value:.2f}".lstrip("0") for value in values]


@pytest.mark.parametrize(
    ("name", "seeds"),
    [("official.jsonl", range(200, 205)), ("paper-60.jsonl", range(200, 210))],
)
def test_the_table_of_files_is_that_of_the_records(name, seeds):
    runs = records(name)
    accuracy = [run["scores"]["accuracy"] for run in runs]
    assert [run["seed"] for run in runs] == [*seeds]
    median, low, high = shown(np.median(accuracy), min(accuracy), max(accuracy))
    assert f"seeds {seeds[0]}–{seeds[-1]} | {median}, {low} to {high} |" in PAGE


@pytest.mark.parametrize(
    ("candidate", "seeds"),
    [
        ("elastic", range(100, 106)), ("fast", range(100, 106)), ("fast", range(200, 210)),
        ("third", range(100, 106)), ("third", range(200, 210)),
    ],
)  # fmt: skip
def test_the_table_of_candidates_is_that_of_the_records(candidate, seeds):
    runs = [r for r in records("candidates.jsonl") if r["candidate"] == candidate]
    runs = [run for run in runs if run["seed"] in seeds]
    assert [run["seed"] for run in runs] == [*seeds]
    accuracy = [run["scores"]["accuracy"] for run in runs]
    bound = min(run["scores"]["bounds"]["category"]["value"] for run in runs)
    slant = [run["attributes"]["style_1"]["slant"] for run in runs]
    within, pooled = (min(abs(s[key]) for s in slant) for key in ("rho_within", "rho"))
    median, low = (f"{x:.3f}".lstrip("0") for x in (np.median(accuracy), min(accuracy)))
    line = f"| {candidate} | {seeds[0]}–{seeds[-1]} | {median}, {low} | {bound:.3f} "
    assert line + f"| {', '.join(shown(within, pooled))} |" in PAGE
