"""Q alone on pairs of real images: what each part of its lesson is worth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from infogan_lib.backends.gradients import gradients, on_any_backend
from infogan_lib.measure.records import RESULTS
from infogan_lib.recipes.config import TrainConfig, preset
from infogan_lib.recipes.deform import deform, deform_with_amounts
from infogan_lib.recipes.pairs import PairedInfoGAN, uses_amounts


@dataclass(frozen=True)
class Lesson:
    """How pairs are made, and how strongly Q must use all values of its category."""

    bent: int = 2  # how many images of a pair are deformed: 2, 1 (the twin) or 0
    neighbour: bool = True  # the twin comes from a near neighbour; else from the image itself
    spread: float = 4.0
    told: bool = False  # T as well: the styles are to follow how both images were bent

    def config(self, seed: int, **changes) -> TrainConfig:
        """The default recipe with this lesson's weights."""
        told = preset("mnist").bend_weight if self.told else 0.0
        return preset("mnist", **{"spread_weight": self.spread, "bend_weight": told, "seed": seed}
                      | changes)  # fmt: skip


# R of the default first, then all of the default's lesson, then R with one part changed.
LESSONS = {
    "R as it is": Lesson(),
    "R and B, the default": Lesson(told=True),
    "only the twin bent": Lesson(bent=1),
    "nothing bent": Lesson(bent=0),
    "no neighbours": Lesson(neighbour=False),
    "spread weight 2": Lesson(spread=2.0),
    "spread weight 1": Lesson(spread=1.0),
}


class PairsAlone(PairedInfoGAN):
    """An InfoGAN of which only Q takes steps, and only on pairs."""

    @property
    def batch_parts(self) -> tuple[str, ...]:
        return ("anchor", "positive", *(("amounts",) if uses_amounts(self.config) else ()))

    @on_any_backend
    def train_step(self, batch: dict) -> dict:
        """One step of Q on a batch of pairs; with the amounts of bending also on T."""
        self.check_batch(batch)

        def play():
            loss = self.config.real_weight * self.pair_loss(batch)
            return [loss], loss

        (grads,), loss = gradients(play, self.q_variables)
        self.d_optimizer.apply(grads, self.q_variables)
        return {"R": loss}


def pairs(
    images: np.ndarray, neighbours: np.ndarray, lesson: Lesson, size: int, seed: int
) -> Iterator[dict[str, np.ndarray]]:
    """Endless random batches of pairs of images (n, 28, 28, 1), ``{"anchor", "positive"}``.

    ``neighbours``: (n, k) indices, from :func:`infogan_lib.recipes.deform.nearest_neighbours`.
    A lesson that tells adds ``"amounts"`` (2 · size, 2), by which both were bent. Raises
    ValueError for one that tells and does not bend both.
    """
    if lesson.told and lesson.bent != 2:
        raise ValueError(f"bent must be 2 where bends are told, got {lesson.bent}")
    rng = np.random.default_rng(seed)
    while True:
        chosen = rng.integers(len(images), size=size)
        near = neighbours[chosen, rng.integers(neighbours.shape[1], size=size)]
        anchor, positive = images[chosen], images[near if lesson.neighbour else chosen]
        if lesson.told:
            bent = [deform_with_amounts(part, rng) for part in (anchor, positive)]
            (anchor, positive), amounts = zip(*bent, strict=True)
            yield {"anchor": anchor, "positive": positive, "amounts": np.concatenate(amounts)}
            continue
        yield {
            "anchor": deform(anchor, rng) if lesson.bent == 2 else anchor,
            "positive": deform(positive, rng) if lesson.bent else positive,
        }


def teach(
    config: TrainConfig, lesson: Lesson, images: np.ndarray, neighbours: np.ndarray, steps: int
) -> PairsAlone:
    """Return a model whose Q has learned from pairs for some steps; its G and D are untaught."""
    model = PairsAlone(config)
    model.fit(
        pairs(images, neighbours, lesson, config.batch_size, config.seed),
        steps_per_epoch=steps,
        shuffle=False,
        verbose=0,
    )
    return model


def stored() -> dict:
    """The runs that the library ships, as ``tools/pairs_alone.py`` wrote them.

    ``runs``: a dict a run, with ``lesson``, ``seed``, ``accuracy`` and ``information`` on MNIST's
    test digits; and the steps, config, device and versions of them all.
    """
    return json.loads(RESULTS.joinpath("pairs-alone.json").read_text(encoding="utf-8"))
