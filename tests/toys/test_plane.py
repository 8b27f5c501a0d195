"""The paper's game on points: the library's own step, on networks made for the plane."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from keras import ops

from infogan_lib.core.codes import Categorical, Uniform
from infogan_lib.core.infogan import GAN, InfoGAN
from infogan_lib.toys.plane import (
    LAB,
    PointGAN,
    PointInfoGAN,
    PointNetworks,
    batches,
    build_points,
)  # fmt: skip
from infogan_lib.toys.ring import Ring

QUICK = replace(LAB, codes=(Categorical("category", 3), Uniform("style")), jit_compile=False)


def sizes(model: InfoGAN) -> dict[str, list[tuple]]:
    nets = {"G": model.generator, "trunk": model.trunk, "D": model.d_head, "Q": model.q_head}
    return {name: [w.shape for w in net.get_weights()[::2]] for name, net in nets.items()}


def test_there_is_no_second_step():
    for kind, base, own in (
        (PointGAN, GAN, {"builders", "check_images"}),
        (PointInfoGAN, InfoGAN, set()),
    ):
        assert {name for name in vars(kind) if not name.startswith("_")} == own
        assert kind.train_step is base.train_step


def test_networks_have_two_hidden_layers_and_the_width_scales_them():
    assert sizes(build_points(LAB)) == {
        "G": [(16, 64), (64, 64), (64, 2)], "trunk": [(2, 64), (64, 64)],
        "D": [(64, 1)], "Q": [(64, 32), (32, 8)],
    }  # fmt: skip
    assert sizes(build_points(replace(QUICK, width=0.25))) == {
        "G": [(12, 16), (16, 16), (16, 2)], "trunk": [(2, 16), (16, 16)],
        "D": [(16, 1)], "Q": [(16, 8), (8, 5)],
    }  # fmt: skip


def test_networks_start_by_the_rule():
    model = build_points(replace(LAB, width=8.0))
    for net, fan_in in ((model.generator, 16), (model.trunk, 2), (model.q_head, 512)):
        kernel = net.get_weights()[0]
        assert kernel.std() == pytest.approx((2 / fan_in) ** 0.5, rel=0.1)
    assert model.d_head.get_weights()[0].std() == pytest.approx(0.02, rel=0.15)


@pytest.mark.parametrize("trunk", ["shared", "detached", "separate"])
def test_it_fits_generates_and_recognises_points(trunk):
    model = build_points(replace(QUICK, trunk=trunk, width=0.25))
    before = [np.copy(w) for w in model.generator.get_weights()]
    history = model.fit(
        batches(Ring().sample(100), 16), steps_per_epoch=3, verbose=0, shuffle=False
    ).history  # fmt: skip
    assert set(history) == set(model.log_names)
    assert any((a != b).any() for a, b in zip(before, model.generator.get_weights(), strict=True))
    points = model.generate(20)
    assert points.shape == (20, 2)
    read = model.recognise(points)
    assert read["category"]["probabilities"].shape == (20, 3)
    assert read["style"]["std"].shape == (20, 1)
    assert model.classify(points).shape == (20,)


def test_without_codes_it_is_a_plain_gan():
    model = build_points(replace(LAB, codes=(), noise=2, jit_compile=False))
    assert isinstance(model, GAN) and not isinstance(model, InfoGAN)
    logs = model.train_step({"real": ops.convert_to_tensor(Ring().sample(16))})
    assert set(logs) == {"d_loss", "g_loss", "D_real", "D_fake"}


def test_batches_are_points_of_the_data_and_repeat_with_their_seed():
    points = Ring().sample(50)
    source, again, other = batches(points, 8, 1), batches(points, 8, 1), batches(points, 8, 2)
    for _ in range(3):
        batch = next(source)["real"]
        assert batch.shape == (8, 2) and batch.dtype == np.float32
        assert {tuple(p) for p in batch} <= {tuple(p) for p in points}
        np.testing.assert_array_equal(batch, next(again)["real"])
        assert (batch != next(other)["real"]).any()


def test_images_keep_their_networks():
    assert GAN.builders is InfoGAN.builders is not PointNetworks
    assert GAN.builders.__name__ == "infogan_lib.core.networks"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: build_points(replace(LAB, normalisation="batch")), "points need no normalisation"),
        (lambda: batches(np.zeros((5, 3)), 4), r"points must have shape \(n, 2\)"),
        (lambda: batches(np.zeros((0, 2)), 4), "points must"),
        (lambda: batches(np.full((5, 2), np.nan), 4), "points must hold no NaN"),
        (lambda: batches(np.zeros((5, 2)), 0), "batch_size must be at least 1"),
        (lambda: build_points(QUICK).recognise(np.zeros((4, 28, 28, 1))), "points must"),
    ],
)
def test_what_is_no_game_on_points_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
