"""The game on a line: known values, two roads, and gradients by finite differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import expit

from infogan_lib.information.mixtures import GaussianMixture
from infogan_lib.toys.line import LineGame

FEW = settings(deadline=None, max_examples=8)
NORMAL = GaussianMixture([1.0], [0.0], [1.0])
TWO = GaussianMixture([0.3, 0.7], [-2.0, 1.5], [0.5, 0.8])
GAMES = st.builds(
    LineGame, st.sampled_from([NORMAL, TWO]), st.floats(-4, 4), st.floats(0.2, 3)
)  # fmt: skip


def kl_of_normals(mean: float, std: float) -> float:
    """KL(N(mean, std²) ‖ N(0, 1)), in closed form."""
    return 0.5 * (mean**2 + std**2 - 1) - math.log(std)


def differences(function, mean: float, std: float, step: float = 1e-5) -> np.ndarray:
    """Central differences of function(mean, std) by (mean, ln std)."""
    wider, narrower = std * math.exp(step), std * math.exp(-step)
    by_mean = function(mean + step, std) - function(mean - step, std)
    return np.array([by_mean, function(mean, wider) - function(mean, narrower)]) / (2 * step)


def test_equal_densities_leave_d_blind():
    game = LineGame(NORMAL, 0.0, 1.0)
    assert_allclose(expit(game.optimal_logit(np.linspace(-30, 30, 7))), 0.5, atol=1e-12)
    assert game.value() == pytest.approx(-2 * math.log(2), abs=1e-13)
    assert game.jensen_shannon() == pytest.approx(0, abs=1e-13)
    for saturating in (True, False):
        assert_allclose(game.generator_gradient(saturating), 0, atol=1e-13)


def test_densities_that_do_not_meet():
    game = LineGame(NORMAL, 40.0, 0.5)
    assert game.value() == pytest.approx(0, abs=1e-13)
    assert game.jensen_shannon() == pytest.approx(math.log(2), abs=1e-11)
    assert_allclose(expit(game.optimal_logit([0.0, 40.0])), [1, 0], atol=1e-12)


@FEW
@given(GAMES)
def test_the_value_is_twice_the_divergence_less_ln_4(game):
    js = game.jensen_shannon()
    assert -1e-11 <= js <= math.log(2) + 1e-11
    assert game.value() == pytest.approx(2 * js - math.log(4), abs=1e-9)


@FEW
@given(st.floats(-6, 6), st.floats(0.3, 3))
def test_the_divergence_is_what_a_draw_tells_of_real_or_generated(mean, std):
    """JS is the mutual information of a fair coin and the draw it chooses: another module's."""
    channel = GaussianMixture([0.5, 0.5], [0.0, mean], [1.0, std])
    assert LineGame(NORMAL, mean, std).jensen_shannon() == pytest.approx(
        channel.information(), abs=1e-9
    )


@FEW
@given(GAMES, st.floats(-1, 1), st.floats(-1, 1))
def test_no_other_d_reaches_more(game, tilt, shift):
    best = game.value()
    other = game.value(lambda x: game.optimal_logit(x) + tilt * np.sin(x) + shift)
    assert other <= best + 1e-12
    if abs(shift) > 0.1:
        assert other < best


def test_the_value_of_a_given_d_against_scipys_quadrature():
    game = LineGame(TWO, 0.5, 1.2)

    def integrand(x: float) -> float:
        p, q = (math.exp(m.log_density([x])[0]) for m in (game.data, game.generated))
        return p * math.log(expit(0.3 * x)) + q * math.log(1 - expit(0.3 * x))

    truth, _ = quad(integrand, -14, 14, points=[-2, 0.5, 1.5], limit=400)
    assert game.value(lambda x: 0.3 * x) == pytest.approx(truth, abs=1e-9)


def test_the_slope_is_the_derivative_of_the_logit():
    game, x = LineGame(TWO, 0.5, 1.2), np.linspace(-5, 5, 23)
    numerical = (game.optimal_logit(x + 1e-6) - game.optimal_logit(x - 1e-6)) / 2e-6
    assert_allclose(game.optimal_slope(x), numerical, atol=1e-6)


@pytest.mark.parametrize(("mean", "std"), [(0.7, 1.3), (-2.0, 0.4)])
def test_both_gradients_against_finite_differences_of_what_they_descend(mean, std):
    """Against D*, minimax descends 2 JS, the other form KL(p_G ‖ p_data) − 2 JS."""

    def value(m: float, s: float) -> float:
        return LineGame(NORMAL, m, s).value()

    game = LineGame(NORMAL, mean, std)
    assert_allclose(game.generator_gradient(True), differences(value, mean, std), atol=1e-8)
    assert_allclose(
        game.generator_gradient(False),
        differences(lambda m, s: kl_of_normals(m, s) - value(m, s), mean, std),
        atol=1e-8,
    )


def test_gradients_against_a_given_d_are_those_of_its_own_losses():
    """A D that stands still: the losses are integrals over z, differentiated numerically."""

    def loss(sign: int):
        def of(mean: float, std: float) -> float:
            def integrand(z: float) -> float:
                density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
                return density * math.log1p(math.exp(sign * math.tanh(mean + std * z)))

            return -sign * quad(integrand, -12, 12, epsabs=1e-13, epsrel=1e-13)[0]

        return of

    game = LineGame(NORMAL, 0.4, 0.9)
    for saturating, sign in ((True, 1), (False, -1)):
        gradient = game.generator_gradient(saturating, np.tanh, lambda x: 1 / np.cosh(x) ** 2)
        assert_allclose(gradient, differences(loss(sign), 0.4, 0.9, 1e-4), atol=1e-7)


def test_far_apart_one_gradient_dies_and_the_other_is_the_distance():
    minimax = [LineGame(NORMAL, d, 1.0).generator_gradient(True)[0] for d in (2.0, 4.0, 8.0)]
    assert minimax[0] > minimax[1] > minimax[2] > 0 and minimax[2] < 1e-3
    other = LineGame(NORMAL, 16.0, 1.0).generator_gradient(False)
    assert_allclose(other, [16.0, 0.0], atol=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LineGame([0.5, 0.5], 0.0, 1.0), "data must be a GaussianMixture, got list"),
        (lambda: LineGame(NORMAL, np.nan, 1.0), "mean must hold no NaN"),
        (lambda: LineGame(NORMAL, 0.0, 0.0), "std must be above 0"),
        (lambda: LineGame(NORMAL, 0.0, 1.0).value(lambda x: 0.0), r"logit\(x\) must have one axis"),
        (lambda: LineGame(NORMAL, 0.0, 1.0).value(lambda x: x[1:]), r"logit\(x\) must have shape"),
        (lambda: LineGame(NORMAL, 0.0, 1.0).value(lambda x: x * np.inf), r"logit\(x\)"),
        (lambda: LineGame(NORMAL, 0.0, 1.0).generator_gradient(True, np.tanh), "logit and slope"),
        (lambda: LineGame(NORMAL, 1.0, 1.0).value(0.0), "logit must be a function of x, got 0.0"),
        (
            lambda: LineGame(NORMAL, 1.0, 1.0).generator_gradient(True, np.tanh, 0.0),
            "slope must be a function of x",
        ),
    ],
)
def test_what_is_no_game_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
