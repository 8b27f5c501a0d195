"""Checks 9 and 16: real gradients through Keras networks, and a frozen generator.

A check takes a subject (see `information_subject`) and raises AssertionError if it is wrong.
"""

from __future__ import annotations

import math

import numpy as np
from information_subject import Z, assert_near, assert_within_error
from scipy.special import log_softmax

from infogan_lib.information.distances import squared_distances


def check_09_gradient(lib) -> None:
    """∇B = −∇CE for G and for Q, and neither is zero: to 1e-12 in float64."""
    _gradient_on_a_table(lib)
    _gradient_through_networks(lib)


def _gradients(play, *variables) -> list:
    from infogan_lib.backends.gradients import gradients

    try:
        return [[np.asarray(g) for g in group] for group in gradients(play, *variables)[0]]
    except ValueError as error:
        raise AssertionError(f"the gradient is severed: {error}") from None


def _gradient_on_a_table(lib) -> None:
    """B as I − gap and CE as a sum are two functions; their gradients are opposite."""
    import keras
    from keras import ops

    rng = np.random.default_rng(9)
    shape = (4, 6)
    generator = keras.Variable(rng.normal(size=shape), dtype="float64")
    recogniser = keras.Variable(rng.normal(size=shape), dtype="float64")

    def play():
        log_joint = ops.log_softmax(generator, axis=1) - math.log(shape[0])
        joint = ops.exp(log_joint)
        log_posterior = log_joint - ops.log(ops.sum(joint, axis=0))
        log_q = ops.log_softmax(recogniser, axis=0)
        information = math.log(shape[0]) + ops.sum(joint * log_posterior)
        gap = ops.sum(joint * (log_posterior - log_q))
        # Every cell counts joint times, while a batch's samples count 1/n each.
        cross_entropy = lib.loss(
            ops.reshape(joint.shape[0] * joint.shape[1] * joint * log_q, (-1,))
        )
        return (information - gap, cross_entropy), None

    both = [generator, recogniser]
    for name, up, down in zip(("G", "Q"), *_gradients(play, both, both), strict=True):
        assert np.abs(up).max() > 1e-3, f"no gradient reaches {name}"
        assert_near(np.abs(up + down).max(), 0.0, 1e-12, f"grad B + grad CE for {name}")


def _gradient_through_networks(lib) -> None:
    """Keras's gradient of the loss against complex steps through the bound, by hand in numpy."""
    import keras

    rng = np.random.default_rng(90)
    code = rng.integers(3, size=64)
    latent = np.hstack([rng.normal(size=(64, 2)), np.eye(3)[code]])

    def network(inputs: int, outputs: int) -> keras.Model:
        layers = [
            keras.layers.Dense(5, activation="tanh", dtype="float64"),
            keras.layers.Dense(outputs, dtype="float64"),
        ]
        return keras.Sequential([keras.Input((inputs,), dtype="float64"), *layers])

    generator, recogniser = network(5, 4), network(4, 3)
    for variable in (*generator.variables, *recogniser.variables):
        variable.assign(rng.normal(size=variable.shape) * 0.7)

    def play():
        logits = recogniser(lib.images_for_q(generator(latent)))
        log_q = keras.ops.log_softmax(logits)
        return (lib.loss(keras.ops.sum(log_q * np.eye(3)[code], axis=-1)),), None

    variables = [*generator.trainable_variables, *recogniser.trainable_variables]
    (by_keras,) = _gradients(play, variables)

    weights = [np.asarray(v).astype(complex) for v in variables]

    def bound_by_hand() -> tuple[complex, np.ndarray]:
        w1, b1, w2, b2, w3, b3, w4, b4 = weights
        image = np.tanh(latent @ w1 + b1) @ w2 + b2
        logits = np.tanh(image @ w3 + b3) @ w4 + b4
        log_q = logits[np.arange(64), code] - np.log(np.exp(logits).sum(axis=1))
        return math.log(3) + log_q.mean(), log_q.real

    value, log_q = bound_by_hand()
    estimate = lib.variational_bound(log_q, math.log(3)).value
    assert_near(estimate, value.real, 1e-12, "bound by hand")
    for weight, gradient in zip(weights, by_keras, strict=True):
        slope = np.empty(weight.shape)
        for index in np.ndindex(weight.shape):
            weight[index] += 1e-30j
            slope[index] = bound_by_hand()[0].imag / 1e-30
            weight[index] -= 1e-30j
        assert np.abs(slope).max() > 1e-4, "a gradient of the bound that is zero"
        assert_near(np.abs(slope + gradient).max(), 0.0, 1e-12, "grad B + grad CE")


