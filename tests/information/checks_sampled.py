"""Checks 8, 11, 13, 14: what samples can tell, and how surely.

A check takes a subject (see `information_subject`) and raises AssertionError if it is wrong.
"""

from __future__ import annotations

import math

import numpy as np
from information_subject import Z, assert_near, assert_within_error, random_joint, random_q


def check_08_ignored_codes(lib) -> None:
    """G ignores c, so I = 0 and B ≤ 0; the best Gaussian Q of a U(−1, 1) code has −0.1765."""
    h_c = lib.uniform_entropy(-1, 1)
    code = np.random.default_rng(8).uniform(-1, 1, 20_000)
    best = lib.variational_bound(lib.gaussian_log_density(code, 0.0, math.sqrt(1 / 3)), h_c)
    assert_near(lib.gaussian_bound(h_c, 1 / 3), -0.1765, 5e-5, "closed form")
    assert_within_error(best, -0.1765, "best Gaussian Q")
    assert best.value <= Z * best.standard_error, "information from an ignored code"
    joint = np.full((4, 5), 1 / 20)
    for seed in range(20):
        q = random_q(np.random.default_rng(seed), 4, 5)
        assert lib.exact_bound(joint, q) < 0, "a Q that errs on ignored codes is below 0"
        assert_near(lib.exact_bound(joint, q), -lib.bound_gap(joint, q), 1e-13, "B = -gap")


def check_11_error_bars(lib) -> None:
    """95 % intervals hold the exact bound in .93–.96 of repeats: plain, averaged, paired."""
    rng = np.random.default_rng(11)
    joint, q = random_joint(rng, 4, 6), random_q(rng, 4, 6)
    # Pairing pays where two Qs err on the same samples, as two stages of one training do.
    other = 0.7 * q + 0.3 * random_q(rng, 4, 6)
    p, log_q, log_other = lib.posterior(joint), np.log(q), np.log(other)
    h_c, truth = lib.entropy(joint.sum(axis=1)), lib.exact_bound(joint, q)
    difference = truth - lib.exact_bound(joint, other)
    averaged_log_q = lib.expected_log_q(p, log_q)
    repeats, n = 2000, 400
    hits, widths = np.zeros(3), np.zeros(4)
    for cells in rng.choice(joint.size, size=(repeats, n), p=joint.ravel()):
        c, x = np.unravel_index(cells, joint.shape)
        plain = lib.variational_bound(log_q[c, x], h_c)
        averaged = lib.variational_bound(averaged_log_q[x], h_c)
        paired = lib.Estimate.of(log_q[c, x] - log_other[c, x])
        unpaired = lib.variational_bound(log_other[c, x], h_c)
        for i, (estimate, value) in enumerate(
            ((plain, truth), (averaged, truth), (paired, difference))
        ):
            low, high = estimate.interval(0.95)
            hits[i] += low <= value <= high
            widths[i] += estimate.standard_error
        widths[3] += math.hypot(plain.standard_error, unpaired.standard_error)
    for name, coverage in zip(("plain", "averaged", "paired"), hits / repeats, strict=True):
        assert 0.93 <= coverage <= 0.96, f"{name} 95 % intervals cover {coverage:.3f}"
    assert widths[1] < widths[0], "averaging over the posterior did not shrink the error"
    assert widths[2] < widths[3], "pairing did not shrink the error"


class NearestNeighbour:
    """A Q that memorises: the code of the nearest sample seen, with probability 0.999."""

    def learn(self, codes: np.ndarray, x: np.ndarray) -> None:
        """Keep the samples; both of shape (n,)."""
        order = np.argsort(x)
        self.codes, self.x = codes[order], x[order]

    def log_q(self, codes: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Return ln q of the codes given x, shape (n,), for ten classes."""
        middles = (self.x[1:] + self.x[:-1]) / 2
        hit = self.codes[np.searchsorted(middles, x)] == codes
        return np.where(hit, math.log(0.999), math.log(0.001 / 9))


def check_13_held_out(lib) -> None:
    """I = 0 and a Q that memorised: 2.302 on what it saw, −5.89 on what it did not."""
    rng = np.random.default_rng(13)
    seen, fresh = ((rng.integers(10, size=4000), rng.random(4000)) for _ in range(2))
    recogniser, h_c = NearestNeighbour(), math.log(10)
    held_out = lib.score(recogniser, seen, fresh, h_c)
    assert held_out.value <= Z * held_out.standard_error, "a bound above I = 0"
    expected = h_c + 0.1 * math.log(0.999) + 0.9 * math.log(0.001 / 9)
    assert_within_error(held_out, expected, "held-out score of a memoriser")
    memorised = lib.variational_bound(recogniser.log_q(*seen), h_c)
    assert_near(memorised.value, h_c + math.log(0.999), 1e-12, "score on what Q has seen")


def check_14_estimators(lib) -> None:
    """I = 5.876: InfoNCE ≤ ln K and rising, leave-one-out above; KSG good in 1-D, lost in 64."""
    truth, dimensions = 5.876, 4
    spread = math.sqrt(math.expm1(2 * truth / dimensions))
    closed = lib.gaussian_channel_information(spread, 1.0, dimensions)
    assert_near(closed, truth, 1e-12, "closed form")
    rng = np.random.default_rng(14)
    seen = []
    for size, batches, printed in ((16, 300, 2.70), (128, 40, 4.42), (1024, 2, 5.43)):
        codes = spread * rng.standard_normal((batches, size, dimensions))
        x = codes + rng.standard_normal(codes.shape)
        logs = np.stack(
            [lib.pairwise_log_density(*pair, 1.0) for pair in zip(codes, x, strict=True)]
        )
        lower, upper = lib.info_nce(logs), lib.leave_one_out_bound(logs)
        assert lower.value <= math.log(size), "InfoNCE above ln K"
        assert_near(lower.value, printed, 0.1, f"InfoNCE at K = {size}")
        assert lower.value <= truth + Z * lower.standard_error, "InfoNCE above I"
        assert upper.value >= truth - Z * upper.standard_error, "leave-one-out below I"
        seen.append(lower.value)
    assert seen == sorted(seen), "InfoNCE does not rise with K"

    def nearest_neighbours(information: float, dimensions: int, n: int) -> float:
        spread = math.sqrt(math.expm1(2 * information / dimensions))
        codes = spread * rng.standard_normal((n, dimensions))
        return lib.ksg_information(codes, codes + rng.standard_normal(codes.shape))

    assert_near(nearest_neighbours(1.168, 1, 2000), 1.168, 0.1, "KSG in one dimension")
    assert nearest_neighbours(1.168, 64, 500) < 0.3, "KSG in 64 dimensions is known to fail"
