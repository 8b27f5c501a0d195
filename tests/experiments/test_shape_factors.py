"""The experiment on coloured shapes: fair inputs, readers that read, and a record that fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from infogan_lib.data.shapes import FACTORS, draw_factors, render
from infogan_lib.experiments import shapes
from infogan_lib.measure.factors import mutual_information_gap
from infogan_lib.recipes.build import build

pytestmark = pytest.mark.slow
TINY = replace(shapes.INFOGAN, width=0.03, size=16, jit_compile=False, batch_size=8)
SEEDS = (0, 1, 2)


def test_the_plain_gan_has_the_same_networks_and_inputs_and_is_paid_for_no_code():
    ours, plain = shapes.config_of("infogan", 3), shapes.config_of("gan", 3)
    assert (plain.category_weight, plain.style_weight) == (0, 0)
    same = {"category_weight": 1.0, "style_weight": ours.style_weight}
    assert replace(plain, **same) == ours and ours.seed == 3
    assert len(ours.codes) == len(FACTORS)


def test_a_reader_gives_one_column_a_code():
    model = build(TINY)
    images = render(draw_factors(6, 0), side=16)
    codes = shapes.reader_of(model)(images)
    q = model.recognise(images)
    assert codes.shape == (6, 5)
    np.testing.assert_array_equal(codes[:, 0], q["category"]["probabilities"].argmax(axis=1))
    np.testing.assert_allclose(codes[:, 2], q["style_2"]["mean"][:, 0], atol=1e-6)


def test_a_fitted_reader_learns_what_the_pictures_show_and_leaves_the_generator_alone():
    model = build(TINY)
    start = [w.copy() for w in model.generator.get_weights()]

    def show(latents):
        """A G that paints style_1 as the grey of the picture, and nothing else."""
        grey = np.asarray(latents)[:, model.latent.slices["style_1"]]
        return np.tile(grey[:, :, None, None], (1, 16, 16, 3)).astype("float32")

    model.generate = show
    read = shapes.fitted_reader(model, steps=300)
    latents = np.asarray(model.latent.sample(300, 9))
    codes, truth = read(show(latents)), latents[:, model.latent.slices["style_1"]][:, 0]
    assert np.corrcoef(codes[:, 1], truth)[0, 1] > 0.6  # a few channels, a few steps
    others = latents[:, model.latent.slices["style_2"]][:, 0]
    assert abs(np.corrcoef(codes[:, 2], others)[0, 1]) < 0.3
    for before, after in zip(start, model.generator.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_pca_finds_a_straight_factor():
    rows = np.zeros((60, 5))
    rows[:, 3] = np.linspace(-1, 1, 60)
    read = shapes.pca_reader(render(rows, 32), components=2)
    assert abs(np.corrcoef(read(render(rows, 32))[:, 0], rows[:, 3])[0, 1]) > 0.9


def test_turned_factors_lose_nothing_and_are_no_factors():
    rows = draw_factors(3000, 0)
    turned = shapes.rotated(rows)
    np.testing.assert_allclose(np.cov(turned.T), np.eye(5), atol=0.06)
    found, *_ = np.linalg.lstsq(np.column_stack([turned, np.ones(3000)]), rows, rcond=None)
    np.testing.assert_allclose(np.column_stack([turned, np.ones(3000)]) @ found, rows, atol=1e-8)
    assert mutual_information_gap(turned, rows) < 0.2 < 0.9 < mutual_information_gap(rows, rows)


def test_the_interval_is_students():
    mean, low, high = shapes.interval(np.array([1.0, 2.0, 3.0]))
    assert (mean, low, high) == pytest.approx((2, 2 - 4.3027 / 3**0.5, 2 + 4.3027 / 3**0.5), 1e-4)
    assert shapes.interval(np.array([0.5])) == (0.5, 0.5, 0.5)


def test_the_stored_table_has_three_seeds_of_each_row_and_truths_where_they_are_known():
    rows = shapes.stored()["rows"]
    names = {row["row"] for row in rows}
    assert names >= {"infogan", "infogan, fitted reader", "gan, fitted reader", "pca", "factors"}
    for name in names:
        assert sorted(row["seed"] for row in rows if row["row"] == name) == list(SEEDS), name
    for score in ("mig", "disentanglement", "completeness", "informativeness", "factor_vae"):
        assert shapes.of_seeds(rows, "factors", score).min() > 0.9
        assert shapes.of_seeds(rows, "noise", score).max() < 0.4
    assert shapes.of_seeds(rows, "factors, rotated", "informativeness").min() > 0.8
    assert shapes.of_seeds(rows, "factors, rotated", "mig").max() < 0.3
