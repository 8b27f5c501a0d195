"""What chapter 15 reads: a file of runs, two measures that ask G alone, and two models."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.stats import norm

from infogan_lib.core.codes import Categorical, Uniform
from infogan_lib.core.latent import LatentSpec
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.runs import pretrained
from infogan_lib.sweeps.table import read_table
from tools import changing_codes

RECORD = json.loads(changing_codes.OUT.read_text(encoding="utf-8"))
RUNS = RECORD["runs"]


def test_a_row_has_all_of_its_seeds_and_the_tables_order():
    planned = [(run.table, run.config.seed) for run in read_table(changing_codes.TABLE)]
    found = [(run["row"], run["seed"]) for run in RUNS]
    assert found == planned and RECORD["waiting"] == []


def test_runs_elsewhere_have_the_same_settings_digits_and_seeds():
    """So that the processor alone differs."""
    there = json.loads(changing_codes.OUT.with_name("codes-elsewhere.json").read_text("utf-8"))
    here = [(run["row"], run["seed"]) for run in RUNS if run["row"] in ("base", "trunk-shared")]
    assert [(run["row"], run["seed"]) for run in there["runs"]] == here
    for name in ("config", "data", "versions"):
        assert there[name] == RECORD[name]


def test_every_row_changes_what_the_table_says_and_nothing_else():
    """The sweep's table and the stored configs, each turned into one: base with the changes."""
    planned = {(run.table, run.config.seed): run.config for run in read_table(changing_codes.TABLE)}
    for run in RUNS:
        config = RECORD["config"] | run["changes"] | {"seed": run["seed"]}
        assert TrainConfig.from_config(config) == planned[run["row"], run["seed"]], run["row"]
        assert run["changes"] or run["row"] == "base"


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run['row']}-{run['seed']}")
def test_a_runs_numbers_agree_with_each_other(run):
    table = np.array(run["table"])
    assert table.shape[0] == 10 and (table.sum(axis=1) == 500).all()
    best = table[linear_sum_assignment(table, maximize=True)].sum()
    assert run["accuracy"] == pytest.approx(best / 5000, abs=1e-5)
    assert run["entropy"]["category"] == pytest.approx(math.log(table.shape[1]), abs=1e-5)
    bounds = (run["L_I"]["category"], run["L_I_shifted"]["category"], run["afterwards"])
    for bound in bounds:
        assert bound <= run["entropy"]["category"] + 1e-5
    assert -0.02 <= run["alone"] <= run["total"] + 0.02 and run["total"] <= 1
    for cell in run["cells"]:
        assert table[cell["digit"], cell["category"]] == cell["n"] >= changing_codes.FEWEST
    assert set(run["rho"]) == set(run["L_I"]) - {"category"}


LATENT = LatentSpec((Categorical("category", 4), Uniform("style")), 2)


def model(draw) -> SimpleNamespace:
    """A G that maps (category, z, style) to pictures of 64 pixels."""

    def generate(latents):
        parts = LATENT.split(latents)
        c = parts["category"].argmax(axis=1)
        return draw(c, parts["noise"], parts["style"]) + np.zeros((len(c), 64))

    return SimpleNamespace(latent=LATENT, generate=generate)


def turned(z: np.ndarray) -> np.ndarray:
    """0 to 3, equally often."""
    return np.floor(4 * norm.cdf(z)).astype(int)


SHOWN = np.random.default_rng(0).normal(size=(4, 64))
KINDS = {
    "ignores c": model(lambda c, z, s: z[:, :1]),
    "shows c": model(lambda c, z, s: SHOWN[c]),
    "shows c beside z": model(lambda c, z, s: SHOWN[c] + z[:, :1]),
    # z says which of the four pictures stands for which c: together they make it, neither alone.
    "hides c behind z": model(lambda c, z, s: SHOWN[(c + turned(z[:, 0])) % 4]),
}


