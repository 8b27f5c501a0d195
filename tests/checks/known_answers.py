"""What is known of each exercise, worked out here anew: nothing is read from the answers' file.

``routes`` are two ways to the answer or more. ``wrong`` are answers that must be refused, each with
words of the hint that it earns, or None where no mistake is recognised. ``said`` stands in the
chapter's own solution, and ``means`` is what a reader who believes it would hand in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy import integrate, optimize, special, stats
from sklearn.metrics import adjusted_rand_score

from infogan_lib import information as info

ln, inf = math.log, math.inf


@dataclass(frozen=True)
class Known:
    routes: tuple[Any, ...]
    wrong: tuple[tuple[Any, str | None], ...]
    said: tuple[str, ...]
    means: Any


def solve(function: Callable[[float], float], low: float, high: float) -> float:
    return optimize.brentq(function, low, high, xtol=1e-13)


def half() -> tuple[float, float, float]:
    """Exercise 1.2 by sums over a grid on which both densities are constant."""
    p, q = np.array([1.0, 0.0]), np.array([0.5, 0.5])  # masses of [0, 1] and (1, 2]
    m = (p + q) / 2
    js = (stats.entropy(p, m) + stats.entropy(q, m)) / 2
    return 1 / 1.5, js, 2 * js - ln(4)


def minimax_gradient(d: float) -> float:
    """By d of the mean of ln(1 - D*) over N(d, 1), by Gauss-Hermite: up to its sign."""
    x, w = np.polynomial.hermite_e.hermegauss(180)
    return float((w / w.sum()) @ (special.expit(-(d * (d + x) - d * d / 2)) * d))


def fast_gradient(d: float) -> float:
    """The same by integration over x, not z."""
    kernel = lambda x: special.expit(d * d / 2 - d * x) * d * stats.norm.pdf(x, d)  # noqa: E731
    return integrate.quad(kernel, -10, d + 10, points=[d / 2, d], epsabs=1e-16, limit=300)[0]


def coupons() -> tuple[float, float]:
    """Exercise 13.1 by the chain of how many digits have been seen."""
    chain = np.diag(np.arange(11) / 10) + np.diag(1 - np.arange(10) / 10, 1)
    seen = np.linalg.matrix_power(chain, 10)[0] @ np.arange(11)
    return float(seen), float(np.linalg.inv(np.eye(10) - chain[:10, :10])[0].sum())


def turns(rate: float) -> Callable[[float], Any]:
    def both(s: float) -> Any:
        return np.linalg.eigvals(np.array([[-rate * s * s / 2, -rate / 2], [0.5, 0.0]]) + 0j)

    return both


def turns_by_hand(s: float) -> tuple[complex, complex]:
    root = complex(s**4 - 1) ** 0.5
    return -s * s + root, -s * s - root


REAL = np.array([[0.7, 0.3, 0.0], [0.0, 0.3, 0.7]])


def value(p: np.ndarray, q: np.ndarray) -> float:
    """V at the best D, as an average of logarithms of D*: not by way of the JSD."""
    p, q = p.ravel(), q.ravel()
    d = p / np.where(p + q > 0, p + q, 1)
    return float(special.xlogy(p, d).sum() + special.xlogy(q, 1 - d).sum())


def jsd(p: np.ndarray, q: np.ndarray) -> float:
    m = (p + q).ravel() / 2
    return float(stats.entropy(p.ravel(), m) + stats.entropy(q.ravel(), m)) / 2


def choosy_loss(a: float) -> float:
    """AC-GAN's loss for the share a of unclear images, 0.3 of which are real."""
    p, q = np.array([0.3, 0.7]), np.array([a, 1 - a])
    return 2 * jsd(p, q) + a * ln(2)


DIGITS = np.repeat(np.arange(10), 500)
PRIOR = np.array([[0.9], [0.1]]) * REAL
PICTURES = np.array([[2, 1, 1, 0], [0, 2, 1, 1], [1, 0, 2, 1], [1, 1, 0, 2]]) / 16
RIGHT, GUESSES = np.array([[1.0] * 3, [0] * 3]), np.array([[0.5, 0.5, 0.25], [0.5, 0.5, 0.75]])
A, B = np.array([1 / 2, 1 / 2, 0]), np.array([1 / 2, 1 / 4, 1 / 4])
JOINT = np.array([[6, 1, 1], [1, 2, 5]]) / 16
Q = np.array([[0.7, 0.5, 0.2], [0.3, 0.5, 0.8]])
CERTAIN = np.array([[1.0, 0.5, 0.2], [0.0, 0.5, 0.8]])
POSTERIOR = JOINT / JOINT.sum(axis=0)


