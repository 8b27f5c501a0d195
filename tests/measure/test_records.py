"""Reading a sweep's records: whole and in order, or a message that says what is wrong."""

from __future__ import annotations

import json

import pytest
from made_up_records import record

from infogan_lib.errors import DataError, DataNotFoundError
from infogan_lib.measure import records
from infogan_lib.measure.seed_table import summary
from infogan_lib.runs.pretrained import card


def write(folder, *lines, name="mnist"):
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def test_records_come_whole_and_in_the_order_of_seeds(tmp_path):
    good, other = record(3, 0.98, extra="kept"), record(0, 0.4)
    write(tmp_path, good, other)
    assert records.load_records("mnist", tmp_path) == [other, good]


def test_names_are_those_of_the_files(tmp_path):
    write(tmp_path, record(0, 0.9), name="paper")
    write(tmp_path, record(0, 0.9), name="mnist")
    assert records.names(tmp_path) == ["mnist", "paper"]
    with pytest.raises(DataNotFoundError, match="no sweep of this name; there are: mnist, paper"):
        records.load_records("papr", tmp_path)
    with pytest.raises(DataNotFoundError, match="there are: none"):
        records.load_records("mnist", tmp_path / "nowhere")


def without(key, inner=None):
    bad = record(1, 0.9)
    if inner:
        bad[key] = {k: v for k, v in bad[key].items() if k != inner}
    else:
        del bad[key]
    return bad


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ("", "line 2: not JSON"),
        ("[1]", "line 2: not a JSON object"),
        (without("scores"), "line 2: lacks scores"),
        (without("attributes"), "line 2: lacks attributes"),
        (without("scores", "accuracy"), "line 2: scores lack accuracy"),
        (record(1, 0.9, scores=None), "line 2: scores is None"),
        (record(1, 0.9, seconds="long"), "line 2: seconds is 'long'"),
        (record(True, 0.9), "line 2: seed is True"),
        (record(0, 0.9), "more than one run of seed 0"),
    ],
)
def test_what_is_no_record_is_named(tmp_path, line, message):
    write(tmp_path, record(0, 0.98), line)
    with pytest.raises(DataError, match=f"mnist.jsonl.*{message}"):
        records.load_records("mnist", tmp_path)


def test_an_empty_file_is_no_sweep(tmp_path):
    write(tmp_path)
    with pytest.raises(DataError, match="mnist.jsonl: holds no run; run the sweep again"):
        records.load_records("mnist", tmp_path)


@pytest.mark.parametrize(("name", "seeds"), [("mnist", 10), ("afterwards", 4)])
def test_the_default_finds_digits_slant_and_thickness_on_every_seed(name, seeds):
    runs = records.load_records(name)
    told = summary(runs)
    assert told["good"]["count"] == told["runs"] == seeds
    assert told["median"] >= 0.97 and told["lowest_L_I"] >= 2.2 and told["mode_gap"] <= 0.05
    for style, attribute in (("style_1", "slant"), ("style_2", "thickness")):
        found = [run["attributes"][style][attribute] for run in runs]
        assert min(abs(each[rho]) for each in found for rho in ("rho", "rho_within")) >= 0.9


def test_the_shipped_weights_are_those_that_the_rule_without_labels_picks():
    best = max(records.load_records("mnist"), key=lambda run: run["selection"])
    facts = card("mnist")
    assert facts["config"] == best["config"]
    assert facts["scores"]["accuracy"] == pytest.approx(best["scores"]["accuracy"], abs=0.002)


def test_a_record_of_a_model_without_q_is_not_to_be_made_again(tmp_path):
    run = {"config": {}, "seed": 0, "seconds": 1.0, "cpu_seconds": 1.0, "device": "CPU"}
    (tmp_path / "gan.jsonl").write_text(json.dumps(run))
    with pytest.raises(DataError, match="line 1: lacks scores; a model without a Q .* has none"):
        records.load_records("gan", tmp_path)
