"""The formulas of the live panels are the library's, to 1e-9."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import rel_entr
from scipy.stats import norm

from infogan_lib import information as info
from tools.project import ROOT

pytestmark = pytest.mark.slow
N = 200


@pytest.fixture
def compute(visit):
    """compute(name, rows) calls a formula of the page with each row."""
    page = visit("about:blank")
    page.add_script_tag(path=ROOT / "book" / "live" / "information.js")

    def run(name, rows):
        calls = "([name, rows]) => rows.map(row => String(infogan[name](...row)))"
        return [float(text) for text in page.evaluate(calls, [name, np.asarray(rows).tolist()])]

    return run


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def channels(rng):
    """Random channels, with the edges that a slider reaches."""
    classes = rng.integers(2, 11, N)
    error, believed = rng.uniform(0, 1, (2, N))
    error[:4], believed[:4] = (0, 0, 0.3, 1), (0, 0.5, 0, 1)
    return classes, error, believed


def test_symmetric_channel(compute):
    classes, error, believed = channels(np.random.default_rng(0))
    truth = [info.symmetric_channel_information(k, e) for k, e in zip(classes, error, strict=True)]
    bound = [
        info.symmetric_channel_bound(k, e, b)
        for k, e, b in zip(classes, error, believed, strict=True)
    ]
    close(compute("symmetricInformation", np.stack([classes, error], 1)), truth)
    close(compute("symmetricBound", np.stack([classes, error, believed], 1)), bound)


def test_the_gap_is_the_divergence_from_the_posterior(compute):
    classes, error, believed = channels(np.random.default_rng(1))
    gaps = []
    for k, e, b in zip(classes, error, believed, strict=True):
        q = info.symmetric_channel(k, b) * k  # each column sums to 1
        with np.errstate(divide="ignore"):
            gaps.append(info.bound_gap(info.symmetric_channel(k, e), log_q=np.log(q)))
    close(compute("symmetricGap", np.stack([error, believed], 1)), gaps)


def test_every_quantity_of_a_joint(visit):
    page = visit("about:blank")
    page.add_script_tag(path=ROOT / "book" / "live" / "information.js")
    rng = np.random.default_rng(3)
    for case in range(50):
        joint = rng.dirichlet(np.ones(6)).reshape(2, 3)
        if case == 0:
            joint = np.array([[2, 0, 2], [0, 2, 2]]) / 8  # posteriors of 0 and 1
        q = rng.uniform(0.01, 0.99, 3)
        found = page.evaluate(
            "([p, q]) => infogan.jointQuantities(p, q)", [joint.tolist(), q.tolist()]
        )
        table = np.stack([q, 1 - q])
        entropy = info.entropy(joint.sum(axis=1))
        expected = {
            "entropy": entropy,
            "information": info.mutual_information(joint),
            "conditional": entropy - info.mutual_information(joint),
            "crossEntropy": entropy - info.exact_bound(joint, table),
            "bound": info.exact_bound(joint, table),
            "gap": info.bound_gap(joint, table),
            "posterior": info.posterior(joint)[0],
            "gradient": slopes(joint, q),
        }
        for name, value in expected.items():
            np.testing.assert_allclose(found[name], value, rtol=1e-7, atol=1e-7, err_msg=name)


def slopes(joint, q, step=1e-5):
    """Of the library's bound by Q's logit of code 0, picture by picture: central differences."""
    logits, found = np.log(q / (1 - q)), []
    for x in range(len(q)):
        sides = []
        for sign in (1, -1):
            moved = logits + sign * step * (np.arange(len(q)) == x)
            r = 1 / (1 + np.exp(-moved))
            sides.append(info.exact_bound(joint, np.stack([r, 1 - r])))
        found.append((sides[0] - sides[1]) / (2 * step))
    return found


def test_gaussian_code(compute):
    rng = np.random.default_rng(2)
    low, width = rng.normal(size=N), rng.uniform(0.01, 4, N)
    entropy = [info.uniform_entropy(a, a + w) for a, w in zip(low, width, strict=True)]
    close(compute("uniformEntropy", np.stack([low, low + width], 1)), entropy)
    mse, std = rng.uniform(0, 2, N), 10 ** rng.uniform(-2, 0.5, N)
    bounds = [info.gaussian_bound(*row) for row in zip(entropy, mse, std, strict=True)]
    close(compute("gaussianBound", np.stack([entropy, mse, std], 1)), bounds)
    best = [info.gaussian_bound(h, m) for h, m in zip(entropy, mse, strict=True)]
    close(compute("gaussianBound", np.stack([entropy, mse, np.sqrt(mse)], 1)), best)
    x, mean = rng.normal(size=(2, N))
    density = info.gaussian_log_density(x, mean, std)
    close(compute("gaussianLogDensity", np.stack([x, mean, std], 1)), density)


def test_discriminator(compute):
    rng = np.random.default_rng(3)
    x, mean, std = rng.normal(size=N), rng.uniform(-4, 8, N), rng.uniform(0.4, 2, N)
    real, fake = norm.pdf(x), norm.pdf(x, mean, std)
    close(compute("optimalDiscriminator", np.stack([x, mean, std], 1)), real / (real + fake))

    def divergence(mean, std):
        def integrand(x):
            p, g = norm.pdf(x), norm.pdf(x, mean, std)
            mixed = (p + g) / 2
            return (rel_entr(p, mixed) + rel_entr(g, mixed)) / 2

        reach = 8 * max(1, std)
        edges = min(0, mean) - reach, max(0, mean) + reach
        return quad(integrand, *edges, points=[0, mean], epsabs=1e-12, limit=200)[0]

    found = compute("jensenShannon", np.stack([mean, std], 1))[:20]
    close(found, [divergence(m, s) for m, s in zip(mean[:20], std[:20], strict=True)])
    assert 0 < min(found) and max(found) < math.log(2)
    close(compute("jensenShannon", [[0, 1]]), [0])
