"""The information of a frozen generator: against loops, integrals, and itself under relabelling.

Check 16 (`checks_networks`) has the comparison with quadrature and with fitted Qs.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from numpy.testing import assert_allclose
from scipy.special import log_softmax

from infogan_lib import information as info
from infogan_lib.information.frozen_generator import frozen_generator_information

RNG = np.random.default_rng(0)
BANK = RNG.normal(size=(3, 4, 5))


def slow_log_posterior(bank, sigma, prior, x):
    """ln P(c given x) of one x, from scipy's densities, one mixture component at a time."""
    identity = sigma**2 * np.eye(len(x))
    joint = [
        p * np.mean([scipy.stats.multivariate_normal.pdf(x, y, identity) for y in row])
        for p, row in zip(prior, bank, strict=True)
    ]
    return [math.log(value / math.fsum(joint)) for value in joint]


def test_the_posterior_agrees_with_the_slow_implementation():
    prior = [0.2, 0.3, 0.5]
    measured = frozen_generator_information(BANK, 0.8, n=50, seed=1, prior=prior)
    literal = [slow_log_posterior(BANK, 0.8, prior, x) for x in measured.images]
    assert_allclose(measured.log_posterior, np.transpose(literal), atol=1e-10)
    assert measured.entropy_of_c == pytest.approx(scipy.stats.entropy(prior), abs=1e-14)
    by_hand = [sum(math.exp(v) * v for v in row) + measured.entropy_of_c for row in literal]
    assert measured.information.value == pytest.approx(np.mean(by_hand), abs=1e-10)
    assert measured.information.standard_error == pytest.approx(scipy.stats.sem(by_hand), abs=1e-10)


def test_batches_dtype_and_shape_of_images_do_not_matter():
    whole = frozen_generator_information(BANK, 0.5, n=100)
    for batch in (1, 7, 100, 1000):
        parts = frozen_generator_information(BANK, 0.5, n=100, batch=batch)
        assert_allclose(parts.log_posterior, whole.log_posterior, atol=1e-11)
    single = BANK.astype("float32")
    assert_allclose(
        frozen_generator_information(single, 0.5, n=100).log_posterior,
        frozen_generator_information(single.astype("float64"), 0.5, n=100).log_posterior,
    )
    images = RNG.normal(size=(2, 3, 4, 4, 1))
    shaped = frozen_generator_information(images, 0.5, n=60)
    flat = frozen_generator_information(images.reshape(2, 3, 16), 0.5, n=60)
    assert shaped.images.shape == (60, 4, 4, 1)
    assert_allclose(shaped.images.reshape(60, 16), flat.images)
    assert_allclose(shaped.log_posterior, flat.log_posterior)


def test_5000_images_are_drawn_unless_told_otherwise():
    measured = frozen_generator_information(BANK[:2, :1, :2], 0.5)
    assert measured.information.n == len(measured.codes) == 5000


def test_a_noise_that_rounding_would_drown_is_refused():
    """For 28 × 28 pixels in [-1, 1] it begins at √(784 · 2.2e-16 / 1e-3) = 1.32e-5."""
    bank = np.stack([np.ones((1, 28, 28)), -np.ones((1, 28, 28))])
    assert frozen_generator_information(bank, 1.33e-5, n=2).information.value == math.log(2)
    with pytest.raises(ValueError, match="sigma must be at least 1.3"):
        frozen_generator_information(bank, 1.31e-5, n=2)


