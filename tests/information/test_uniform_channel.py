"""A uniform code through Gaussian noise: truncated normals, and what a Gaussian Q misses."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad

from infogan_lib.information.bounds import variational_bound
from infogan_lib.information.channels import gaussian_log_density
from infogan_lib.information.uniform_channel import UniformChannel

SOME = settings(deadline=None, max_examples=40)
NOISE = st.floats(0.01, 20)


def truncated(channel: UniformChannel, x: float):
    """Return scipy's posterior of c given x."""
    ends = (np.array([channel.low, channel.high]) - x) / channel.noise_std
    return scipy.stats.truncnorm(*ends, loc=x, scale=channel.noise_std)


@SOME
@given(NOISE, st.floats(-3, 3))
def test_the_posterior_is_scipys_truncated_normal(noise, x):
    channel = UniformChannel(noise, -1, 2)
    c = np.array([-0.9, 0.3, 1.9])
    ours = channel.log_posterior(c, np.full(3, x))
    assert_allclose(ours, truncated(channel, x).logpdf(c), rtol=1e-7, atol=1e-7)


@SOME
@given(NOISE, st.floats(-1.1, 2.1))
def test_its_moments_are_scipys_too(noise, x):
    """Further out scipy's moments lose their digits; see the far tails below."""
    channel = UniformChannel(noise, -1, 2)
    theirs = truncated(channel, x)
    mean, std = channel.posterior_moments([x])
    assert mean[0] == pytest.approx(theirs.mean(), abs=1e-6)
    assert std[0] == pytest.approx(theirs.std(), rel=1e-4)


def test_the_density_is_a_density():
    channel = UniformChannel(0.25)
    total, _ = quad(lambda x: math.exp(channel.log_density([x])[0]), -4, 4, points=[-1, 1])
    assert total == pytest.approx(1.0, abs=1e-9)
    assert channel.log_density([0.0])[0] == pytest.approx(math.log(0.5), abs=1e-4)
    outside = channel.log_posterior(np.array([-1.1, 1.1]), np.zeros(2))
    assert (outside == -np.inf).all()


@SOME
@given(NOISE)
def test_two_roads_lead_to_one_information(noise):
    channel = UniformChannel(noise)
    truth = channel.information()
    assert channel.information_by_posterior() == pytest.approx(truth, abs=1e-9)
    assert truth > 0
    # A Gaussian code of the same power would pass more.
    assert truth < 0.5 * math.log1p(1 / 3 / noise**2)


@SOME
@given(NOISE, st.floats(0.05, 30), st.floats(-5, 5))
def test_information_ignores_the_unit_of_the_code(noise, scale, shift):
    moved = UniformChannel(noise * scale, shift - scale, shift + scale)
    assert moved.information() == pytest.approx(UniformChannel(noise).information(), abs=1e-9)
    in_bits = moved.information(base=2)
    assert in_bits == pytest.approx(moved.information() / math.log(2), abs=1e-12)


@SOME
@given(NOISE, st.floats(-1, 1), st.floats(0.05, 3))
def test_bound_and_gap_add_up_for_any_gaussian_q(noise, slope, std):
    channel = UniformChannel(noise)

    def mean(x: np.ndarray) -> np.ndarray:
        return slope * np.tanh(x)

    total = channel.bound(mean, std) + channel.gap(mean, std)
    assert total == pytest.approx(channel.information(), abs=1e-8 * (1 + 1 / std**2))
    assert channel.gap(mean, std) > 0


@SOME
@given(NOISE)
def test_a_richer_family_of_q_reaches_higher(noise):
    channel = UniformChannel(noise)
    best = channel.best_gaussian_bounds()
    assert best["linear_mean"] <= best["one_std"] + 1e-9 <= best["own_std"] + 2e-9
    assert best["unit_std"] <= best["one_std"] + 1e-9
    assert best["own_std"] < channel.information()


