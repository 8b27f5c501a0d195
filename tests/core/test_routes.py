"""Which loss teaches which network: six routes that must be open, and no others.

Labels add a seventh of their own. With channels, the routes through Q lead through bent images.

The oracle is a literal gradient of the paper's objective, one tape a route, written without the
library's training step. Each mutation below cuts or opens one route; the oracle must notice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from infogan_lib.augmentation.channel import Channel
from infogan_lib.core import infogan as step
from infogan_lib.core import losses
from infogan_lib.core.latent import LatentSpec
from infogan_lib.recipes.build import ACGAN, CGAN, GAN, InfoGAN
from infogan_lib.recipes.config import CHANNEL_CODES, DIGIT, TrainConfig, preset

REAL = np.random.default_rng(0).uniform(-1, 1, (16, 28, 28, 1)).astype("float32")
LABELS = np.random.default_rng(2).integers(0, 10, 16)
PARTS = {"real": REAL, "labels": LABELS}
# Unequal and not 1, so that a forgotten weight shows.
CATEGORY, STYLE = 1.5, 0.25
GROUPS = ("trunk", "D head", "Q", "G")


def settings(kind: type[GAN]) -> dict:
    """What makes a config one of this kind."""
    if issubclass(kind, (CGAN, ACGAN)):
        use = "given" if issubclass(kind, CGAN) else "guessed"
        return {"codes": DIGIT, "labels": use}
    return {} if issubclass(kind, InfoGAN) else {"codes": ()}


def make(kind: type[GAN] = InfoGAN, trunk: str = "shared", **changes) -> GAN:
    chosen = {"category_weight": CATEGORY, "style_weight": STYLE, "ramp_steps": 0}
    chosen |= {"channel_steps": 0, "jit_compile": False, "trunk": trunk}
    return of(kind, preset("tiny", **(chosen | settings(kind) | changes)))


def of(kind: type[GAN], config: TrainConfig) -> GAN:
    model = kind(config)
    # An opinionated D: at D = ½ the minimax and non-saturating gradients coincide.
    bias = model.d_head.trainable_variables[-1]
    bias.assign(np.full(bias.shape, -1.0))
    # Plain descent with rate 1: each weight then moves by minus its gradient.
    for name in ("d_optimizer", "g_optimizer"):
        optimizer = keras.optimizers.SGD(1.0)
        optimizer.build(getattr(model, name)._trainable_variables)
        setattr(model, name, optimizer)
    return model


def groups(model: GAN) -> dict[str, list]:
    """Variables by network; Q's own trunk, where it has one, belongs to Q."""
    return {
        "trunk": model.trunk.trainable_variables,
        "D head": model.d_head.trainable_variables,
        "Q": model.q_variables,
        "G": model.generator.trainable_variables,
    }


def movement(model: GAN) -> dict[str, np.ndarray]:
    """Minus the change of every weight in one training step, flattened by network."""
    before = {name: _flat(variables) for name, variables in groups(model).items()}
    model.train_step({name: tf.constant(PARTS[name]) for name in model.batch_parts})
    return {name: before[name] - _flat(variables) for name, variables in groups(model).items()}


