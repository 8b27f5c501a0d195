"""Scores of codes against known factors, on codes whose right score is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infogan_lib.measure.factors import (
    dci,
    factor_vae_score,
    mutual_information_gap,
    mutual_information_table,
)

N = 4000


def draw(n: int, seed: int) -> np.ndarray:
    """Four independent factors: one of three kinds, and three numbers."""
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.integers(3, size=n), rng.uniform(-1, 1, (n, 3))])


def rotated(factors: np.ndarray) -> np.ndarray:
    """All that the numbers tell, with every code a mixture of all of them."""
    mixing = np.linalg.qr(np.random.default_rng(5).normal(size=(4, 4)))[0]
    standard = (factors - factors.mean(axis=0)) / factors.std(axis=0)
    return standard @ mixing


def noise(factors: np.ndarray) -> np.ndarray:
    return np.random.default_rng(len(factors)).normal(size=(len(factors), 5))


def warped(factors: np.ndarray) -> np.ndarray:
    """Each factor in a code of its own: in another order, bent, turned round, and scaled."""
    return np.column_stack(
        [np.exp(3 * factors[:, 2]), factors[:, 0], -7 * factors[:, 3], factors[:, 1] ** 3]
    )


FACTORS = draw(N, 0)


def test_codes_that_are_the_factors_in_disguise_score_one():
    codes = warped(FACTORS)
    assert mutual_information_gap(codes, FACTORS) == pytest.approx(1, abs=0.03)
    found = dci(codes, FACTORS, kinds=[0])
    assert min(found.disentanglement, found.completeness) > 0.97
    assert found.informativeness > 0.97
    assert found.importance.argmax(axis=0).tolist() == [1, 3, 0, 2]
    assert factor_vae_score(warped, draw, kinds=[1]) == 1


def test_codes_without_information_score_next_to_nothing():
    codes = noise(FACTORS)
    assert 0 <= mutual_information_gap(codes, FACTORS) < 0.02
    found = dci(codes, FACTORS, kinds=[0])
    assert max(found.disentanglement, found.completeness) < 0.15
    assert found.informativeness < 0.02
    assert factor_vae_score(noise, draw) < 0.45  # chance: a quarter


def test_constant_codes_score_nothing():
    codes = np.ones((N, 3))
    assert mutual_information_gap(codes, FACTORS) == 0
    found = dci(codes, FACTORS, kinds=[0])
    assert (found.disentanglement, found.completeness) == (0, 0)
    assert abs(found.informativeness) < 0.02
    assert factor_vae_score(lambda factors: np.ones((len(factors), 3)), draw) == 0


def test_mixed_codes_tell_much_and_score_low():
    """What the three scores are for: the information is there, and no code holds one factor."""
    codes = rotated(FACTORS)
    assert mutual_information_gap(codes, FACTORS) < 0.25
    found = dci(codes, FACTORS, kinds=[0])
    assert found.informativeness > 0.8
    assert max(found.disentanglement, found.completeness) < 0.7


def test_each_duplicate_costs_its_factor_the_gap():
    whole = mutual_information_gap(FACTORS, FACTORS)
    one_twice = np.column_stack([FACTORS, FACTORS[:, 1]])
    assert mutual_information_gap(one_twice, FACTORS) == pytest.approx(whole * 3 / 4, abs=0.01)
    assert mutual_information_gap(np.hstack([FACTORS, FACTORS]), FACTORS) == 0


def test_one_code_for_two_factors_fools_the_gap_and_not_disentanglement():
    a, b = np.random.default_rng(1).integers(2, size=(2, N))
    factors = np.column_stack([a, b])
    codes = np.column_stack([2 * a + b, noise(factors)[:, 0]])
    assert mutual_information_gap(codes, factors) > 0.98
    found = dci(codes, factors, kinds=[0, 1])
    assert found.disentanglement < 0.1 and found.completeness > 0.8


def test_two_codes_for_one_factor_cost_completeness_alone():
    a, b = np.random.default_rng(1).integers(2, size=(2, N))
    factors = np.column_stack([a, b])
    found = dci(np.column_stack([a, b, a, b]), factors, kinds=[0, 1])
    assert found.disentanglement > 0.97 and found.completeness == pytest.approx(0.5, abs=0.1)


def test_a_noisy_code_has_the_information_of_its_channel():
    rng = np.random.default_rng(2)
    bits = rng.integers(2, size=50_000)
    read = np.where(rng.random(50_000) < 0.1, 1 - bits, bits)
    table, entropy = mutual_information_table(read[:, None], bits[:, None])
    h = -0.1 * np.log(0.1) - 0.9 * np.log(0.9)
    assert table[0, 0] == pytest.approx(np.log(2) - h, abs=0.01)
    assert entropy[0] == pytest.approx(np.log(2), abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(5)), power=st.sampled_from([1, 3]), seed=st.integers(0, 99))
def test_names_order_and_bends_of_codes_change_nothing(order, power, seed):
    factors = draw(500, seed)
    codes = np.column_stack([factors, noise(factors)[:, 0]]) @ np.triu(np.ones((5, 5)))
    other = codes[:, order] ** power
    assert mutual_information_gap(other, factors) == mutual_information_gap(codes, factors)
    assert 0 <= mutual_information_gap(codes, factors) <= 1


def test_the_vote_follows_the_code_whatever_its_column():
    def read(factors):
        return rotated(factors)

    def reordered(factors):
        return rotated(factors)[:, ::-1] * [1, 10, 100, 1000]

    assert factor_vae_score(read, draw) == factor_vae_score(reordered, draw)


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (np.ones(N), "codes must have 2 axes"),
        (np.ones((3, 2)), "a row a picture, got 3 and 4000"),
        (np.full((N, 2), np.nan), "codes must hold no NaN"),
    ],
)
def test_what_cannot_be_scored_is_named(codes, says):
    for score in (mutual_information_gap, dci):
        with pytest.raises(ValueError, match=says):
            score(codes, FACTORS)


def test_a_factor_that_never_varies_is_refused():
    with pytest.raises(ValueError, match="factors must vary"):
        mutual_information_gap(FACTORS, np.ones((N, 2)))
    with pytest.raises(ValueError, match="two or more codes"):
        dci(FACTORS[:, :1], FACTORS)
