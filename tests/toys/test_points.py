"""Several games in one stack: each is a GAN of its own, and its step is the step by hand."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from numpy.testing import assert_allclose

from infogan_lib.toys.points import PointGames
from infogan_lib.toys.ring import Ring


def real_points(games: int, n: int, seed: int = 0) -> np.ndarray:
    return Ring().sample(games * n, seed).reshape(n, games, 2)


def weights(model: PointGames, game: int) -> list[np.ndarray]:
    return [w[game] for net in (model.generator, model.discriminator) for w in net.get_weights()]


def equal(one: list[np.ndarray], other: list[np.ndarray]) -> list[bool]:
    return [bool((a == b).all()) for a, b in zip(one, other, strict=True)]


def test_games_share_nothing():
    """Game 1's points are moved: game 1 plays otherwise, games 0 and 2 play on, bit by bit."""
    real = real_points(3, 4 * 16)
    moved = real.copy()
    moved[:, 1] += 0.5
    outcomes = []
    for points in (real, moved):
        model = PointGames(3, d_rate=1e-2, g_rate=1e-2, width=8)
        start = [weights(model, game) for game in range(3)]
        model.play(points, batch_size=16)
        outcomes.append([weights(model, game) for game in range(3)])
    for game in range(3):
        assert all(equal(outcomes[0][game], outcomes[1][game])) == (game != 1)
        assert not any(equal(start[game], outcomes[0][game]))
    assert not all(equal(outcomes[0][0], outcomes[0][2]))


def test_one_step_is_the_step_by_hand():
    """Losses written as logarithms, one game alone, Adam's first step: weight − rate · sign."""
    model = PointGames(2, d_rate=1e-3, g_rate=2e-3, width=8, seed=5)
    real = real_points(2, 16)
    state = ops.convert_to_numpy(model.random.state)
    before = {net: net.get_weights() for net in (model.generator, model.discriminator)}
    model.random.state.assign(state)
    z = keras.random.normal((2, 16, 2), seed=model.random)
    with tf.GradientTape(persistent=True) as tape:
        fake = model.generator(z)
        on_real, on_fake = (
            ops.sigmoid(model.discriminator(x)[0]) for x in (real.swapaxes(0, 1), fake)
        )
        d_loss = -ops.mean(ops.log(on_real)) - ops.mean(ops.log(1 - on_fake))
        g_loss = -ops.mean(ops.log(on_fake))
    expected = {}
    for net, loss, rate in ((model.generator, g_loss, 2e-3), (model.discriminator, d_loss, 1e-3)):
        grads = tape.gradient(loss, [v.value for v in net.trainable_variables])
        expected[net] = [g.numpy()[0] for g in grads], rate
    model.random.state.assign(state)
    model.play(real, batch_size=16)
    for net, (grads, rate) in expected.items():
        for old, new, grad in zip(before[net], net.get_weights(), grads, strict=True):
            large = np.abs(grad) > 1e-3  # where Adam's ε is far below
            assert large.any()
            assert_allclose((new - old)[0][large], -rate * np.sign(grad[large]), rtol=2e-2)


def test_d_learns_the_ring_and_g_follows():
    """Not a matter of luck: a start that misses every mode must come nearer to the ring."""
    ring, model = Ring(), PointGames(2, d_rate=4e-3, g_rate=1e-3, width=16)

    def distance() -> float:
        points = model.generate(500)
        gaps = np.linalg.norm(points[:, :, None] - ring.centres, axis=-1)
        return float(gaps.min(axis=-1).mean())

    start = distance()
    history = model.play(real_points(2, 400 * 32), batch_size=32)
    assert distance() < 0.8 * start
    assert set(history) == {"d_loss", "g_loss"}
    assert 0 < history["d_loss"][-1] < 2 * np.log(2) + 0.1


def test_points_repeat_with_their_seed():
    model = PointGames(3, 1e-3, 1e-3, width=8)
    assert model.generate(7).shape == (3, 7, 2)
    assert (model.generate(7, seed=1) == model.generate(7, seed=1)).all()
    assert (model.generate(7, seed=1) != model.generate(7, seed=2)).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: PointGames(0, 1e-3, 1e-3), "games must be at least 1"),
        (lambda: PointGames(1, 0.0, 1e-3), "d_rate must be above 0"),
        (lambda: PointGames(1, 1e-3, -1.0), "g_rate must be above 0"),
        (lambda: PointGames(2, 1e-3, 1e-3).play(np.zeros((64, 3, 2))), r"shape \(n, 2, 2\)"),
        (lambda: PointGames(2, 1e-3, 1e-3).play(np.zeros((65, 2, 2))), "batch_size must divide"),
    ],
)
def test_what_cannot_be_played_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