def oracle(model: GAN) -> dict[str, np.ndarray]:
    """The same movement from the paper's objective, each route by a tape of its own."""
    c, variables = model.config, groups(model)
    state = ops.convert_to_numpy(model.random.state)
    latents = model.latent.sample(len(REAL), model.random)
    drawn = ops.convert_to_numpy(model.random.state)
    model.random.state.assign(state)
    if isinstance(model, CGAN):
        latents = np.concatenate([latents[:, :8], np.eye(10, dtype="float32")[LABELS]], axis=1)

    def d_logits(images):
        logits = model.d_head(model.trunk(images, training=True))
        if isinstance(model, CGAN):
            logits = tf.gather(logits, LABELS, batch_dims=1)[:, None]
        return logits

    def real_to_d():
        return tf.reduce_mean(
            tf.nn.sigmoid_cross_entropy_with_logits(
                labels=tf.ones((len(REAL), 1)), logits=d_logits(REAL)
            )
        )

    def fake_to_d():
        fake = tf.stop_gradient(model.generator(latents, training=True))
        return tf.reduce_mean(
            tf.nn.sigmoid_cross_entropy_with_logits(
                labels=tf.zeros((len(REAL), 1)), logits=d_logits(fake)
            )
        )

    def fake_to_g():
        return tf.reduce_mean(
            tf.nn.sigmoid_cross_entropy_with_logits(
                labels=tf.ones((len(REAL), 1)),
                logits=d_logits(model.generator(latents, training=True)),
            )
        )

    def readings(fake):
        """Q's raw output for each code: one random map for all codes that share a channel."""
        model.random.state.assign(drawn)
        read: dict = {}
        for code in c.codes:
            if code.channel not in read:
                seen = code.channel(fake, model.random)
                read[code.channel] = model.recognition(seen, training=True)
        model.random.state.assign(state)
        return [read[code.channel] for code in c.codes]

    def information():
        category, *styles = readings(model.generator(latents, training=True))
        loss = CATEGORY * tf.reduce_mean(
            tf.nn.softmax_cross_entropy_with_logits(
                labels=latents[:, 8:18], logits=category[:, :10]
            )
        )
        for i, q in enumerate(styles):
            std = tf.nn.softplus(q[:, 11 + 2 * i]) + 0.05
            error = (latents[:, 18 + i] - q[:, 10 + 2 * i]) / std
            loss += STYLE * tf.reduce_mean(
                error**2 / 2 + tf.math.log(std) + 0.5 * np.log(2 * np.pi)
            )
        return loss

    def labels_read():
        return CATEGORY * tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=LABELS, logits=model.recognition(REAL, training=True)
            )
        )

    routes = [
        (real_to_d, "trunk"),
        (real_to_d, "D head"),
        (fake_to_d, "trunk"),
        (fake_to_d, "D head"),
        (fake_to_g, "G"),
    ]
    if isinstance(model, InfoGAN):
        routes += [(information, "G"), (information, "Q")]
        reads = [information]
        reads += [labels_read] if isinstance(model, ACGAN) else []
        routes += [(loss, "Q") for loss in reads[1:]]
        if c.trunk == "shared":
            routes += [(loss, "trunk") for loss in reads]
    total = {name: np.zeros_like(_flat(v)) for name, v in variables.items()}
    for loss, name in routes:
        with tf.GradientTape() as tape:
            value = loss()
        grads = tape.gradient(value, [v.value for v in variables[name]])
        total[name] += np.concatenate([np.ravel(g) for g in grads])
    return total


def _flat(variables) -> np.ndarray:
    return np.concatenate([np.ravel(ops.convert_to_numpy(v)) for v in variables] or [np.zeros(0)])


@cache
def once(kind: type[GAN], config: TrainConfig) -> dict[str, np.ndarray]:
    """The oracle on a model that nobody has touched: the same for every mutation of one kind."""
    return oracle(of(kind, config))


def wrong_groups(model: GAN, break_it: Callable[[], Any] = lambda: None) -> set[str]:
    """Networks whose movement is not what the paper's objective says, once a route is broken."""
    expected = once(type(model), model.config)
    break_it()
    moved = movement(model)
    return {
        name
        for name in GROUPS
        if not np.allclose(moved[name], expected[name], rtol=1e-3, atol=2e-6)
    }


@pytest.mark.parametrize("trunk", ["shared", "detached", "separate"])
def test_every_route_is_the_papers(trunk):
    assert wrong_groups(make(trunk=trunk)) == set()


@pytest.mark.parametrize("trunk", ["shared", "detached", "separate"])
def test_channels_bend_the_routes_through_q_and_no_others(trunk):
    assert wrong_groups(make(trunk=trunk, codes=CHANNEL_CODES)) == set()


def test_codes_of_one_channel_share_a_reading():
    shared = tuple(replace(code, channel=CHANNEL_CODES[0].channel) for code in CHANNEL_CODES)
    assert wrong_groups(make(codes=shared)) == set()


@pytest.mark.parametrize("kind", [GAN, CGAN, ACGAN])
def test_the_other_kinds_play_the_same_game(kind):
    """Without codes; with labels told to D; with labels that Q must tell."""
    assert wrong_groups(make(kind)) == set()


def test_an_auxiliary_classifier_may_have_its_own_trunk():
    assert wrong_groups(make(ACGAN, "separate")) == set()


@pytest.mark.parametrize("trunk", ["shared", "detached", "separate"])
def test_the_oracle_sees_movement_everywhere(trunk):
    """Agreement would mean nothing between two zeros."""
    for name, gradient in once(InfoGAN, make(trunk=trunk).config).items():
        assert np.abs(gradient).max() > 1e-5, name


Break = Callable[[pytest.MonkeyPatch], None]
stop = ops.stop_gradient


def call(owner: Any, name: str, broken: Callable) -> Break:
    """Replace a function by ``broken(the original, *its arguments)``."""

    def install(patch: pytest.MonkeyPatch) -> None:
        original = getattr(owner, name)
        patch.setattr(owner, name, lambda *arguments: broken(original, *arguments))

    return install


