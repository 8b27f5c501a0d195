"""Integrals over the line."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from infogan_lib.information.quadrature import REACH, breakpoints, panel_rule


def test_the_rule_is_exact_for_polynomials_of_degree_39():
    x, weight = panel_rule(np.array([-1.0, 0.5, 2.0]), order=20)
    for degree in (0, 1, 7, 39):
        truth = (2.0 ** (degree + 1) - (-1.0) ** (degree + 1)) / (degree + 1)
        assert weight @ x**degree == pytest.approx(truth, rel=1e-13)
    assert abs(panel_rule(np.array([0.0, 1.0]), order=1)[1] @ [1.0] - 1) < 1e-15
    assert len(panel_rule(np.array([0.0, 1.0]))[0]) == 20  # unless told otherwise


@settings(deadline=None, max_examples=40)
@given(st.floats(-50, 50), st.floats(1e-4, 100))
def test_pieces_of_unequal_width_all_keep_their_mass(centre, width):
    centres, widths = np.array([0.0, centre]), np.array([1.0, width])
    x, weight = panel_rule(breakpoints(centres, widths))
    for mean, std in zip(centres, widths, strict=True):
        # A float64 near the mean is off by 1e-16 of it, however narrow the piece.
        rounding = 1e-12 + 1e-15 * abs(mean) / std
        density = scipy.stats.norm.pdf(x, mean, std)
        assert weight @ density == pytest.approx(1.0, abs=rounding)
        assert weight @ (density * ((x - mean) / std) ** 2) == pytest.approx(1.0, abs=rounding)


@pytest.mark.parametrize("coarse", [False, True])
def test_breakpoints_reach_as_far_as_they_say(coarse):
    points = breakpoints(np.array([1.0, 5.0]), np.array([0.1, 2.0]), coarse)
    assert (np.diff(points) > 0).all()
    assert points[0] == 5 - 2 * REACH and points[-1] == 5 + 2 * REACH


def test_breakpoints_lie_one_width_apart_and_coarse_ones_where_an_adaptive_rule_starts_well():
    at, wide = np.array([3.0]), np.array([0.5])
    assert breakpoints(at, wide).tolist() == [3 + k / 2 for k in range(-12, 13)]
    shares = np.array([-1, -0.5, -0.2, 0, 0.2, 0.5, 1])
    assert breakpoints(at, wide, coarse=True).tolist() == (3 + 0.5 * (REACH * shares)).tolist()
