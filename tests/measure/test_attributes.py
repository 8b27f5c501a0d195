"""What codes do to attributes, on tables whose answer is known."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from strokes import bar

from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.core.latent import LatentSpec
from infogan_lib.measure.attributes import code_attributes, relations, slant_and_stroke
from infogan_lib.measure.bootstrap import redraws, statistics
from infogan_lib.measure.morphometry import ATTRIBUTES
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset

FEW = 50  # resamples, where the intervals are not the point


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(0)
    return rng, rng.uniform(-1, 1, 1200), rng.integers(5, size=1200)


def relation(values, code, category=None, **options):
    options = {"resamples": FEW} | options
    return relations({"width": values}, {"style": code}, category, **options)["style"]["width"]


def test_a_line_has_its_slope_and_perfect_rank_correlation(drawn):
    _, code, category = drawn
    found = relation(3 * code + 7, code, category)
    for name in ("slope", "slope_low", "slope_high"):
        assert found[name] == pytest.approx(3)
    for name in ("rho", "low", "high", "rho_within", "low_within", "high_within"):
        assert found[name] == pytest.approx(1)
    assert relation(-np.exp(4 * code), code, category)["rho"] == pytest.approx(-1)


def test_differences_between_categories_blur_rho_and_not_rho_within(drawn):
    """Each category has its own width; within it the code decides alone."""
    _, code, category = drawn
    found = relation(code + 10 * category, code, category)
    assert found["rho_within"] == pytest.approx(1)
    assert 0.05 < found["rho"] < 0.4
    assert found["slope_low"] < 1 < found["slope_high"]


def test_opposite_effects_in_two_categories_get_no_credit(drawn):
    _, code, category = drawn
    side = np.where(category < 2, 1, -1)
    pair = np.isin(category, (0, 4))
    found = relation((side * code)[pair], code[pair], category[pair])
    assert found["rho_within"] == pytest.approx(0, abs=1e-9)


def test_estimates_are_those_of_scipy(drawn):
    rng, code, category = drawn
    values = np.round(code + rng.normal(size=len(code)), 1)  # with ties
    found = relation(values, code, category)
    assert found["rho"] == pytest.approx(stats.spearmanr(code, values).statistic)
    assert found["slope"] == pytest.approx(stats.linregress(code, values).slope)
    each = [stats.spearmanr(code[category == k], values[category == k])[0] for k in range(5)]
    assert found["rho_within"] == pytest.approx(np.mean(each))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(12, 40), st.integers(1, 4))
def test_each_resample_is_ranked_as_if_it_were_the_sample(seed, size, decimals):
    """Two routes: weights, and images written out as often as they were redrawn."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 2 * size)).round(decimals)
    sizes = np.array([size, size])
    weights = redraws(sizes, 3, seed)
    assert (weights[0] == 1).all() and weights.shape == (4, 2 * size)
    assert (weights.reshape(4, 2, size).sum(axis=2) == size).all()
    slope, rho, within = (array[0, 0] for array in statistics(x[None], y[None], sizes, weights))
    for k, row in enumerate(weights.astype(int)):
        a, b = np.repeat(x, row), np.repeat(y, row)
        assert slope[k] == pytest.approx(stats.linregress(a, b).slope)
        assert rho[k] == pytest.approx(stats.spearmanr(a, b).statistic)
        halves = [stats.spearmanr(a[part], b[part])[0] for part in np.split(np.arange(len(a)), 2)]
        assert within[k] == pytest.approx(np.mean(halves))


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    """A 90 % interval for the slope, 100 times: 2 to 22 misses, or more luck than 1 in 500."""
    rng = np.random.default_rng(1)
    missed = 0
    for seed in range(100):
        code = rng.uniform(-1, 1, 200)
        values = 2 * code + rng.normal(size=200)
        found = relation(values, code, seed=seed, resamples=200, level=0.9)
        assert found["low"] < found["rho"] < found["high"]
        missed += not found["slope_low"] < 2 < found["slope_high"]
    assert 2 <= missed <= 22


def test_a_higher_level_is_wider_and_a_seed_repeats(drawn):
    rng, code, category = drawn
    values = code + rng.normal(size=len(code))
    narrow, wide = (relation(values, code, category, level=level) for level in (0.5, 0.99))
    assert wide["low_within"] < narrow["low_within"] < narrow["high_within"] < wide["high_within"]
    assert relation(values, code, category, level=0.5) == narrow
    assert relation(values, code, category, level=0.5, seed=1) != narrow


def test_what_was_not_measured_is_left_out(drawn):
    _, code, category = drawn
    values = code.copy()
    values[:700] = np.nan
    found = relations(
        {"width": values, "ink": np.ones(1200)}, {"style": code}, category, resamples=FEW
    )
    assert found["style"]["width"]["n"] == found["style"]["ink"]["n"] == 500
    assert found["style"]["width"]["rho_within"] == pytest.approx(1)
    assert found["style"]["ink"]["rho"] == found["style"]["ink"]["rho_within"] == 0


def test_too_few_images_say_nothing_and_stay_json(drawn):
    _, code, _ = drawn
    values = np.where(np.arange(1200) < 9, code, np.nan)
    found = relation(values, code)
    assert found.pop("n") == 9 and set(found.values()) == {None}
    lonely = relation(code[:40], code[:40], np.arange(40))
    assert lonely["rho"] == pytest.approx(1) and lonely["rho_within"] is None
    assert json.loads(json.dumps(lonely, allow_nan=False)) == lonely


