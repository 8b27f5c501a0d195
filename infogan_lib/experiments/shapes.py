"""Do codes find factors? InfoGAN, a plain GAN and PCA on coloured shapes of known factors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import keras
import numpy as np
from keras import ops, random
from scipy.fft import dct

from infogan_lib.backends.keras_extras import in_chunks, stack
from infogan_lib.core import networks
from infogan_lib.core.codes import Categorical, Uniform
from infogan_lib.core.latent import LatentSpec
from infogan_lib.data.shapes import FACTORS, draw_factors, render
from infogan_lib.files import read_json
from infogan_lib.measure.clustering import clustering_accuracy
from infogan_lib.measure.factors import (
    dci,
    factor_vae_score,
    mutual_information_gap,
    mutual_information_table,
)
from infogan_lib.measure.records import RESULTS
from infogan_lib.recipes.build import InfoGAN
from infogan_lib.recipes.config import TrainConfig, preset

PICTURES = 4096
# As many codes as there are factors, of the same sorts. Their names promise nothing.
CODES = (Categorical("category", 3), *(Uniform(f"style_{k}") for k in range(1, 5)))
# The paper's game, without channels: at 64 pixels in colour they would take most of the time. λ
# waits until G draws shapes; before, G drew its codes into dark pictures.
INFOGAN = preset(
    "mnist",
    codes=CODES,
    noise=4,
    size=64,
    colour=True,
    elastic_steps=0,
    settle_steps=0,
    width=0.125,
    trunk="shared",
    batch_size=32,
    d_rate=5e-4,
    g_rate=2e-3,
    style_weight=0.5,
    delay_steps=256,
    ramp_steps=384,
    average=0.995,
    epochs=12,
    precision="float32",
    jit_compile=True,
)
# The same networks and inputs. Nobody pays G for its codes.
PLAIN_GAN = replace(INFOGAN, category_weight=0.0, style_weight=0.0)

Read = Callable[[np.ndarray], np.ndarray]


def pictures(seed: int = 0) -> np.ndarray:
    """The pictures that a run trains on: float32 (PICTURES, 64, 64, 3)."""
    return render(draw_factors(PICTURES, seed))


def reader_of(model: InfoGAN) -> Read:
    """Pictures → codes, (n, 5): Q's likeliest category, and its mean of each style."""
    return _read_by(model.recognition, model.latent)


def _read_by(network: keras.Model, latent: LatentSpec) -> Read:
    def read(images: np.ndarray) -> np.ndarray:
        q = latent.posterior(in_chunks(network, images))
        columns = [
            np.argmax(ops.convert_to_numpy(part["probabilities"]), axis=1)
            if "probabilities" in part
            else ops.convert_to_numpy(part["mean"])[:, 0]
            for part in q.values()
        ]
        return np.column_stack(columns).astype(float)

    return read


def fitted_reader(model: InfoGAN, steps: int = 600, seed: int = 0) -> Read:
    """A fresh Q, fitted to a frozen G's pictures: how a GAN without one gets its codes read.

    Its loss is InfoGAN's, E −ln q(c|G(z, c)); G does not move.
    """
    config, latent, start = model.config, model.latent, random.SeedGenerator(seed)
    build = (config.width, "batch", start, "float32")
    trunk = networks.trunk(*build, "reader_trunk", config.shape)
    head = networks.recognition_head(
        trunk.output_shape[-1], latent.parameters, config.width, "batch", start
    )
    reader = stack(trunk, head, name="reader")

    def loss(latents, raw):
        return -sum(latent.log_q(latents, raw).values())

    def feed() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        drawn = random.SeedGenerator(seed + 1)
        while True:
            latents = ops.convert_to_numpy(latent.sample(512, drawn))
            images = model.generate(latents)
            for rows in range(0, 512, 64):
                yield images[rows : rows + 64], latents[rows : rows + 64]

    reader.compile(keras.optimizers.Adam(2e-3), loss, jit_compile=config.jit_compile is True)
    reader.fit(feed(), steps_per_epoch=steps, epochs=1, shuffle=False, verbose=0)
    return _read_by(reader, latent)


def pca_reader(images: np.ndarray, components: int = len(FACTORS)) -> Read:
    """Pictures → their first principal components, fitted on images (n, h, w, c)."""
    from sklearn.decomposition import PCA

    pca = PCA(components, svd_solver="randomized", random_state=0)
    pca.fit(images.reshape(len(images), -1))
    return lambda others: pca.transform(others.reshape(len(others), -1)).astype(float)


def rotated(factors: np.ndarray) -> np.ndarray:
    """The standardised factors, turned by a cosine transform: all is told, and all is mixed."""
    spread = np.sqrt([2 / 3, *[1 / 3] * (len(FACTORS) - 1)])
    return dct((factors - [1, 0, 0, 0, 0]) / spread, axis=1, norm="ortho")


def scores(read: Callable[[np.ndarray], np.ndarray], kinds: tuple[int, ...], seed: int) -> dict:
    """Every score of a function from factors (n, 5) to codes, on pictures that nobody trained on.

    Args:
        kinds: columns of the codes that are whole numbers without an order.

    Returns:
        ``mig``, ``disentanglement``, ``completeness``, ``informativeness``, ``factor_vae``, and
        ``information``: (codes, 5), I(code; factor) / H(factor); ``kind``, where a code is a
        category: how many shapes it names rightly, under the best naming.
    """
    factors = draw_factors(2000, 1000 + seed)
    codes = read(factors)
    found = dci(codes, factors, kinds=[0], seed=seed)
    table, entropy = mutual_information_table(codes, factors)
    result: dict[str, Any] = {
        "mig": mutual_information_gap(codes, factors),
        "disentanglement": found.disentanglement,
        "completeness": found.completeness,
        "informativeness": found.informativeness,
        "factor_vae": factor_vae_score(read, draw_factors, kinds, seed=seed),
        "information": (table / entropy).round(4).tolist(),
    }
    if 0 in kinds:
        result["kind"] = clustering_accuracy(factors[:, 0].astype(int), codes[:, 0].astype(int))
    return result


def stored() -> dict:
    """What ``tools/shapes.py`` wrote: ``rows``, each with its ``row``, ``seed`` and scores."""
    return read_json(RESULTS / "shapes.json")


def of_seeds(rows: list[dict], name: str, score: str) -> np.ndarray:
    """A score of every seed of a row, in their order."""
    return np.array([row[score] for row in rows if row["row"] == name])


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean, and the ends of its 95 % interval by Student's t; of one value, the value thrice."""
    from scipy.stats import t

    values = np.asarray(values, float)
    half = 0.0
    if len(values) > 1:
        half = t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
    return float(values.mean()), float(values.mean() - half), float(values.mean() + half)


def config_of(row: str, seed: int) -> TrainConfig:
    """The config of a run of the table."""
    return replace(INFOGAN if row == "infogan" else PLAIN_GAN, seed=seed)
