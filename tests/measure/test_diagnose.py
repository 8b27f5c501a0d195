"""Each finding has a history that shows it and a near miss; sound runs have none."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest

from infogan_lib.measure.diagnose import LARGEST, Run, diagnose, report
from infogan_lib.measure.score_findings import coverage
from infogan_lib.runs.symptoms import TROUBLE
from tools.project import ROOT

WEIGHTS = ROOT / "infogan_lib" / "weights"
SHIPPED = sorted(path.name.removesuffix("-history.csv") for path in WEIGHTS.glob("*-history.csv"))
CONFIG = {
    "codes": [{"kind": "categorical", "name": "digit", "size": 10},
              {"kind": "uniform", "name": "style", "low": -1.0, "high": 1.0}],
    "category_weight": 1.0, "style_weight": 0.3, "delay_steps": 0, "ramp_steps": 100,
    "batch_size": 100, "d_rate": 0.5, "g_rate": 0.25,
}  # fmt: skip
SOUND = {
    "d_loss": [1.25, 1.2, 1.15], "g_loss": [0.8, 0.9, 1.0],
    "D_real": [0.55, 0.6, 0.6], "D_fake": [0.45, 0.42, 0.4],
    "L_I_digit": [1.0, 2.1, 2.25], "L_I_style": [-0.3, 0.2, 0.9],
}  # fmt: skip
SCORES = {
    "labels": [3, 5, 8], "confusion": [[90, 10, 0], [5, 95, 0], [0, 0, 100]],
    "bounds": {"digit": {"value": 2.2, "in_training": 2.25}},
}  # fmt: skip
NAN = math.nan


def shipped(name: str) -> tuple[dict, dict, dict]:
    with open(WEIGHTS / f"{name}-history.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    card = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    columns = dict(zip(header, np.array(rows, dtype=float).T, strict=True))
    return columns, card["config"], card["scores"]


def found(changes: dict, config: dict | None = None, **more) -> list[str]:
    known = diagnose(SOUND | changes, CONFIG | (config or {}), **more)
    assert all(f.level == TROUBLE and f.text and f.cure for f in known)
    return [f.topic for f in known]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_history_has_no_finding(name):
    columns, config, _ = shipped(name)
    assert diagnose(columns, config, images=60_000) == []


def test_scores_tell_what_a_history_cannot():
    """The channels' categories are digits; the paper's objective alone let some share one."""
    assert diagnose(*shipped("mnist"), images=60_000) == []
    topics = [f.topic for f in diagnose(*shipped("paper"))]
    assert set(topics) == {"merged classes"} and len(topics) > 1


def test_a_sound_run_has_no_finding_and_the_report_does_not_praise_it():
    assert diagnose(SOUND, CONFIG, SCORES, images=60_000) == []
    assert "No loss can tell" in report([])


FLAT_D = {"d_loss": [1.386, 1.387, 1.3863], "D_real": [0.5] * 3, "D_fake": [0.5] * 3,
          "g_loss": [0.694] * 3}  # fmt: skip
LOST = {"d_loss": [0.9, 0.2, 0.02], "g_loss": [1.0, 3.0, 6.0], "D_real": [0.7, 0.95, 0.99],
        "D_fake": [0.3, 0.06, 0.005]}  # fmt: skip
# Name of the finding, what shows it, and a near miss: changes of history and of config.
HISTORIES = [
    ("diverged", ({"g_loss": [0.8, NAN, NAN]}, {}), ({"g_loss": [0.8, 90.0, 900.0]}, {})),
    ("diverged", ({"d_loss": [1.2, LARGEST * 2, 1.2]}, {}), ({"d_loss": [1.2, 999.0, 1.2]}, {})),
    ("swapped labels", ({"D_real": [0.4] * 3, "D_fake": [0.6] * 3, "d_loss": [2.0] * 3}, {}),
     ({"D_real": [0.4] * 3, "D_fake": [0.41] * 3, "d_loss": [1.5] * 3}, {})),
    ("swapped labels", (LOST | {"g_loss": [0.5, 0.1, 0.0]}, {}),
     ({"g_loss": [0.8, 0.87, 0.917]}, {})),
    ("halved loss", ({"d_loss": [0.6, 0.6, 0.55]}, {}), ({"d_loss": [1.1, 1.1, 1.03]}, {})),
    ("D has won", (LOST, {}), (LOST | {"d_loss": [0.9, 0.2, 0.11]}, {})),
    ("D does not learn", (FLAT_D, {}), (FLAT_D | {"d_loss": [1.31, 1.387, 1.386]}, {})),
    ("above H(c)", ({"L_I_digit": [1.0, 2.9, 3.2]}, {}), ({"L_I_digit": [1.0, 2.2, 2.3025]}, {})),
    ("softmax twice", ({"L_I_digit": [0.5, 0.82, 0.835, 0.838]}, {}),
     ({"L_I_digit": [0.5, 0.6, 0.7, 0.838]}, {})),
    ("codes ignored", ({"L_I_digit": [-0.1, 0.0, 0.2]}, {}), ({"L_I_digit": [-0.1, 0.0, 0.3]}, {})),
    ("codes ignored", ({"L_I_digit": [-0.1, -1.0, -2.0]}, {"category_weight": 0.0}),
     ({"L_I_digit": [0.1, 1.0, 2.0]}, {"category_weight": 0.0})),
    ("H(c) missing", ({"L_I_digit": [-1.5, -0.3, -0.01]}, {}), ({}, {})),
    ("style unused", ({"L_I_style": [-0.5, 0.0, 0.05]}, {}), ({"L_I_style": [-0.5, 0, 0.2]}, {})),
]  # fmt: skip


@pytest.mark.parametrize(("name", "ill", "near"), HISTORIES)
def test_a_history_shows_a_finding_and_a_near_miss_does_not(name, ill, near):
    def fit(history):
        length = max(map(len, history.values())) if history else 3
        return {k: ([v[0]] * (length - len(v)) + [*v]) for k, v in (SOUND | history).items()}

    assert found(fit(ill[0]), ill[1]) == [name]
    assert found(fit(near[0]), near[1]) == []


def test_an_ignored_code_and_a_missing_entropy_are_told_apart_by_the_rise():
    assert found({"L_I_digit": [-0.30, -0.1, -0.01]}) == ["codes ignored"]
    assert found({"L_I_digit": [-1.30, -0.1, -0.01]}) == ["H(c) missing"]
    # While λ is 0 nothing teaches Q, and its bound may start anywhere.
    waits = {"delay_steps": 5}
    assert found({"L_I_digit": [-1.30, -0.1, -0.01]}, waits) == ["codes ignored"]


def test_a_delay_that_outlasts_the_run_is_named_and_not_its_consequence():
    history = {"L_I_digit": [-0.1, -0.2, -0.3]}
    assert found(history, {"delay_steps": 30}, images=1000) == ["λ comes late"]
    assert found({}, {"delay_steps": 0, "ramp_steps": 31}, images=1000) == ["λ comes late"]
    assert found({}, {"delay_steps": 0, "ramp_steps": 30}, images=1000) == []
    (finding,) = diagnose(SOUND | history, CONFIG | {"delay_steps": 30}, images=1000)
    assert "30 steps" in finding.text and "0%" in finding.text


def test_where_the_steps_are_not_known_the_cure_asks_for_lambda_first():
    ignored = SOUND | {"L_I_digit": [-0.1, 0.0, 0.1]}
    (finding,) = diagnose(ignored, CONFIG)
    assert finding.cure.startswith("see whether the run has made the 100 steps in which λ comes")
    for known in ({"images": 10_000}, {"config": CONFIG | {"ramp_steps": 3}}):
        (finding,) = diagnose(ignored, **{"config": CONFIG, **known})
        assert finding.cure.startswith("see whether Q's loss reaches G's weights")


def test_after_few_steps_only_what_is_certain_is_said():
    soon, ignored = {"ramp_steps": 5}, {"L_I_digit": [-0.1, 0.0, 0.1]}
    assert found(ignored, soon, images=600) == ["too few steps"]
    assert "18 steps" in diagnose(SOUND | ignored, CONFIG | soon, images=600)[0].text
    assert found(ignored, soon, images=3400) == ["codes ignored"]
    assert found(ignored, soon | {"category_weight": 0.0}, images=600) == ["codes ignored"]
    assert found({"D_real": [0.4] * 3, "D_fake": [0.6] * 3}, soon, images=600) == ["swapped labels"]
    assert found({}, soon, images=600) == []


def test_the_cure_of_a_lag_names_nothing_that_is_set_already():
    lags = {"bounds": {"digit": {"value": 2.0, "in_training": 2.25}}}

    def cure(**config):
        return diagnose({}, config, scores=lags)[0].cure

    assert cure() == "batch norm's averages lag: set average to 0.999, or normalisation to none"
    assert cure(average=0.999) == "batch norm's averages lag: set normalisation to none"
    assert cure(normalisation="none").endswith("train for more epochs, or set average to 0.999")
    assert cure(average=0.999, normalisation="none").endswith("lag: train for more epochs")


@pytest.mark.parametrize(
    ("name", "ill", "near"),
    [
        ("merged classes", {"confusion": [[90, 10, 0], [30, 70, 0], [0, 0, 100]]},
         {"confusion": [[90, 10, 0], [29, 71, 0], [0, 0, 100]]}),
        ("unequal classes", {"confusion": [[0, 200, 100, 0], [95, 5, 0, 0], [5, 0, 0, 95]]},
         {"confusion": [[0, 200, 84, 0], [95, 5, 0, 0], [5, 0, 0, 95]]}),
        ("Q lags in use", {"bounds": {"digit": {"value": 2.0, "in_training": 2.25}}},
         {"bounds": {"digit": {"value": 2.1, "in_training": 2.25}}}),
    ],
)  # fmt: skip
def test_scores_show_a_finding_and_a_near_miss_does_not(name, ill, near):
    assert found({}, scores=SCORES | ill) == [name]
    assert found({}, scores=SCORES | near) == []


def test_a_prior_that_is_told_is_no_finding():
    uneven = SCORES | {"confusion": [[0, 200, 100, 0], [95, 5, 0, 0], [5, 0, 0, 95]]}
    assert found({}, scores=uneven) == ["unequal classes"]
    codes = [CONFIG["codes"][0] | {"probabilities": [0.1] * 10}, CONFIG["codes"][1]]
    assert found({}, {"codes": codes}, scores=uneven) == []


def points(modes: list[int], n: int = 400, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    angle = 2 * np.pi * rng.choice(modes, n) / 8
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) + rng.normal(0, 0.05, (n, 2))


def test_coverage_counts_modes():
    real = points(range(8), 1600)
    assert coverage(real, points(range(8), 1600, 1)) == pytest.approx(1 - 2**-5, abs=0.02)
    for modes in (1, 4):
        reached = coverage(real, points(range(modes), 1600, 1))
        assert reached == pytest.approx(modes / 8, abs=0.03)
    assert coverage(real.reshape(-1, 2, 1), real[..., None]) == 1  # images are flattened
    assert coverage(real, real + 99) == 0


def test_few_covered_modes_are_a_collapse():
    real = points(range(8))
    assert found({}, samples={"real": real, "generated": points(range(3), seed=1)}) == [
        "mode collapse"
    ]
    assert found({}, samples={"real": real, "generated": points(range(5), seed=1)}) == []
    assert found({}, samples={"real": real}) == []


@pytest.mark.parametrize(
    ("real", "generated", "k", "message"),
    [
        (np.zeros((9, 2)), np.zeros((9, 3)), 5, "real's axes"),
        (np.zeros((5, 2)), np.zeros((5, 2)), 5, "below the 5"),
        (np.zeros(9), np.zeros(9), 5, "axes"),
    ],
)
def test_samples_that_cannot_be_compared_are_refused(real, generated, k, message):
    with pytest.raises(ValueError, match=message):
        coverage(real, generated, k)


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="one number an epoch"):
        diagnose({"d_loss": [1.0, 2.0], "g_loss": [1.0]})


def test_what_is_not_known_is_passed_over():
    assert diagnose({}) == [] and diagnose({"epoch": [1.0]}, {}, {}, {}) == []
    assert diagnose({"L_I_digit": [-2.0, -0.01]}) == []  # without a config no code is known


def test_a_report_has_a_cure_under_each_finding_and_says_where_to_begin():
    found = diagnose(SOUND | LOST | {"L_I_style": [0.0] * 3}, CONFIG)
    written = report(found).splitlines()
    assert max(map(len, written)) <= 80 and {"D has won", "style unused"} <= set(written)
    assert written[-1] == "Please begin with the first: D has won."
    run_on = " ".join(line.strip() for line in written)
    assert all(f"{f.topic} {f.text} → {f.cure}" in run_on for f in found)


def test_it_loads_no_backend():
    import subprocess
    import sys

    code = "import sys; from infogan_lib.measure import diagnose; print('keras' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_limit_of_a_loss_is_the_guards():
    from infogan_lib.backends.guard import WILD

    assert LARGEST == WILD


def test_the_last_entry_is_told_where_there_is_a_finite_one():
    columns = {"one": [2.0], "nan": [1.0, 2.0, NAN], "mended": [1.0, NAN, 3.0], "none": []}
    run = Run({name: np.array(values) for name, values in columns.items()}, {}, {}, {}, None)
    found = {name: run.last(name) for name in (*columns, "unknown")}
    assert found == {"one": 2.0, "nan": None, "mended": 3.0, "none": None, "unknown": None}


@pytest.mark.parametrize("values", [1.0, [[1.0, 2.0], [3.0, 4.0]]])
def test_a_history_of_no_columns_is_named(values):
    with pytest.raises(ValueError, match="one number an epoch in every column"):
        diagnose({"d_loss": values})