def by_hand() -> tuple[float, ...]:
    c, x = PICTURES.sum(axis=1), PICTURES.sum(axis=0)
    joint = stats.entropy(PICTURES.ravel(), base=2)
    h, h_x = stats.entropy(c, base=2), stats.entropy(x, base=2)
    return h, joint - h_x, h + h_x - joint, (h + h_x - joint) * ln(2)


def with_eps(eps: float) -> float:
    return stats.entropy(B) * -1 - float(B @ np.log(A + eps))


def constant(prior: np.ndarray, r: np.ndarray) -> float:
    """L_I of a constant Q, from a joint table of two pictures that tell nothing."""
    joint = np.stack([prior, prior], axis=1) / 2
    return float(info.exact_bound(joint, np.stack([r, r], axis=1)))


def log_interval(width: float = 1.96) -> tuple[float, ...]:
    bound = info.variational_bound(
        -np.tile([0.031 - 0.25 * (1999 / 2000) ** 0.5, 0.031 + 0.25 * (1999 / 2000) ** 0.5], 1000),
        ln(10),
    )
    nats = np.array([bound.value, width * bound.standard_error])
    return (*nats, *(nats / ln(2)))


REVERSED = float(sum(JOINT.sum(axis=0)[x] * stats.entropy(Q[:, x], POSTERIOR[:, x])
                     for x in range(3)))  # fmt: skip


def coverage() -> float:
    """Of intervals that are too short by the root of ten, by simulation of normal means."""
    return float((np.abs(np.random.default_rng(0).normal(size=400_000)) * 10**0.5 < 1.96).mean())


def coarse(n: float) -> float:
    """Information about the middle of n bins that a code in fine steps lies in."""
    n = int(n)
    fine = np.repeat(np.eye(n), 6, axis=0) / (6 * n)
    return float(info.mutual_information(fine))


def uniform_information(sigma: float) -> float:
    """I(c; c + noise) of a code on (-1, 1), from the density of their sum."""
    x = np.linspace(-1 - 9 * sigma, 1 + 9 * sigma, 40_001)
    p = (special.ndtr((x + 1) / sigma) - special.ndtr((x - 1) / sigma)) / 2
    return integrate.simpson(-special.xlogy(p, p), x=x) - 0.5 * ln(2 * math.pi * math.e * sigma**2)


def clip(seed: int) -> tuple[float, float]:
    codes = np.random.default_rng(seed).normal(size=(200, 100))
    scores = 0.5 * (1 - ((codes - 0.3) ** 2).mean(axis=1))
    return scores.mean(), np.maximum(scores, 0).mean()


def ari() -> float:
    labels, sorting = np.repeat([0, 1, 2], 4), np.repeat([0, 0, 1], 4)
    same = [(labels[i] == labels[j], sorting[i] == sorting[j])
            for i, j in combinations(range(12), 2)]  # fmt: skip
    y, k, yk = (sum(pair) for pair in (*zip(*same, strict=True), [a and b for a, b in same]))
    return (yk - y * k / 66) / ((y + k) / 2 - y * k / 66)


def three() -> float:
    rows = np.eye(10)
    rows[[3, 5, 8]] = rows[[3, 5, 8]].mean(axis=0)
    return float(info.mutual_information(rows.T / 10))


def floor(K: float) -> float:
    return float(-special.log_softmax(np.eye(int(K))[0])[0])


def penalty(sigma: float) -> float:
    return (ln(10) - 2 * stats.norm.logpdf(0, scale=sigma)) / 3