def objectives(change: Callable) -> Break:
    """Let the three players learn from other objectives: ``change(trunk's, Q's, G's)``."""

    def broken(gradients, play, *groups):
        def wrong():
            right, kept = play()
            return change(*right), kept

        return gradients(wrong, *groups)

    return call(step, "gradients", broken)


def deaf_to_the_real(d_logit, calls):
    """D's logit of real images, which is asked for first, teaches the trunk nothing."""
    return lambda _, model, x, latents: d_logit(model, x if next(calls) % 2 else stop(x), latents)


def silenced(loss, logs) -> tuple:
    """A loss that is logged and not learned from."""
    return 0 * loss, logs


def reading(features) -> Break:
    """Let Q read ``features(those of D's trunk)``."""

    def broken(_, model, x, given):
        return model.q_head(features(given), training=True)

    return call(InfoGAN, "read", broken)


# what is broken: (how, trunk option, who moves wrongly)
MUTATIONS = {
    "real → trunk cut": (
        call(GAN, "d_logit", deaf_to_the_real(GAN.d_logit, count())), "shared", {"trunk"},
    ),
    "real → D cut": (
        call(losses, "discriminator_loss", lambda loss, real, fake: loss(stop(real), fake)),
        "shared", {"trunk", "D head"},
    ),
    "fake → D cut": (
        call(losses, "discriminator_loss", lambda loss, real, fake: loss(real, stop(fake))),
        "shared", {"trunk", "D head"},
    ),
    "fake → G cut": (
        call(losses, "generator_loss", lambda loss, fake: loss(stop(fake))), "shared", {"G"},
    ),
    "MI → G cut": (objectives(lambda d, q, g: (d, q, g - q)), "shared", {"G"}),
    "MI → Q head cut": (objectives(lambda d, q, g: (d, 0 * q, g)), "shared", {"Q"}),
    "MI → trunk cut": (objectives(lambda d, q, g: (d - q, q, g)), "shared", {"trunk"}),
    "MI reads images G cannot feel": (reading(stop), "shared", {"trunk", "G"}),
    "MI → trunk opened": (objectives(lambda d, q, g: (d + q, q, g)), "detached", {"trunk"}),
    "G's loss → D opened": (
        objectives(lambda d, q, g: (d + g - q, q, g)), "shared", {"trunk", "D head"},
    ),
    "D's loss → G opened": (objectives(lambda d, q, g: (d, q, g + d - q)), "shared", {"G"}),
    "λ forgotten": (
        call(InfoGAN, "code_weight", lambda *_: 1.0), "shared", {"trunk", "Q", "G"},
    ),
    "information minimised": (
        call(losses, "code_cross_entropy", lambda loss, log_q: -loss(log_q)),
        "shared", {"trunk", "Q", "G"},
    ),
    "minimax instead of non-saturating": (
        call(losses, "generator_loss", lambda _, fake: losses.saturating_generator_loss(fake)),
        "shared", {"G"},
    ),
    "Q reads D's trunk though it has its own": (
        reading(lambda features: features), "separate", {"Q", "G"},
    ),
}  # fmt: skip

# what is broken: (how, who moves wrongly)
CHANNELS = {
    "cut off from G": (
        call(Channel, "__call__", lambda T, channel, x, *rest: T(channel, stop(x), *rest)), {"G"},
    ),
    "unused": (call(Channel, "__call__", lambda T, channel, x, *_: x), {"trunk", "Q", "G"}),
    "at half its strength": (
        call(InfoGAN, "channel_strength", lambda *_: (0.5, 1.0)),
        {"trunk", "Q", "G"},
    ),
    "for every code": (
        lambda patch: patch.setattr(
            LatentSpec, "channels", property(lambda s: {c.channel: s.codes for c in s.codes})
        ),
        {"trunk", "Q", "G"},
    ),
    "taken for the identity": (
        lambda patch: patch.setattr(Channel, "is_identity", property(lambda _: True)),
        {"trunk", "Q", "G"},
    ),
}  # fmt: skip

