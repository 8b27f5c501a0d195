"""The command line on images of one's own: what is trained, scored, and said, in one line each."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from infogan_lib.__main__ import main
from infogan_lib.measure import report

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("eager_file")]
SHAPES = ("circle", "square")
OPTIONS = ["--preset", "tiny", "--epochs", "1", "--no-jit-compile", "--batch-size", "48"]


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    """shapes/circle/*.png and shapes/square/*.png, white on black."""
    folder, rng = tmp_path_factory.mktemp("own") / "shapes", np.random.default_rng(0)
    rows, columns = np.indices((28, 28)) - 13.5
    for i in range(24):
        radius, (y, x) = rng.uniform(6, 10), rng.uniform(-2, 2, 2)
        away = np.abs(rows - y), np.abs(columns - x)
        for name, distance in zip(SHAPES, (np.hypot(*away), np.maximum(*away)), strict=True):
            (folder / name).mkdir(parents=True, exist_ok=True)
            picture = Image.fromarray(((distance < radius) * 255).astype("u1"))
            picture.save(folder / name / f"{i}.png")
    return folder


@pytest.fixture(scope="module")
def run(shapes):
    out = shapes.parent / "run"
    assert main(["train", "--data", str(shapes), "--out", str(out), *OPTIONS]) == 0
    return out


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Fewer generated images than a score wants, and as many as a test needs."""
    monkeypatch.setattr(report, "evaluate", functools.partial(report.evaluate, n=200))
    monkeypatch.setattr(report, "GENERATED", 200)


def evaluated(capsys, *arguments) -> tuple[dict, str]:
    capsys.readouterr()
    assert main(["evaluate", *map(str, arguments)]) == 0
    printed = capsys.readouterr()
    return json.loads(printed.out), printed.err


def test_a_run_on_own_classes_is_scored_on_them(run, capsys):
    record, said = evaluated(capsys, run)
    assert record["data"] == {"name": "shapes", "part": "train", "images": 48, "labelled": True}
    assert record["labels"] == [0, 1] and record["class_names"] == list(SHAPES)
    assert "48 pictures of 2 classes (circle, square)" in said and "no test score" in said
    facts = json.loads((run / "run.json").read_text())["dataset"]
    assert facts["name"] == "shapes" and facts["class_names"] == list(SHAPES)


def test_digits_labels_say_nothing_of_a_model_of_shapes(run, capsys):
    record, said = evaluated(capsys, run, "--data", "sample")
    assert "accuracy" not in record and record["data"]["labelled"] is False
    assert 'trained on "shapes", and these images are of "mnist"' in said
    assert "training set" not in said  # of this model's
    assert record["information_of_predictions"] >= 0


def test_shapes_labels_say_nothing_of_a_model_of_digits(shapes, capsys):
    record, said = evaluated(capsys, "mnist", "--data", shapes)
    assert 'trained on "mnist", and these images are of "shapes"' in said
    assert "accuracy" not in record and "training set" not in said


def test_other_images_of_the_same_name_are_not_the_training_set(run, shapes, tmp_path, capsys):
    shutil.copytree(shapes / "circle", tmp_path / "shapes")
    said = evaluated(capsys, run, "--data", tmp_path / "shapes")[1]
    assert 'other images than the "shapes"' in said and "training set" not in said
    shutil.copytree(shapes, tmp_path / "elsewhere")
    said = evaluated(capsys, run, "--data", tmp_path / "elsewhere")[1]
    assert "from the training set" in said  # by another name


def test_data_that_changed_since_are_told(run, shapes, capsys):
    extra = shapes / "circle" / "new.png"
    (shapes / "circle" / "0.png").rename(extra)
    try:
        assert "has changed since" in evaluated(capsys, run)[1]
    finally:
        extra.rename(shapes / "circle" / "0.png")


def test_labelled_models_take_the_folders_as_labels(shapes, tmp_path, capsys):
    arguments = ["train", "--data", str(shapes), "--preset", "cgan", "--codes", "shape=2",
                 "--width", "0.0625", "--epochs", "1", "--batch-size", "24", "--no-jit-compile",
                 "--out", str(tmp_path / "run")]  # fmt: skip
    assert main(arguments) == 0
    record, said = evaluated(capsys, tmp_path / "run")
    assert "A CGAN has no Q" in said and record["data"]["name"] == "shapes"
    capsys.readouterr()
    flat = [*arguments[:2], str(shapes / "circle"), *arguments[3:-1], str(tmp_path / "flat")]
    assert main(flat) == 2
    assert "has no labels; put the pictures of each class into a" in capsys.readouterr().err
    assert not (tmp_path / "flat").exists()


def test_a_gan_without_q_gets_an_answer(tmp_path, capsys):
    options = ["--codes", "", "--batch-size", "500", "--width", "0.0625"]
    out = tmp_path / "gan"
    arguments = ["train", "--data", "sample", "--out", str(out), *OPTIONS, *options]
    assert main(arguments) == 0
    record, said = evaluated(capsys, out, "--data", "sample")
    assert "A GAN has no Q" in said
    assert record["frechet_distance"] > 0 and record["data"]["name"] == "mnist"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["generate", "--out", "x.pdf"], "x.pdf: end the name in .png"),
        (["generate", "--out", "folder.png"], "a folder; give the name of a file: folder.png"),
        (["generate", "--n", "100000000000"], "at most 1000000"),
        (["generate", "--n", "-3"], "n must be at least 1"),
        (["generate", "--code", "category=nan"], "finite"),
        (["generate", "--code", "category"], "needs a number, got ''"),
        (["generate", "--seed", "-1"], "seed must be at least 0"),
        (["evaluate", "--out", "scores.csv"], "scores.csv: the record is JSON"),
        (["evaluate", "./nowhere"], "holds no config.json"),
        (["evaluate", "nowhere"], "there are: acgan, cgan, fashion, mnist, paper, shapes"),
        (["evaluate", "--data", "text.txt"], "text.txt: neither an .npz nor a picture"),
        (["export", "--format", "page", "--out", "text.txt"], "File exists: text.txt"),
        (["train", "--out", "text.txt", "--data", "sample"], "text.txt is a file"),
        (["train", "--out", "x", "--data", "folder.png"], "hold pictures"),
        (["train", "--out", "x", "--data", "gone"], "gone: no such file or folder"),
        (["train", "--out", "x", "--codes", "k=0.5:0.6"], "must sum to 1"),
        (["train", "--out", "x", "--codes", "k=99999999999999"], "expected NAME=10"),
        (["train", "--out", "x", "--codes", "=3"], "name must be text"),
        (["train", "--out", "x", "--codes", "a=3,a=4"], "unique"),
        (["train", "--out", "x", "--seed", "99999999999"], "seed must be at most 4294967294"),
        (["train", "--out", "x", "--d-rate", "nan"], "d_rate must hold no NaN"),
        (["train", "--out", "x", "--width", "1e8"], "width must be above 0 and at most 64"),
        (["sweep", "gone.toml", "--out", "x"], "No such file or directory: gone.toml"),
        (["sweep", "folder.png", "--out", "x"], "Is a directory: folder.png"),
        (["sweep", "text.txt", "--out", "x"], "is no TOML file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_slips_at_the_command_line_cost_one_line(tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "text.txt").write_text("mine")
    assert main(arguments) == 2
    error = capsys.readouterr().err.strip()
    assert error.startswith("error: ") and "\n" not in error and says in error, error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.png", "text.txt"]
    assert (tmp_path / "text.txt").read_text() == "mine"


def test_a_folder_called_mnist_does_not_hide_the_shipped_weights(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mnist").mkdir()
    assert main(["generate", "mnist", "--n", "1"]) == 0
    capsys.readouterr()
    assert main(["generate", "./mnist", "--n", "1"]) == 2
    assert "mnist: holds no config.json" in capsys.readouterr().err


@pytest.mark.parametrize("path", [r"D:\data\mnist.npz", r"\\server\share\x", r"a'b\"c"])
def test_messages_show_a_path_as_it_was_typed(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for arguments in (["train", "--out", "x", "--data", path], ["evaluate", "--data", path]):
        assert main(arguments) == 2
        error = capsys.readouterr().err
        assert f"error: {path}: no such file or folder" in error
    assert main(["generate", path]) == 2
    assert path in capsys.readouterr().err


def test_a_locale_without_our_letters_ends_nothing(shapes, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [sys.executable, "-m", "infogan_lib", "train", "--data", str(shapes / "circle"),
               "--out", str(tmp_path / "x"), "--batch-size", "999"]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2 and "do not fill one batch of 999" in done.stderr
    assert r"28 \xd7 28" in done.stdout and "Traceback" not in done.stderr