NAMED: dict[str, Known] = {
    "00-no-idea": Known(
        (0.0, ln(0.1) + ln(10), info.exact_bound(np.full((10, 3), 1 / 30), np.full((10, 3), 0.1))),
        ((-ln(10), "alone"), (ln(10), "subtract"), (0.1, None)), ("Zero.",), 0),
    "01-share": Known(
        (0.1, optimize.minimize_scalar(lambda d: -0.1 * ln(d) - 0.9 * ln(1 - d),
                                       bounds=(0.001, 0.999), method="bounded").x),
        ((0.9, "generated points"), (1 / 9, "ratio"), (0.5, "equal"), (10, "percent"), (0.2, None)),
        ("that is 0.1",), 0.1),
    "01-half": Known(
        (half(), (2 / 3, (ln(2 / 3) - ln(3) / 2 + ln(4)) / 2, ln(2 / 3) - ln(3) / 2)),
        (((2 / 3, half()[1] / ln(2), half()[2]), "bits"), ((1 / 3, 0.2158, -0.9548), "q's share"),
         ((2 / 3, 0.2158, 0.9548), "sign"), ((2 / 3, 2 * half()[1], -0.9548), "half the sum"),
         ((2 / 3, -0.9548, 0.2158), "another order"), ((2 / 3, 0.3, -0.9548), None)),
        (r"\tfrac23", "-0.9548", "0.2158"), (2 / 3, 0.2158, -0.9548)),
    "01-far": Known(
        (solve(lambda d: fast_gradient(d) - 1e-6, 5, 15),
         solve(lambda d: minimax_gradient(d) - 1e-6, 5, 15)),
        ((solve(lambda d: fast_gradient(d) - 1e-5, 5, 15), "10⁻⁵"), (-10.58, "sign"), (10, None)),
        ("10.58",), 10.58),
    "01-faster": Known(
        (turns(4), turns_by_hand, lambda s: turns_by_hand(s)[::-1]),
        ((turns(1), "before"), (turns(16), "too often"), (lambda s: -turns(4)(s), "sign"),
         (lambda s: (-s * s, -s * s), None)),
        (r"\lambda = -s^2 \pm \sqrt{s^4 - 1}",), turns_by_hand),
    "02-dense": Known(
        ((256 * 7 * 7 * 32, 256 * 7 * 7 * 32 / 433_089), (np.ones((256, 1568)).size, 0.9269)),
        (((401_408 + 1568, 0.93), "bias"), ((1568, 0.004), "outputs"), ((401_408, 92.7), "percent"),
         ((401_407, 0.93), None)),
        ("401,408", "0.93"), (401_408, 0.93)),
    "02-zero": Known(
        (-ln(1 - math.exp(-0.1)), np.logaddexp(0, -solve(lambda a: ln(1 + math.exp(a)) - 0.1,
                                                         -9, 9))),
        ((2.3522 / ln(2), "bits"), (-2.3522, "sign"), (-ln(0.1), "logarithm of D's loss"),
         (0.1, "D's loss"), (-ln(0.9), "as a probability"), (2, None)),
        ("2.3522",), 2.3522),
    "02-arc": Known(
        (0.5, np.random.default_rng(0).normal(size=(2, 10**6)).mean(axis=0).var()),
        ((0.5**0.5, "standard deviation"), (1, "arc"), (0.25, "one of the two"), (0.6, None)),
        (r"\tfrac12",), 0.5),
    "02-break": Known(
        (([1.4, 1.0, 0.2], [0.7, 1.5, 3.0]), (np.array([1.3, 0.1]), np.array([0.7, 2.5]))),
        ((([0.2, 1.4], [0.7, 3]), None), (([1.4, 0.2], [3, 0.7]), None),
         (([1.0, 1.0], [0.7, 3]), "equal")),
        ("its loss fell", "$G$'s rose"), ([1.4, 0.2], [0.7, 3.0])),
    "03-swapped": Known(
        (value(REAL / 2, REAL[::-1] / 2), -0.6 * ln(2), 2 * jsd(REAL / 2, REAL[::-1] / 2) - ln(4)),
        ((-ln(4) + 0.7 * ln(2), "twice"), (-ln(4), "does not see"), (-0.6, "bits"),
         (0.416, "sign"), (-1, None)),
        ("-0.416",), -0.416),
    "03-choosy": Known(
        (min(np.roots([1, -2.7, 0.3])), optimize.minimize_scalar(
            choosy_loss, bounds=(0.001, 0.5), method="bounded", options={"xatol": 1e-10}).x),
        ((max(np.roots([1, -2.7, 0.3])), "above 1"), (0.3, "real digits"), (11.6, "percent"),
         (0.2, None)),
        ("0.116",), 0.116),
    "03-prior": Known(
        (value(PRIOR, REAL / 2), value(np.array([0.9, 0.1]), np.array([0.5, 0.5]))),
        ((-ln(4), "equally"), (value(PRIOR, REAL / 2) / ln(2), "bits"), (1.183, "sign"),
         (jsd(PRIOR, REAL / 2), "JSD"), (-1.3, None)),
        ("-1.183",), -1.183),
    "03-shuffle": Known(
        (0.1, float((DIGITS == np.random.default_rng(0).permutation(DIGITS)).mean())),
        ((0, "knowledge"), (1, "true labels"), (10, "percent"), (0.3, None)), ("0.1",), 0.1),
    "04-by-hand": Known(
        (by_hand(), (2, info.conditional_entropy(PICTURES, base=2), 0.5,
                     info.mutual_information(PICTURES))),
        (((2 * ln(2), 1.5, 0.5, 0.3466), "nats"), ((2, 6, 0.5, 0.3466), "average"),
         ((2, 1.5, 3.5, 0.3466), "Subtract"), ((2, 1.5, 0.5, 0.5), "bits"),
         ((2, 1.5, 0.5, -0.3466), "sign"), ((2, 1.7, 0.3, 0.2), None)),
        ("2.0000 bits", "1.5000 bits", "0.5000 bits", "0.3466 nats"), (2, 1.5, 0.5, 0.3466)),
    "04-guesser": Known(
        ((4 / 3, -1 / 3), (info.cross_entropy(RIGHT, GUESSES, base=2).mean(),
                           1 + np.log2(GUESSES[0]).mean())),
        (((4, -3), "sum"), ((4 / 3, 1 / 3), "sign"), ((4 / 3 * ln(2), -1 / 3), "nats"),
         ((-math.log2(5 / 12), 1 + math.log2(5 / 12)), "mean"), ((4 / 3, 0), "clip"),
         ((1.5, -0.5), None)),
        ("1.3333", "-0.3333"), (1.3333, -0.3333)),
    "04-latent": Known(
        (ln(10) + 2 * ln(2), info.entropy(np.full(40, 1 / 40))),
        ((ln(10), "alone"), (ln(20), "two continuous"), (ln(40) / ln(2), "bits"), (3, None)),
        ("3.6889",), 3.6889),
    "04-epsilon": Known(
        ((with_eps(1e-8), with_eps(1e-4)),
         tuple(float((B * np.log(B / (A + e))).sum()) for e in (1e-8, 1e-4))),
        (((inf, inf), "without eps"), ((4.0853 / ln(2), 1.7826 / ln(2)), "bits"),
         ((1.7826, 4.0853), "another order"), ((0.5 * ln(2), 0.346), "exchange"), ((4, 2), None)),
        ("4.0853", "1.7826"), (4.0853, 1.7826)),
    "05-exclude": Known(
        ((float(info.exact_bound(JOINT, CERTAIN)), lambda n: (15 / 16) ** n),
         (-inf, lambda n: stats.binom.pmf(0, n, 1 / 16))),
        (((inf, lambda n: (15 / 16) ** n), "sign"),
         ((-inf, lambda n: 1 - (15 / 16) ** n), "at least once"),
         ((-inf, lambda n: n / 16), "expected"), ((-1.1, lambda n: (15 / 16) ** n), None),
         ((-inf, lambda n: 0.5**n), None)),
        (r"-\infty", "(15/16)^n"), (-inf, lambda n: (15 / 16) ** n)),
    "05-constant": Known(
        (constant, lambda p, r: -info.kl_divergence(p, r)),
        ((lambda p, r: info.kl_divergence(p, r), "sign"),
         (lambda p, r: -info.kl_divergence(r, p), "exchanged"),
         (lambda p, r: -info.cross_entropy(p, r), "H(c) is missing"),
         (lambda p, r: -info.kl_divergence(p, r, base=2), "bits"), (lambda p, r: 0.0, None)),
        (r"H(c) + \mathrm{KL}(P(c) \,\Vert\, r)",), lambda p, r: -info.kl_divergence(p, r)),
    "05-log": Known(
        (log_interval(), (ln(10) - 0.031, 1.96 * 0.25 / 2000**0.5,
                          math.log2(10) - 0.031 / ln(2), 1.96 * 0.25 / 2000**0.5 / ln(2))),
        (((ln(10) + 0.031, 0.011, 3.2772, 0.0158), "subtracted"),
         ((2.2716, 0.49, 3.2772, 0.707), "root of the number"),
         ((2.2716, 0.00559, 3.2772, 0.0081), "standard error"),
         ((3.2772, 0.0158, 3.2772, 0.0158), "bits"), ((2.2716, 0.011, 1.5745, 0.0158), "Divide"),
         ((2.25, 0.011, 3.2772, 0.0158), None)),
        ("2.2716", "0.0110 nats", "3.2772", "0.0158 bits"), (2.2716, 0.0110, 3.2772, 0.0158)),
    "05-reversed": Known(
        ((REVERSED, 2), (float(JOINT.sum(axis=0) @ info.kl_divergence(Q, POSTERIOR)), 2)),
        (((float(info.bound_gap(JOINT, Q)), 2), "gap itself"), ((0.2317, 2), "bound plus"),
         ((REVERSED, 1), "no Q"), ((REVERSED / ln(2), 2), "bits"), ((0.1, 2), None)),
        ("Check 2", "0.2317"), (0.2317 - float(info.exact_bound(JOINT, Q)), 2)),
    "05-repeated": Known(
        (2 * special.ndtr(1.96 / 10**0.5) - 1, coverage()),
        ((0.95, "promises"), (1 - 0.4646, "misses"), (47, "percent"), (0.3, None)),
        ("0.48",), 0.48),
    "ex-06-coarse": Known(
        (math.log, coarse),
        ((math.log2, "bits"), (lambda n: ln(2 / n), "left to learn"), (lambda n: -ln(n), "sign"),
         (lambda n: ln(2 * n), "width"), (lambda n: n, "logarithm"), (lambda n: 1.0, None)),
        (r"= \ln n",), lambda n: np.log(n)),
    "ex-06-crossing": Known(
        (solve(lambda s: uniform_information(s) - ln(2), 0.05, 2),
         solve(lambda s: info.UniformChannel(s).information() - ln(2), 0.05, 2)),
        ((1 / 3, "same variance"), (3**-0.5, "variance 1"), (0.3243**2, "root"),
         (solve(lambda s: uniform_information(s) - 1, 0.05, 2), "one nat"), (0.4, None)),
        ("0.3243",), 0.3243),
    "ex-06-ignored": Known(
        (info.gaussian_bound(info.gaussian_entropy(1.0), mse=1.0), 0),
        ((info.gaussian_bound(ln(2), mse=1 / 3), "uniform"), (ln(2) - 1.4189, "uniform"),
         (-1.4189, "add h(c)"), (0.2, None)),
        ("0.0000",), 0.0),
    "ex-06-clip": Known(
        (clip(60), clip(1)),
        (((0.045, 0.0125), "sign"), ((-0.09, 0.0125), "halved"), ((-0.042, 0), "each batch"),
         ((-0.042, 0.05), None)),
        ("-0.042", "+0.012"), (-0.042, 0.012)),
    "ex-07-underflow": Known(
        (1.0, float(math.exp(-1112) == 0)), ((100, "percent"), (0, "logarithms"), (0.5, None)),
        ("100%",), 1.0),
    "08-count": Known(
        (1024 * 128 + 128 + 128 * 14 + 14, sum(np.ones(s).size for s in ((1025, 128), (129, 14)))),
        ((1024 * 128 + 128 * 14, "biases"), (131_200, "first layer"), (133_007, None)),
        ("133,006",), 133_006),
    "09-erased": Known(
        (lambda e, nats: (1 - e) * nats, lambda e, nats: nats - e * nats),
        ((lambda e, nats: e * nats, "is lost"), (lambda e, nats: nats - e, "share"),
         (lambda e, nats: nats, "nothing"), (lambda e, nats: (1 - e) * nats / ln(2), "bits"),
         (lambda e, nats: (1 - e**2) * nats, None)),
        (r"(1 - e)\, I",), lambda e, nats: (1 - e) * nats),
    "09-delay": Known(
        ((1400 // 468 + 1, 1650 // 468 + 1), tuple(int(np.searchsorted(
            np.cumsum([60_000 // 128] * 9), step, side="right")) + 1 for step in (1400, 1650))),
        (((2, 3), "Count from 1"), ((1400 / 468, 1650 / 468), "whole number"), ((3, 3), "ramp"),
         ((5, 6), None)),
        ("falls into the third", "in the fourth"), (3, 4)),
    "09-break": Known(
        ((1.0, 0.0), (np.mean(np.zeros(9) == np.zeros(9)),
                      info.mutual_information(np.eye(10)[[0] * 10].T / 10))),
        (((1, ln(10)), "the same"), ((0.1, 0), "random"), ((0, 1), "another order"),
         ((100, 0), "percent"), ((1, 0.5), None)),
        ("1.00", "0.00 nats"), (1.00, 0.00)),
    "10-orders": Known(
        ((math.factorial(10), 1 / math.factorial(10)),
         (round(special.gamma(11)), float(np.prod(1 / np.arange(1, 11))))),
        (((10**10, 1e-10), "same number"), ((100, 0.01), "pairs"), ((362_880, 1e-6), "last one"),
         ((3_628_800, 0.1), "all ten"), ((3_628_801, 2.8e-7), None)),
        (r"3\,628\,800", r"2.8 \cdot 10^{-7}"), (3_628_800, 2.76e-7)),
    "11-pairs": Known(
        (ari(), adjusted_rand_score([0] * 4 + [1] * 4 + [2] * 4, [0] * 8 + [1] * 4)),
        ((18 / 34, "without what chance"), ((18 + 32) / 66, "Rand index"), (1 - ari(), "less"),
         (52.2, "percent"), (0.4, None)),
        ("0.522",), 0.522),
    "11-three": Known(
        (three(), ln(10) - 0.3 * ln(3)),
        ((ln(10) - 0.2 * ln(2), "two digits"), (ln(10) - 0.3 * ln(2), "three equal"),
         (three() / ln(2), "bits"), (-three(), "sign"), (1.5, None)),
        ("1.973",), 1.973),
    "11-none": Known(
        (1 - 0.025**0.1, stats.beta.ppf(0.975, 1, 10)),
        ((0.025**0.1, "succeed"), (1 - 0.05**0.1, "twenty"), (0.0025, "multiplied"),
         (30.8, "percent"), (0.5, None)),
        ("0.31",), 0.31),
    "11-best": Known(
        (1 - 0.7**10, stats.binom.sf(0, 10, 0.3), float(
            (np.random.default_rng(5).random((10_000, 10)) < 0.3).any(axis=1).mean())),
        ((0.3, "one run"), (0.7**10, "stay below"), (3, "expected"), (97, "percent"), (0.6, None)),
        ("0.97",), 0.97),
    "13-random": Known(
        ((10 * (1 - 0.9**10), sum(10 / k for k in range(1, 11))), coupons(), (6.5, 29.3)),
        (((10 * 0.9**10, 29.29), "missing"), ((6.513, 10), "twice"), ((6.513, 2.93), "ten times"),
         ((29.29, 6.513), "another order"), ((5, 20), None)),
        ("6.51", "29.29"), (6.51, 29.29)),
    "13-wilson": Known(
        (lambda n: n / (n + 1.96**2), lambda n: float(
            stats.binomtest(n, n).proportion_ci(0.95, "wilson").low)),
        ((lambda n: 1.0, "estimate itself"), (lambda n: 0.025 ** (1 / n), "Clopper"),
         (lambda n: n / (n + 1.96), "squared"), (lambda n: 0.5, None)),
        ("n / (n + z^2)",), lambda n: n / (n + 1.96**2)),
    "13-shell": Known(
        ((math.sqrt(62), stats.chi2.sf(100, 62)),
         (math.sqrt(stats.chi2.mean(62)), special.gammaincc(31, 50)), (7.9, 0.002)),
        (((62, 0.0016), "mean square"), ((7.874, stats.chi2.cdf(100, 62)), "shorter"),
         ((stats.chi.mean(62), 0.0016), "mean length"),
         ((7.874, 1.0), "square belongs"), ((7.874, 0.16), "percent"), ((5, 0.1), None)),
        ("7.874", "0.0016"), (7.874, 0.0016)),
    "ex-12-floor": Known(
        (floor, lambda K: ln(math.e + K - 1) - 1),
        ((math.log, "without any idea"), (lambda K: ln(math.e + K - 1), "right class"),
         (lambda K: ln(math.e + K) - 1, "twice"), (lambda K: -floor(K), "sign"),
         (lambda K: floor(K) / ln(2), "bits"), (lambda K: 1.0, None)),
        (r"\ln(e + K - 1) - 1",), floor),
    "ex-12-zero": Known(
        (1 / math.sqrt(20 * math.pi), solve(penalty, 0.01, 1)),
        ((1 / (20 * math.pi), "variance"), ((2 * math.pi) ** -0.5, "make up"), (-0.126, "sign"),
         (0.3, None)),
        ("0.1262",), 0.1262),
    "ex-12-own": Known(
        ((ln(10), 0.0), (info.cross_entropy(np.full(10, 0.1), np.full(10, 0.1)),
                         info.exact_bound(np.full((10, 2), 0.05), np.full((10, 2), 0.1)))),
        (((ln(10), -ln(10)), "H(c) is missing"), ((math.log2(10), 0), "bits"),
         ((-ln(10), 0), "sign"), ((0.1, 0), "each probability"), ((3, 0), None)),
        ("2.3026", "mutual information 0"), (2.3026, 0)),
}  # fmt: skip
