"""The ring: points whose coverage is known because they were put there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from infogan_lib.toys.ring import Ring

SOME = settings(deadline=None, max_examples=40)
RING = Ring()
COUNTS = st.lists(st.integers(0, 60), min_size=8, max_size=8).filter(any)


def at_modes(counts, off: float = 0.0) -> np.ndarray:
    """counts[k] points at mode k, each ``off`` stds away from it, in turning directions."""
    points = np.repeat(RING.centres, counts, axis=0)
    angle = np.arange(len(points)) * 2.4
    return points + off * RING.std * np.stack([np.cos(angle), np.sin(angle)], axis=1)


@SOME
@given(COUNTS, st.sampled_from([0.0, 1.0, 2.99]))
def test_points_put_at_modes_are_counted_there(counts, off):
    found = RING.coverage(at_modes(counts, off))
    assert found.counts.tolist() == counts
    assert found.good_share == 1.0
    assert found.covered == sum(c > 0 and c >= 0.1 * sum(counts) / 8 for c in counts)


@SOME
@given(COUNTS)
def test_points_beyond_three_stds_belong_to_no_mode(counts):
    found = RING.coverage(at_modes(counts, 3.01))
    assert found.counts.sum() == found.covered == found.good_share == 0


def test_the_centre_of_the_ring_is_no_mode():
    mixed = np.concatenate([np.zeros((30, 2)), at_modes([10] * 8)])
    found = RING.coverage(mixed)
    assert found.covered == 8
    assert found.good_share == pytest.approx(80 / 110)


def test_a_few_stray_points_do_not_cover_a_mode():
    assert RING.coverage(at_modes([984, 16, *[0] * 6])).covered == 2
    assert RING.coverage(at_modes([993, 7, *[0] * 6])).covered == 1


@pytest.mark.parametrize("ring", [Ring(), Ring(3, 2.0, 0.1), Ring(25, 10.0, 0.2)])
def test_real_points_cover_all_modes_and_are_as_good_as_the_formula_says(ring):
    n = 20_000
    points = ring.sample(n, seed=1)
    found = ring.coverage(points)
    assert points.shape == (n, 2) and points.dtype == np.float32
    assert found.covered == ring.modes
    error = np.sqrt(ring.good_share * (1 - ring.good_share) / n)
    assert abs(found.good_share - ring.good_share) < 4.5 * error
    assert_allclose(found.counts / n, 1 / ring.modes, atol=5 * np.sqrt(1 / ring.modes / n))
    assert_allclose(np.hypot(*ring.centres.T), ring.radius)


def test_samples_repeat_with_their_seed():
    assert (RING.sample(50, 3) == RING.sample(50, 3)).all()
    assert (RING.sample(50, 3) != RING.sample(50, 4)).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Ring(modes=1), "modes must be at least 2"),
        (lambda: Ring(radius=0.0), "radius must be above 0"),
        (lambda: Ring(std=0.2), "std must be above 0 and below 0.127"),
        (lambda: RING.sample(0), "n must be at least 1"),
        (lambda: RING.coverage(np.zeros((4, 3))), r"points must have shape \(n, 2\)"),
        (lambda: RING.coverage(np.full((4, 2), np.nan)), "points must hold no NaN"),
    ],
)
def test_what_is_no_ring_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
