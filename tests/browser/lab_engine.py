"""The lab's engine in an empty page, beside a Keras game with the same weights."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from infogan_lib.core.codes import Categorical, Uniform
from infogan_lib.core.config import Config
from infogan_lib.core.infogan import GAN
from infogan_lib.toys.plane import LAB, build_points
from tools.project import ROOT

LIVE = ROOT / "book" / "live"
ENGINE = [f"lab-{part}.js" for part in ("product", "layers", "draws", "game", "information", "run")]
START = """() => {
    window.lab = {};
    for (const part of infogan.labParts) part(window.lab);
}"""
# A game of the given settings, and room for its batch.
CREATE = """([settings, batch]) => {
    window.game = lab.createGame(settings, lab.stream(0));
    window.passes = lab.createPasses(game, batch);
}"""
PUT = """weights => {
    for (const [name, { parameters }] of Object.entries(lab.parts(game))) {
        let at = 0;
        for (const { value } of parameters) {
            value.set(weights[name].slice(at, at + value.length));
            at += value.length;
        }
        if (at !== weights[name].length) throw new Error(`${name} has another size`);
    }
}"""
# Steps on the given batches; the last one's losses, and every gradient and weight after it.
STEPS = """([batches, rules]) => {
    let losses;
    for (const [real, latents] of batches) {
        const rows = [real, latents].map((rows) => Float64Array.from(rows.flat()));
        losses = lab.step(game, passes, ...rows, rules);
    }
    const all = (what) => Object.fromEntries(Object.entries(lab.parts(game)).map(
        ([name, net]) => [name, net.parameters.flatMap((p) => Array.from(p[what]))]));
    return {
        d: losses.d, g: losses.g, q: losses.q, logQ: Array.from(losses.logQ ?? []),
        gradients: all("gradient"), weights: all("value"),
    };
}"""


def open_engine(visit):
    """An empty page with the lab's engine as ``lab``."""
    page = visit("about:blank")
    for name in ENGINE:
        page.add_script_tag(path=LIVE / name)
    page.evaluate(START)
    return page


def config(K: int = 8, styles: int = 0, noise: int = 8, **changes) -> Config:
    """The lab's settings, with these codes."""
    codes = (Categorical("category", K),) if K else ()
    codes += tuple(Uniform(f"style_{i}") for i in range(1, styles + 1))
    return replace(LAB, codes=codes, noise=noise, jit_compile=False, **changes)


def parts(model: GAN) -> dict[str, keras.Model]:
    """The networks that hold weights, by their names in the page's ``lab.parts``."""
    found = {"generator": model.generator, "trunk": model.trunk, "dHead": model.d_head}
    if model.config.codes:
        found |= {"qTrunk": model.q_trunk} if model.config.trunk == "separate" else {}
        found["qHead"] = model.q_head
    return found


def weights(model: GAN) -> dict[str, np.ndarray]:
    """All weights of each network, one after the other."""
    return {
        name: np.concatenate([np.ravel(w) for w in part.get_weights()])
        for name, part in parts(model).items()
    }


class Pair:
    """A Keras game and its copy in a page, fed with the same batches."""

    def __init__(self, page, settings: Config, batch: int = 32, model: GAN | None = None):
        self.page, self.config, self.batch = page, settings, batch
        self.model = model or build_points(settings)
        self.model.check_batch = lambda batch: None  # here a batch brings its latents
        self.model.draw = lambda batch: batch["latents"]
        # An untrained head of D is nearly silent: give every bias something to say.
        rng = np.random.default_rng(1)
        for part in parts(self.model).values():
            part.set_weights([
                w + 0.03 * rng.normal(size=w.shape).astype(w.dtype) for w in part.get_weights()
            ])  # fmt: skip
        spec = self.model.latent
        kinds = [type(code).__name__ for code in spec.codes]
        settings = {
            "categories": spec.category.size if spec.category else 0,
            "styles": kinds.count("Uniform"), "noise": spec.noise,
            "width": 64, "trunk": settings.trunk,
        }  # fmt: skip
        page.evaluate(CREATE, [settings, batch])
        self.align()

    def align(self) -> None:
        """Give the page Keras's weights; Adam's moments stay its own."""
        self.page.evaluate(PUT, {name: w.tolist() for name, w in weights(self.model).items()})

    def batches(self, steps: int, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
        rng = np.random.default_rng(seed)
        real = rng.normal(size=(steps, self.batch, 2)).astype("float32")
        return [(r, np.asarray(self.model.latent.sample(self.batch, seed + i)))
                for i, r in enumerate(real)]  # fmt: skip

    def keras_steps(self, batches) -> dict:
        """The last step's losses, and every gradient and weight after it, as the page has them."""
        # Tracing takes longer than a few steps do.
        step = self._step if len(batches) < 5 else tf.function(self._step)
        dtype = self.model.trunk.dtype
        for real, latents in batches:
            real, latents = (tf.cast(rows, dtype) for rows in (real, latents))
            for average in self.model.averages.values():
                average.reset_state()
            logs, gradients = step({"real": real, "latents": latents})
        found = {name: float(value) for name, value in logs.items()}
        found["gradients"] = {
            name: np.concatenate([np.ravel(gradients[v.path]) for v in part.trainable_variables])
            for name, part in parts(self.model).items()
        }
        return found | {"weights": weights(self.model)}

    def _step(self, batch) -> tuple[dict, dict]:
        """A training step's logs, and the gradients that it hands to its optimisers."""
        heard, applied = {}, keras.optimizers.Adam.apply

        def apply(optimizer, grads, variables):
            heard.update({v.path: g for v, g in zip(variables, grads, strict=True)})
            return applied(optimizer, grads, variables)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(keras.optimizers.Adam, "apply", apply)
            return self.model.train_step(batch), heard

    def page_steps(self, batches, **rules) -> dict:
        c = self.config
        rules = {
            "lambda": {"category": c.category_weight, "style": c.style_weight},
            "dRate": c.d_rate, "gRate": c.g_rate, "fault": "none", **rules,
        }  # fmt: skip
        return self.page.evaluate(
            STEPS, [[[r.tolist(), z.tolist()] for r, z in batches], rules]
        )


def furthest(found: list, expected: np.ndarray) -> float:
    """The largest difference, relative to the largest entry."""
    return np.abs(np.asarray(found) - expected).max() / max(np.abs(expected).max(), 1e-12)
