"""The seed table and its summary, on records whose answers can be counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_records import attributes, record
from scipy.stats import beta

from infogan_lib.measure.records import load_records
from infogan_lib.measure.seed_table import row, share, summary, table


@pytest.fixture
def ten():
    """Eight good runs, one of 0.93, one failure."""
    return [record(seed, 0.97 + seed / 1000) for seed in range(8)] + [
        record(8, 0.93, stroke=0.72),
        record(9, 0.55, slant=0.3),
    ]


def test_a_row_holds_what_the_record_says():
    found = row(record(4, 0.98))
    assert found == {
        "seed": 4,
        "accuracy": 0.98,
        "nmi": pytest.approx(0.95),
        "ari": pytest.approx(0.96),
        "L_I": {"category": 2.29, "style_1": 1.2, "style_2": 1.5},
        "information": pytest.approx(2.28),
        "slant": -0.93,
        "stroke": 0.75,
        "stroke_attribute": "thickness",
        "clear": True,
        "minutes": pytest.approx(10.4),
        "cpu_minutes": pytest.approx(8.4),
        "device": "CPU (x86_64)",
    }
    pooled = row(record(4, 0.98), rho="rho")
    assert pooled["slant"] == pytest.approx(-0.837) and not pooled["clear"]


def test_a_run_without_styles_has_a_row():
    found = row(record(0, 0.5, attributes={}))
    assert found["slant"] is found["stroke"] is found["stroke_attribute"] is None
    assert found["clear"] is False
    assert " - " in table([record(0, 0.5, attributes={})])


def test_a_bound_of_minus_infinity_is_shown():
    bad = record(0, 0.5)
    bad["scores"]["bounds"]["style_1"]["value"] = "-inf"
    assert "-inf" in table([bad])


def test_the_table_shows_every_run_and_marks_the_failures(ten):
    head, *lines, legend = table(ten).splitlines()
    assert head.split()[:5] == ["seed", "ACC", "NMI", "ARI", "I(Q)"]
    assert [line.split()[0] for line in lines] == [*"012345678", "9*"]
    assert lines[9].split()[1] == "0.550" and lines[9].split()[-2:] == ["11", "9"]
    assert "0 category, 1 style_1, 2 style_2" in legend
    assert max(map(len, head.splitlines() + lines)) <= 80


def test_width_may_stand_for_the_stroke():
    by_width = attributes(a={"slant": 0.8}, b={"width": -0.9})
    found = row(record(0, 0.9, attributes=by_width))
    assert (found["stroke"], found["stroke_attribute"]) == (-0.9, "width")
    assert " w " in table([record(0, 0.9, attributes=by_width)])


def test_the_summary_counts(ten):
    found = summary(ten)
    assert found["runs"] == 10
    assert found["median"] == pytest.approx(0.9725)
    assert (found["lowest"], found["highest"]) == (0.55, pytest.approx(0.977))
    assert found["lowest_L_I"] == 2.29
    assert found["mode_gap"] == pytest.approx(0.10)
    assert found["minutes"] == pytest.approx(10.45)
    assert found["cpu_minutes"] == pytest.approx(8.45)
    counts = {name: found[name]["count"] for name in ("good", "failed", "clear", "clear_pooled")}
    assert counts == {"good": 8, "failed": 1, "clear": 9, "clear_pooled": 0}


def test_limits_belong_to_the_better_side():
    found = summary([record(0, 0.95), record(1, 0.90)])
    assert found["good"]["count"] == 1 and found["failed"]["count"] == 0


def test_no_failure_in_ten_is_no_proof():
    """Clopper-Pearson at 0 of 10 by hand: (1 - p)^10 = 0.025, so p = 0.3085."""
    found = share([False] * 10)
    assert found["low"] == 0 and found["high"] == pytest.approx(1 - 0.025**0.1)
    assert share([True] * 10)["low"] == pytest.approx(0.025**0.1)


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_the_interval_is_that_of_the_beta_quantiles(happened):
    found, k, n = share(happened, 0.9), sum(happened), len(happened)
    assert found["low"] == pytest.approx(beta.ppf(0.05, k, n - k + 1) if k else 0)
    assert found["high"] == pytest.approx(beta.ppf(0.95, k + 1, n - k) if k < n else 1)
    assert found["low"] <= found["share"] <= found["high"]


def test_bad_input_is_named(ten):
    with pytest.raises(ValueError, match="at least one run"):
        summary([])
    with pytest.raises(ValueError, match="level"):
        summary(ten, level=95)
    with pytest.raises(ValueError, match="lacks 'r'"):
        row(ten[0], rho="r")


def test_the_category_is_found_wherever_it_stands_among_the_codes():
    runs = load_records("mnist")
    turned = []
    for run in runs:
        bounds = dict(reversed(run["scores"]["bounds"].items()))
        turned.append({**run, "scores": {**run["scores"], "bounds": bounds}})
    assert summary(turned) == summary(runs)
