"""The paper's Figure 1: L_I rises where G is paid for it, and stays low where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from keras import ops

from infogan_lib.arguments import whole
from infogan_lib.files import read_json
from infogan_lib.measure.records import RESULTS
from infogan_lib.recipes.build import InfoGAN
from infogan_lib.recipes.config import PLAIN, TrainConfig
from infogan_lib.runs.training import batches

# Small enough for five minutes on two cores: ten runs on the bundled digits. λ counts from the
# first step, as in the paper; Q has a trunk of its own, so that it can be fitted separately.
RACE = replace(PLAIN, width=0.125, batch_size=64, epochs=1, jit_compile=True)


class Onlooker(InfoGAN):
    """λ = 0 for G: Q learns to read the codes, and nobody pays G for showing them."""

    def recognition_loss(self, latents, fake, fake_features) -> tuple:
        """As InfoGAN's, with the way back to G cut."""
        fake, fake_features = ops.stop_gradient(fake), ops.stop_gradient(fake_features)
        return super().recognition_loss(latents, fake, fake_features)


def race(
    images: np.ndarray,
    seeds: Sequence[int],
    config: TrainConfig = RACE,
    points: int = 20,
    steps: int = 50,
) -> dict[str, np.ndarray]:
    """L_I of the category against steps, for InfoGAN and for an onlooking Q.

    Args:
        images: real images (n, 28, 28, 1) in [-1, 1].
        points: how many values a curve has, each the mean over ``steps`` training steps.

    Returns:
        ``"infogan"`` and ``"onlooker"``: nats, shape (seeds, points), at most H(c).

    Raises:
        ValueError: Q shares D's trunk, so that it cannot be fitted separately; no category; or no
            points.
    """
    if config.trunk != "separate":
        raise ValueError(f"trunk must be 'separate' for a race, got {config.trunk!r}")
    if (category := config.latent.category) is None:
        raise ValueError("a race needs a categorical code; give the config one")
    whole("points", points)
    curves: dict[str, list] = {"infogan": [], "onlooker": []}
    for name, kind in (("infogan", InfoGAN), ("onlooker", Onlooker)):
        for one in (replace(config, seed=seed) for seed in seeds):
            feed = batches(images, one)
            record = kind(one).fit(
                feed, steps_per_epoch=steps, epochs=points, shuffle=False, verbose=0
            )
            curves[name].append(record.history[f"L_I_{category.name}"])
    return {name: np.array(curve) for name, curve in curves.items()}


def stored() -> dict:
    """The five seeds' curves that the library ships, as ``tools/figure_one.py`` wrote them.

    ``steps``: (points,); ``L_I``: {player: one list of nats a seed}; and config, seeds, device.
    """
    return read_json(RESULTS / "figure-1.json")
