"""Other people's estimators: against scikit-learn, literal loops, and the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import digamma

from infogan_lib import information as info

SOME = settings(deadline=None, max_examples=40)
SCORES = arrays("float64", (3, 4, 4), elements=st.floats(-20, 20))


def correlated(n: int, information: float, dimensions: int = 1, seed: int = 0):
    """Return c and x, (n, d), jointly Gaussian with this information in all."""
    rng = np.random.default_rng(seed)
    spread = math.sqrt(math.expm1(2 * information / dimensions))
    c = spread * rng.standard_normal((n, dimensions))
    return c, c + rng.standard_normal(c.shape)


@pytest.mark.parametrize("neighbours", [1, 3, 10])
@pytest.mark.parametrize("information", [0.2, 1.0, 2.5])
def test_ksg_agrees_with_scikit_learn_in_one_dimension(neighbours, information):
    from sklearn.feature_selection import mutual_info_regression

    c, x = correlated(600, information)
    theirs = mutual_info_regression(x, c[:, 0], n_neighbors=neighbours, random_state=0)[0]
    ours = info.ksg_information(c[:, 0], x[:, 0], neighbours)
    # Theirs adds a little noise and clips at 0.
    assert max(ours, 0.0) == pytest.approx(theirs, abs=1e-3)


@pytest.mark.parametrize("neighbours", [1, 3, 10])
def test_ross_agrees_with_scikit_learn_in_one_dimension(neighbours):
    from sklearn.feature_selection import mutual_info_classif

    rng = np.random.default_rng(0)
    labels = rng.integers(4, size=800)
    x = labels + rng.normal(size=800)
    theirs = mutual_info_classif(x[:, None], labels, n_neighbors=neighbours, random_state=0)[0]
    assert info.ross_information(labels, x, neighbours) == pytest.approx(theirs, abs=1e-3)


def test_neighbours_find_the_truth_where_there_are_few_dimensions():
    for information, dimensions in ((0.5, 1), (1.5, 1), (1.0, 2)):
        c, x = correlated(3000, information, dimensions)
        assert info.ksg_information(c, x) == pytest.approx(information, abs=0.1)
    mixture = info.GaussianMixture([0.25] * 4, [0, 1, 2, 5], [0.5, 0.5, 1, 0.3])
    c, x = mixture.sample(4000, seed=1)
    assert info.ross_information(c, x) == pytest.approx(mixture.information(), abs=0.05)


def test_neighbours_lose_their_way_in_many_dimensions():
    c, x = correlated(600, 1.168, 64)
    assert info.ksg_information(c, x) < 0.3
    bank = np.random.default_rng(2).normal(size=(10, 20, 64))
    measured = info.frozen_generator_information(bank, 1.5, n=600)
    ross = info.ross_information(measured.codes, measured.images)
    assert abs(ross - measured.information.value) > 20 * measured.information.standard_error


def test_neighbours_do_not_see_units_or_order():
    c, x = correlated(400, 1.0, 2)
    truth = info.ksg_information(c, x)
    order = np.random.default_rng(1).permutation(400)
    assert info.ksg_information(100 * c[order] + 3, x[order] / 7) == pytest.approx(truth, abs=1e-9)
    assert info.ksg_information(x, c) == pytest.approx(truth, abs=1e-9)
    labels = (c[:, 0] > 0).astype(int)
    ross = info.ross_information(labels, x)
    relabelled = info.ross_information(7 - labels[order], 10 * x[order])
    assert relabelled == pytest.approx(ross, abs=1e-9)


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 2.0**-500, 1e150, 1e300])
def test_neighbours_do_not_see_how_extreme_a_unit_is(unit):
    c, x = correlated(400, 1.0, 2)
    truth = info.ksg_information(c, x)
    labels = (c[:, 0] > 0).astype(int)
    ross = info.ross_information(labels, x)
    assert info.ksg_information(unit * c, x) == pytest.approx(truth, abs=1e-9)
    assert info.ksg_information(c, unit * x) == pytest.approx(truth, abs=1e-9)
    assert info.ksg_information(unit * c, unit * x) == pytest.approx(truth, abs=1e-9)
    assert info.ross_information(labels, unit * x) == pytest.approx(ross, abs=1e-9)
    # A column that never changes has no unit, and hides nothing.
    held = np.column_stack([np.full(400, 0.1), unit * x])
    assert info.ross_information(labels, held) == pytest.approx(ross, abs=1e-9)


@pytest.mark.parametrize("neighbours", [1, 3, 10])
def test_neighbours_have_a_ceiling(neighbours):
    c, _ = correlated(1000, 1.0)
    ceiling = digamma(1000) - digamma(neighbours)
    assert info.ksg_information(c, c, neighbours) == pytest.approx(ceiling, abs=1e-12)
    _, x = correlated(1000, 9.0, seed=4)
    for other in (np.tanh(c), c + 1e-6 * x, x):
        assert info.ksg_information(c, other, neighbours) <= ceiling + 1e-12
    if neighbours == 3:
        assert info.ksg_information(c, c) == pytest.approx(5.984471, abs=1e-6)
    labels = np.repeat([0, 1], [400, 600])
    apart = info.ross_information(labels, c + 1e3 * labels[:, None], neighbours)
    most = digamma(1000) - 0.4 * digamma(400) - 0.6 * digamma(600)
    assert apart == pytest.approx(most, abs=1e-12)
    assert info.ross_information(labels, c, neighbours) <= most + 1e-12


@pytest.mark.parametrize("neighbours", [1, 2, 3, 4, 7])
def test_ties_do_not_lift_the_ceiling(neighbours):
    grid = np.arange(1000.0)
    ceiling = digamma(1000) - digamma(neighbours)
    assert info.ksg_information(grid, grid, neighbours) == pytest.approx(ceiling, abs=1e-12)
    labels = np.repeat([0, 1], 500)
    most = digamma(1000) - digamma(500)
    ross = info.ross_information(labels, grid + 1e4 * labels, neighbours)
    assert ross == pytest.approx(most, abs=1e-12)


def test_what_is_beyond_the_ceiling_is_not_seen():
    """8 nats and 12 nats read alike, for 500 samples tell of 5.87 at most."""
    measured = [info.ksg_information(*correlated(500, truth)) for truth in (8.0, 12.0)]
    assert measured == pytest.approx([4.95, 4.95], abs=0.06)
    assert max(measured) < digamma(500) - digamma(3) < 5.88


def test_independent_samples_are_near_zero_and_not_clipped():
    rng = np.random.default_rng(3)
    values = [
        info.ksg_information(rng.standard_normal(300), rng.standard_normal(300)) for _ in range(20)
    ]
    assert abs(np.mean(values)) < 0.03
    assert min(values) < 0


@SOME
@given(SCORES)
def test_info_nce_agrees_with_loops_and_stays_below_ln_k(scores):
    batches = []
    for batch in scores:
        terms = []
        for j in range(4):
            total = math.fsum(math.exp(batch[i, j]) for i in range(4))
            terms.append(math.log(math.exp(batch[j, j]) / total))
        batches.append(math.log(4) + np.mean(terms))
    estimate = info.info_nce(scores)
    assert estimate.value == pytest.approx(np.mean(batches), abs=1e-10)
    assert estimate.n == 3
    assert estimate.value <= math.log(4) + 1e-12
    assert info.info_nce(scores[0]).value == pytest.approx(batches[0], abs=1e-10)


@SOME
@given(SCORES, arrays("float64", (3, 1, 4), elements=st.floats(-50, 50)))
def test_what_depends_on_x_alone_cancels(scores, shift):
    assert info.info_nce(scores + shift).value == pytest.approx(info.info_nce(scores).value)
    moved = info.leave_one_out_bound(scores + shift)
    assert moved.value == pytest.approx(info.leave_one_out_bound(scores).value, abs=1e-9)


@SOME
@given(SCORES)
def test_leave_one_out_agrees_with_loops(logs):
    terms = [
        batch[j, j] - math.log(math.fsum(math.exp(batch[i, j]) for i in range(4) if i != j) / 3)
        for batch in logs
        for j in range(4)
    ]
    assert info.leave_one_out_bound(logs).value == pytest.approx(np.mean(terms), abs=1e-10)


@pytest.mark.parametrize("truth", [0.1, 1.0, 3.0])
def test_the_two_bounds_close_around_the_truth(truth):
    c, x = (block.reshape(60, 100, 1) for block in correlated(6000, truth))
    pairs = zip(c, x, strict=True)
    logs = np.stack([info.pairwise_log_density(*pair, 1.0) for pair in pairs])
    lower, upper = info.info_nce(logs), info.leave_one_out_bound(logs)
    assert lower.value - 4.5 * lower.standard_error < truth
    assert truth < upper.value + 4.5 * upper.standard_error


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: info.ksg_information(np.arange(5.0), np.arange(4.0)), "x must have one row"),
        (lambda: info.ksg_information(np.arange(3.0), np.arange(3.0)), "neighbours must be below"),
        (lambda: info.ksg_information(np.zeros(9), np.zeros(9)), "c and x must be continuous"),
        (lambda: info.ksg_information(np.zeros((2, 2, 2)), np.zeros(2)), "c must have shape"),
        (lambda: info.ksg_information(np.arange(9.0), np.arange(9.0), 0), "neighbours must be at"),
        (lambda: info.ross_information([0.5] * 9, np.arange(9.0)), "labels must be whole"),
        (lambda: info.ross_information([0] * 8 + [1], np.arange(9.0)), "neighbours must be below"),
        (lambda: info.ross_information([0] * 9, np.zeros(9)), "x must be continuous"),
        (lambda: info.ross_information([0] * 9, np.zeros(8)), "x must have one row"),
        (lambda: info.info_nce(np.zeros((2, 3))), "scores must have shape"),
        (lambda: info.info_nce([[1e308, -1e308], [0, 0]]), "scores must be within"),
        (lambda: info.leave_one_out_bound([[1e308, 0], [0, 0]]), "log_likelihood must be within"),
        (lambda: info.info_nce(np.zeros(3)), "scores must have shape"),
        (lambda: info.info_nce(np.full((2, 2), -np.inf)), "scores must hold a number above"),
        (lambda: info.leave_one_out_bound([[0.0]]), "log_likelihood must have at least 2"),
        (lambda: info.leave_one_out_bound(np.log(np.eye(3))), "log_likelihood must be above"),
    ],
)
def test_what_cannot_be_estimated_is_named(call, message):
    with np.errstate(divide="ignore"), pytest.raises(ValueError, match=f"^{message}"):
        call()


def test_labels_that_float64_would_merge_are_refused():
    rng = np.random.default_rng(9)
    which = rng.integers(2, size=200)
    x = which + 0.1 * rng.normal(size=200)
    assert info.ross_information(which + 2**52, x) == info.ross_information(which, x)
    with pytest.raises(ValueError, match=r"^labels must be within .*got"):
        info.ross_information(which + 2**60, x)