@pytest.mark.parametrize(
    ("values", "code", "options", "message"),
    [
        (np.arange(20), np.arange(19.0), {}, "one length.*19"),
        (np.arange(20), np.arange(20.0), {"category": np.zeros(3, int)}, "category.*3"),
        (np.arange(20), np.ones(20), {}, "style is the same"),
        (np.arange(20), np.full(20, np.nan), {}, "style.*NaN"),
        (np.full(20, np.inf), np.arange(20), {}, "width must be finite"),
        (np.arange(20), np.arange(20), {"level": 95}, "level"),
        (np.arange(20), np.arange(20), {"resamples": 0}, "resamples"),
        (np.arange(20), np.arange(20), {"seed": -1}, "seed must be at least 0"),
        (np.arange(20), np.arange(20), {"category": np.full(20, 0.5)}, "whole numbers.*float64"),
        (np.arange(20), np.arange(20), {"category": np.zeros((20, 1), int)}, r"shape \(20, 1\)"),
    ],
)
def test_bad_input_is_named(values, code, options, message):
    with pytest.raises(ValueError, match=message):
        relation(values, code, **options)


# Who is slant, who is stroke


def table(**rhos):
    """{code: {attribute: rho_within}}, with the pooled rho a tenth below."""
    return {
        code: {
            name: {"rho_within": row.get(name, 0.0), "rho": row.get(name, 0.0) * 0.9}
            for name in ATTRIBUTES
        }
        for code, row in rhos.items()
    }


def test_two_codes_two_roles():
    found = slant_and_stroke(table(a={"slant": -0.9, "ink": 0.1}, b={"width": 0.75}))
    assert found == {"slant": "a", "stroke": "b", "attribute": "width"}
    swapped = slant_and_stroke(table(a={"thickness": -0.8}, b={"slant": 0.71}))
    assert swapped == {"slant": "b", "stroke": "a", "attribute": "thickness"}


def test_one_code_cannot_play_both_roles():
    assert slant_and_stroke(table(a={"slant": 0.9, "width": 0.9}, b={"ink": 1.0})) is None
    assert slant_and_stroke(table(a={"slant": 0.9, "width": 0.9})) is None
    assert slant_and_stroke({}) is None


def test_the_threshold_is_reached_or_not():
    near = table(a={"slant": 0.9}, b={"thickness": 0.7})
    assert slant_and_stroke(near, 0.7) and not slant_and_stroke(near, 0.71)
    assert slant_and_stroke(near, 0.7, rho="rho") is None
    assert slant_and_stroke(near, 0.63, rho="rho")


def test_the_better_of_two_pairs_is_named():
    both = table(a={"slant": 0.8, "width": 0.8}, b={"slant": 0.75, "thickness": 0.95})
    assert slant_and_stroke(both)["slant"] == "a"


def test_what_is_not_known_plays_no_role():
    unknown = table(a={"slant": 0.9}, b={})
    unknown["b"]["thickness"]["rho_within"] = None
    assert slant_and_stroke(unknown) is None


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        (table(a={}, b={}), {"threshold": 7}, "threshold"),
        (table(a={}, b={}), {"rho": "r"}, "lacks 'r'"),
        ({"a": {}, "b": {}}, {}, "a lacks 'slant'"),
    ],
)
def test_a_bad_table_is_named(given, options, message):
    with pytest.raises(ValueError, match=message):
        slant_and_stroke(given, **options)


# With a model


class Writer:
    """A generator that leans by 30 degrees a unit of one code and thickens by 1 pixel a unit
    of another; its category shifts the stroke."""

    latent = LatentSpec((Gaussian("pen", 0, 0.5), Categorical("place", 2), Uniform("tilt")), 3)

    def generate(self, latents):
        parts = self.latent.split(np.asarray(latents, "float64"))
        rows = zip(parts["pen"][:, 0], parts["place"][:, 1], parts["tilt"][:, 0], strict=True)
        return np.stack([bar(max(1, 3 + pen), 30 * tilt, 16, (12 + 3 * place, 13.5))
                         for pen, place, tilt in rows])  # fmt: skip


def test_a_writer_is_found_out():
    found = code_attributes(Writer(), n=200, resamples=FEW)
    assert list(found) == ["pen", "tilt"] and list(found["pen"]) == list(ATTRIBUTES)
    assert found["tilt"]["slant"]["slope"] == pytest.approx(30, abs=1.5)
    assert found["tilt"]["slant"]["rho_within"] > 0.98
    assert found["pen"]["thickness"]["slope"] == pytest.approx(1, abs=0.15)
    assert abs(found["pen"]["slant"]["rho"]) < 0.25
    assert slant_and_stroke(found) == {"slant": "tilt", "stroke": "pen", "attribute": "thickness"}


def test_an_untrained_model_gives_a_record():
    codes = (Categorical("digit", 4), Uniform("style"))
    found = code_attributes(build(preset("tiny", codes=codes)), n=60, resamples=20)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert set(found) == {"style"}
    only_category = build(preset("tiny", codes=(Categorical("digit", 4),)))
    assert code_attributes(only_category, n=60, resamples=20) == {}


def test_too_few_images_are_refused():
    with pytest.raises(ValueError, match="n must be at least 10"):
        code_attributes(Writer(), n=9)
    assert math.isfinite(code_attributes(Writer(), n=10, resamples=5)["pen"]["ink"]["rho"])
