"""`evaluate --diagnose RUN` prints the findings of the chapter, for whatever a folder holds."""

from __future__ import annotations

import json

import pytest

from infogan_lib.__main__ import main
from infogan_lib.measure.diagnose import diagnose, report
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset

TINY = preset("tiny", precision="float32", jit_compile=False)
SILENT = """epoch,D_fake,D_real,L_I_category,L_I_style_1,L_I_style_2,d_loss,g_loss
1,0.45,0.55,-0.05,-0.2,-0.2,1.25,0.85
2,0.45,0.55,-0.02,-0.2,-0.2,1.25,0.85
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "history.csv").write_text(SILENT, encoding="utf-8")
    (tmp_path / "config.json").write_text(json.dumps(TINY.to_config()), encoding="utf-8")
    return tmp_path


def test_a_run_without_weights_has_its_history_read(run, capsys):
    assert main(["evaluate", "--diagnose", str(run)]) == 1
    printed = capsys.readouterr()
    header, *rows = [line.split(",") for line in SILENT.split()]
    history = {name: [float(row[i]) for row in rows] for i, name in enumerate(header)}
    assert printed.out == report(diagnose(history, TINY.to_config())) + "\n"
    assert "codes ignored" in printed.out and "No weights yet" in printed.err


@pytest.mark.slow
def test_weights_are_scored_and_sampled(run, capsys):
    """An untrained G draws one grey for everything: beside its codes, its modes are missing."""
    build(TINY).save_weights(run / "model.weights.h5")
    assert main(["evaluate", "--diagnose", str(run), "--data", "sample"]) == 1
    printed = capsys.readouterr()
    assert "codes ignored" in printed.out and "mode collapse" in printed.out
    assert "training set" not in printed.out


def test_what_it_cannot_do_is_said_in_a_line(run, tmp_path, capsys):
    for arguments, message in (
        ([str(run), "--out", "scores.json"], "leave out --out"),
        ([str(tmp_path / "nowhere")], "mnist"),
    ):
        assert main(["evaluate", "--diagnose", *arguments]) == 2
        assert message in capsys.readouterr().err
