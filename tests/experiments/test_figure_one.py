"""The paper's Figure 1: what an onlooking Q changes, and what the stored curves say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from keras import ops

from infogan_lib.data.mnist import load_mnist
from infogan_lib.experiments.figure_one import RACE, Onlooker, race, stored
from infogan_lib.recipes.build import InfoGAN
from infogan_lib.recipes.config import TrainConfig, preset

pytestmark = pytest.mark.slow
SMALL = preset(
    "tiny", trunk="separate", delay_steps=0, ramp_steps=0, jit_compile=False
)


def after_a_step(kind, config: TrainConfig) -> dict[str, np.ndarray]:
    model = kind(config)
    real = np.random.default_rng(0).uniform(-1, 1, (8, 28, 28, 1)).astype("float32")
    model.train_step({"real": ops.convert_to_tensor(real)})
    nets = {"G": model.generator, "D": model.discriminator, "Q": model.recognition}
    return {
        name: np.concatenate([ops.convert_to_numpy(w).ravel() for w in net.trainable_weights])
        for name, net in nets.items()
    }


def test_an_onlooker_moves_g_as_lambda_0_does_and_q_as_infogan_does():
    onlooker, infogan = after_a_step(Onlooker, SMALL), after_a_step(InfoGAN, SMALL)
    unpaid = after_a_step(InfoGAN, replace(SMALL, category_weight=0.0, style_weight=0.0))
    np.testing.assert_allclose(onlooker["G"], unpaid["G"], atol=1e-7)
    np.testing.assert_allclose(onlooker["Q"], infogan["Q"], atol=1e-7)
    np.testing.assert_allclose(onlooker["D"], infogan["D"], atol=1e-7)
    assert np.abs(onlooker["G"] - infogan["G"]).max() > 1e-5


def test_the_informed_generator_wins_the_race():
    images = load_mnist("sample").x_train[:640]
    curves = race(images, [7], SMALL, points=3, steps=60)
    assert {name: curve.shape for name, curve in curves.items()} == {
        "infogan": (1, 3), "onlooker": (1, 3),
    }  # fmt: skip
    assert curves["infogan"][0, -1] > curves["onlooker"][0, -1] + 0.5
    assert (np.concatenate(list(curves.values())) <= np.log(10)).all()


def test_the_stored_curves_are_of_these_settings_and_tell_the_papers_story():
    record = stored()
    assert TrainConfig.from_config(record["config"]) == RACE
    curves = {name: np.array(curve) for name, curve in record["L_I"].items()}
    shape = (len(record["seeds"]), len(record["steps"]))
    assert len(set(record["seeds"])) == 5
    assert all(curve.shape == shape for curve in curves.values())
    # No band of one touches the other's after the first tenth of the race.
    late = shape[1] // 10
    assert (curves["infogan"].min(axis=0) > curves["onlooker"].max(axis=0))[late:].all()
    assert (curves["infogan"][:, -1] > 0.9 * np.log(10)).all()


def test_a_shared_trunk_cannot_race():
    with pytest.raises(ValueError, match="must be 'separate'"):
        race(np.zeros((64, 28, 28, 1), "float32"), [0], replace(RACE, trunk="shared"))
    with pytest.raises(ValueError, match="points"):
        race(np.zeros((64, 28, 28, 1), "float32"), [0], points=0)
