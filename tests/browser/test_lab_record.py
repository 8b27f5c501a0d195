"""What the lab's texts claim is what its record holds, and the claims can fail."""

from __future__ import annotations

import copy
import json
import math

import pytest

from benchmarks.lab import measure, outcomes, pace
from benchmarks.lab.__main__ import HERE, README
from benchmarks.table import filled

RECORD = json.loads((HERE / "outcomes.json").read_text(encoding="utf-8"))
PACE = json.loads((HERE / "pace.json").read_text(encoding="utf-8"))


def test_every_scenario_ended_as_its_text_says_on_nine_of_ten_seeds():
    assert outcomes.missed(RECORD) == []
    for name, runs in RECORD["scenarios"].items():
        assert [run["seed"] for run in runs] == list(range(outcomes.SEEDS)), name
        assert all(len(run["moments"]) >= measure.MOMENTS for run in runs), name


def test_the_bound_never_passed_the_information():
    moments = [m for runs in RECORD["scenarios"].values() for run in runs for m in run["moments"]]
    moments = [m for m in moments if m["information"] is not None]
    assert len(moments) > 600
    assert all(m["bound"] <= m["information"] + m["error"] for m in moments)


def test_the_first_scenario_takes_less_than_a_minute():
    assert max(run["seconds"] for run in RECORD["scenarios"]["codes-take-hold"]) < 60


def test_readme_shows_both_records():
    assert filled(README, "outcomes") == outcomes.render(RECORD)
    assert filled(README, "pace") == pace.render(PACE)


def test_a_scenario_that_ends_elsewhere_is_missed():
    for name, spoil in {
        "codes-take-hold": {"purity": 0.9}, "lambda-zero": {"information": 0.31},
        "modes-lost": {"covered": 2}, "too-few-codes": {"information": 1.2},
        "too-many-codes": {"information": 2.47}, "gradient-severed": {"information": 0.6},
        "softmax-twice": {"bound": 0.9}, "d-too-strong": {"covered": 6},
    }.items():  # fmt: skip
        record = copy.deepcopy(RECORD)
        for run in record["scenarios"][name][:2]:
            run["moments"][-1] |= ({"bound": 0.0} if "information" in spoil else {}) | spoil
        (line,) = outcomes.missed(record)
        assert line.startswith(name)
    record = copy.deepcopy(RECORD)
    moment = record["scenarios"]["lambda-zero"][3]["moments"][2]
    moment["bound"] = moment["information"] + 1.1 * moment["error"]
    assert outcomes.missed(record) == ["lambda-zero: L_I above I at 1 moments"]


def test_a_bar_of_the_pace_may_be_reached_but_not_passed():
    found = {name: bar for name, (_, bar, _) in pace.BARS.items()}
    assert pace.missed({"found": found}) == []
    for name, (what, bar, kind) in pace.BARS.items():
        worse = bar - 1 if kind == "at least" else bar + 1
        for value in (worse, float("nan")):
            (line,) = pace.missed({"found": found | {name: value}})
            assert line.startswith(what)


@pytest.mark.slow
def test_the_record_is_of_the_scenarios_that_the_page_has(browser):
    page = measure.open_engine(browser)
    assert measure.names(page) == list(RECORD["scenarios"]) == list(outcomes.CLAIMS)
    steps = page.evaluate("Object.values(infogan.labScenarios).map((s) => s.steps)")
    assert steps == [runs[0]["steps"] for runs in RECORD["scenarios"].values()]
    texts = page.evaluate("Object.values(infogan.labScenarios)")
    for text in texts:
        assert 0 <= text["right"] < len(text["answers"]) == 3
    said = " ".join(str(text) for text in texts)
    for K in (4, 8, 12):
        assert f"ln {K}, {math.log(K):.2f} nats" in said
    ceiling = 1 - math.log(math.e + 7) + math.log(8)
    assert f"not above {ceiling:.2f} nats" in said
    page.close()


@pytest.mark.slow
def test_a_run_is_measured_as_the_record_was(browser):
    """The first moment of a recorded run, played again: the engine is what made the record."""
    page = measure.open_engine(browser)
    page.evaluate("() => { infogan.labScenarios['lambda-zero'].steps = 200; }")
    found = page.evaluate(measure.PLAY, ["lambda-zero", 0, 1])["moments"][0]
    recorded = RECORD["scenarios"]["lambda-zero"][0]["moments"][0]
    assert found["step"] == recorded["step"]
    for name in ("information", "bound", "d", "g", "good"):
        # Not to the last digit: neither is a browser's exp, nor the order of a sum.
        assert found[name] == pytest.approx(recorded[name], rel=1e-3)
    page.close()
