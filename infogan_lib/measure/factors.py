"""Do codes find the factors behind pictures? Three published scores, where the factors are known.

All three are 1 where each factor has a code of its own and nothing else moves that code. They ask
different things, so that a code can satisfy one and fail another; none needs more than the pairs
of factors and codes, or a function from factors to codes. The libraries that hold these scores
train whole models, on TensorFlow 1 or PyTorch Lightning, and are not needed here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from sklearn.metrics import mutual_info_score

from infogan_lib.arguments import finite, whole

BINS = 20  # of a number with more values than that, each of as many pictures
TREES = 50
VOTES, GROUP = 200, 32  # FactorVAE's votes in each half, and the pictures of a vote
DEAD = 1e-6  # variance, relative to the largest code's, below which a code says nothing


@dataclass(frozen=True)
class Dci:
    """What :func:`dci` found. Each from about 0 to 1.

    ``disentanglement``: whether each code tells of one factor only. ``completeness``: whether
    each factor is told by one code only. ``informativeness``: how well all codes together tell the
    factors, held out; below 0 it is worse than a guess. ``importance``: (codes, factors), how much
    each code helps to tell each factor; a column sums to 1.
    """

    disentanglement: float
    completeness: float
    informativeness: float
    importance: np.ndarray


def mutual_information_table(codes: ArrayLike, factors: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """I(code; factor) of every pair, (codes, factors), and H(factor), (factors,), in nats.

    Of binned values: what has more than 20 values is cut into that many groups of equal size, so
    that no bend of a scale changes the result. An estimate from n pictures is too high by about
    19² / 2n nats.

    Args:
        codes: (n, number of codes). factors: (n, number of factors).

    Raises:
        ValueError: other shapes, numbers that are not finite, or a factor that does not vary.
    """
    codes, factors = _pair(codes, factors)
    c, v = ([_binned(column) for column in side.T] for side in (codes, factors))
    table = np.array([[mutual_info_score(one, other) for other in v] for one in c])
    return table, np.array([mutual_info_score(other, other) for other in v])


def mutual_information_gap(codes: ArrayLike, factors: ArrayLike) -> float:
    """MIG: how far the best code of a factor is ahead of the second, mean over factors, 0 to 1.

    (I(c₁; v) − I(c₂; v)) / H(v) (Chen et al. 2018). Two equal codes for a factor earn it nothing;
    a code that tells two factors may earn twice. With one code alone the second counts as 0.
    Arguments and errors as for :func:`mutual_information_table`.
    """
    table, entropy = mutual_information_table(codes, factors)
    first = np.sort(np.vstack([np.zeros_like(entropy), table]), axis=0)
    return float(np.mean((first[-1] - first[-2]) / entropy))


def dci(codes: ArrayLike, factors: ArrayLike, kinds: Sequence[int] = (), seed: int = 0) -> Dci:
    """Disentanglement, completeness and informativeness (Eastwood & Williams 2018).

    A random forest learns to tell each factor from all codes, on half of the pictures; what it
    uses are the importances. Disentanglement is 1 − H(factors | code) / ln(factors), weighted by
    how much a code is used; completeness 1 − H(codes | factor) / ln(codes), mean over factors. The
    other half gives informativeness: R², and for a kind the share of errors avoided by not
    guessing the most frequent.

    Args:
        codes: (n, d). factors: (n, k). kinds: columns of factors that are whole numbers without
            an order. seed: of the split and the forests.

    Raises:
        ValueError: as :func:`mutual_information_table`, or fewer than two codes or factors.
    """
    # Imported here: scikit-learn's trees take a second.
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
    from sklearn.model_selection import train_test_split

    codes, factors = _pair(codes, factors)
    if min(codes.shape[1], factors.shape[1]) < 2:
        raise ValueError(
            f"give two or more codes and factors, got {codes.shape[1]} and {factors.shape[1]}"
        )
    seed = whole("seed", seed, at_least=0)
    c_fit, c_test, v_fit, v_test = train_test_split(
        codes, factors, test_size=0.5, random_state=seed
    )
    columns, told = [], []
    for k in range(factors.shape[1]):
        kind = k in kinds
        forest = RandomForestClassifier if kind else RandomForestRegressor
        # As small a leaf as one picture would make importances of noise.
        fitted = forest(TREES, min_samples_leaf=5, random_state=seed).fit(c_fit, v_fit[:, k])
        columns.append(fitted.feature_importances_)
        told.append(_avoided(v_test[:, k], fitted.predict(c_test), kind))
    importance = np.stack(columns, axis=1)
    weights = importance.sum(axis=1) / max(importance.sum(), 1e-300)
    shares = np.maximum(importance, 1e-300)  # the entropy of nothing is as large as can be
    disentangled = 1 - stats.entropy(shares, axis=1) / np.log(importance.shape[1])
    complete = 1 - stats.entropy(shares, axis=0) / np.log(importance.shape[0])
    # A factor that no tree could split on has no code, and is complete in none.
    complete[importance.sum(axis=0) == 0] = 0.0
    return Dci(
        disentanglement=float(weights @ disentangled),
        completeness=float(complete.mean()),
        informativeness=float(np.mean(told)),
        importance=importance,
    )


def factor_vae_score(
    read: Callable[[np.ndarray], np.ndarray],
    draw: Callable[[int, int], np.ndarray],
    kinds: Sequence[int] = (),
    seed: int = 0,
) -> float:
    """FactorVAE's score (Kim & Mnih 2018): hold one factor, see which code varies least.

    A vote is 32 pictures that agree in one factor; its code is the one whose variance fell most.
    200 votes teach which factor a code stands for, by majority, and the score is how many of 200
    others it names rightly. Chance is about 1 / (number of factors).

    Args:
        read: factors (n, k) → codes (n, d). draw: (n, seed) → factors (n, k).
        kinds: columns of codes that are whole numbers without an order: of these the variance is
            half the chance that two pictures differ.

    Raises:
        ValueError: codes that are not finite, or not one row a row of factors.
    """
    factors = draw(2000, seed)
    overall = _variances(_pair(read(factors), factors)[0], kinds)
    alive = overall > DEAD * overall.max()
    if not alive.any():
        return 0.0
    factors = draw(2 * VOTES * GROUP, seed + 1)
    held = np.random.default_rng(seed).integers(factors.shape[1], size=2 * VOTES)
    for rows, k in zip(np.split(factors, 2 * VOTES), held, strict=True):
        rows[:, k] = rows[0, k]
    codes = _pair(read(factors), factors)[0].reshape(2 * VOTES, GROUP, -1)
    spread = np.stack([_variances(one, kinds) for one in codes])[:, alive] / overall[alive]
    least = spread.argmin(axis=1)
    counts = np.zeros((alive.sum(), factors.shape[1]), int)
    np.add.at(counts, (least[:VOTES], held[:VOTES]), 1)
    return float(np.mean(counts.argmax(axis=1)[least[VOTES:]] == held[VOTES:]))


def _pair(codes: ArrayLike, factors: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    codes, factors = finite("codes", codes, ndim=2), finite("factors", factors, ndim=2)
    if len(codes) != len(factors):
        raise ValueError(
            f"codes and factors must have a row a picture, got {len(codes)} and {len(factors)}"
        )
    if (np.ptp(factors, axis=0) == 0).any():
        raise ValueError("factors must vary, each of them: of a constant there is nothing to find")
    return codes, factors


def _binned(values: np.ndarray) -> np.ndarray:
    """Each value's group: its own if there are few values, else by equal shares of the rows."""
    found, index = np.unique(values, return_inverse=True)
    if len(found) <= BINS:
        return index
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.searchsorted(edges, values, side="right")


def _avoided(truth: np.ndarray, guess: np.ndarray, kind: bool) -> float:
    """The share of errors that a guess avoids: squared ones about the mean, or wrong names."""
    if kind:
        _, counts = np.unique(truth, return_counts=True)
        return float(1 - np.mean(guess != truth) / (1 - counts.max() / len(truth)))
    return float(1 - np.mean((guess - truth) ** 2) / np.var(truth))


def _variances(codes: np.ndarray, kinds: Sequence[int]) -> np.ndarray:
    """Of each column; for a kind half the chance that two rows differ, as Kim & Mnih do."""
    spread = codes.var(axis=0, ddof=1)
    for k in kinds:
        _, counts = np.unique(codes[:, k], return_counts=True)
        n = len(codes)
        spread[k] = (n * n - np.sum(counts**2)) / (2 * n * (n - 1))
    return spread
