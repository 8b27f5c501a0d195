"""The seventeen checks pass on the library, and every one can fail: a deliberate fault for each.

The faults themselves are in `information_mutations`. Each test asserts that the check passes on
the library and fails on the fault. A check that fails for another reason than its own
AssertionError, a crash say, has not caught anything.
"""

from __future__ import annotations

import math
from functools import cache

import information_mutations as wrong
import numpy as np
import pytest
from all_checks import CHECKS
from information_mutations import LN2, Mutation
from information_subject import subject

from infogan_lib import information as right

MUTATIONS = [
    Mutation("H(c) from one-hot samples", 1, {"entropy": wrong.one_hot_entropy}),
    Mutation("H(c) in bits", 1, {"entropy": lambda p: right.entropy(p, base=2)}),
    Mutation("U(-1, 1) has entropy 0", 1, {"uniform_entropy": lambda low, high: 0.0}),
    Mutation("reversed KL", 2, {"bound_gap": wrong.reversed_gap}),
    Mutation("H(c) + CE for H(c) - CE", 2, {
        "exact_bound": lambda joint, q: (
            2 * right.entropy(np.sum(joint, axis=1)) - right.exact_bound(joint, q)
        ),
    }),
    Mutation("CE - H(c) for H(c) - CE", 2, {
        "exact_bound": lambda joint, q: -right.exact_bound(joint, q),
    }),
    Mutation("H(x) for H(c)", 2, {
        "exact_bound": lambda joint, q: (
            right.exact_bound(joint, q)
            + right.entropy(joint.sum(axis=0)) - right.entropy(joint.sum(axis=1))
        ),
    }),
    Mutation("exact bound clipped at 0", 2, {
        "exact_bound": lambda joint, q: max(0.0, right.exact_bound(joint, q)),
    }),
    Mutation("ln(q + 1e-8)", 2, {"exact_bound": wrong.bound_plus_eps}),
    Mutation("softmax of a softmax", 2, {"exact_bound": wrong.softmax_for_logits}),
    Mutation("H(x | c) for H(c | x)", 2, {
        "conditional_entropy": lambda joint: right.conditional_entropy(joint.T),
    }),
    Mutation("I in bits", 3, {"mutual_information": wrong.information_in_bits}),
    Mutation("error spread over all K", 3, {"symmetric_channel": wrong.spread_over_all_classes}),
    Mutation("which wrong class, forgotten", 3, {
        "symmetric_channel_information": lambda classes, error: (
            right.symmetric_channel_information(classes, error) + error * math.log(classes - 1)
        ),
    }),
    Mutation("underflow before the logarithm", 4, {"GaussianMixture": wrong.UnderflowingMixture}),
    Mutation("h(x) called information", 4, {"GaussianMixture": wrong.NoiseForgotten}),
    Mutation("no square in the logits", 5, {
        "best_polynomial_q": lambda mixture, degree: (
            right.best_polynomial_q(mixture, min(degree, 1))
        ),
    }),
    Mutation("prior left out of the fit", 5, {"best_polynomial_q": wrong.ladder_for_equal_weights}),
    Mutation("Gaussian Q called tight", 6, {"UniformChannel": wrong.GaussianQCalledTight}),
    Mutation("posterior not cut off", 6, {"UniformChannel": wrong.PosteriorNotCutOff}),
    Mutation("-MSE called information", 7, {"gaussian_bound": lambda h_c, mse, std=None: -mse}),
    Mutation("H(c) - MSE", 7, {"gaussian_bound": lambda h_c, mse, std=None: h_c - mse}),
    Mutation("variance for standard deviation", 7, {
        "gaussian_log_density": lambda c, mean, std: (
            right.gaussian_log_density(c, mean, np.sqrt(std))
        ),
    }),
    Mutation("Gaussian prior on a uniform code", 8, {
        "uniform_entropy": lambda low, high: 0.5 * math.log(2 * math.pi) + 1 / 6,
    }),
    Mutation("sampled bound clipped at 0", 8, {"variational_bound": wrong.clipped}),
    Mutation("detached loss", 9, {"loss": wrong.detached_loss}),
    Mutation("sign of the loss", 9, {"loss": wrong.ascending_loss}),
    Mutation("loss divided by the number of codes", 9, {"loss": wrong.halved_loss}),
    Mutation("images detached from G", 9, {"images_for_q": wrong.detached_images}),
    Mutation("c' drawn from the prior", 10, {"posterior": wrong.prior_for_posterior}),
    Mutation("rows normalised, not columns", 10, {"posterior": wrong.rows_for_columns}),
    Mutation("sd for sd/sqrt(n)", 11, {"variational_bound": wrong.with_error(math.sqrt)}),
    Mutation("sd/n", 11, {"variational_bound": wrong.with_error(lambda n: n**-0.5)}),
    Mutation("averaged over Q, not the posterior", 11, {"expected_log_q": wrong.averaged_over_q}),
    Mutation("nats times ln 2", 12, {"mutual_information": wrong.multiplied_by_ln2}),
    Mutation("scale-dependent information", 12, {"GaussianMixture": wrong.UnitNoiseAssumed}),
    Mutation("codes averaged, not summed", 12, {
        "log_q_of_latent": lambda parts: sum(parts.values()) / len(parts),
    }),
    Mutation("evaluated on the training set", 13, {"score": wrong.scored_on_training_set}),
    Mutation("test samples leaked into training", 13, {"score": wrong.leaked}),
    Mutation("InfoNCE without its right pair below", 14, {"info_nce": right.leave_one_out_bound}),
    Mutation("leave-one-out that leaves none out", 14, {"leave_one_out_bound": right.info_nce}),
    Mutation("KSG in bits", 14, {
        "ksg_information": lambda c, x: right.ksg_information(c, x) / LN2,
    }),
    Mutation("the half forgotten", 15, {
        "gaussian_channel_information": lambda signal, noise: (
            2 * right.gaussian_channel_information(signal, noise)
        ),
    }),
    Mutation("upper bound from a fitted model", 15, {
        "pairwise_log_density": lambda c, x, std: right.pairwise_log_density(c, x, 1.5 * std),
    }),
    Mutation("z averaged out", 16, {
        "frozen_generator_information": lambda bank, sigma, **options: (
            right.frozen_generator_information(bank.mean(axis=1, keepdims=True), sigma, **options)
        ),
    }),
    Mutation("sigma taken for a variance", 16, {
        "frozen_generator_information": lambda bank, sigma, **options: (
            right.frozen_generator_information(bank, math.sqrt(sigma), **options)
        ),
    }),
    Mutation("posterior of clean images", 16, {
        "frozen_generator_information": wrong.frozen_by_hand(noisy=False),
    }),
    Mutation("nearest draw for the mixture", 16, {
        "frozen_generator_information": wrong.frozen_by_hand(mix=np.max),
    }),
    Mutation("channel forgotten", 17, {"after_channel": lambda joint, channel: joint}),
    Mutation("channel read backwards", 17, {
        "after_channel": lambda joint, channel: right.after_channel(
            joint, channel.T / channel.sum(axis=0)[:, None]
            if channel.shape[0] == channel.shape[1] else channel
        ),
    }),
    Mutation("channel applied twice", 17, {
        "after_channel": lambda joint, channel: right.after_channel(
            joint, channel @ channel if channel.shape[0] == channel.shape[1] else channel
        ),
    }),
    Mutation("noise added as standard deviations", 17, {
        "gaussian_channel_information": lambda signal, noise: (
            right.gaussian_channel_information(signal, noise**2)
        ),
    }),
]


@cache
def passes(number: int) -> bool:
    """Run a check on the library itself, once."""
    CHECKS[number](subject())
    return True


def test_all_checks_are_here():
    assert sorted(CHECKS) == list(range(1, 18))


@pytest.mark.parametrize("number", sorted(CHECKS), ids=lambda number: CHECKS[number].__name__)
def test_check(number):
    """Of mutual information as cross-entropy, on the library as it is."""
    assert passes(number)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.check:02d}-{m.fault}")
def test_a_fault_is_caught(mutation):
    assert passes(mutation.check)
    with pytest.raises(AssertionError) as caught:
        CHECKS[mutation.check](subject(**mutation.replaces))
    print(f"check {mutation.check} on '{mutation.fault}': {caught.value}")


def test_every_check_has_been_seen_to_fail():
    assert {mutation.check for mutation in MUTATIONS} == set(CHECKS)


@pytest.mark.slow
def test_the_literal_frozen_generator_is_right_without_its_fault():
    """Or the two faults built on it would be caught for nothing."""
    CHECKS[16](subject(frozen_generator_information=wrong.frozen_by_hand()))
