"""Masks and extreme units: a measure is right, or refuses what it got by name."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from infogan_lib.measure import clustering
from infogan_lib.measure.attributes import relations
from infogan_lib.measure.frechet import frechet_distance
from infogan_lib.measure.probes import linear_probe

RNG = np.random.default_rng(3)
CODE = RNG.uniform(-1, 1, 200)
SEEN = CODE + 0.3 * RNG.normal(size=200)
LATENTS = RNG.normal(size=(300, 3))
ATTRIBUTE = LATENTS @ [1, 2, 0] + RNG.normal(size=300)
ROWS = RNG.normal(size=(2, 60, 4))
LABELS = np.array([0, 1, 1, 0])


def slope(code=CODE, values=SEEN, category=None) -> dict:
    return relations({"width": values}, {"style": code}, category, resamples=20)["style"]["width"]


def hidden(values) -> np.ma.MaskedArray:
    return np.ma.masked_array(values, mask=np.arange(len(values)) == 1)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        *(
            (lambda s=score: s(hidden(LABELS), LABELS), "labels")
            for score in (
                clustering.contingency,
                clustering.best_assignment,
                clustering.clustering_accuracy,
                clustering.normalised_mutual_information,
                clustering.adjusted_rand_index,
            )
        ),
        (lambda: clustering.clustering_accuracy(LABELS, hidden(LABELS)), "clusters"),
        (lambda: slope(code=hidden(CODE)), "style"),
        (lambda: slope(values=hidden(SEEN)), "width"),
        (lambda: slope(category=hidden(np.zeros(200, dtype=int))), "category"),
        (lambda: linear_probe(LATENTS, hidden(ATTRIBUTE)), "values"),
        (lambda: frechet_distance(np.ma.masked_less(ROWS[0], 0), ROWS[1]), "a"),
    ],
)
def test_a_mask_is_not_lost_without_a_word(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}\b.*masked"):
        call()


@pytest.mark.parametrize("scale", [1e-250, 1e-160, 1e160, 1e250])
@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda k: slope(code=k * CODE), "style"),
        (lambda k: slope(values=k * SEEN), "width"),
        (lambda k: linear_probe(k * LATENTS, ATTRIBUTE), "latents"),
        (lambda k: linear_probe(LATENTS, k * ATTRIBUTE), "values"),
        (lambda k: frechet_distance(*(max(k, 1 / k) * ROWS)), "a"),  # a small one is near 0: right
        (lambda k: frechet_distance(ROWS[0], max(k, 1 / k) * ROWS[1]), "b"),
    ],
)
def test_a_unit_whose_squares_are_lost_is_named(call, argument, scale):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning and a wrong number are not enough
        with pytest.raises(ValueError, match=rf"^{argument}\b.*got .*unit"):
            call(scale)


@pytest.mark.parametrize("scale", [1e-140, 1e140])
def test_a_unit_that_is_far_but_held_changes_nothing(scale):
    assert slope(code=scale * CODE)["slope"] * scale == pytest.approx(slope()["slope"])
    assert slope(values=scale * SEEN)["slope"] / scale == pytest.approx(slope()["slope"])
    plain = linear_probe(LATENTS, ATTRIBUTE)
    for scaled in ((scale * LATENTS, ATTRIBUTE), (LATENTS, scale * ATTRIBUTE)):
        other = linear_probe(*scaled)
        assert (other.r2, other.participation) == pytest.approx((plain.r2, plain.participation))
    assert frechet_distance(*(scale * ROWS)) / scale / scale == pytest.approx(
        frechet_distance(*ROWS)
    )
