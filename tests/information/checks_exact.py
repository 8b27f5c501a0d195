"""Checks 1, 2, 3, 7, 10, 12, 17: exact sums on tables and closed forms, to rounding.

A check takes a subject (see `information_subject`) and raises AssertionError if it is wrong.
"""

from __future__ import annotations

import math

import numpy as np
from information_subject import assert_near, random_joint, random_q


def check_01_prior_entropy(lib) -> None:
    """H(c) of K equal classes is ln K, of U(−1, 1) it is ln 2: to 1e-15."""
    for classes in (2, 3, 5, 10):
        uniform = np.full(classes, 1 / classes)
        assert_near(lib.entropy(uniform), math.log(classes), 1e-15, f"H of {classes} classes")
    assert_near(lib.uniform_entropy(-1, 1), math.log(2), 1e-15, "H of U(-1, 1)")
    assert_near(lib.entropy([1.0, 0.0, 0.0]), 0.0, 0.0, "H of a certain class")
    assert_near(lib.gaussian_entropy(1.0), 1.4189385332046727, 1e-15, "H of N(0, 1)")


def check_02_exact_joint(lib) -> None:
    """Information, bound and gap, each from its own formula: I − B = gap ≥ 0, to 1e-13."""
    rng = np.random.default_rng(2)
    for _ in range(200):
        codes, values = rng.integers(2, 9, size=2)
        joint, q = random_joint(rng, codes, values), random_q(rng, codes, values)
        information, bound = lib.mutual_information(joint), lib.exact_bound(joint, q)
        gap = lib.bound_gap(joint, q)
        assert_near(information - bound, gap, 1e-13, "I - B against the gap")
        assert bound <= information + 1e-13 and gap >= -1e-13, "B above I, or a negative gap"
        p = lib.posterior(joint)
        assert_near(lib.exact_bound(joint, p), information, 1e-13, "B of the posterior")
        assert_near(lib.bound_gap(joint, p), 0.0, 1e-13, "gap of the posterior")
        h_c = lib.entropy(joint.sum(axis=1))
        assert_near(h_c - lib.conditional_entropy(joint), information, 1e-13, "H(c) - H(c|x)")
        ceiling = min(h_c, lib.entropy(joint.sum(axis=0)))
        assert -1e-13 <= information <= ceiling + 1e-13, "I outside 0 ... min(H(c), H(x))"


def check_03_symmetric_channel(lib) -> None:
    """K = 10, e = 0.2: I = 1.362738; a Q that believes in e = 0.4 reaches 1.271222."""
    joint, belief = lib.symmetric_channel(10, 0.2), 10 * lib.symmetric_channel(10, 0.4)
    information = lib.mutual_information(joint)
    bound = lib.exact_bound(joint, belief)
    closed = lib.symmetric_channel_information(10, 0.2)
    assert_near(information, closed, 1e-12, "table against closed form")
    assert_near(bound, lib.symmetric_channel_bound(10, 0.2, 0.4), 1e-12, "bound, two ways")
    assert_near(information, 1.362738, 1e-6, "printed information")
    assert_near(bound, 1.271222, 1e-6, "printed bound")
    assert_near(lib.mutual_information(joint, base=2), 1.9660, 1e-4, "the same in bits")
    gap = lib.bound_gap(joint, belief)
    assert_near(bound + gap, closed, 1e-12, "table's bound + gap against closed form")


def check_07_squared_error_is_a_bound(lib) -> None:
    """The bound of a Gaussian Q, as an average of ln q and as a formula of the error: 1e-12."""
    rng = np.random.default_rng(7)
    code = rng.uniform(-1, 1, 1000)
    mean = code + rng.normal(0, 0.3, 1000)
    mse = float(np.mean((code - mean) ** 2))
    h_c = lib.uniform_entropy(-1, 1)
    for std in (0.1, 0.3, 1.0, 2.0):
        average = lib.variational_bound(lib.gaussian_log_density(code, mean, std), h_c).value
        assert_near(lib.gaussian_bound(h_c, mse, std), average, 1e-12, f"fixed std {std}")
    profiled = lib.variational_bound(lib.gaussian_log_density(code, mean, math.sqrt(mse)), h_c)
    assert_near(lib.gaussian_bound(h_c, mse), profiled.value, 1e-12, "std fitted to the error")
    assert_near(lib.gaussian_bound(h_c, 0.0, 1.0), -0.2258, 5e-5, "perfect recovery at std 1")


def check_10_lemma_5_1(lib) -> None:
    """E f(c, x) = E E f(c', x) with c' from the posterior of x, for any f: to 1e-15."""
    rng = np.random.default_rng(10)
    for _ in range(100):
        codes, values = rng.integers(2, 9, size=2)
        joint = random_joint(rng, codes, values)
        f = rng.uniform(-1, 1, (codes, values))
        as_drawn = (joint * f).sum()
        # c is drawn, then x given c, then c' given x: the sum over all three.
        as_redrawn = np.einsum("cx,dx,dx->", joint, lib.posterior(joint), f)
        assert_near(as_redrawn, as_drawn, 1e-15, "Lemma 5.1")


