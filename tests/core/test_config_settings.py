"""Each setting does what it says, and each default of the networks is the documented one."""

from __future__ import annotations

import numpy as np
import pytest
from keras import layers, ops

from infogan_lib.backends import devices
from infogan_lib.core import networks
from infogan_lib.core.config import Config
from infogan_lib.core.infogan import InfoGAN

REAL = np.random.default_rng(0).uniform(-1, 1, (16, 28, 28, 1)).astype("float32")
SMALL = {"width": 0.0625, "noise": 8, "delay_steps": 0, "ramp_steps": 0, "jit_compile": False}


def make(**changes) -> InfoGAN:
    return InfoGAN(Config(**SMALL | changes))


def kinds(network) -> list[str]:
    return [type(layer).__name__ for layer in network.layers]


def test_each_player_learns_at_its_own_rate():
    """Adam's first step moves a weight by the rate, whatever its gradient."""
    model = make(d_rate=3e-4, g_rate=7e-3)
    groups = {"D": model.d_variables, "Q": model.q_variables, "G": model.g_variables}
    before = {name: [ops.convert_to_numpy(v) for v in group] for name, group in groups.items()}
    model.train_step({"real": ops.convert_to_tensor(REAL)})
    for name, rate in (("D", 3e-4), ("Q", 3e-4), ("G", 7e-3)):
        moved = [
            np.abs(ops.convert_to_numpy(v) - old).max()
            for v, old in zip(groups[name], before[name], strict=True)
        ]
        assert max(moved) == pytest.approx(rate, rel=0.02), name


def test_both_optimisers_have_the_configs_momentum():
    model = make(beta_1=0.3)
    assert model.d_optimizer.beta_1 == model.g_optimizer.beta_1 == 0.3


def test_the_seed_decides_the_weights_and_the_draws():
    one, same, other = make(seed=1), make(seed=1), make(seed=2)
    batch = {"real": REAL}
    draws = [ops.convert_to_numpy(model.draw(batch)) for model in (one, same, other)]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert np.abs(draws[0] - draws[2]).max() > 0.1
    for network in ("generator", "trunk", "q_trunk", "q_head", "d_head"):
        a, b, c = (getattr(model, network).get_weights()[0] for model in (one, same, other))
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c), network


@pytest.mark.parametrize("normalisation", ["none", "batch", "layer", "spectral"])
def test_two_builds_of_one_config_are_equal(normalisation):
    first, second = make(normalisation=normalisation), make(normalisation=normalisation)
    for a, b in zip(first.variables, second.variables, strict=True):
        np.testing.assert_array_equal(ops.convert_to_numpy(a), ops.convert_to_numpy(b), a.path)


def test_lambda_waits_then_rises_along_a_straight_line_and_stays():
    model = make(delay_steps=3, ramp_steps=4, category_weight=2.0, style_weight=0.5)
    category, style = model.latent.codes[:2]
    weights = []
    for step in range(9):
        model.d_optimizer.iterations.assign(step)
        weights.append((float(model.code_weight(category)), float(model.code_weight(style))))
    rise = np.array([0, 0, 0, 0.25, 0.5, 0.75, 1, 1, 1])
    np.testing.assert_allclose(weights, np.outer(rise, [2.0, 0.5]))


def test_weights_start_as_documented():
    seed = np.random.default_rng(0).integers(1 << 30)
    generator = networks.generator(74, 0.25, int(seed))
    for weight in generator.trainable_weights:
        if weight.name == "kernel" and np.prod(weight.shape) > 2000:
            assert ops.convert_to_numpy(weight).std() == pytest.approx(0.02, rel=0.05), weight.path
    head = networks.discriminator_head(4096, int(seed)).get_weights()[0]
    assert head.std() == pytest.approx(0.02, rel=0.05)
    trunk = networks.trunk(0.25, "none", int(seed))
    for weight in trunk.trainable_weights[2::2]:  # the first layer has too few to tell
        he = np.sqrt(2 / np.prod(weight.shape[:-1]))
        assert ops.convert_to_numpy(weight).std() == pytest.approx(he, rel=0.05), weight.path


@pytest.mark.parametrize("normalisation", ["none", "batch", "layer"])
def test_layers_stand_in_the_documented_order(normalisation):
    norm = {"none": [], "batch": ["BatchNormalization"], "layer": ["LayerNormalization"]}
    after = [*norm[normalisation], "LeakyReLU"]
    trunk = networks.trunk(0.25, normalisation, 0)
    # The first layer sees the pixels as they are.
    assert kinds(trunk) == ["Conv2D", "LeakyReLU", "Conv2D", *after, "Flatten", "Dense", *after]
    head = networks.recognition_head(8, 14, 0.25, normalisation, 0)
    assert kinds(head) == ["Dense", *after, "Dense"]
    leaky = [x for n in (trunk, head) for x in n.layers if isinstance(x, layers.LeakyReLU)]
    assert {x.negative_slope for x in leaky} == {0.1}
    generator = networks.generator(8, 0.25, 0)
    norms = [x for x in generator.layers if isinstance(x, layers.BatchNormalization)]
    assert len(norms) == 3 and {x.momentum for x in norms} == {0.9}


def test_spectral_norm_wraps_every_layer_of_the_trunk():
    wrapped = [k for k in kinds(networks.trunk(0.25, "spectral", 0)) if "Spectral" in k]
    assert len(wrapped) == 3


def test_low_precision_stays_inside():
    """Products in bfloat16; pixels, logits and Q's numbers in float32."""
    model = make(precision="mixed_bfloat16")
    assert {layer.compute_dtype for layer in model.trunk.layers} == {"bfloat16"}
    assert model.generator.layers[-1].compute_dtype == "float32"
    for head in (model.d_head, model.q_head):
        assert head.layers[-1].compute_dtype == "float32"


@pytest.mark.parametrize("wanted", [True, False])
def test_the_step_is_compiled_where_wanted(wanted):
    assert make(jit_compile=wanted).jit_compile is wanted


@pytest.mark.parametrize(
    ("backend", "width", "accelerators", "expected"),
    [
        ("tensorflow", 0.25, [], False),
        ("tensorflow", 1.0, [], True),
        ("tensorflow", 0.25, [("a GPU", True)], True),
        ("jax", 0.25, [], True),
        ("torch", 1.0, [], False),
    ],
)
def test_auto_compiles_where_it_pays(monkeypatch, backend, width, accelerators, expected):
    monkeypatch.setattr(devices.keras.backend, "backend", lambda: backend)
    monkeypatch.setattr(devices, "accelerators", lambda: accelerators)
    monkeypatch.setattr(devices.replicas, "count", lambda: 1)
    assert devices.compiles("auto", width) is expected
    assert devices.compiles(False, width) is False
    assert devices.compiles(True, width) is (backend != "torch")


def test_a_model_says_what_auto_stood_for():
    model = make(jit_compile="auto", precision="auto")
    assert model.config.jit_compile is model.jit_compile is False
    assert model.config.precision in ("float32", "mixed_bfloat16")


def test_width_scales_every_layer():
    full, half = (networks.trunk(width, "none", 0) for width in (1.0, 0.5))
    assert [w.shape[-1] for w in full.weights] == [2 * w.shape[-1] for w in half.weights]