def test_samples_come_from_the_bank_and_pair_across_sigmas():
    small = frozen_generator_information(BANK, 0.1, n=3000, seed=5)
    large = frozen_generator_information(BANK, 1.0, n=3000, seed=5)
    assert (small.codes == large.codes).all()
    noise = (large.images - small.images) / 0.9
    assert abs(noise.mean()) < 4.5 / math.sqrt(noise.size)
    assert noise.std() == pytest.approx(1.0, abs=0.03)
    clean = small.images - 0.1 * noise
    nearest = info.squared_distances(BANK.reshape(12, 5), clean)
    assert nearest.min(axis=0).max() < 1e-12
    assert (nearest.argmin(axis=0) // 4 == small.codes).all()
    counts = np.bincount(nearest.argmin(axis=0), minlength=12)
    assert scipy.stats.chisquare(counts).pvalue > 1e-4
    other = frozen_generator_information(BANK, 0.1, n=3000, seed=6)
    assert (other.codes != small.codes).any()


@pytest.mark.parametrize("sigma", [1e-4, 1e-2, 1.0, 100.0, 1e6])
def test_noise_takes_information_from_all_to_nothing(sigma):
    measured = frozen_generator_information(BANK, sigma, n=500)
    assert np.isfinite(measured.information.value)
    assert np.abs(np.exp(measured.log_posterior).sum(axis=0) - 1).max() < 1e-12
    if sigma <= 1e-2:
        assert measured.information.value == pytest.approx(math.log(3), abs=1e-12)
    if sigma >= 1e6:
        assert measured.information.value == pytest.approx(0.0, abs=1e-10)


def test_information_ignores_a_rotation_a_shift_and_the_unit_of_x():
    rotation, _ = np.linalg.qr(RNG.normal(size=(5, 5)))
    plain = frozen_generator_information(BANK, 0.7, n=4000).information
    moved = frozen_generator_information(10 * (BANK @ rotation) + 3, 7.0, n=4000).information
    error = math.hypot(plain.standard_error, moved.standard_error)
    assert abs(plain.value - moved.value) < 4.5 * error


def test_a_bank_of_codes_merged_in_pairs_tells_less():
    """Data processing on the side of c: {0, 1} and {2, 3} cannot tell more than 0, 1, 2, 3."""
    bank = RNG.normal(size=(4, 3, 5))
    fine = frozen_generator_information(bank, 0.6, n=4000).information
    coarse = frozen_generator_information(bank.reshape(2, 6, 5), 0.6, n=4000).information
    error = math.hypot(fine.standard_error, coarse.standard_error)
    assert coarse.value <= fine.value + 4.5 * error


def test_scores_of_a_q_are_consistent():
    measured = frozen_generator_information(BANK, 0.8, n=2000)
    log_q = log_softmax(0.5 * measured.log_posterior, axis=0)
    blunt = log_softmax(0.1 * measured.log_posterior, axis=0)
    bound, gap = measured.bound(log_q), measured.gap(log_q)
    assert bound.value + gap.value == pytest.approx(measured.information.value, abs=1e-12)
    assert gap.value > 0
    gain = measured.gain(log_q, blunt)
    difference = bound.value - measured.bound(blunt).value
    assert gain.value == pytest.approx(difference, abs=1e-12)
    unpaired = math.hypot(bound.standard_error, measured.bound(blunt).standard_error)
    assert gain.standard_error < unpaired
    on_codes = measured.bound_on_codes(log_q)
    literal = [log_q[c, i] for i, c in enumerate(measured.codes)]
    assert on_codes.value == pytest.approx(math.log(3) + np.mean(literal), abs=1e-12)
    assert measured.gap(measured.log_posterior).value == 0.0


def test_a_q_that_excludes_a_possible_code_scores_minus_infinity():
    measured = frozen_generator_information(BANK, 2.0, n=50)
    sure = np.full((3, 50), -np.inf)
    sure[0] = 0.0
    assert measured.bound(sure).value == -math.inf
    assert measured.bound_on_codes(sure).value == -math.inf


def test_a_prior_with_an_unused_code():
    measured = frozen_generator_information(BANK, 0.8, n=200, prior=[0.5, 0.5, 0.0])
    assert (measured.codes < 2).all()
    assert (measured.log_posterior[2] == -np.inf).all()
    two = frozen_generator_information(BANK[:2], 0.8, n=4000).information
    three = frozen_generator_information(BANK, 0.8, n=4000, prior=[0.5, 0.5, 0.0]).information
    assert abs(two.value - three.value) < 4.5 * math.hypot(two.standard_error, three.standard_error)


MEASURED = frozen_generator_information(BANK, 0.8, n=10)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: frozen_generator_information(BANK[0], 1.0), r"bank must have shape \(K, M, ...\)"),
        (lambda: frozen_generator_information(BANK * np.nan, 1.0), "bank must hold no NaN"),
        (lambda: frozen_generator_information(BANK / 0.0, 1.0), "bank must be finite"),
        (lambda: frozen_generator_information(BANK * 1e200, 1.0), "bank must hold images"),
        (lambda: frozen_generator_information(BANK, 0.0), "sigma must be at least"),
        (lambda: frozen_generator_information(BANK, 1e-12), "sigma must be at least"),
        (lambda: frozen_generator_information(BANK, -1.0), "sigma must be at least"),
        (lambda: frozen_generator_information(BANK, np.inf), "sigma must be finite"),
        (lambda: frozen_generator_information(BANK, 1.0, n=0), "n must be at least 1"),
        (lambda: frozen_generator_information(BANK, 1.0, n=1.5), "n must be a whole number"),
        (lambda: frozen_generator_information(BANK, 1.0, seed=-1), "seed must be at least 0"),
        (lambda: frozen_generator_information(BANK, 1.0, batch=0), "batch must be at least 1"),
        (lambda: frozen_generator_information(BANK, 1.0, prior=[0.5, 0.5]), "prior must have one"),
        (lambda: frozen_generator_information(BANK, 1.0, prior=[1, 1, 1]), "prior must sum to 1"),
        (lambda: MEASURED.bound(np.zeros((10, 3))), "give its transpose"),
        (lambda: MEASURED.bound(np.zeros((3, 10))), r"exp\(log_q\) must sum to 1"),
        (lambda: MEASURED.bound(np.full((3, 10), np.nan)), "log_q must hold no NaN"),
        (lambda: MEASURED.bound_on_codes(np.zeros((3, 10))), r"exp\(log_q\) must sum to 1"),
        (lambda: MEASURED.gap(np.zeros((3, 9))), r"log_q must have shape \(3, 10\)"),
        (lambda: MEASURED.gain(MEASURED.log_posterior, np.zeros(3)), "other_log_q must have 2"),
    ],
)
def test_what_cannot_be_measured_is_named(call, message):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=message):
        call()


def test_a_channel_on_the_images_loses_information_unless_it_is_told():
    """Check 17 on images: T moves them around a circle, and x + ε moved is moved x + ε."""
    bank = np.random.default_rng(3).normal(size=(3, 4, 6))
    turned = [np.roll(bank, shift, axis=2) for shift in range(6)]
    drawn = {"n": 4000, "seed": 2}
    of_x = frozen_generator_information(bank, 1.0, **drawn).information
    of_t = frozen_generator_information(np.concatenate(turned, axis=1), 1.0, **drawn).information
    error = math.hypot(of_x.standard_error, of_t.standard_error)
    assert of_t.value < of_x.value - 5 * error
    told = [frozen_generator_information(b, 1.0, **drawn).information for b in turned]
    assert_allclose([i.value for i in told], of_x.value, atol=5 * error)
    # A T that moves all images alike hides nothing.
    alike = frozen_generator_information(np.concatenate([bank] * 6, axis=1), 1.0, **drawn)
    assert alike.information.value == pytest.approx(of_x.value, abs=5 * error)
