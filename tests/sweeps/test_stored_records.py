"""The stored records are the runs of the tables in sweeps/, with nothing left out or added."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infogan_lib.measure.records import RESULTS, load_records, names
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.sweeps.table import read_table
from tools.project import ROOT

TABLES = dict.fromkeys(("ten-seeds", "afterwards", "paper", "official"), RESULTS)
TABLES |= {"tried": RESULTS / "tried"}
RUNS = {table: read_table(ROOT / "sweeps" / f"{table}.toml") for table in TABLES}
ROWS = [
    (table, folder, name)
    for table, folder in TABLES.items()
    for name in dict.fromkeys(run.table for run in RUNS[table])
]


@pytest.mark.parametrize(("table", "folder", "name"), ROWS, ids=lambda x: getattr(x, "stem", x))
def test_records_hold_the_runs_of_their_table(table: str, folder: Path, name: str):
    wanted = [run for run in RUNS[table] if run.table == name]
    runs = load_records(name, folder)
    assert [run["seed"] for run in runs] == [run.config.seed for run in wanted]
    for run, told in zip(runs, wanted, strict=True):
        config = TrainConfig.from_config(run["config"])
        # What "auto" settles is the computer's, not the table's.
        left_open = {"precision": config.precision, "jit_compile": config.jit_compile}
        assert config == replace(told.config, **left_open)
        assert run["scored_on"] == "test" and run["scores"]["images"] == 10_000
        assert len(run["history"]["epoch"]) == config.epochs
    assert len({run["data"] for run in runs}) == 1


def test_no_record_is_of_no_table():
    for folder in set(TABLES.values()):
        assert names(folder) == sorted(name for _, home, name in ROWS if home == folder)