def check_12_units_and_invariance(lib) -> None:
    """Bits are nats / ln 2; I does not change under invertible maps of x, nor for two codes."""
    rng = np.random.default_rng(12)
    joint, q = random_joint(rng, 4, 6), random_q(rng, 4, 6)
    for in_nats, in_bits in (
        (lib.mutual_information(joint), lib.mutual_information(joint, base=2)),
        (lib.exact_bound(joint, q), lib.exact_bound(joint, q, base=2)),
        (lib.bound_gap(joint, q), lib.bound_gap(joint, q, base=2)),
        (
            lib.entropy(joint[:, 0] / joint[:, 0].sum()),
            lib.entropy(joint[:, 0] / joint[:, 0].sum(), base=2),
        ),
    ):
        assert_near(in_bits, in_nats / math.log(2), 1e-15, "bits")
    order = rng.permutation(6)
    relabelled = lib.mutual_information(joint[:, order])
    assert_near(relabelled, lib.mutual_information(joint), 1e-15, "x relabelled")
    narrow = lib.GaussianMixture([0.3, 0.7], [-1, 1], [0.5, 1.0]).information()
    wide = lib.GaussianMixture([0.3, 0.7], [-100, 100], [50, 100]).information()
    assert_near(wide, narrow, 1e-12, "x multiplied by 100")

    # Two independent codes, x = (x1, x2): informations add, and so do the logs of q.
    first, second = lib.symmetric_channel(3, 0.2), lib.symmetric_channel(4, 0.3)
    both = np.einsum("ax,by->abxy", first, second).reshape(12, 12)
    q_first, q_second = random_q(rng, 3, 3), random_q(rng, 4, 4)
    q_both = np.einsum("ax,by->abxy", q_first, q_second).reshape(12, 12)
    a, b, x, y = np.unravel_index(np.arange(144), (3, 4, 3, 4))
    log_q = lib.log_q_of_latent({"a": np.log(q_first[a, x]), "b": np.log(q_second[b, y])})
    summed = math.log(12) + both.reshape(12, 12).ravel() @ log_q
    assert_near(summed, lib.exact_bound(both, q_both), 1e-13, "two codes together")
    apart = lib.mutual_information(first) + lib.mutual_information(second)
    assert_near(lib.mutual_information(both), apart, 1e-13, "I of two codes")


def check_17_data_processing(lib) -> None:
    """I(c; T(x)) by tables, closed forms and the chain rule; never above I(c; x): to 1e-12."""
    rng = np.random.default_rng(17)
    for classes, first, second in ((10, 0.2, 0.2), (10, 0.05, 0.6), (3, 0.1, 0.9), (2, 0.3, 0.5)):
        after = lib.after_channel(
            lib.symmetric_channel(classes, first), classes * lib.symmetric_channel(classes, second)
        )
        both = first + second - first * second * classes / (classes - 1)
        closed = lib.symmetric_channel_information(classes, both)
        assert_near(lib.mutual_information(after), closed, 1e-12, "two symmetric channels in a row")
    for _ in range(100):
        codes, values, outputs = rng.integers(2, 8, size=3)
        joint, channel = random_joint(rng, codes, values), random_q(rng, outputs, values).T
        after = lib.after_channel(joint, channel)
        assert after.shape == (codes, outputs)
        information, left = lib.mutual_information(joint), lib.mutual_information(after)
        # What T loses is I(c; x | T(x)), from the table of all three.
        triple = joint[:, :, None] * channel
        lost = sum(
            part.sum() * lib.mutual_information(part / part.sum())
            for part in np.moveaxis(triple, 2, 0)
            if part.sum() > 0
        )
        assert_near(left + lost, information, 1e-12, "what is left and what is lost")
        assert left <= information + 1e-12, "I(c; T(x)) above I(c; x)"
        q = random_q(rng, codes, outputs)
        assert lib.exact_bound(after, q) <= left + 1e-12, "B through the channel above I(c; T(x))"
        shuffled = lib.after_channel(joint, np.eye(values)[rng.permutation(values)])
        assert_near(lib.mutual_information(shuffled), information, 1e-12, "T that can be undone")
        blind = lib.after_channel(joint, np.tile(random_q(rng, outputs, 1).T, (values, 1)))
        assert_near(lib.mutual_information(blind), 0.0, 1e-12, "T that does not look at x")
    for signal, noise, more in ((1.0, 0.5, 0.5), (2.0, 0.1, 3.0)):
        total = math.hypot(noise, more)
        correlation = signal / math.hypot(signal, total)
        left = lib.gaussian_channel_information(signal, total)
        assert_near(left, -0.5 * math.log1p(-(correlation**2)), 1e-12, "Gaussian cascade")
        assert left < lib.gaussian_channel_information(signal, noise), "noise that informs"
