"""One run of a sweep, in this process: what every record has, and what needs Q."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from infogan_lib.data.mnist import load_mnist
from infogan_lib.files import write_json
from infogan_lib.recipes.config import preset
from infogan_lib.sweeps import run as sweep_run
from infogan_lib.sweeps.sweep import commands

SMALL = {"width": 0.0625, "batch_size": 32, "epochs": 1, "jit_compile": False}
OF_Q = {"scores", "scored_on", "attributes", "selection"}


@pytest.mark.parametrize("name", ["gan", "cgan", "acgan"])
def test_a_model_without_q_has_a_record_without_scores(tmp_path, monkeypatch, name):
    sample = load_mnist("sample")
    few = replace(sample, x_train=sample.x_train[:64], y_train=sample.y_train[:64])
    monkeypatch.setattr(sweep_run, "load_mnist", lambda data: few)
    write_json(tmp_path / "config.json", preset(name, **SMALL).to_config())
    sweep_run.run_and_score(tmp_path, "sample")
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record["epochs"] == 1 and len(record["history"]["d_loss"]) == 1
    assert set(record) & OF_Q == (OF_Q if name == "acgan" else set())


def test_a_command_of_a_list_runs_in_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.npz").touch()
    (tmp_path / "table.toml").write_text('[a]\npreset = "gan"\nseeds = [3]\n')
    (line,) = commands(tmp_path / "table.toml", tmp_path.relative_to(tmp_path) / "out", "mine.npz")
    assert line[-2:] == [str(tmp_path / "out" / "a-3"), str(tmp_path / "mine.npz")]
