"""Wrong implementations, each of a kind that has been published or is easily made.

A mutation tells the fault, the number of the check that must fail on it, and what it replaces.
Wrong functions lean on the right ones, so that nothing differs but the stated fault.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import logsumexp, softmax

from infogan_lib import information as right

LN2 = math.log(2)


@dataclass(frozen=True)
class Mutation:
    """A fault, the check that catches it, and the functions that carry it."""

    fault: str
    check: int
    replaces: dict[str, Any]


def one_hot_entropy(p, base=None, axis=0):
    """Average −Σ c ln(c + 1e-8) over one-hot samples: the entropy of a sample, which is 0."""
    rows = np.eye(len(p))
    return -np.asarray(p) @ (rows * np.log(rows + 1e-8)).sum(axis=1)


def reversed_gap(joint, q):
    """KL(q ‖ P) for KL(P ‖ q); P is kept off 0, or every gap would be infinite."""
    p = right.posterior(joint) + 1e-12
    return float(np.sum(joint, axis=0) @ (q * np.log(q / p)).sum(axis=0))


def bound_plus_eps(joint, q, base=None):
    """ln(q + 1e-8) for ln q."""
    return right.exact_bound(joint, q) + float((joint * (np.log(q + 1e-8) - np.log(q))).sum())


def information_in_bits(joint, base=None):
    """Bits where nats are promised."""
    return right.mutual_information(joint, base=2)


def spread_over_all_classes(classes, error):
    """An error that may fall on the right class too."""
    return right.symmetric_channel(classes, error * (classes - 1) / classes)


class UnderflowingMixture(right.GaussianMixture):
    """Probabilities first, logarithms after."""

    def log_posterior(self, x):
        with np.errstate(all="ignore"):
            joint = np.exp(self.log_joint(x))
            return np.log(joint / joint.sum(axis=0))


class NoiseForgotten(right.GaussianMixture):
    """h(x) called information."""

    def information(self, base=None):
        return super().information(base) + float(self.weights @ np.log(self.stds)) + 1.4189385332


class UnitNoiseAssumed(right.GaussianMixture):
    """h(x given c) of std 1, whatever the std: information that depends on the scale of x."""

    def information(self, base=None):
        return super().information(base) + float(self.weights @ np.log(self.stds))


def ladder_for_equal_weights(mixture, degree):
    """The prior left out of the fit."""
    equal = np.full(len(mixture.weights), 1 / len(mixture.weights))
    return right.best_polynomial_q(replace(mixture, weights=equal), degree)


class GaussianQCalledTight(right.UniformChannel):
    """The best Gaussian Q's bound called the information."""

    def information(self, base=None):
        return self.best_gaussian_bounds()["own_std"]


class PosteriorNotCutOff(right.UniformChannel):
    """N(x, noise²) taken for the posterior, though the prior ends at ±1."""

    def posterior_moments(self, x):
        return np.asarray(x), np.full(np.shape(x), self.noise_std)


def clipped(log_q_of_c, entropy_of_c):
    """max(0, bound)."""
    estimate = right.variational_bound(log_q_of_c, entropy_of_c)
    return replace(estimate, value=max(0.0, estimate.value))


def with_error(factor):
    """A bound whose standard error is multiplied by factor(n)."""

    def bound(log_q_of_c, entropy_of_c):
        estimate = right.variational_bound(log_q_of_c, entropy_of_c)
        return replace(estimate, standard_error=estimate.standard_error * factor(estimate.n))

    return bound


def detached_loss(log_q_of_c):
    """The gradient severed, as by torch.Tensor([...]) or .numpy()."""
    from keras import ops

    return -ops.mean(ops.stop_gradient(log_q_of_c))


def ascending_loss(log_q_of_c):
    """The sign: minimising this unlearns the code."""
    from keras import ops

    return ops.mean(log_q_of_c)


def halved_loss(log_q_of_c):
    """Divided by the number of codes."""
    from keras import ops

    return -0.5 * ops.mean(log_q_of_c)


def detached_images(images):
    """Images made first and given to Q as data: G is never taught."""
    from keras import ops

    return ops.stop_gradient(images)


def prior_for_posterior(joint):
    """c' drawn from the prior."""
    joint = np.asarray(joint)
    return np.repeat(joint.sum(axis=1, keepdims=True), joint.shape[1], axis=1)


def rows_for_columns(joint):
    """P(x given c) for P(c given x)."""
    joint = np.asarray(joint)
    return joint / joint.sum(axis=1, keepdims=True)


def averaged_over_q(p_c_given_x, log_q):
    """Codes averaged with Q's own probabilities."""
    return right.expected_log_q(np.exp(log_q), log_q)


def multiplied_by_ln2(joint, base=None):
    """Nats times ln 2 called bits."""
    return right.mutual_information(joint) * (1.0 if base is None else math.log(base))


def scored_on_training_set(recogniser, seen, fresh, entropy_of_c):
    """What Q has learned by heart, called a bound."""
    recogniser.learn(*seen)
    return right.variational_bound(recogniser.log_q(*seen), entropy_of_c)


def leaked(recogniser, seen, fresh, entropy_of_c):
    """The test samples among those that Q learns from."""
    recogniser.learn(*(np.concatenate(pair) for pair in zip(seen, fresh, strict=True)))
    return right.variational_bound(recogniser.log_q(*fresh), entropy_of_c)


def frozen_by_hand(noisy=True, mix=logsumexp):
    """`frozen_generator_information`, literally, with a place for a fault."""

    def measure(bank, sigma, n=1000, seed=0):
        measured = right.frozen_generator_information(bank, sigma, n=n, seed=seed)
        x = measured.images.reshape(n, -1)
        if not noisy:
            draws = bank.reshape(-1, x.shape[1])
            x = draws[right.squared_distances(x, draws).argmin(axis=1)]
        rows = bank.reshape(*bank.shape[:2], -1)
        log_p = [mix(right.pairwise_log_density(row, x, sigma), axis=0) for row in rows]
        log_p -= logsumexp(log_p, axis=0)
        scores = right.expected_log_q(np.exp(log_p), log_p)
        information = right.variational_bound(scores, measured.entropy_of_c)
        return replace(measured, information=information, log_posterior=log_p)

    return measure


def softmax_for_logits(joint, q, base=None):
    """A softmax taken of q, as by a loss that expects logits."""
    return right.exact_bound(joint, softmax(q, axis=0))
