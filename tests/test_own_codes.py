"""From pictures to codes and back on the command line: tables, sheets, separate files, polarity."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from PIL import Image

from infogan_lib.__main__ import main
from infogan_lib.data.mnist import load_mnist
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import load

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """An untrained run on coloured images of 32 pixels, read as negatives."""
    folder = tmp_path_factory.mktemp("own") / "run"
    folder.mkdir()
    model = build(preset("tiny", size=32, colour=True, jit_compile=False))
    # Untrained, it would draw nothing but grey, which no reader takes.
    weights = model.generator.get_weights()
    model.generator.set_weights([w * (9 if w.ndim > 1 else 1) for w in weights])
    (folder / "config.json").write_text(json.dumps(model.config.to_config()))
    model.save_weights(folder / "model.weights.h5")
    dataset = {"name": "icons", "invert": True, "negative": True}
    (folder / "run.json").write_text(json.dumps({"dataset": dataset, "epochs": 1}))
    return folder


def test_separate_files_are_read_back_as_the_images_they_are(run, tmp_path, capsys):
    out = tmp_path / "pictures"
    assert main(["generate", str(run), "--n", "11", "--code", "category=3", "--out", str(out)]) == 0
    with open(out / "codes.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [f"{i:02}.png" for i in range(11)]
    assert {row["category"] for row in rows} == {"3"}
    model = load(run)
    images = model.generate(np.asarray(model.latent.sample(11, 0)))
    assert images.shape == (11, 32, 32, 3)
    for suffix in ("csv", "json"):
        table = tmp_path / f"codes.{suffix}"
        arguments = ["recognise", str(run), "--data", str(out), "--out", str(table)]
        assert main(arguments) == 0
    said = capsys.readouterr().err
    assert "Read with --invert, as the training data were" in said
    assert "Categories are the network's own numbers" in said
    read = json.loads((tmp_path / "codes.json").read_text())
    assert [*read[0]] == ["file", "category", "category_probability", "style_1", "style_1_sigma",
                          "style_2", "style_2_sigma"]  # fmt: skip
    with open(tmp_path / "codes.csv", newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == [row["file"] for row in read]
    pixels = np.stack([np.asarray(Image.open(out / row["file"])) for row in read])
    expected = model.recognise(1 - pixels.astype("float32") / np.float32(127.5))
    means = [row["style_1"] for row in read]
    np.testing.assert_allclose(means, expected["style_1"]["mean"][:, 0], atol=1e-4)


def test_a_category_is_named_where_its_class_is_known(tmp_path, capsys):
    """A four in category 8 is no failure, and the table says so."""
    digits, kinds = load_mnist("sample").x_train[:10], load_mnist("sample").y_train[:10]
    for i, digit in zip(kinds, digits[..., 0], strict=True):
        Image.fromarray(np.rint((digit + 1) * 127.5).astype("u1")).save(tmp_path / f"{i}.png")
    assert main(["recognise", "mnist", "--data", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    rows = list(csv.DictReader(printed.out.splitlines()))
    assert [*rows[0]][:4] == ["file", "category", "category_class", "category_probability"]
    assert sum(row["category_class"] == row["file"][0] for row in rows) >= 9
    assert "own numbers" not in printed.err


def test_a_sheet_is_enlarged_pixel_by_pixel_and_inverted_if_asked(run, tmp_path):
    sheets = {}
    for name, options in {"a": [], "b": ["--scale", "3"], "c": ["--invert"]}.items():
        path = tmp_path / f"{name}.png"
        assert main(["generate", str(run), "--n", "4", "--out", str(path), *options]) == 0
        sheets[name] = np.asarray(Image.open(path)).astype(int)
    assert sheets["a"].shape == (32, 128, 3)
    np.testing.assert_array_equal(sheets["b"], sheets["a"].repeat(3, 0).repeat(3, 1))
    np.testing.assert_array_equal(sheets["c"], 255 - sheets["a"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["recognise", "{run}", "--data", "{run}", "--out", "codes.txt"], "end the name in .csv"),
        (["recognise", "{run}", "--data", "{run}"], "hold pictures"),
        (["recognise", "{run}", "--data", ""], "hold pictures"),
        (["evaluate", "{run}", "--data", ""], "hold pictures"),
        (["generate", "{run}", "--out", "{run}"], "is not empty"),
        (["generate", "{run}", "--scale", "0"], "scale must be from 1"),
    ],
)
def test_slips_cost_one_line(run, tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert main([argument.format(run=run) for argument in arguments]) == 2
    error = capsys.readouterr().err.strip()
    lines = [line for line in error.splitlines() if not line.startswith("Read with")]
    assert len(lines) == 1 and says in lines[0]
    assert not list(tmp_path.iterdir())
