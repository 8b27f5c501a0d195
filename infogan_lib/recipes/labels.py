"""Control by labels: the conditional GAN, and the GAN with an auxiliary classifier.

Both play the game of ``core``. The labels stand for a categorical code's values: a model
whose first categorical code is ``digit`` draws a 3 for ``digit=3``.
"""

from __future__ import annotations

import numpy as np
from keras import ops

from infogan_lib.core import losses
from infogan_lib.core.codes import Categorical
from infogan_lib.core.config import Config
from infogan_lib.core.infogan import GAN, InfoGAN


class Labelled(GAN):
    """A game whose batches have labels: of each real image, the value of its category."""

    batch_parts = ("real", "labels")

    def parts_of_arrays(self, images: np.ndarray, labels: np.ndarray | None) -> dict:
        batch = super().parts_of_arrays(images, labels)
        check_labels(self.config, labels, len(images))
        return batch


class CGAN(Labelled):
    """min_G max_D E[ln D(x|y)] + E[ln(1 − D(G(z|y)|y))] (Mirza & Osindero, equation 2).

    D's head has one logit a label, and y picks which one counts: the smallest head whose logit
    depends on x and y together. (y beside the features of a single logit would only shift it.)
    """

    @property
    def d_outputs(self) -> int:
        return label_code(self.config).size

    def draw(self, batch: dict):
        """z from the prior, y from the batch: were p(y) not that of the data, D could tell by y."""
        parts = self.latent.split(super().draw(batch))
        parts[label_code(self.config).name] = one_hot(batch["labels"], self.d_outputs)
        return ops.concatenate([*parts.values()], axis=1)

    def d_logit(self, features, latents):
        """D's logit of "real" given y, (n, 1)."""
        y = self.latent.split(latents)[label_code(self.config).name]
        return ops.sum(y * self.d_head(features), axis=1, keepdims=True)


class ACGAN(Labelled, InfoGAN):
    """L_S + L_C: an InfoGAN whose Q also learns from real images and their labels (Odena et al.).

    L_C = E[ln Q(y|x_real)] + E[ln Q(c|G(z, c))], with c drawn from the prior as InfoGAN does. The
    second term is InfoGAN's; the first is all that labels add.
    """

    def recipe_loss(self, batch: dict, real_features):
        """−λ E[ln Q(y|x)] over the real images: the same cross-entropy on real pairs (x, y)."""
        code = label_code(self.config)
        log_q = self.latent.log_category(self.read(batch["real"], real_features))
        log_q_of_y = ops.sum(one_hot(batch["labels"], code.size) * log_q, axis=1)
        return self.code_weight(code) * losses.code_cross_entropy(log_q_of_y)


def label_code(config: Config) -> Categorical:
    """The code whose values the labels are."""
    assert config.latent.category is not None  # TrainConfig refuses labels without one
    return config.latent.category


def one_hot(labels, size: int):
    """(n,) whole numbers → (n, size)."""
    return ops.one_hot(ops.cast(labels, "int32"), size, dtype="float32")


def check_labels(config: Config, labels: np.ndarray | None, n: int) -> None:
    """ValueError unless labels are there exactly if the config uses them, one for each image."""
    needed = getattr(config, "labels", "unused")
    if needed == "unused":
        if labels is not None:
            raise ValueError(
                "this config uses no labels; leave them out, or take the preset cgan or acgan"
            )
        return
    code = label_code(config)
    if labels is None:
        raise ValueError(f"labels are {needed} in this config: pass one whole number an image")
    if not isinstance(labels, np.ndarray):
        raise ValueError(
            f"labels must be a NumPy array, got {type(labels).__name__}; wrap them in np.array"
        )
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        raise ValueError(
            f"labels must be {n} whole numbers, one an image, "
            f"got {labels.dtype} of shape {labels.shape}"
        )
    if n and not (labels.min() >= 0 and labels.max() < code.size):
        raise ValueError(
            f"labels must lie in 0 to {code.size - 1}, the values of "
            f"{code.name!r}, got {labels.min()} to {labels.max()}"
        )
