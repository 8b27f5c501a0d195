"""Probes on latents whose attribute was put there by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from infogan_lib.measure.probes import linear_probe, participation_ratio

SOME = settings(deadline=None, max_examples=40)
VECTORS = arrays("float64", 7, elements=st.floats(-100, 100)).filter(lambda w: np.abs(w).max() > 0)


def latents(n: int = 600, d: int = 12) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(n, d))


@SOME
@given(VECTORS, st.floats(0.001, 1000))
def test_participation_lies_between_one_axis_and_all(weights, scale):
    ratio = participation_ratio(weights)
    assert 1 - 1e-9 <= ratio <= 7 + 1e-9
    assert participation_ratio(-scale * weights) == pytest.approx(ratio)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_participation_counts_equal_weights(count):
    weights = np.zeros(12)
    weights[:count] = [-2.5, 2.5] * (count // 2) + [2.5] * (count % 2)
    assert participation_ratio(weights) == pytest.approx(count)


def test_participation_of_random_directions():
    rows = np.random.default_rng(1).normal(size=(4000, 62))
    mean = np.mean([participation_ratio(row) for row in rows])
    assert mean == pytest.approx(64 / 3, rel=0.03)


def test_an_attribute_on_one_axis():
    z = latents()
    probe = linear_probe(z, 3 + 0.5 * z[:, 4])
    assert probe.axis == 4
    assert probe.r2 == pytest.approx(1, abs=1e-6)
    assert probe.axis_r2 == pytest.approx(1, abs=0.02)
    assert probe.participation == pytest.approx(1, abs=1e-3)


def test_an_attribute_spread_over_all_axes():
    z = latents()
    probe = linear_probe(z, z.sum(axis=1))
    assert probe.r2 == pytest.approx(1, abs=1e-6)
    assert probe.axis_r2 < 0.3
    assert probe.participation == pytest.approx(12, abs=0.1)
    np.testing.assert_allclose(probe.weights, z.std(axis=0), rtol=0.1)


def test_noise_explains_nothing_and_known_noise_its_share():
    rng = np.random.default_rng(2)
    z = latents(3000)
    nothing = linear_probe(z, rng.normal(size=3000))
    assert abs(nothing.r2) < 0.03 and abs(nothing.axis_r2) < 0.03
    half = linear_probe(z, z[:, 0] + rng.normal(size=3000))
    assert half.r2 == pytest.approx(0.5, abs=0.06)


def test_rotation_moves_an_attribute_off_its_axis_and_leaves_the_probe():
    z = latents(1500)
    rotation, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(12, 12)))
    values = z[:, 0] + 0.3 * np.random.default_rng(4).normal(size=1500)
    before, after = linear_probe(z, values), linear_probe(z @ rotation, values)
    assert after.r2 == pytest.approx(before.r2, abs=0.005)
    assert after.axis_r2 < before.axis_r2 - 0.2
    assert after.participation > before.participation + 1


def test_rows_without_a_value_are_left_out():
    z = latents()
    values = z[:, 1].copy()
    values[::3] = np.nan
    assert linear_probe(z, values).r2 == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: participation_ratio(np.zeros(3)), "weights must not all be 0"),
        (lambda: linear_probe(latents(), np.zeros(5)), r"values must have shape \(600,\)"),
        (lambda: linear_probe(latents(20), np.arange(20.0)), "give more rows: 20"),
        (lambda: linear_probe(latents(), np.full(600, np.nan)), "give more rows: 0"),
        (lambda: linear_probe(latents(), np.full(600, np.inf)), "values must be finite"),
        (lambda: linear_probe(np.ones((600, 2)), np.arange(600.0)), r"constant: \[0 1\]"),
        (lambda: linear_probe(latents(), np.arange(600.0), held_out=1.0), "held_out must be"),
        (lambda: linear_probe(latents(), np.ones(600)), "values must vary; all are 1"),
    ],
)
def test_what_cannot_be_probed_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