@pytest.mark.parametrize(
    ("name", "alone", "total"),
    [("ignores c", 0, 0), ("shows c", 1, 1), ("shows c beside z", None, None),
     ("hides c behind z", 0, 1)],
)
def test_sobols_indices_are_those_of_known_generators(name, alone, total):
    found = changing_codes.effect_of_category(KINDS[name], draws=2000)
    if name == "shows c beside z":  # by hand: variance of the four pictures over it and that of z
        share = SHOWN.var(axis=0).sum() / (SHOWN.var(axis=0).sum() + 64)
        alone = total = share
    assert found["alone"] == pytest.approx(alone, abs=0.03)
    assert found["total"] == pytest.approx(total, abs=0.03)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("ignores c", -0.02, 0.001),
        ("shows c", math.log(4) - 0.02, math.log(4)),
        ("hides c behind z", -0.03, 0.01),
    ],
)
def test_a_reader_fitted_afterwards_finds_what_pictures_show(name, low, high):
    assert low <= changing_codes.read_afterwards(KINDS[name]) <= high


@pytest.mark.parametrize(("axis", "expected"), [(1, math.log(4)), (2, math.log(4) - 10)])
def test_a_move_by_one_pixel_costs_q_what_hangs_on_columns(axis, expected):
    """G lights the row or the column c of 4 x 4 pixels, and Q looks which one is lit."""
    lit = np.eye(4) if axis == 1 else np.eye(4)[:, None]
    pictures = np.broadcast_to(lit[:, :, None] if axis == 1 else lit, (4, 4, 4))[..., None]

    def recognition(images, training):
        assert not training
        return np.concatenate([10 * images.mean(3 - axis)[..., 0], np.zeros((len(images), 2))], 1)

    def generate(latents):
        return pictures[LATENT.split(latents)["category"].argmax(axis=1)]

    known = SimpleNamespace(latent=LATENT, generate=generate, recognition=recognition)
    found = changing_codes.read_shifted(known)
    assert set(found) == {"category", "style"}
    assert found["category"] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("name", changing_codes.SHIPPED)
def test_a_shipped_model_is_the_first_run_of_its_row(name):
    card = pretrained.card(name, changing_codes.MODELS)
    first = next(run for run in RUNS if run["row"] == name)
    assert card["seed"] == first["seed"] and card["scores"]["confusion"] == first["table"]
    loaded = pretrained.load_pretrained(name, changing_codes.MODELS)
    assert loaded.latent.category.size == len(first["table"][0])
    assert pretrained.weights_path(name, changing_codes.MODELS).stat().st_size < 1e6


def test_a_folder_without_runs_names_the_fix(tmp_path, monkeypatch):
    monkeypatch.setattr(changing_codes, "OUT", tmp_path / "codes.json")
    with pytest.raises(SystemExit, match="holds no finished run of codes.toml; sweep first"):
        changing_codes.gather(tmp_path, SimpleNamespace(x_train=-np.ones((1, 28, 28, 1))))


def test_stored_rows_stay_without_their_folders_and_the_others_wait(tmp_path):
    bars = -np.ones((10, 28, 28, 1))
    bars[:, 6:22, 12:15] = 1
    digits = SimpleNamespace(x_train=bars, y_train=np.arange(10))
    found = changing_codes.gather(tmp_path, digits)
    assert found["runs"] == RUNS and found["config"] == RECORD["config"]
    rows = {run.table for run in read_table(changing_codes.TABLE)}
    assert found["waiting"] == RECORD["waiting"]
    assert set(found["waiting"]) == rows - {run["row"] for run in RUNS}


def test_the_file_has_a_line_a_run_and_five_decimals(tmp_path):
    content = {"made_by": "a test", "runs": [{"row": "a", "x": 1 / 3}, {"row": "b", "x": [2 / 3]}]}
    changing_codes.write(tmp_path / "codes.json", content)
    text = (tmp_path / "codes.json").read_text(encoding="utf-8")
    assert json.loads(text)["runs"] == [{"row": "a", "x": 0.33333}, {"row": "b", "x": [0.66667]}]
    assert sum('"row"' in line for line in text.splitlines()) == 2
