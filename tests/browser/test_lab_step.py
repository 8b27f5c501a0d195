"""One step in the page is one step of the library: losses, every gradient, weights after Adam."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers, ops
from lab_engine import Pair, config, furthest, open_engine, weights

from infogan_lib.core.infogan import InfoGAN
from infogan_lib.toys.plane import PointInfoGAN, PointNetworks

pytestmark = pytest.mark.slow
TOLERANCE = 1e-5  # relative to the largest entry of the same network
DRIFT = 1e-12  # of the way that the weights have gone
GAMES = {
    "shared": {},
    "detached": {"trunk": "detached", "category_weight": 1.5},
    "separate": {"trunk": "separate", "K": 5, "styles": 2, "style_weight": 0.3},
    "numbers": {"K": 0, "styles": 1, "noise": 3, "d_rate": 3e-3},
    "plain": {"K": 0, "noise": 2, "g_rate": 2e-3},
    "lambda 0": {"category_weight": 0.0},
}


@pytest.fixture
def engine(visit):
    return open_engine(visit)


def compare(found: dict, expected: dict, tolerance: float = TOLERANCE) -> None:
    assert found["d"] == pytest.approx(expected["d_loss"], rel=tolerance)
    assert found["g"] == pytest.approx(expected["g_loss"], rel=tolerance)
    for name in ("gradients", "weights"):
        for net in expected[name]:
            assert furthest(found[name][net], expected[name][net]) < tolerance, (name, net)


@pytest.mark.parametrize("name", GAMES)
def test_one_step_and_the_next_are_those_of_keras(engine, name):
    pair = Pair(engine, config(**GAMES[name]))
    for seed in (0, 1):
        pair.align()
        batches = pair.batches(1, seed)
        found, expected = pair.page_steps(batches), pair.keras_steps(batches)
        compare(found, expected)
        log_q = np.reshape(found["logQ"], (pair.batch, -1)) if found["logQ"] else []
        for i, code in enumerate(pair.model.latent.codes):
            bound = expected[f"L_I_{code.name}"]
            found = code.entropy + log_q[:, i].mean()
            assert found == pytest.approx(bound, rel=TOLERANCE, abs=TOLERANCE)


def test_a_batch_that_fills_no_block_is_a_batch(engine):
    pair = Pair(engine, config(K=3, noise=1), batch=13)
    batches = pair.batches(1)
    compare(pair.page_steps(batches), pair.keras_steps(batches))


def test_in_an_extra_step_of_d_only_g_waits(engine):
    pair = Pair(engine, config())
    batches, before = pair.batches(1), weights(pair.model)
    found, expected = pair.page_steps(batches, onlyD=True), pair.keras_steps(batches)
    assert furthest(found["weights"].pop("generator"), before["generator"]) == 0
    for net, weights_ in found["weights"].items():
        assert furthest(weights_, expected["weights"][net]) < TOLERANCE


class Severed(PointInfoGAN):
    """Q's words never reach G."""

    def recognition_loss(self, latents, fake, fake_features):
        fake = ops.stop_gradient(fake)
        return super().recognition_loss(latents, fake, self.trunk(fake, training=True))


class Softened(PointInfoGAN):
    """A softmax stands before a loss that takes logits."""

    def read(self, images, features=None):
        return ops.softmax(super().read(images, features))


@pytest.mark.parametrize(("fault", "kind"), [("severed", Severed), ("softmax", Softened)])
def test_each_mistake_is_the_mistake_in_keras(engine, fault, kind):
    settings = config()
    pair = Pair(engine, settings, model=kind(settings))
    for seed in (0, 1):
        pair.align()
        batches = pair.batches(1, seed)
        compare(pair.page_steps(batches, fault=fault), pair.keras_steps(batches))
    assert issubclass(kind, InfoGAN)


def double(*sizes: int, leaky_end: bool = False, name: str | None = None) -> keras.Model:
    """A stack of dense layers in float64, leaky ReLUs between."""
    net = keras.Sequential([keras.Input((sizes[0],))], name=name)
    for i, units in enumerate(sizes[1:], 2):
        net.add(layers.Dense(units, dtype="float64"))
        if i < len(sizes) or leaky_end:
            # TensorFlow's own leaky ReLU rounds its slope to float32.
            net.add(layers.Activation(lambda x: ops.maximum(x, 0.1 * x), dtype="float64"))
    return net


class DoubleNetworks(PointNetworks):
    """Networks in float64, so that a hundred steps can be compared digit by digit."""

    @staticmethod
    def generator(latent_width, width, seed, dtype=None, shape=None):
        return double(latent_width, 64, 64, 2)

    @staticmethod
    def trunk(width, normalisation, seed, dtype=None, name="trunk", shape=None):
        return double(2, 64, 64, leaky_end=True)

    @staticmethod
    def discriminator_head(features, seed, outputs=1):
        return double(features, outputs)

    @staticmethod
    def recognition_head(features, parameters, width, normalisation, seed, dtype=None):
        return double(features, 32, parameters)


class Double(PointInfoGAN):
    builders = DoubleNetworks

    def code_weight(self, code):
        return 1.0  # λ without a ramp; the ramp's is a float32

    def recipe_loss(self, batch, real_features):
        return 0.0


@pytest.fixture
def float64():
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx(before)


def test_a_hundred_steps_are_those_of_keras_to_the_last_digits(engine, float64):
    """In float32 the games part: one rounding moved a weight, and after a hundred steps Keras
    differed from itself by 4 % of the way. In float64 nothing may hide behind that, so no
    constant may be rounded to float32: from some starts a 5e-8 grew to 7 % of the way."""
    settings = config()
    pair = Pair(engine, settings, model=Double(settings))
    for optimizer in (pair.model.d_optimizer, pair.model.g_optimizer):
        # Keras would round a plain float to float32.
        optimizer.beta_2 = np.float64(optimizer.beta_2)
    start, batches = weights(pair.model), pair.batches(100)
    found, expected = pair.page_steps(batches), pair.keras_steps(batches)
    there, here, start = (np.concatenate(list(side.values()))
                          for side in (expected["weights"], found["weights"], start))  # fmt: skip
    way = np.linalg.norm(there - start)
    assert way > 1
    assert np.linalg.norm(there - here) < DRIFT * way
    assert found["d"] == pytest.approx(expected["d_loss"], rel=DRIFT)