def test_the_best_of_each_family_is_reached_and_not_passed():
    channel = UniformChannel(0.25)
    best = channel.best_gaussian_bounds()

    def mean(x: np.ndarray) -> np.ndarray:
        return channel.posterior_moments(x)[0]

    def std(x: np.ndarray) -> np.ndarray:
        return channel.posterior_moments(x)[1]

    assert channel.bound(mean, std) == pytest.approx(best["own_std"], abs=1e-12)
    assert channel.bound(mean, 1.0) == pytest.approx(best["unit_std"], abs=1e-12)
    widths = np.linspace(0.1, 0.4, 301)
    one_std = max(channel.bound(mean, width) for width in widths)
    assert best["one_std"] - 1e-4 < one_std <= best["one_std"] + 1e-12
    linear = max(
        channel.bound(lambda x, a=a: a * x, width)
        for a in np.linspace(0.7, 1.0, 31)
        for width in np.linspace(0.18, 0.28, 21)
    )
    assert best["linear_mean"] - 1e-3 < linear <= best["linear_mean"] + 1e-12


def test_samples_score_what_the_integral_says():
    channel = UniformChannel(0.5, 0, 2)
    c, x = channel.sample(20_000, seed=1)
    h_c = math.log(2)
    mean, std = channel.posterior_moments(x)
    for scores, truth in (
        (channel.log_posterior(c, x), channel.information()),
        (gaussian_log_density(c, mean, std), channel.best_gaussian_bounds()["own_std"]),
    ):
        estimate = variational_bound(scores, h_c)
        assert abs(estimate.value - truth) < 4.5 * estimate.standard_error
    assert ((c >= 0) & (c <= 2)).all()
    assert (channel.sample(10, seed=1)[1] == channel.sample(10, seed=1)[1]).all()
    assert (channel.sample(10)[1] == channel.sample(10, seed=0)[1]).all()


def test_no_ceiling_without_noise_and_nothing_left_under_much():
    informations = [UniformChannel(noise).information() for noise in (1e-5, 1e-3, 0.1, 10, 1000)]
    assert informations == sorted(informations, reverse=True)
    assert informations[0] > 10
    assert informations[-1] == pytest.approx(1 / 6 / 1000**2, rel=1e-3)
    # Little noise: only the width of x counts, I ≈ ln 2 − ½ ln(2πe σ²).
    assert informations[0] == pytest.approx(math.log(2) - 1.4189385332 + 5 * math.log(10), abs=1e-4)


@pytest.mark.parametrize("x", [1.5, 10.0, -50.0, 1e3, -1e5, 1e9, 1e17, -1e100])
def test_far_tails_are_right(x):
    """Far outside, c falls off from its end as an exponential does, to the first orders."""
    channel, end = UniformChannel(0.01), np.sign(x)
    far = abs(x - end) / 0.01
    small = 1 / far**2 if far < 1e9 else 0.0
    mean, std = channel.posterior_moments([x])
    inwards = 0.01 / far * (1 - 2 * small + 10 * small**2)
    assert abs(mean[0] - end) == pytest.approx(inwards, rel=1e-6, abs=1e-15)
    assert std[0] == pytest.approx(0.01 / far * (1 - 3 * small + 20.5 * small**2), rel=1e-6, abs=0)
    # Bayes: p(c given x) p(x) = p(x given c) p(c).
    c = end * 0.999
    log_joint = gaussian_log_density(x, c, 0.01) - math.log(2)
    both = channel.log_posterior([c], [x]) + channel.log_density([x])
    assert both[0] == pytest.approx(float(log_joint), rel=1e-13)
    # The exponential's logarithm, which x's square would drown.
    at_c = math.log(far / 0.01) - far * 0.1
    assert channel.log_posterior([c], [x])[0] == pytest.approx(at_c, rel=1e-6, abs=0.01)