def random_generator(rng: np.random.Generator, values: int, draws: int, pixels: int) -> np.ndarray:
    """Return the bank of a small random network, shape (values, draws, pixels): G(z_m, c_k)."""
    z, hidden = rng.normal(size=(draws, 8)), 32
    from_z, from_c = rng.normal(size=(8, hidden)), 2 * rng.normal(size=(values, hidden))
    features = np.maximum(z @ from_z + from_c[:, None], 0.0)
    return np.tanh(features @ rng.normal(size=(hidden, pixels)) / math.sqrt(hidden))


def nearest_mean_q(bank: np.ndarray, sigma: float):
    """Return a simple Q, fitted to the bank: one round Gaussian for each code value."""
    means = bank.mean(axis=1)
    variance = sigma**2 + ((bank - means[:, None]) ** 2).mean()

    def log_q(images: np.ndarray) -> np.ndarray:
        return log_softmax(-0.5 * squared_distances(means, images) / variance, axis=0)

    return log_q


def discriminant_q(images: np.ndarray, codes: np.ndarray):
    """Return a better Q, linear logits learned from noisy images that the check does not use."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    model = LinearDiscriminantAnalysis().fit(images, codes)
    return lambda images: model.predict_log_proba(images).T


def check_16_frozen_generator(lib) -> None:
    """x = G(z, c) + σε with a finite z: 0 < fitted Qs < I < H(c); I against two integrals."""
    rng = np.random.default_rng(16)
    # One pixel: I(c; x) = I(c, m; x) − I(m; x given c), each by quadrature.
    bank = rng.normal(size=(3, 4, 1)) * 2
    measured = lib.frozen_generator_information(bank, 0.5, n=20_000)
    all_of_it = lib.GaussianMixture(np.full(12, 1 / 12), bank.ravel(), np.full(12, 0.5))
    within = [lib.GaussianMixture([0.25] * 4, row.ravel(), [0.5] * 4).information() for row in bank]
    truth = all_of_it.information() - np.mean(within)
    assert_within_error(measured.information, truth, "one pixel")
    assert_within_error(measured.bound_on_codes(measured.log_posterior), truth, "one pixel, codes")

    # Two images in 784 dimensions: only their distance matters.
    bank = rng.uniform(-1, 1, (2, 1, 28, 28))
    distance, sigma = math.sqrt(((bank[0] - bank[1]) ** 2).sum()), 10.0
    truth = lib.GaussianMixture([0.5] * 2, [0, distance], [sigma] * 2).information()
    measured = lib.frozen_generator_information(bank, sigma, n=10_000)
    assert_within_error(measured.information, truth, "two images")

    # An ignored code says nothing, exactly.
    bank = np.repeat(rng.normal(size=(1, 30, 9)), 5, axis=0)
    ignored = lib.frozen_generator_information(bank, 0.3, n=500)
    assert_near(ignored.information.value, 0.0, 1e-12, "an ignored code")

    # A network: the order of Qs, at every noise.
    bank = random_generator(rng, values=10, draws=30, pixels=25)
    informations = []
    for sigma in (0.3, 1.0, 2.0):
        measured = lib.frozen_generator_information(bank, sigma, n=20_000, seed=1)
        practice = lib.frozen_generator_information(bank, sigma, n=20_000, seed=2)
        information = measured.information
        assert information.standard_error < 4e-3, "the error bar is too wide to conclude"
        assert information.value < math.log(10), "I above H(c)"
        constant = np.full((10, 20_000), -math.log(10))
        assert_near(measured.bound(constant).value, 0.0, 1e-12, "constant Q")
        for fit in (
            nearest_mean_q(bank, sigma),
            discriminant_q(practice.images, practice.codes),
        ):
            log_q = fit(measured.images)
            bound, gap = measured.bound(log_q), measured.gap(log_q)
            assert 0.0 < bound.value < information.value, "Q is not between 0 and I"
            room = Z * math.hypot(information.standard_error, practice.information.standard_error)
            total = bound.value + gap.value
            assert_near(total, practice.information.value, room, "bound + gap, against fresh I")
            drawn = measured.bound_on_codes(log_q)
            assert_near(drawn.value, bound.value, Z * drawn.standard_error, "drawn codes")
        informations.append(information.value)
    assert informations == sorted(informations, reverse=True), "more noise, more information"
