"""Which loss teaches which network: six routes that must be open, and no others.

The default recipe adds a seventh, from Q's agreement on pairs of real images; labels add their own.
With channels, the routes through Q lead through bent images.

The oracle is a literal gradient of the paper's objective, one tape a route, written without the
library's training step. Each mutation below cuts or opens one route; the oracle must notice.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from infogan_lib.config import DIGIT, preset
from infogan_lib.gan import ACGAN, CGAN, GAN, InfoGAN
from infogan_lib.latent import CHANNEL_CODES

REAL = np.random.default_rng(0).uniform(-1, 1, (16, 28, 28, 1)).astype("float32")
VIEWS, TWINS = np.random.default_rng(1).uniform(-1, 1, (2, 16, 28, 28, 1)).astype("float32")
BENDS = np.random.default_rng(3).normal(size=(32, 2)).astype("float32")
LABELS = np.random.default_rng(2).integers(0, 10, 16)
# Unequal and not 1, so that a forgotten weight shows.
CATEGORY, STYLE, REAL_WEIGHT, SPREAD, BEND = 1.5, 0.25, 0.7, 1.3, 0.6
GROUPS = ("trunk", "D head", "Q", "G")


def settings(kind: type[GAN]) -> dict:
    """What makes a config one of this kind."""
    if issubclass(kind, (CGAN, ACGAN)):
        use = "given" if issubclass(kind, CGAN) else "guessed"
        return {"codes": DIGIT, "labels": use, "real_weight": 0.0}
    if issubclass(kind, InfoGAN):
        return {"real_weight": REAL_WEIGHT, "spread_weight": SPREAD, "bend_weight": BEND}
    return {"codes": (), "real_weight": 0.0}


def make(kind: type[GAN] = InfoGAN, trunk: str = "shared", **changes) -> GAN:
    chosen = {"category_weight": CATEGORY, "style_weight": STYLE, "ramp_steps": 0}
    chosen |= {"channel_steps": 0, "jit_compile": False, "trunk": trunk}
    model = kind(preset("tiny", **(chosen | settings(kind) | changes)))
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
    batch = (REAL,)
    if model.config.labels != "unused":
        batch = (REAL, LABELS)
    elif isinstance(model, InfoGAN):
        batch = (REAL, VIEWS, TWINS, BENDS)
    model.train_step(tuple(map(tf.constant, batch)))
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

    def agreement():
        raw = [model.recognition(images, training=True) for images in (VIEWS, TWINS)]
        q, twin = (tf.nn.softmax(part[:, :10]) for part in raw)
        cross = -tf.reduce_sum(q * tf.math.log(twin) + twin * tf.math.log(q), axis=1) / 2
        mean = tf.reduce_mean(tf.concat([q, twin], axis=0), axis=0)
        spread = -tf.reduce_sum(mean * tf.math.log(mean))
        # Each slope a regression of its own; a U(-1, 1) prior has standard deviation 1/√3.
        means, bend = tf.concat(raw, axis=0)[:, 10:14:2] * 3**0.5, 0.0
        for style in range(2):
            for way in range(2):
                way_bent = BENDS[:, way] - BENDS[:, way].mean()
                slope = tf.reduce_sum(means[:, style] * way_bent) / (way_bent**2).sum()
                bend += (slope - float(style == way)) ** 2
        return REAL_WEIGHT * (tf.reduce_mean(cross) - SPREAD * spread + BEND * bend)

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
        on_real = labels_read if isinstance(model, ACGAN) else agreement
        routes += [(on_real, "Q")]
        if c.trunk == "shared":
            routes += [(information, "trunk"), (on_real, "trunk")]
    total = {name: np.zeros_like(_flat(v)) for name, v in variables.items()}
    for loss, name in routes:
        with tf.GradientTape() as tape:
            value = loss()
        grads = tape.gradient(value, [v.value for v in variables[name]])
        total[name] += np.concatenate([np.ravel(g) for g in grads])
    return total


def _flat(variables) -> np.ndarray:
    return np.concatenate([np.ravel(ops.convert_to_numpy(v)) for v in variables] or [np.zeros(0)])


def wrong_groups(model: GAN) -> set[str]:
    """Networks whose movement is not what the paper's objective says."""
    expected, moved = oracle(model), movement(model)
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
    for name, gradient in oracle(make(trunk=trunk)).items():
        assert np.abs(gradient).max() > 1e-5, name


