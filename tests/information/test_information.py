"""Measures of a table against a slow literal implementation, scipy and scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.special import log_softmax, rel_entr, softmax
from tables import QUICK, SHAPES, joints_with_q, normalised

from infogan_lib import information as info
from infogan_lib.information import tables as measures


def slow(joint: np.ndarray, q: np.ndarray) -> dict[str, float]:
    """Every measure of a table, straight from its definition, one cell at a time."""
    codes, values = range(len(joint)), range(len(joint[0]))
    p_c = [math.fsum(joint[c][x] for x in values) for c in codes]
    p_x = [math.fsum(joint[c][x] for c in codes) for x in values]
    terms = {"information": [], "left": [], "score": [], "gap": []}
    for c in codes:
        for x in values:
            p = joint[c][x]
            if p > 0:
                terms["information"].append(p * math.log(p / (p_c[c] * p_x[x])))
                terms["left"].append(-p * math.log(p / p_x[x]))
                terms["score"].append(p * math.log(q[c][x]))
                terms["gap"].append(p * math.log(p / p_x[x] / q[c][x]))
    result = {name: math.fsum(values) for name, values in terms.items()}
    result["h_c"] = -math.fsum(p * math.log(p) for p in p_c if p > 0)
    return result


@QUICK
@given(joints_with_q())
def test_tables_agree_with_the_slow_implementation(pair):
    joint, q = pair
    literal = slow(joint, q)
    assert info.mutual_information(joint) == pytest.approx(literal["information"], abs=1e-13)
    assert info.conditional_entropy(joint) == pytest.approx(literal["left"], abs=1e-13)
    assert info.entropy(joint.sum(axis=1)) == pytest.approx(literal["h_c"], abs=1e-13)
    assert info.exact_bound(joint, q) == pytest.approx(literal["h_c"] + literal["score"], abs=1e-13)
    assert info.bound_gap(joint, q) == pytest.approx(literal["gap"], abs=1e-13)
    flat = (joint.ravel(), normalised(q).ravel())
    by_cell = [p * math.log(p / r) for p, r in zip(*flat, strict=True) if p > 0]
    assert info.kl_divergence(*flat) == pytest.approx(math.fsum(by_cell), abs=1e-13)


@QUICK
@given(joints_with_q(), st.sampled_from([None, 2, 10, 7.5]))
def test_measures_agree_with_scipy(pair, base):
    joint, q = pair
    p, r = joint.ravel(), normalised(q).ravel()
    h, kl = scipy.stats.entropy(p, base=base), scipy.stats.entropy(p, r, base=base)
    assert info.entropy(p, base=base) == pytest.approx(h, abs=1e-13)
    assert info.kl_divergence(p, r, base=base) == pytest.approx(kl, abs=1e-13)
    assert info.cross_entropy(p, r, base=base) == pytest.approx(h + kl, abs=1e-13)
    assert_allclose(info.entropy(q, base, axis=0), scipy.stats.entropy(q, base=base), atol=1e-13)
    assert_allclose(info.entropy(q.T, base, axis=1), info.entropy(q, base), atol=1e-13)
    whole = info.entropy(joint, base, axis=None)
    assert whole == pytest.approx(float(h), abs=1e-13)


@QUICK
@given(arrays("int64", SHAPES, elements=st.integers(0, 9)).filter(lambda counts: counts.sum() > 0))
def test_information_agrees_with_scikit_learn(counts):
    from sklearn.metrics import mutual_info_score

    theirs = mutual_info_score(None, None, contingency=counts)
    assert info.mutual_information(counts / counts.sum()) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("codes", [2, 3, 10])
def test_a_deterministic_channel_tells_all_and_one_class_tells_nothing(codes):
    perfect = np.eye(codes) / codes
    assert info.mutual_information(perfect) == pytest.approx(math.log(codes), abs=1e-15)
    assert info.conditional_entropy(perfect) == 0.0
    assert info.exact_bound(perfect, np.eye(codes)) == pytest.approx(math.log(codes), abs=1e-15)
    assert info.bound_gap(perfect, np.eye(codes)) == 0.0
    one_class = np.full((1, codes), 1 / codes)
    assert info.mutual_information(one_class) == pytest.approx(0.0, abs=1e-15)
    assert info.exact_bound(one_class, np.ones((1, codes))) == 0.0


def test_a_q_that_excludes_what_happens_is_infinitely_wrong():
    joint = np.array([[0.25, 0.25], [0.0, 0.5]])
    q = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert info.exact_bound(joint, q) == -math.inf
    assert info.bound_gap(joint, q) == math.inf
    assert info.cross_entropy([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert info.kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf


def test_a_q_that_excludes_what_never_happens_is_not():
    joint = np.array([[0.5, 0.0], [0.0, 0.5]])
    assert info.exact_bound(joint, np.eye(2)) == pytest.approx(math.log(2), abs=1e-15)
    assert info.cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0.0
    assert info.kl_divergence([0.0, 1.0], [0.5, 0.5]) == pytest.approx(math.log(2), abs=1e-15)


def test_an_x_that_never_happens_counts_for_nothing():
    joint = np.array([[0.3, 0.0, 0.1], [0.2, 0.0, 0.4]])
    assert_allclose(info.posterior(joint)[:, 1], [0.4, 0.6])
    seen = joint[:, [0, 2]]
    assert info.mutual_information(joint) == pytest.approx(info.mutual_information(seen))
    for column in ([1.0, 0.0], [0.5, 0.5]):
        q = np.array([[0.6, column[0], 0.2], [0.4, column[1], 0.8]])
        assert info.bound_gap(joint, q) == pytest.approx(info.bound_gap(seen, q[:, [0, 2]]))


def test_logarithms_carry_what_probabilities_cannot():
    joint = np.array([[0.5, 0.1], [0.0, 0.4]])
    log_q = log_softmax([[0.0, -2000.0], [-2000.0, 0.0]], axis=0)
    assert info.exact_bound(joint, np.exp(log_q)) == -math.inf
    bound = info.exact_bound(joint, log_q=log_q)
    assert bound == pytest.approx(info.entropy([0.6, 0.4]) - 0.1 * 2000, abs=1e-10)
    gap = info.bound_gap(joint, log_q=log_q)
    assert bound + gap == pytest.approx(info.mutual_information(joint), abs=1e-10)


@QUICK
@given(joints_with_q())
def test_q_and_its_logarithm_are_one(pair):
    joint, q = pair
    for measure in (info.exact_bound, info.bound_gap):
        assert measure(joint, log_q=np.log(q)) == measure(joint, q)
        assert measure(joint, q, base=2) == pytest.approx(measure(joint, q) / math.log(2))


@pytest.mark.parametrize("rare", [1e-162, 1e-300, 1e-310])
def test_margins_whose_product_underflows_are_no_infinity(rare):
    joint = np.array([[rare, 0.0], [0.0, 1.0]])
    truth = rare * (1 - math.log(rare))
    assert info.mutual_information(joint) == pytest.approx(truth, rel=0.01, abs=0)
    assert info.mutual_information(joint.T) == info.mutual_information(joint)
    q = np.full((2, 2), 0.5)
    assert info.exact_bound(joint, q) + info.bound_gap(joint, q) == pytest.approx(0.0, abs=1e-15)
    assert info.bound_gap(joint, info.posterior(joint)) == 0.0
    assert info.conditional_entropy(joint) == 0.0
    shared = np.array([[rare, rare], [0.5, 0.5]])
    assert 0 <= info.conditional_entropy(shared) < 1e-150
    assert abs(info.mutual_information(shared)) < 1e-15
    assert info.kl_divergence([1.0, 0.0], [rare, 1.0]) == pytest.approx(-math.log(rare))
    assert info.kl_divergence([rare, 1.0], [1.0, rare]) == pytest.approx(-math.log(rare))


def test_a_float32_softmax_is_welcome():
    rng = np.random.default_rng(0)
    q = softmax(rng.normal(size=(10, 500)).astype("float32"), axis=0)
    joint = np.full((10, 500), 1 / 5000)
    exact = info.exact_bound(joint, q.astype("float64") / q.astype("float64").sum(axis=0))
    assert info.exact_bound(joint, q) == pytest.approx(exact, abs=1e-6)


def test_a_sum_that_float32_rounded_is_divided_out():
    p, off = np.array([0.3, 0.7]), 1 + 9e-6
    assert abs(info.kl_divergence(p, p * off)) < 1e-15
    assert abs(info.kl_divergence(p * off, p / off)) < 1e-15
    assert info.cross_entropy(p, p * off) == pytest.approx(info.entropy(p), abs=1e-15)
    assert info.entropy([off]) == 0.0
    joint = np.outer(p, [0.4, 0.6])
    assert abs(info.mutual_information(joint * off)) < 1e-15
    q = np.array([[0.2, 0.9], [0.8, 0.1]])
    for measure in (info.exact_bound, info.bound_gap):
        assert measure(joint / off, q * off) == pytest.approx(measure(joint, q), abs=1e-15)
        logs = np.log(q * off)
        assert measure(joint * off, log_q=logs) == pytest.approx(measure(joint, q), abs=1e-15)
    assert info.expected_log_q(q / off, logs) == pytest.approx(info.expected_log_q(q, np.log(q)))
    assert info.posterior(joint * off) == pytest.approx(info.posterior(joint), abs=1e-15)
    with pytest.raises(ValueError, match="^q must sum to 1 along axis 0, got 1.00002"):
        info.kl_divergence(p, p * (1 + 2e-5))


@QUICK
@given(arrays("float32", (10, 7), elements=st.floats(-20, 20, width=32)))
def test_no_float32_row_makes_a_negative_divergence(logits):
    p = softmax(logits, axis=0)
    q = p.astype("float64") / p.sum(axis=0, dtype="float64")
    assert (info.kl_divergence(p, q) > -1e-12).all()
    assert (info.kl_divergence(q, p) > -1e-12).all()


def test_arguments_are_left_as_they_were():
    joint, q = np.full((2, 3), 1 / 6), np.full((2, 3), 0.5)
    for function in (info.exact_bound, info.bound_gap):
        function(joint, q)
    info.posterior(joint)[:] = 7
    assert (joint == 1 / 6).all() and (q == 0.5).all()


def test_an_older_scipys_overflow_is_mended(monkeypatch):
    """There p/q overflows before its logarithm is taken, though q is above 0."""
    monkeypatch.setattr(
        measures, "rel_entr",
        lambda p, q: np.where((p > 0) & (q < 1e-308), np.inf, rel_entr(p, q)),
    )  # fmt: skip
    found = info.kl_divergence([0.5, 0.5], [1e-310, 1.0])
    assert found == pytest.approx(0.5 * (math.log(0.25) + 310 * math.log(10)))
    assert info.kl_divergence([0.5, 0.5], [0.0, 1.0]) == math.inf
