"""Where in a latent space an attribute lies: along one axis, or along a direction across many.

A linear probe predicts the attribute from the latent vector. How much it explains says that the
attribute is there; how its weights spread says whether any single number stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.arguments import finite, moderate, number, refuse_mask, whole

#: Strengths of the ridge, relative to the standardised latents; the best is chosen in training.
STRENGTHS = tuple(10.0 ** np.arange(-2, 5))


@dataclass(frozen=True)
class Probe:
    """What :func:`linear_probe` found. R² is 1 for a perfect prediction, 0 for the mean's.

    ``r2``: held out, from all axes. ``axis`` and ``axis_r2``: the single axis that fits best in
    training, and its held-out R². ``weights``: of standardised latents, (d,). ``participation``:
    over how many axes they spread, :func:`participation_ratio`.
    """

    r2: float
    axis: int
    axis_r2: float
    weights: np.ndarray
    participation: float


def participation_ratio(weights: ArrayLike) -> float:
    """Return (Σ w²)² / Σ w⁴, shape (d,) → 1 … d: how many axes share the weight.

    It is 1 for a vector along one axis and d for equal weights. A random direction has about
    (d + 2) / 3.

    Raises:
        ValueError: for weights that are all 0.
    """
    weights = finite("weights", weights, ndim=1)
    largest = np.abs(weights).max()
    if largest == 0:
        raise ValueError("weights must not all be 0: no axis takes part")
    share = (weights / largest) ** 2
    return float(share.sum() ** 2 / (share**2).sum())


def linear_probe(
    latents: ArrayLike, values: ArrayLike, held_out: float = 1 / 3, seed: int = 0
) -> Probe:
    """Fit a ridge regression from latents (n, d) to an attribute (n,), and test it held out.

    Rows whose value is NaN (nothing to measure) are left out. The ridge treats all directions
    alike, so its R² does not change when the latent space is rotated; that of an axis does.

    Args:
        latents: shape (n, d), columns that vary.
        values: shape (n,); NaN allowed, infinities not.
        held_out: the share of rows to test on, between 0 and 1.
        seed: of the split.

    Raises:
        ValueError: for other shapes, values or a column that do not vary, or fewer than 10 rows
            in either part; for a mask, or sizes outside 1e-150 … 1e150.
    """
    # Imported here: scikit-learn takes a second, and only a probe needs it.
    from sklearn.linear_model import RidgeCV
    from sklearn.metrics import r2_score
    from sklearn.model_selection import train_test_split

    latents = moderate("latents", latents, ndim=2)
    refuse_mask("values", values)
    values = np.asarray(values, dtype=float)
    if values.shape != (len(latents),):
        raise ValueError(f"values must have shape ({len(latents)},), got {values.shape}")
    known = ~np.isnan(values)
    held_out = number("held_out", held_out, above=0.0, below=1.0)
    least = min(held_out, 1 - held_out) * known.sum()
    if least < 10:
        raise ValueError(
            f"give more rows: {known.sum()} with a value leave fewer than 10 to fit or to test"
        )
    x, y = latents[known], moderate("values", values[known], ndim=1)
    if np.ptp(y) == 0:
        raise ValueError(f"values must vary; all are {y[0]:g}, and nothing can explain them")
    seed = whole("seed", seed, at_least=0)
    x_fit, x_test, y_fit, y_test = train_test_split(x, y, test_size=held_out, random_state=seed)
    mean, std = x_fit.mean(axis=0), x_fit.std(axis=0)
    if (std == 0).any():
        raise ValueError(f"latents must vary in every column; constant: {np.flatnonzero(std == 0)}")
    x_fit, x_test = (x_fit - mean) / std, (x_test - mean) / std
    ridge = RidgeCV(alphas=STRENGTHS).fit(x_fit, y_fit)
    slopes = x_fit.T @ (y_fit - y_fit.mean()) / len(x_fit)
    axis = int(np.abs(slopes).argmax())
    by_axis = y_fit.mean() + slopes[axis] * x_test[:, axis]
    return Probe(
        r2=float(r2_score(y_test, ridge.predict(x_test))),
        axis=axis,
        axis_r2=float(r2_score(y_test, by_axis)),
        weights=ridge.coef_,
        participation=participation_ratio(ridge.coef_),
    )
