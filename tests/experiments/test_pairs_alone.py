"""Q alone on pairs: who moves, what a pair is, and what the stored runs say."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from infogan_lib.data.mnist import load_mnist
from infogan_lib.experiments.pairs_alone import LESSONS, Lesson, PairsAlone, pairs, stored, teach
from infogan_lib.measure.evaluate import information_of_predictions
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.recipes.deform import nearest_neighbours
from infogan_lib.recipes.pairs import deformation_loss

SMALL = {"width": 0.0625, "batch_size": 16, "jit_compile": False}


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return load_mnist("sample").x_train[::25]  # twenty of each digit


@pytest.fixture(scope="module")
def neighbours(images) -> np.ndarray:
    return nearest_neighbours(images, 3)


def test_only_q_moves(images, neighbours):
    config = Lesson().config(0, **SMALL)
    before, after = PairsAlone(config), teach(config, Lesson(), images, neighbours, steps=2)
    for name in ("generator", "discriminator", "recognition"):
        pairs_of_weights = zip(
            getattr(before, name).trainable_weights,
            getattr(after, name).trainable_weights,
            strict=True,
        )
        moved = [
            not np.array_equal(ops.convert_to_numpy(old), ops.convert_to_numpy(new))
            for old, new in pairs_of_weights
        ]
        # Of Q, the category's answer learns; pairs say nothing of styles, in the same last layer.
        assert any(moved) == (name == "recognition")


def test_a_lesson_decides_what_a_pair_is(images, neighbours):
    def batch(**lesson):
        return tuple(next(pairs(images, neighbours, Lesson(**lesson), 32, seed=1)).values())

    def real(image):
        return np.abs(images - image).max(axis=(1, 2, 3)).min() == 0

    same = batch(bent=0, neighbour=False)
    np.testing.assert_array_equal(*same)
    anchor, positive = batch(bent=0)
    assert all(map(real, positive)) and not np.array_equal(anchor, positive)
    anchor, positive = batch(bent=1, neighbour=False)
    assert all(map(real, anchor)) and not any(map(real, positive))
    anchor, positive = batch()
    assert not any(map(real, anchor)) and not any(map(real, positive))


def test_a_lesson_makes_q_say_more_of_real_images(images, neighbours):
    config = Lesson().config(0, width=0.125, batch_size=64, d_rate=2e-3, jit_compile=False)

    def information(model) -> float:
        return information_of_predictions(model.recognise(images)["category"]["probabilities"])

    taught = teach(config, Lesson(), images, neighbours, steps=200)
    assert information(taught) > 2 * information(PairsAlone(config))


def test_the_stored_runs_show_what_each_part_is_worth():
    record = stored()
    assert TrainConfig.from_config(record["config"]) == Lesson().config(seed=0)
    assert [(run["lesson"], run["seed"]) for run in record["runs"]] == [
        (name, seed) for seed in record["seeds"] for name in LESSONS
    ]
    ends = {}
    for name in LESSONS:
        scores = [run["accuracy"] for run in record["runs"] if run["lesson"] == name]
        ends[name] = min(scores), max(scores)
    lowest = ends["R as it is"][0]
    assert lowest >= 0.95
    assert abs(lowest - ends["only the twin bent"][0]) < 0.02  # the chapter calls it a draw
    assert ends["nothing bent"][1] < lowest - 0.04
    assert 0.8 < ends["R and B, the default"][0] < ends["R and B, the default"][1] < lowest - 0.04
    assert ends["no neighbours"][1] < 0.8 and ends["spread weight 1"][1] < 0.8
    assert ends["spread weight 2"][0] < 0.9 < ends["spread weight 2"][1]


def test_told_bends_move_the_answer_of_the_styles(images, neighbours):
    lesson = Lesson(told=True)
    config = lesson.config(0, width=0.125, batch_size=64, d_rate=2e-3, jit_compile=False)
    batch = next(pairs(images, neighbours, lesson, 64, seed=5))
    assert batch["amounts"].shape == (128, 2)

    def shortfall(model) -> float:
        raw = model.read(np.concatenate([batch["anchor"], batch["positive"]]))
        return float(deformation_loss(model.style_means(raw), batch["amounts"]))

    taught = teach(config, lesson, images, neighbours, steps=100)
    untold = teach(Lesson().config(0, width=0.125, batch_size=64, d_rate=2e-3, jit_compile=False),
                   Lesson(), images, neighbours, steps=100)  # fmt: skip
    assert shortfall(taught) < 1.5 < shortfall(untold)


def test_bends_are_told_only_of_images_that_were_bent(images, neighbours):
    with pytest.raises(ValueError, match="bent must be 2 where bends are told, got 1"):
        next(pairs(images, neighbours, Lesson(told=True, bent=1), 8, seed=0))