# (what is broken, method, source text, its replacement, trunk option, who moves wrongly)
MUTATIONS = [
    (
        "real → trunk cut",
        "train_step",
        "self.verdict(real_features,",
        "self.verdict(ops.stop_gradient(real_features),",
        "shared",
        {"trunk"},
    ),
    (
        "real → D cut",
        "train_step",
        "discriminator_loss(d_real,",
        "discriminator_loss(ops.stop_gradient(d_real),",
        "shared",
        {"trunk", "D head"},
    ),
    (
        "fake → D cut",
        "train_step",
        "discriminator_loss(d_real, d_fake",
        "discriminator_loss(d_real, ops.stop_gradient(d_fake)",
        "shared",
        {"trunk", "D head"},
    ),
    (
        "fake → G cut",
        "train_step",
        "generator_loss(d_fake)",
        "generator_loss(ops.stop_gradient(d_fake))",
        "shared",
        {"G"},
    ),
    ("MI → G cut", "train_step", "g_loss + q_loss)", "g_loss)", "shared", {"G"}),
    (
        "MI → Q head cut",
        "train_step",
        "(trunk_loss, q_loss,",
        "(trunk_loss, 0.0 * q_loss,",
        "shared",
        {"Q"},
    ),
    ("MI → trunk cut", "train_step", "d_loss + q_loss if", "d_loss if", "shared", {"trunk"}),
    (
        "MI reads images G cannot feel",
        "recognition_loss",
        "self._q(fake, fake_features",
        "self._q(fake, ops.stop_gradient(fake_features)",
        "shared",
        {"trunk", "G"},
    ),
    (
        "MI → trunk opened",
        "train_step",
        "else d_loss",
        "else d_loss + q_loss",
        "detached",
        {"trunk"},
    ),
    (
        "G's loss → D opened",
        "train_step",
        "(trunk_loss, q_loss,",
        "(trunk_loss + g_loss, q_loss,",
        "shared",
        {"trunk", "D head"},
    ),
    (
        "D's loss → G opened",
        "train_step",
        "g_loss + q_loss)",
        "g_loss + q_loss + d_loss)",
        "shared",
        {"G"},
    ),
    (
        "λ forgotten",
        "recognition_loss",
        "self.code_weight(code) * ",
        "",
        "shared",
        {"trunk", "Q", "G"},
    ),
    (
        "information minimised",
        "recognition_loss",
        "loss += ",
        "loss -= ",
        "shared",
        {"trunk", "Q", "G"},
    ),
    (
        "minimax instead of non-saturating",
        "train_step",
        "losses.generator_loss(",
        "losses.saturating_generator_loss(",
        "shared",
        {"G"},
    ),
    (
        "Q reads D's trunk though it has its own",
        "_q",
        'self.config.trunk == "separate"',
        "False",
        "separate",
        {"Q", "G"},
    ),
    (
        "agreement → trunk cut",
        "real_loss",
        "self._q(ops.concatenate([views, twins]))",
        "self._q(None, ops.stop_gradient(self.trunk(ops.concatenate([views, twins]))))",
        "shared",
        {"trunk"},
    ),
    (
        "agreement's weight forgotten",
        "real_loss",
        "config.real_weight * ",
        "",
        "shared",
        {"trunk", "Q"},
    ),
    (
        "values used unequally",
        "real_loss",
        "- config",
        "+ config",
        "shared",
        {"trunk", "Q"},
    ),
    (
        "bends unread",
        "real_loss",
        "loss += config.bend_weight",
        "loss += 0.0",
        "separate",
        {"Q"},
    ),
]


