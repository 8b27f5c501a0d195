"""The command line: what it makes, and one courteous line when it cannot."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from matplotlib.image import imread

from infogan_lib.__main__ import main
from infogan_lib.augmentation.channel import CHANNELS, Channel
from infogan_lib.core.codes import Categorical
from infogan_lib.core.latent import MNIST_CODES, LatentSpec
from infogan_lib.recipes.config import CHANNEL_CODES, TrainConfig
from infogan_lib.runs import settings
from infogan_lib.runs.options import latents_from, parse_channel, parse_codes

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("eager_file")]
PLAIN_CODES = "category=10,style_1=uniform,style_2=uniform"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of one epoch on the bundled digits, made by the command."""
    folder = tmp_path_factory.mktemp("cli") / "run"
    options = ["--preset", "tiny", "--epochs", "1", "--batch-size", "500", "--no-jit-compile"]
    assert main(["train", "--data", "sample", "--out", str(folder), *options]) == 0
    return folder


def test_train_writes_a_whole_run(run):
    written = {path.name for path in run.iterdir()}
    assert written == {
        "config.json", "history.csv", "grids", "checkpoint.npz", "model.weights.h5", "run.json",
    }  # fmt: skip
    assert json.loads((run / "config.json").read_text())["batch_size"] == 500


def test_resume_needs_no_setting_again(run, tmp_path, capsys):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    again = ["train", "--data", "sample", "--out", str(folder), "--resume"]
    before = json.loads((folder / "config.json").read_text())
    assert main([*again, "--epochs", "2"]) == 0
    assert json.loads((folder / "config.json").read_text()) == {**before, "epochs": 2}
    assert len((folder / "history.csv").read_text().splitlines()) == 3
    assert main(again) == 0  # the two epochs that the folder now asks for are there
    whole = _contents(folder)
    for given in (["--seed", "5"], ["--codes", "k=3"], ["--preset", "mnist"], ["--size", "32"]):
        capsys.readouterr()
        assert main([*again, *given]) == 2
        assert "was trained with another" in capsys.readouterr().err
    (folder / "config.json").write_text("{")
    assert main(again) == 2 and "restore the run's own" in capsys.readouterr().err
    (folder / "config.json").write_text(json.dumps({**before, "epochs": 2}, indent=2) + "\n")
    assert _contents(folder) == whole


def test_resume_says_when_there_is_nothing_to_go_on_from(run, tmp_path, capsys):
    """A script may resume what it has never started; whoever mistyped a name must hear of it."""
    train = ["train", "--resume", "--data", "gone.npz", "--out"]
    assert main([*train, str(tmp_path / "typo")]) == 2
    says = f"{tmp_path / 'typo'} holds no run yet: starting one (preset mnist, --data gone.npz)\n"
    assert capsys.readouterr().out == says
    assert main([*train, str(run)]) == 2 and capsys.readouterr().out == ""
    shutil.copy(run / "config.json", tmp_path)
    assert main([*train, str(tmp_path)]) == 2
    assert "holds no finished epoch yet" in capsys.readouterr().out


def test_resume_asks_pictures_for_the_runs_size(tmp_path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "own.npz", x_train=rng.integers(0, 256, (40, 28, 28), np.uint8))
    train = ["train", "--data", str(tmp_path / "own.npz"), "--out", str(tmp_path / "run")]
    first = ["--preset", "tiny", "--epochs", "1", "--size", "32", "--no-jit-compile"]
    assert main([*train, *first]) == 0
    assert main([*train, "--resume", "--epochs", "2"]) == 0
    assert main([*train, *first, "--resume", "--epochs", "3"]) == 0  # as it was begun
    assert main([*train, "--preset", "tiny", "--resume", "--epochs", "3", "--no-jit-compile"]) == 0
    assert json.loads((tmp_path / "run" / "config.json").read_text())["size"] == 32


