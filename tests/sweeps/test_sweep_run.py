"""One run of a sweep, in this process: what every record has, and what needs Q."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from infogan_lib.data.mnist import load_mnist
from infogan_lib.files import write_json
from infogan_lib.recipes.config import preset
from infogan_lib.sweeps import run as sweep_run
from infogan_lib.sweeps.sweep import commands

pytestmark = pytest.mark.slow
SMALL = {"width": 0.0625, "batch_size": 32, "epochs": 1, "jit_compile": False}
OF_Q = {"scores", "scored_on", "attributes", "selection"}


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Two batches of digits, and scores on a few images."""
    sample = load_mnist("sample")
    digits = replace(sample, x_train=sample.x_train[:64], y_train=sample.y_train[:64])
    cheap = {"n": 50, "resamples": 10}
    monkeypatch.setattr(sweep_run, "load_mnist", lambda data: digits)
    monkeypatch.setattr(sweep_run, "evaluate", partial(sweep_run.evaluate, n=50))
    monkeypatch.setattr(sweep_run, "code_attributes", partial(sweep_run.code_attributes, **cheap))


@pytest.mark.parametrize("name", ["gan", "cgan", "acgan"])
def test_a_model_without_q_has_a_record_without_scores(tmp_path, name):
    write_json(tmp_path / "config.json", preset(name, **SMALL).to_config())
    sweep_run.run_and_score(tmp_path, "sample")
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record["epochs"] == 1 and len(record["history"]["d_loss"]) == 1
    assert set(record) & OF_Q == (OF_Q if name == "acgan" else set())


def test_what_is_scored_is_the_model_that_was_written(tmp_path):
    """Scored anew it has the same scores: trained in few bits, it is read in float32 both times."""
    config = preset("tiny", **SMALL, precision="mixed_bfloat16")
    write_json(tmp_path / "config.json", config.to_config())
    records = []
    for _ in range(2):
        sweep_run.run_and_score(tmp_path, "sample")
        records.append(json.loads((tmp_path / "record.json").read_text(encoding="utf-8")))
        (tmp_path / "record.json").unlink()
    assert records[0] == records[1] and records[0]["config"]["precision"] == "mixed_bfloat16"


def test_a_command_of_a_list_runs_in_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.npz").touch()
    (tmp_path / "table.toml").write_text('[a]\npreset = "gan"\nseeds = [3]\n')
    (line,) = commands(tmp_path / "table.toml", Path("out"), "mine.npz")
    assert line[-2:] == [str(tmp_path / "out" / "a-3"), str(tmp_path / "mine.npz")]
