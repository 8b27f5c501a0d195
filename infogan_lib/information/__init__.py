"""Mutual information and the bound that InfoGAN maximises; imports no Keras.

Tables are ``joint[c, x] = P(c, x)`` and ``q[c, x] = q(c given x)``, whose columns sum to 1. All
is float64 and in nats; ``base=2`` gives bits, as in ``scipy.stats.entropy``. What is not a
distribution is refused, and nothing is clipped. A sum within 1e-5 of 1 is float32's rounding, and
is divided out, so that what cannot be negative is at worst −1e-11, from float64's rounding.

Start at ``tables``, the measures of a joint distribution. Then: averages with error bars
(``bounds``), channels with closed forms (``channels``, ``uniform_channel``, ``mixtures``,
``ladder``), a trained generator (``frozen_generator``), and the estimators to compare with
(``estimators``, ``distances``), of which two find
neighbours by scikit-learn. All else is NumPy and SciPy.
"""

from __future__ import annotations

from infogan_lib.information.bounds import Estimate, expected_log_q, variational_bound
from infogan_lib.information.channels import (
    after_channel,
    gaussian_bound,
    gaussian_channel_information,
    gaussian_entropy,
    gaussian_log_density,
    symmetric_channel,
    symmetric_channel_bound,
    symmetric_channel_information,
    uniform_entropy,
)
from infogan_lib.information.distances import pairwise_log_density, squared_distances
from infogan_lib.information.estimators import (
    info_nce,
    ksg_information,
    leave_one_out_bound,
    ross_information,
)
from infogan_lib.information.frozen_generator import FrozenGenerator, frozen_generator_information
from infogan_lib.information.ladder import best_polynomial_q
from infogan_lib.information.mixtures import GaussianMixture
from infogan_lib.information.tables import (
    bound_gap,
    conditional_entropy,
    cross_entropy,
    entropy,
    exact_bound,
    kl_divergence,
    mutual_information,
    posterior,
)
from infogan_lib.information.uniform_channel import UniformChannel

__all__ = [
    "Estimate",
    "FrozenGenerator",
    "GaussianMixture",
    "UniformChannel",
    "after_channel",
    "best_polynomial_q",
    "bound_gap",
    "conditional_entropy",
    "cross_entropy",
    "entropy",
    "exact_bound",
    "expected_log_q",
    "frozen_generator_information",
    "gaussian_bound",
    "gaussian_channel_information",
    "gaussian_entropy",
    "gaussian_log_density",
    "info_nce",
    "kl_divergence",
    "ksg_information",
    "leave_one_out_bound",
    "mutual_information",
    "pairwise_log_density",
    "posterior",
    "ross_information",
    "squared_distances",
    "symmetric_channel",
    "symmetric_channel_bound",
    "symmetric_channel_information",
    "uniform_entropy",
    "variational_bound",
]
