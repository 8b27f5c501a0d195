"""A sweep: what its table may say, and that stopping one loses and changes nothing."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from infogan_lib.__main__ import main
from infogan_lib.recipes.config import preset
from infogan_lib.runs.options import parse_codes
from infogan_lib.sweeps.sweep import commands, sweep
from infogan_lib.sweeps.table import read_table

TABLE = """
[tiny]
preset = "tiny"
seeds = [3, 4]
batch_size = 500
jit_compile = false

[plain]
preset = "gan"
seeds = [3]
width = 0.0625
batch_size = 500
epochs = 1
jit_compile = false
"""


def written(tmp_path, text: str):
    path = tmp_path / "table.toml"
    path.write_text(text)
    return path


def test_a_table_lists_presets_with_their_changes_seed_by_seed(tmp_path):
    runs = read_table(written(tmp_path, TABLE))
    assert [run.name for run in runs] == ["tiny-3", "tiny-4", "plain-3"]
    assert runs[1].config == preset("tiny", seed=4, batch_size=500, jit_compile=False)


def test_codes_are_written_as_on_the_command_line(tmp_path):
    text = '[k]\npreset = "tiny"\nseeds = [0]\ncodes = "category=4,style=uniform"\n'
    (run,) = read_table(written(tmp_path, text))
    assert [code.name for code in run.config.codes] == ["category", "style"]


def test_what_stands_above_the_tables_holds_for_each_that_does_not_say_otherwise(tmp_path):
    shared = 'preset = "tiny"\nseeds = [0, 1]\nwidth = 0.5\ncodes = "kind=4"\n'
    text = f'{shared}[plain]\n[own]\nseeds = [2]\nwidth = 0.25\n'
    runs = {run.name: run.config for run in read_table(written(tmp_path, text))}
    codes = parse_codes("kind=4")
    assert runs == {
        "plain-0": preset("tiny", width=0.5, codes=codes),
        "plain-1": preset("tiny", seed=1, width=0.5, codes=codes),
        "own-2": preset("tiny", seed=2, width=0.25, codes=codes),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "lists no runs"),
        ('preset = "tiny"\nseeds = [1]', "lists no runs"),
        ('seed = 1\n[a]\npreset = "tiny"\nseeds = [1]', "list it under seeds"),
        ('widht = 1\n[a]\npreset = "tiny"\nseeds = [1]', "widht must stand in a table"),
        ("[a", "is no TOML"),
        ("a = 3", "must stand in a table"),
        ('[a]\npreset = "tiny"', r"\[a\] needs seeds"),
        ("[a]\nseeds = [1]", r"\[a\] needs preset"),
        ('[a]\npreset = "tiny"\nseeds = 3', "list of whole numbers"),
        ('[a]\npreset = "tiny"\nseeds = [true]', "list of whole numbers"),
        ('[a]\npreset = "tiny"\nseeds = [1, 1]', "repeats a seed"),
        ('[a]\npreset = "tiny"\nseeds = [1]\nseed = 2', "list it under seeds"),
        ('[a]\npreset = "huge"\nseeds = [1]', r"\[a\] preset must be one of"),
        ('[a]\npreset = "tiny"\nseeds = [1]\nwidht = 1', "widht"),
        ('[a]\npreset = "tiny"\nseeds = [1]\nwidth = 0', "width must be above 0"),
        ('["../a"]\npreset = "tiny"\nseeds = [1]', "cannot name a folder"),
    ],
)
def test_a_bad_table_is_refused_by_name(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read_table(written(tmp_path, text))


def _assert_alike(one, other):
    """Equal, but for the order in which another number of threads adds."""
    if isinstance(other, dict):
        assert one.keys() == other.keys()
        for key in other:
            _assert_alike(one[key], other[key])
    elif isinstance(other, list):
        assert len(one) == len(other)
        for pair in zip(one, other, strict=True):
            _assert_alike(*pair)
    elif isinstance(other, float):
        assert one == pytest.approx(other, rel=1e-5, abs=1e-6, nan_ok=True)
    else:
        assert one == other


@pytest.mark.slow
def test_a_sweep_that_is_stopped_goes_on_to_the_same_records(tmp_path, capsys):
    table = written(tmp_path, TABLE)
    command = [sys.executable, "-m", "infogan_lib", "sweep", str(table), "--data", "sample"]
    stopped = subprocess.Popen([*command, "--out", str(tmp_path / "a")])
    checkpoint = tmp_path / "a" / "tiny-3" / "checkpoint.npz"
    deadline = time.monotonic() + 240
    while not checkpoint.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    stopped.send_signal(signal.SIGTERM)
    assert stopped.wait(60) == 130
    again = subprocess.run([*command, "--out", str(tmp_path / "a")], capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert "3 of 3" in again.stdout
    # Whole, and one run of it by the command that `--list` prints for a job array.
    listing = ["sweep", str(table), "--out", str(tmp_path / "b"), "--data", "sample", "--list"]
    assert main(listing) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and not list(tmp_path.glob("b/*/record.json"))
    subprocess.run(shlex.split(lines[-1]), check=True)
    files = sweep(table, tmp_path / "b", "sample", jobs=2)
    assert "3 runs, 1 done before" in capsys.readouterr().out
    assert main(listing) == 0 and capsys.readouterr().out == ""
    assert [path.name for path in files] == ["tiny.jsonl", "plain.jsonl"]
    for path in files:
        pairs = zip(_records(path), _records(tmp_path / "a" / path.name), strict=True)
        for uninterrupted, resumed in pairs:
            assert resumed["epochs"] == uninterrupted["epochs"]
            assert resumed["seconds"] > 0 and resumed["cpu_seconds"] > 0
            for name, column in uninterrupted["history"].items():
                # Another number of threads may add in another order.
                assert resumed["history"][name] == pytest.approx(column, rel=0.05, abs=0.05)
    tiny = _records(files[0])
    assert [record["seed"] for record in tiny] == [3, 4]
    assert [record["seed"] for record in _records(files[1])] == [3]
    assert all(record["scored_on"] == "train" for record in tiny)
    for record in tiny:  # without a norm, Q reads in use as it reads in training
        history, scores = record["history"], record["scores"]
        assert len(history["accuracy"]) == record["epochs"]
        assert history["accuracy"][-1] == pytest.approx(scores["accuracy"], abs=1e-3)
        assert history["I_Q"][-1] == pytest.approx(record["selection"], abs=1e-4)
    assert all("style_1" in record["attributes"] for record in tiny)
    # All is done: nothing trains again.
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("b/*/record.json")}
    sweep(table, tmp_path / "b", "sample")
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.glob("b/*/record.json")}
    # A run without its record is scored again, not trained again.
    record = tmp_path / "b" / "tiny-4" / "record.json"
    scored, weights = json.loads(record.read_text()), record.with_name("model.weights.h5")
    record.unlink()
    trained = weights.stat().st_mtime_ns
    sweep(table, tmp_path / "b", "sample")
    _assert_alike(json.loads(record.read_text()), scored)
    assert weights.stat().st_mtime_ns == trained


def test_other_settings_in_the_same_folder_are_refused(tmp_path):
    out = tmp_path / "out"
    (out / "tiny-3").mkdir(parents=True)
    (out / "tiny-3" / "config.json").write_text(json.dumps(preset("tiny").to_config()))
    with pytest.raises(ValueError, match="other settings"):
        sweep(written(tmp_path, TABLE), out, "sample")
    with pytest.raises(ValueError, match="jobs"):
        sweep(written(tmp_path, TABLE), out, "sample", jobs=0)


def test_a_run_that_settled_what_was_left_to_the_computer_is_the_tables_run(tmp_path):
    text = '[a]\npreset = "tiny"\nseeds = [3]\nprecision = "auto"\n'
    table, out = written(tmp_path, text), tmp_path / "out"
    assert len(commands(table, out, "sample")) == 1
    (run,) = read_table(table)
    for precision in ("float32", "mixed_bfloat16"):  # as this computer or another one would
        found = replace(run.config.settled(), precision=precision)
        (out / "a-3" / "config.json").write_text(json.dumps(found.to_config()))
        assert len(commands(table, out, "sample")) == 1
        assert json.loads((out / "a-3" / "config.json").read_text())["precision"] == precision
    found = replace(found, width=0.125)
    (out / "a-3" / "config.json").write_text(json.dumps(found.to_config()))
    with pytest.raises(ValueError, match="other settings"):
        commands(table, out, "sample")


@pytest.mark.slow
def test_a_run_that_fails_is_named_and_says_why(tmp_path):
    """That the others are gathered, `test_engine.py` asks of cheaper runs."""
    text = '[huge]\npreset = "tiny"\nseeds = [3]\nbatch_size = 6000\n'
    with pytest.raises(RuntimeError, match=r"1 runs failed \(huge-3\)"):
        sweep(written(tmp_path, text), tmp_path / "out", "sample")
    assert "lower batch_size" in (tmp_path / "out" / "huge-3" / "log.txt").read_text()


def _records(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_sweep_that_is_older_than_a_setting_goes_on(tmp_path):
    table = tmp_path / "table.toml"
    table.write_text('[a]\npreset = "tiny"\nseeds = [0]\n')
    (line,) = commands(table, tmp_path / "out", "sample")
    path = tmp_path / "out" / "a-0" / "config.json"
    older = json.loads(path.read_text())
    del older["elastic_steps"]
    path.write_text(json.dumps(older))
    assert commands(table, tmp_path / "out", "sample") == [line]
    path.write_text(json.dumps({**older, "elastic_steps": 5}))
    with pytest.raises(ValueError, match="holds a run of other settings"):
        commands(table, tmp_path / "out", "sample")
    path.write_text("{")
    with pytest.raises(ValueError, match=r"a-0.config\.json.*restore"):
        commands(table, tmp_path / "out", "sample")


def test_commands_name_a_folder_of_data_from_anywhere(tmp_path, monkeypatch):
    table = tmp_path / "table.toml"
    table.write_text('[a]\npreset = "tiny"\nseeds = [0]\n')
    (tmp_path / "digits").mkdir()
    (tmp_path / "sample").mkdir()  # a reserved word stays one
    monkeypatch.chdir(tmp_path)
    (line,) = commands(table, tmp_path / "out", "digits")
    assert line[-1] == str(tmp_path / "digits")
    (line,) = commands(table, tmp_path / "other", "sample")
    assert line[-1] == "sample"