def test_evaluate_prints_the_record_it_writes(run, tmp_path, capsys):
    out = tmp_path / "scores.json"
    assert main(["evaluate", str(run), "--data", "sample", "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == json.loads(out.read_text())
    assert 0.1 <= json.loads(printed.out)["accuracy"] <= 1
    assert "training set" in printed.err  # the sample is no test set, and the command says so


def test_generate_draws_what_it_is_asked_for(run, tmp_path):
    out = tmp_path / "threes.png"
    arguments = ["generate", str(run), "--n", "12", "--code", "category=3", "--out", str(out)]
    assert main(arguments) == 0
    assert imread(out).shape[:2] == (2 * 28, 10 * 28)
    assert main(["generate", "mnist", *arguments[2:]]) == 0
    assert np.ptp(imread(out)) > 0.9  # of a trained model: ink and paper


def test_every_setting_has_an_option(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    shown = capsys.readouterr().out
    for field in fields(TrainConfig):
        assert "--" + field.name.replace("_", "-") in shown


def test_codes_are_read_as_written():
    latent = LatentSpec(parse_codes("k=4,u=uniform,g=gaussian"), noise=2)
    assert latent.width == 2 + 4 + 1 + 1
    with pytest.warns(UserWarning, match="u was trained from -1 to 1, never on -1.5"):
        latents = latents_from(["k=2", "u=-1.5"], latent, n=3, seed=0)
    np.testing.assert_array_equal(latents[:, latent.slices["k"]].argmax(axis=1), 2)
    np.testing.assert_array_equal(latents[:, latent.slices["u"]], -1.5)
    assert len(np.unique(latents[:, latent.slices["g"]])) == 3
    assert parse_codes("") == ()
    assert parse_codes(settings.CODES) == CHANNEL_CODES and parse_codes(PLAIN_CODES) == MNIST_CODES
    (code,) = parse_codes("kind=0.5:0.5@slant")
    assert code == Categorical("kind", channel=CHANNELS["slant"], probabilities=(0.5, 0.5))


def test_channels_are_read_as_written():
    assert {name: parse_channel(name) for name in CHANNELS} == CHANNELS
    assert parse_channel("slant+elastic:0") == replace(CHANNELS["slant"], elastic=0.0)
    assert parse_channel("kind+thickness:0") == replace(CHANNELS["kind"], thickness=0.0)
    assert parse_channel("shift:2.5+elastic:1e0") == Channel(shift=2.5, elastic=1.0)
    (code,) = parse_codes("kind=3@rotation:.2")
    assert code.channel == Channel(rotation=0.2)
    for text in ("elastic:2+thickness", "kind+slant"):  # a name would undo what stands before it
        with pytest.raises(ValueError, match="channel is one of"):
            parse_channel(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "--out", "x", "--preset", "mnits"], "preset must be one of"),
        (["train", "--out", "x", "--width", "0"], "width must be above 0"),
        (["train", "--out", "x", "--codes", "k=many"], "expected NAME=10"),
        (["train", "--out", "x", "--codes", "k=3@ink"], "a channel is one of kind, slant"),
        (["train", "--out", "x", "--codes", "k=3@"], "a channel is one of kind, slant"),
        (["train", "--out", "x", "--codes", "k=3@kind+twist:2"], "got 'twist:2' in"),
        (["train", "--out", "x", "--codes", "k=3@shift:far"], "got 'shift:far' in"),
        (["train", "--out", "x", "--codes", "k=3@shift:-1"], "shift must be finite and not neg"),
        (["train", "--out", "x", "--data", "nowhere.npz"], "nowhere.npz"),
        (["train", "--out", "x", "--data", "sample", "--batch-size", "6000"], "(--batch-size) or"),
        (["train", "--out", "{run}", "--data", "sample"], "add --resume or choose another"),
        (["train", "--out", "{run}", "--data", "sample", "--resume", "--seed", "5"], "another"),
        (["evaluate", "nothing"], "nothing"),
        (["generate", "{run}", "--code", "size=3"], "expected one of category"),
        (["generate", "{run}", "--code", "category=11"], "from 0 to 9"),
        (["generate", "{run}", "--code", "category=red"], "needs a number"),
        (["generate", "{run}", "--n", "0"], "n must be at least 1"),
        (["generate", "{run}", "--out", "{run}/run.json/x.png"], "is a file; name a folder: "),
        (["recognise", "{run}", "--data", "sample", "--out", "{run}/run.json/new/x.csv"],
         "is a file; name a folder: "),
        (["evaluate", "{run}", "--data", "sample", "--out", "{run}/run.json/x.json"],
         "is a file; name a folder: "),
    ],
)
def test_an_error_is_one_line_that_names_the_fix(
    run, tmp_path, monkeypatch, capsys, arguments, message
):
    monkeypatch.chdir(tmp_path)
    before = _contents(run)
    assert main([argument.format(run=run) for argument in arguments]) == 2
    error = capsys.readouterr().err.strip()
    assert error.startswith("error: ") and message in error
    assert "\n" not in error.replace("These digits are from the training set: no test score.\n", "")
    assert _contents(run) == before
    assert not list(tmp_path.rglob("*.png")) and "unfinished" not in error


@pytest.mark.parametrize(
    "arguments",
    [
        ["generate", "{run}", "--n", "2", "--out", "new/sheets/x.png"],
        ["generate", "{run}", "--n", "2", "--out", "new/pictures"],
        ["recognise", "{run}", "--data", "sample", "--out", "new/tables/x.csv"],
        ["recognise", "{run}", "--data", "sample", "--out", "new/tables/x.json"],
        ["evaluate", "{run}", "--data", "sample", "--out", "new/scores/x.json"],
        ["export", "{run}", "--format", "page", "--out", "new/pages/x"],
    ],
)
def test_every_out_makes_its_folders(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    assert main([argument.format(run=run) for argument in arguments]) == 0
    out = tmp_path / arguments[-1]
    assert any(out.iterdir()) if out.is_dir() else out.stat().st_size


def _contents(folder) -> dict:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_stranger_sees_no_traceback(tmp_path):
    command = [sys.executable, "-m", "infogan_lib", "train", "--out", "x", "--data", "gone.npz"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "gone.npz" in done.stderr
    assert not (tmp_path / "x").exists()