# (what is broken, source text of recognition_loss, its replacement, who moves wrongly)
CHANNELS = [
    ("cut off from G", "channel(fake,", "channel(ops.stop_gradient(fake),", {"G"}),
    (
        "unused",
        "channel(fake, self.random, self.channel_strength())",
        "fake",
        {"trunk", "Q", "G"},
    ),
    (
        "at half its strength",
        "self.channel_strength()",
        "0.5 * self.channel_strength()",
        {"trunk", "Q", "G"},
    ),
    (
        "for every code",
        "for code in codes:",
        "for code in self.latent.codes:",
        {"trunk", "Q", "G"},
    ),
    ("taken for the identity", "if channel.is_identity:", "if True:", {"trunk", "Q", "G"}),
]


# (what is broken, which kind, method, source text, its replacement, who moves wrongly)
LABELLED = [
    (
        "D is not told the label",
        CGAN,
        "verdict",
        "y * self",
        "0.1 * self",
        {"trunk", "D head", "G"},
    ),
    (
        "real labels → trunk cut",
        ACGAN,
        "real_loss",
        "self._q(real, real_features)",
        "self._q(real, ops.stop_gradient(real_features))",
        {"trunk"},
    ),
    (
        "real labels unread",
        ACGAN,
        "real_loss",
        "return self.code_weight",
        "return 0.0 * self.code_weight",
        {"trunk", "Q"},
    ),
    (
        "generated labels unread",
        ACGAN,
        "recognition_loss",
        "loss += ",
        "loss += 0.0 * ",
        {"trunk", "Q", "G"},
    ),
]


def mutant(method: str, old: str, new: str, kind: type[GAN] = InfoGAN) -> type[GAN]:
    """A kind with one method recompiled from its source, one piece of text replaced."""
    owner = next(parent for parent in kind.__mro__ if method in vars(parent))
    function = getattr(owner, method)
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(old) == 1, f"the library no longer says {old!r}"
    namespace: dict = {}
    exec(source.replace(old, new), vars(sys.modules[function.__module__]), namespace)
    return type(kind.__name__, (kind,), {method: namespace[method]})


@pytest.mark.parametrize(
    ("method", "old", "new", "trunk", "wrong"),
    [mutation[1:] for mutation in MUTATIONS],
    ids=[mutation[0] for mutation in MUTATIONS],
)
def test_a_broken_route_is_noticed(method, old, new, trunk, wrong):
    try:
        assert wrong_groups(make(mutant(method, old, new), trunk)) == wrong
    except ValueError as error:  # the library itself refuses a variable nothing reaches
        assert "no gradient reaches" in str(error)


@pytest.mark.parametrize(
    ("kind", "method", "old", "new", "wrong"),
    [mutation[1:] for mutation in LABELLED],
    ids=[mutation[0] for mutation in LABELLED],
)
def test_a_broken_route_of_labels_is_noticed(kind, method, old, new, wrong):
    assert wrong_groups(make(mutant(method, old, new, kind))) == wrong


def test_mutating_nothing_breaks_nothing():
    """The recompiled step is the library's own: a mutant fails for its mutation alone."""
    assert wrong_groups(make(mutant("train_step", "q_loss)", "q_loss)"))) == set()


@pytest.mark.parametrize(
    ("old", "new", "wrong"), [case[1:] for case in CHANNELS], ids=[case[0] for case in CHANNELS]
)
def test_a_broken_channel_is_noticed(old, new, wrong):
    broken = mutant("recognition_loss", old, new)
    assert wrong_groups(make(broken, codes=CHANNEL_CODES)) == wrong


def test_channels_grow_along_a_straight_line():
    model = make(codes=CHANNEL_CODES, channel_steps=40)
    strengths = []
    for step in (0, 19, 39, 100):
        model.d_optimizer.iterations.assign(step)
        strengths.append(float(model.channel_strength()))
    assert strengths == pytest.approx([1 / 40, 0.5, 1, 1])
    assert float(make(codes=CHANNEL_CODES).channel_strength()) == 1
