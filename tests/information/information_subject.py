"""What the seventeen checks look at: the library's functions, or a copy with a fault put in.

Every check takes such a subject and raises AssertionError if the subject is wrong. So the same
check that passes on the library can be shown to fail on a mutation of it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from infogan_lib import information

#: How many standard errors a Monte Carlo value may be off: one in 150,000 by chance.
Z = 4.5


def log_q_of_latent(log_q_by_code: dict[str, np.ndarray]) -> np.ndarray:
    """Return ln q of a latent with independent codes: the sum over codes, shape (n,)."""
    return sum(log_q_by_code.values())


def score(recogniser, seen: tuple, fresh: tuple, entropy_of_c: float) -> information.Estimate:
    """Return the bound of a recogniser that learns from `seen`, on samples it has not seen."""
    recogniser.learn(*seen)
    return information.variational_bound(recogniser.log_q(*fresh), entropy_of_c)


def images_for_q(images):
    """Return the generator's images as Q trains on them: tied to G by their gradient."""
    return images


def loss(log_q_of_c):
    """Return what InfoGAN minimises for its code, from the library's losses (Keras)."""
    from infogan_lib.core import losses

    return losses.code_cross_entropy(log_q_of_c)


def subject(**faults: Any) -> SimpleNamespace:
    """Return the library as a namespace, with the named functions replaced."""
    parts = {name: getattr(information, name) for name in information.__all__}
    for procedure in (log_q_of_latent, score, images_for_q, loss):
        parts[procedure.__name__] = procedure
    unknown = set(faults) - set(parts)
    assert not unknown, f"no such function to replace: {unknown}"
    return SimpleNamespace(**(parts | faults))


def random_joint(rng: np.random.Generator, codes: int, values: int) -> np.ndarray:
    """Return a joint table, shape (codes, values), some cells of which are zero."""
    table = rng.exponential(size=(codes, values)) * (rng.random((codes, values)) < 0.8)
    table[rng.integers(codes), rng.integers(values)] += 0.1
    return table / table.sum()


def random_q(rng: np.random.Generator, codes: int, values: int) -> np.ndarray:
    """Return q(c given x), shape (codes, values), without zeros."""
    table = rng.exponential(size=(codes, values)) + 1e-3
    return table / table.sum(axis=0)


def assert_near(value: float, truth: float, tolerance: float, what: str) -> None:
    """Raise unless value and truth agree to the tolerance; NaN never does."""
    assert abs(value - truth) <= tolerance, f"{what}: {value!r}, expected {truth!r}"


def assert_within_error(estimate: information.Estimate, truth: float, what: str) -> None:
    """Raise unless the truth lies within Z standard errors of the estimate."""
    assert_near(estimate.value, truth, Z * estimate.standard_error, what)
