"""Checks 4, 5, 6, 15: generators on the line, where the truth is an integral.

A check takes a subject (see `information_subject`) and raises AssertionError if it is wrong.
"""

from __future__ import annotations

import math

import numpy as np
from information_subject import Z, assert_near
from scipy.special import log_softmax


def check_04_mixture_generator(lib) -> None:
    """h(x) − Σ P(c) h(x given c) = H(c) + E ln P(c given x): two quadratures, to 1e-8."""
    two_signals = lib.GaussianMixture([0.5, 0.5], [-1, 1], [1, 1])
    assert_near(two_signals.information(), 0.336831, 5e-7, "two signals at std 1")
    # The last two would underflow outside log space, in the middle between the components.
    for weights, means, stds in (
        ([0.5, 0.5], [-1, 1], [1, 1]),
        ([0.2, 0.3, 0.5], [0, 1, -4], [0.1, 1, 2]),
        ([0.1] * 10, np.arange(10), np.linspace(0.2, 2, 10)),
        ([0.5, 0.5], [-100, 100], [1, 1]),
        ([0.3, 0.7], [0, 0], [1e-3, 10]),
    ):
        mixture = lib.GaussianMixture(weights, means, stds)
        one, other = mixture.information(), mixture.information_by_posterior()
        assert_near(one, other, 1e-8, f"information of {means} at {stds}")
        assert one <= lib.entropy(weights) + 1e-12, "I above H(c)"
    far = lib.GaussianMixture([0.5, 0.5], [-100, 100], [1, 1])
    log_p = far.log_posterior([-1000.0, 0.0, 1000.0])
    assert np.isfinite(log_p).all(), "a posterior far from every component is not finite"
    assert_near(log_p[1, 0], -2000 * 100, 1e-6, "ln P(c given x) in the far tail")


def check_05_ladder(lib) -> None:
    """The best Q with logits of degree 0, 1, 2: the gap falls, to 0 at the true degree, 1e-10."""
    for mixture, true_degree in (
        (lib.GaussianMixture([0.5, 0.5], [-1, 1], [1, 0.5]), 2),
        (lib.GaussianMixture([0.2, 0.3, 0.5], [0, 1, 2], [0.5, 1, 2]), 2),
        (lib.GaussianMixture([0.2, 0.3, 0.5], [-1, 0, 2], [1, 1, 1]), 1),
    ):
        information = mixture.information()
        gaps = []
        for degree in range(4):
            q = lib.best_polynomial_q(mixture, degree)
            gaps.append(mixture.gap(q))
            assert_near(mixture.bound(q) + gaps[-1], information, 1e-10, "bound + gap")
        assert_near(gaps[0], information, 1e-10, "the gap of a constant Q is all of I")
        for degree in range(3):
            assert gaps[degree + 1] <= gaps[degree] + 1e-10, "a higher rung is worse"
        for degree in range(4):
            closed = gaps[degree] <= 1e-10
            assert closed == (degree >= true_degree), f"gap {gaps[degree]} at degree {degree}"


def check_06_uniform_through_gaussian(lib) -> None:
    """σ = 0.25: I = 0.886302, and four Gaussian Qs below it, all to 1e-6."""
    channel = lib.UniformChannel(0.25)
    information = channel.information()
    assert_near(information, channel.information_by_posterior(), 1e-6, "two quadratures")
    assert_near(information, 0.886302, 1e-6, "information")
    bounds = channel.best_gaussian_bounds()
    for family, value in (
        ("own_std", 0.827519),
        ("one_std", 0.788465),
        ("linear_mean", 0.746428),
        ("unit_std", -0.249985),
    ):
        assert_near(bounds[family], value, 1e-6, f"best Gaussian Q, {family}")
    moments = channel.posterior_moments
    own = (lambda x: moments(x)[0], lambda x: moments(x)[1])
    assert_near(channel.bound(*own), bounds["own_std"], 1e-9, "the best Q's bound")
    gap = channel.gap(*own)
    assert_near(bounds["own_std"] + gap, information, 1e-9, "bound + gap")
    assert gap > 0.05, "a Gaussian Q is called tight, though the posterior is cut off"


def check_15_sandwich(lib) -> None:
    """A sharpened Q ≤ I ≤ the Gaussian channel; and leave-one-out from above, on samples."""
    mixture = lib.GaussianMixture([0.5, 0.5], [-1, 1], [1, 1])
    below = mixture.bound(lambda x: log_softmax(2 * mixture.log_joint(x), axis=0))
    information, above = mixture.information(), lib.gaussian_channel_information(1, 1)
    assert_near(below, 0.260996, 5e-7, "sharpened Q")
    assert_near(information, 0.336831, 5e-7, "information")
    assert_near(above, 0.5 * math.log(2), 1e-8, "the Gaussian channel")
    assert below < information < above, "the sandwich is not in order"
    c, x = lib.UniformChannel(0.25).sample(64 * 200, seed=15)
    c, x = c.reshape(200, 64, 1), x.reshape(200, 64, 1)
    logs = np.stack([lib.pairwise_log_density(*pair, 0.25) for pair in zip(c, x, strict=True)])
    truth = lib.UniformChannel(0.25).information()
    lower, upper = lib.info_nce(logs), lib.leave_one_out_bound(logs)
    assert lower.value <= truth + Z * lower.standard_error, "InfoNCE above I"
    assert upper.value >= truth - Z * upper.standard_error, "an upper bound below I"
    assert upper.value - lower.value < 0.2, "the sandwich is too thick to say anything"