@pytest.mark.parametrize("x", [1e149, -1e200, 1e308])
def test_an_x_whose_square_overflows_is_named(x):
    channel = UniformChannel(0.01)
    for function in (
        channel.log_density, channel.posterior_moments, lambda x: channel.log_posterior([0.0], x)
    ):
        with pytest.raises(ValueError, match=r"^x must be within 1e\+150 noise stds .*got"):
            function([x])


@pytest.mark.parametrize("noise", [20.0, 200.0, 2000.0])
def test_much_noise_leaves_the_prior(noise):
    channel = UniformChannel(noise)
    _, std = channel.posterior_moments([0.0, 3 * noise])
    assert std == pytest.approx(np.full(2, 3**-0.5), rel=1 / noise**2)
    best = channel.best_gaussian_bounds()
    assert best["linear_mean"] <= best["one_std"] + 1e-14 <= best["own_std"] + 2e-14
    # Hardly more is known than a Gaussian code of this power would tell.
    known = math.log(2) - 0.5 * math.log(2 * math.pi * math.e / 3) + 0.5 / 3 / noise**2
    assert best["own_std"] == pytest.approx(known, abs=1 / noise**4)


def test_how_far_from_0_the_prior_lies_changes_nothing():
    near, far = UniformChannel(1e-2), UniformChannel(1e-2, 1e5 - 2, 1e5)
    assert far.information() == pytest.approx(near.information(), abs=1e-9)
    bound = far.best_gaussian_bounds()["own_std"]
    assert bound == pytest.approx(near.best_gaussian_bounds()["own_std"], abs=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: UniformChannel(0.0), "noise_std must be at least"),
        (lambda: UniformChannel(1e-9), "noise_std must be at least"),
        (lambda: UniformChannel(1e9), "noise_std must be at least"),
        (lambda: UniformChannel(0.1, 1, 1), "high must be above"),
        (lambda: UniformChannel(0.1, np.nan), "low must hold no NaN"),
        (lambda: UniformChannel(0.1).log_posterior([0.0], [0.0, 1.0]), "c must have the shape"),
        (lambda: UniformChannel(0.1).log_density([[0.0]]), "x must have one axis"),
        (lambda: UniformChannel(0.1).bound(0.0, 0.0), "std must be above 0"),
        (lambda: UniformChannel(0.1).bound(np.inf, 1.0), "mean must be finite"),
        (lambda: UniformChannel(0.1).gap(lambda x: np.zeros(3), 1.0), "mean must"),
        (lambda: UniformChannel(0.1).sample(0), "n must be at least 1"),
    ],
)
def test_what_is_out_of_range_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.25e-200, -1e-200, 1e-200), "high − low must be within .*got 2e-200"),
        ((0.25e200, -1e200, 1e200), "high − low must be within .*got 2e\\+200"),
        ((2e-6, 1e9 - 1, 1e9 + 1), "noise_std must be at least 1e-07 times .*got 2e-06"),
        ((1e-2, 1e9, 1e9 + 1), "noise_std must be at least 1e-07 times .*got 0.01"),
    ],
)
def test_a_channel_that_float64_does_not_resolve_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        UniformChannel(*arguments)


@pytest.mark.parametrize("unit", [1e-70, 1e-30, 1e30, 4e69])
def test_a_unit_that_is_taken_changes_nothing(unit):
    channel, plain = UniformChannel(0.25 * unit, -unit, unit), UniformChannel(0.25)
    assert channel.information() == pytest.approx(plain.information(), abs=1e-10)
    for name in ("own_std", "one_std", "linear_mean"):
        bound = channel.best_gaussian_bounds()[name]
        assert bound == pytest.approx(plain.best_gaussian_bounds()[name], abs=1e-10)


def test_a_q_too_narrow_for_float64_is_named():
    with pytest.raises(ValueError, match="^std must be above 1e-150 times .*got 1e-200"):
        UniformChannel(0.25).bound(0.0, 1e-200)