# what is broken: (how, which kind, who moves wrongly)
LABELLED = {
    "D is not told the label": (
        call(CGAN, "d_logit",
             lambda _, model, x, __: ops.sum(0.1 * model.d_head(x), axis=1, keepdims=True)),
        CGAN, {"trunk", "D head", "G"},
    ),
    "real labels → trunk cut": (
        call(ACGAN, "recipe_loss", lambda loss, model, batch, x: loss(model, batch, stop(x))),
        ACGAN, {"trunk"},
    ),
    "real labels unread": (
        call(ACGAN, "recipe_loss", lambda loss, *given: 0 * loss(*given)), ACGAN, {"trunk", "Q"},
    ),
    "generated labels unread": (
        call(InfoGAN, "recognition_loss", lambda loss, *given: silenced(*loss(*given))),
        ACGAN, {"trunk", "Q", "G"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_route_is_noticed(monkeypatch, name):
    break_it, trunk, wrong = MUTATIONS[name]
    try:
        assert wrong_groups(make(trunk=trunk), lambda: break_it(monkeypatch)) == wrong
    except ValueError as error:  # the library itself refuses a variable nothing reaches
        assert "no gradient reaches" in str(error)


@pytest.mark.parametrize("name", LABELLED)
def test_a_broken_route_of_labels_is_noticed(monkeypatch, name):
    break_it, kind, wrong = LABELLED[name]
    assert wrong_groups(make(kind), lambda: break_it(monkeypatch)) == wrong


@pytest.mark.parametrize("name", CHANNELS)
def test_a_broken_channel_is_noticed(monkeypatch, name):
    break_it, wrong = CHANNELS[name]
    assert wrong_groups(make(codes=CHANNEL_CODES), lambda: break_it(monkeypatch)) == wrong


def test_mutating_nothing_breaks_nothing(monkeypatch):
    """A mutant fails for its mutation alone, not for being patched."""
    same = objectives(lambda d, q, g: (d, q, g))
    assert wrong_groups(make(), lambda: same(monkeypatch)) == set()


def course(model: GAN, codes, steps=(0, 99, 119, 139, 500)) -> tuple[list[float], list[float]]:
    """A channel's strength and the share of its elastic part after some numbers of steps."""
    found = []
    for taken in steps:
        model.d_optimizer.iterations.assign(taken)
        found.append([float(each) for each in model.channel_strength(codes)])
    strengths, shares = zip(*found, strict=True)
    return list(strengths), list(shares)


KIND, *STYLES = CHANNEL_CODES
GROWN = pytest.approx([1 / 40, 1, 1, 1, 1])  # after the steps of a course
FADED = pytest.approx([1, 1, 0.5, 0, 0])


def test_channels_grow_along_a_straight_line():
    model = make(codes=CHANNEL_CODES, channel_steps=40)
    strengths, _ = course(model, CHANNEL_CODES, (0, 19, 39, 100))
    assert strengths == pytest.approx([1 / 40, 0.5, 1, 1])
    assert float(make(codes=CHANNEL_CODES).channel_strength(CHANNEL_CODES)[0]) == 1
    for codes in ([KIND], STYLES):  # and stay, where no setting lets them fade
        assert course(model, codes) == (GROWN, [1] * 5)


def test_the_elastic_part_fades_for_styles_alone():
    model = make(codes=CHANNEL_CODES, channel_steps=40, elastic_steps=100)
    assert course(model, STYLES) == (GROWN, FADED)
    for codes in ([KIND], [KIND, *STYLES]):
        assert course(model, codes) == (GROWN, [1] * 5)


def test_a_channel_fades_once_its_codes_have_settled_if_all_are_categories():
    model = make(codes=CHANNEL_CODES, channel_steps=40, settle_steps=100)
    assert course(model, [KIND]) == (pytest.approx([1 / 40, 1, 0.5, 0, 0]), [1] * 5)
    for codes in (STYLES, [KIND, *STYLES]):
        assert course(model, codes) == (GROWN, [1] * 5)


def test_a_channel_that_has_faded_leaves_what_q_reads_as_it_is():
    model = make(codes=CHANNEL_CODES, channel_steps=40, settle_steps=100)
    model.d_optimizer.iterations.assign(500)
    channel = CHANNEL_CODES[0].channel
    bent = channel(REAL, model.random, *model.channel_strength(CHANNEL_CODES[:1]))
    np.testing.assert_allclose(np.array(bent), REAL, atol=1e-5)


def test_each_code_is_read_through_the_share_of_its_elastic_part(monkeypatch):
    seen = {}
    bends = Channel.__call__

    def called(self, images, seed, strength=1.0, elastic=1.0):
        seen[self] = float(strength), float(elastic)
        return bends(self, images, seed, strength, elastic)

    monkeypatch.setattr(Channel, "__call__", called)
    model = make(codes=CHANNEL_CODES, channel_steps=10, elastic_steps=20)
    model.d_optimizer.iterations.assign(24)
    model.train_step({"real": tf.constant(REAL)})
    assert seen == {
        code.channel: (1, pytest.approx(share))
        for code, share in zip(CHANNEL_CODES, (1, 0.5, 0.5), strict=True)
    }
