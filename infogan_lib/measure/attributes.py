"""What each continuous code does to a digit's attributes: slopes, rank correlations, intervals.

Codes and noise are drawn from the prior. A code is then independent of the category, so digits
that differ (a 1 is narrow whatever the code says) can only blur its correlation. The correlation
*within* categories leaves that blur out: it ranks each category's images among themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import moderate, number, refuse_mask, whole
from infogan_lib.measure.bootstrap import FEWEST, redraws, statistics
from infogan_lib.measure.morphometry import measure

if TYPE_CHECKING:
    from infogan_lib.recipes.build import InfoGAN

Relation = dict[str, float | int | None]
FIELDS = (
    *("slope", "slope_low", "slope_high"),
    *("rho", "low", "high"),
    *("rho_within", "low_within", "high_within"),
)
STROKE = ("thickness", "width")


def code_attributes(
    model: InfoGAN, n: int = 2000, seed: int = 0, resamples: int = 1000, level: float = 0.95
) -> dict[str, dict[str, dict[str, float | int | None]]]:
    """Return :func:`relations` of a model's continuous codes to the attributes of n fresh images.

    Latents come from the prior, attributes from
    :func:`infogan_lib.measure.morphometry.measure`, the category from the first categorical
    code, as drawn. A model without continuous codes has an empty table.

    Raises:
        ValueError: for n below 10, resamples below 1, or a level outside (0, 1).
    """
    from keras import ops

    latent = model.latent
    latents = ops.convert_to_numpy(latent.sample(whole("n", n, at_least=FEWEST), seed))
    parts = latent.split(latents)
    codes = {code.name: parts[code.name][:, 0] for code in latent.styles}
    category = None if latent.category is None else parts[latent.category.name].argmax(axis=1)
    values = measure(np.clip(model.generate(latents), -1, 1))
    return relations(values, codes, category, resamples, seed, level)


def relations(
    values: Mapping[str, ArrayLike],
    codes: Mapping[str, ArrayLike],
    category: ArrayLike | None = None,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> dict[str, dict[str, dict[str, float | int | None]]]:
    """Return how each attribute goes with each code: ``{code: {attribute: relation}}``.

    Args:
        values: each attribute, shape (n,). A row with a NaN in any of them is left out.
        codes: each code, shape (n,), finite.
        category: shape (n,), whole numbers; None counts all images as one category.
        resamples: of the bootstrap. Images are redrawn with replacement within their category.
        seed: of the bootstrap.
        level: of its percentile intervals.

    Returns:
        Relations ready for ``json.dumps``. ``n``: the images that could be measured. ``slope``:
        attribute per unit of the code, least squares. ``rho``: Spearman's rank correlation over
        all images. ``rho_within``: the mean, over the categories with at least 10 images, of
        Spearman's correlation inside each; a code that works in opposite ways on two digits gets
        no credit. ``slope_low``, ``slope_high``, ``low``, ``high``, ``low_within``,
        ``high_within``: ends of the three intervals. A correlation with something that does not
        vary is 0. With fewer than 10 images, or no category of 10, what cannot be known is None.

    Raises:
        ValueError: for arrays of unequal length or with a mask, infinite values, a code that is
            not finite, sizes outside 1e-150 … 1e150, or a category that is not whole numbers.
    """
    outputs = {name: _with_gaps(name, column) for name, column in values.items()}
    inputs = {name: moderate(name, column, ndim=1) for name, column in codes.items()}
    whole("resamples", resamples)
    seed = whole("seed", seed, at_least=0)
    number("level", level, above=0, below=1)
    category = _checked_category(category, {**outputs, **inputs})
    for name, column in inputs.items():
        if np.ptp(column) == 0:
            raise ValueError(f"{name} is the same for all images; draw it from its prior")
    if not codes or not values:
        return {name: {} for name in codes}
    x, y = np.stack(list(inputs.values())), np.stack(list(outputs.values()))
    measured = np.flatnonzero(~np.isnan(y).any(axis=0))
    order = measured[np.argsort(category[measured], kind="stable")]  # each category a block
    found = np.full((len(x), len(y), len(FIELDS)), np.nan)
    if len(order) >= FEWEST:
        sizes = np.unique(category[order], return_counts=True)[1]
        weights = redraws(sizes, resamples, seed)
        tails = ((1 - level) / 2, (1 + level) / 2)
        for k, samples in enumerate(statistics(x[:, order], y[:, order], sizes, weights)):
            ends = np.quantile(samples[..., 1:], tails, axis=-1)
            found[..., 3 * k : 3 * k + 3] = np.stack([samples[..., 0], *ends], axis=-1)
    return {
        code: {
            name: {"n": len(order)} | _known(row) for name, row in zip(values, rows, strict=True)
        }
        for code, rows in zip(codes, found, strict=True)
    }


def slant_and_stroke(
    table: Mapping[str, Mapping[str, Relation]], threshold: float = 0.7, rho: str = "rho_within"
) -> dict[str, str] | None:
    """Return which code is slant and which *other* code is thickness or width, or None.

    A code is an attribute if ``|rho|`` between them is at least ``threshold``. Of several such
    pairs it is the one whose weaker correlation is strongest.

    Args:
        table: of :func:`relations`.
        threshold: in [0, 1].
        rho: the correlation to judge by, ``"rho_within"`` or ``"rho"``.

    Returns:
        ``{"slant": code, "stroke": another code, "attribute": "thickness" or "width"}``.

    Raises:
        ValueError: for a threshold outside [0, 1], or a table without such a correlation.
    """
    number("threshold", threshold, at_least=0, at_most=1)
    best, roles = -1.0, None
    for one, other in permutations(table, 2):
        for attribute in STROKE:
            weaker = min(_size(table, one, "slant", rho), _size(table, other, attribute, rho))
            if weaker > best:
                best = weaker
                roles = {"slant": one, "stroke": other, "attribute": attribute}
    return roles if best >= threshold else None


def _size(table: Mapping, code: str, attribute: str, rho: str) -> float:
    try:
        value = table[code][attribute][rho]
    except KeyError as missing:
        raise ValueError(f"table: {code} lacks {missing}; give what relations() returns") from None
    return -1.0 if value is None else abs(value)


def _checked_category(category: ArrayLike | None, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    lengths = {name: len(column) for name, column in columns.items()}
    if category is None:
        category = np.zeros(max(lengths.values(), default=0), dtype=int)
    refuse_mask("category", category)
    category = np.asarray(category)
    if category.ndim != 1 or category.dtype.kind not in "iu":
        raise ValueError(
            "category must be whole numbers, one an image, "
            f"got {category.dtype} of shape {category.shape}"
        )
    lengths["category"] = category.size
    if len(set(lengths.values())) > 1:
        raise ValueError(f"values, codes and category must have one length, got {lengths}")
    return category


def _with_gaps(name: str, column: ArrayLike) -> np.ndarray:
    """One axis of finite numbers, or NaN where an image shows nothing to measure."""
    refuse_mask(name, column)
    column = np.asarray(column, dtype=float)
    moderate(name, np.where(np.isnan(column), 0, column), ndim=1)
    return column


def _known(row: np.ndarray) -> Relation:
    """JSON has no NaN: what is not known is None."""
    return {
        name: None if np.isnan(value) else float(value)
        for name, value in zip(FIELDS, row, strict=True)
    }
