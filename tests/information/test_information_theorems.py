"""What must hold for every table: bounds, data processing, the chain rule, relabelling."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tables import QUICK, joints, joints_with_q, normalised

from infogan_lib import information as info


@QUICK
@given(joints_with_q())
def test_a_bound_is_below_by_the_gap_and_touches_only_at_the_posterior(pair):
    joint, q = pair
    truth, gap = info.mutual_information(joint), info.bound_gap(joint, q)
    assert info.exact_bound(joint, q) + gap == pytest.approx(truth, abs=1e-13)
    p = info.posterior(joint)
    assert info.exact_bound(joint, p) == pytest.approx(truth, abs=1e-13)
    assert info.bound_gap(joint, p) == 0.0
    # Pinsker: a Q that differs where x happens pays at least half its squared distance.
    distance = np.abs(p - q).sum(axis=0)
    assert gap >= 0.5 * joint.sum(axis=0) @ distance**2 - 1e-13


@QUICK
@given(joints())
def test_information_lies_between_zero_and_both_entropies(joint):
    truth = info.mutual_information(joint)
    h_c, h_x = info.entropy(joint.sum(axis=1)), info.entropy(joint.sum(axis=0))
    assert -1e-13 <= truth <= min(h_c, h_x) + 1e-13
    assert h_c <= math.log(len(joint)) + 1e-13
    assert truth == pytest.approx(info.mutual_information(joint.T), abs=1e-13)
    assert truth == pytest.approx(h_c + h_x - info.entropy(joint, axis=None), abs=1e-13)
    assert truth == pytest.approx(h_c - info.conditional_entropy(joint), abs=1e-13)


@QUICK
@given(joints(), st.data())
def test_processing_x_never_adds_information(joint, data):
    outputs = data.draw(st.integers(1, 6))
    channel = normalised(
        data.draw(arrays("float64", (outputs, joint.shape[1]), elements=st.floats(0.001, 1))), 0
    )
    processed = joint @ channel.T
    assert info.mutual_information(processed) <= info.mutual_information(joint) + 1e-13


@QUICK
@given(joints(shape=(3, 12)))
def test_chain_rule(joint):
    """I(c; x, y) = I(c; x) + I(c; y given x), with x of 3 values and y of 4."""
    cube = joint.reshape(3, 3, 4)
    p_x = cube.sum(axis=(0, 2))
    given_x = sum(
        p * info.mutual_information(cube[:, x] / p) for x, p in enumerate(p_x) if p > 0
    )
    first = info.mutual_information(cube.sum(axis=2))
    assert info.mutual_information(joint) == pytest.approx(first + given_x, abs=1e-13)


@QUICK
@given(joints(), st.randoms(use_true_random=False))
def test_information_ignores_labels_and_copies(joint, random):
    codes, values = list(range(len(joint))), list(range(joint.shape[1]))
    random.shuffle(codes)
    random.shuffle(values)
    truth = info.mutual_information(joint)
    shuffled = joint[codes][:, values]
    assert info.mutual_information(shuffled) == pytest.approx(truth, abs=1e-13)
    copied = np.hstack([0.25 * joint, 0.75 * joint])
    assert info.mutual_information(copied) == pytest.approx(truth, abs=1e-13)
