"""What is known of the broken InfoGANs of chapter 14. As known_answers; routes are mended code."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable

import numpy as np
from known_answers import Known
from scipy.special import expit, log_expit, log_softmax, logsumexp, softmax
from scipy.stats import norm

ln = math.log


def zeros(real: np.ndarray, fake: np.ndarray) -> tuple[float, float]:
    """By way of probabilities: D = σ(ℓ)."""
    d = -np.log(expit(real)).mean() - np.log(1 - expit(fake)).mean()
    return d, -np.log(expit(fake)).mean()


def zeros_in_logs(real: np.ndarray, fake: np.ndarray) -> tuple[float, float]:
    return -log_expit(real).mean() - log_expit(-fake).mean(), -log_expit(fake).mean()


def read(again: bool, doubt: float = 0.09) -> Callable[[int], float]:
    """The bound of a Q that reads 1 − doubt, by a sum over all codes; or asked for other ones."""

    def bound(K: int) -> float:
        joint = np.eye(K) / K if not again else np.full((K, K), 1 / K**2)
        log_q = np.where(np.eye(K) == 1, ln(1 - doubt), ln(doubt / (K - 1)) if doubt else 0)
        return ln(K) + float((joint * log_q).sum())

    return bound


def drawn(K: int) -> float:
    """The same from a sample, as a student has it."""
    asked = np.random.default_rng(1).integers(K, size=5_000)
    q = np.where(np.eye(K)[asked] == 1, 0.91, 0.09 / (K - 1))
    return ln(K) + float(np.log(q[np.arange(5_000), asked]).mean())


CODES = np.array([-1.0, 0.5, 1.0])


def loss(w: float) -> float:
    return float(-norm.logpdf(CODES, w * CODES, 1).mean())


def slope(w: float, h: float = 1e-4) -> float:
    return (loss(w + h) - loss(w - h)) / (2 * h)


def moves(built_first: bool) -> Callable[[int], int]:
    """By running Keras: D's step is built before or after trainable is set to False."""

    def count(layers: int) -> int:
        import keras

        hidden = [keras.layers.Dense(4) for _ in range(int(layers))]
        D = keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1)])
        D.compile(keras.optimizers.SGD(0.1), "mse")
        D.trainable = built_first
        before = D.get_weights()
        with warnings.catch_warnings():  # Keras says so, if nothing of D can be trained
            warnings.simplefilter("ignore")
            D.train_on_batch(np.ones((8, 2)), np.full((8, 1), 9.0))
        return sum(bool((a != b).any()) for a, b in zip(before, D.get_weights(), strict=True))

    return count


def delay(images: int, batch_size: int, epochs: int, ramp: int) -> int:
    """By trying every delay: λ's share at the last epoch's first step, its least in that epoch."""
    each = images // batch_size
    delays = np.arange(epochs * each)
    share = ((epochs - 1) * each + 1 - delays) / max(1, ramp)
    return int(delays[share >= 1].max())


def logged(logits: np.ndarray, c: np.ndarray) -> float:
    right = logits[np.arange(len(c)), c.argmax(axis=1)]
    return ln(c.shape[1]) + float((right - logsumexp(logits, axis=1)).mean())


def twice(logits: np.ndarray, c: np.ndarray) -> float:
    return logged(softmax(logits, axis=1), c)


def by_softmax(logits: np.ndarray, c: np.ndarray) -> float:
    return ln(c.shape[1]) + float((c * log_softmax(logits, axis=1)).sum(axis=1).mean())


BROKEN = {
    "14-zeros": Known(
        (zeros, zeros_in_logs),
        ((lambda r, f: (zeros(r, f)[0], zeros(-f, -f)[1]), "sure of a fake"),
         (lambda r, f: (zeros(r, f)[0], -zeros(-f, -f)[1]), "minimax"),
         (lambda r, f: (zeros(r, f)[0] / 2, zeros(r, f)[1]), "added"),
         (lambda r, f: zeros(-r, -f), "turned over"), (lambda r, f: (1.0, 1.0), None),
         (lambda r, f: zeros(r, f)[::-1], "other way round")),
        ("`np.logaddexp(0, -fake).mean()`",), zeros),
    "14-deaf": Known(
        (read(False), drawn),
        ((read(True), "other codes"), (read(False, 0.0), "without any doubt"),
         (lambda K: ln(0.91), "missing"), (lambda K: read(False)(K) / ln(2), "bits"),
         (lambda K: 0.5, None)),
        (r"$\ln K + \ln 0.91$",), read(False)),
    "14-severed": Known(
        (slope, lambda w: 0.75 * (w - 1)),
        ((lambda w: 0.0, "reaches the weight"), (lambda w: 2 * slope(w), "½"),
         (lambda w: 3 * slope(w), "mean over"), (lambda w: -slope(w), "sign"),
         (lambda w: 1.0, None)),
        (r"0.75\,(w - 1)",), slope),
    "14-frozen": Known(
        (moves(True), lambda layers: 2 * (layers + 1)),
        ((moves(False), "stands still"), (lambda n: n + 1, "biases"), (lambda n: 2 * n, "last"),
         (lambda n: 2 * n + 4, "alone"), (lambda n: 99, None)),
        ("$2(n + 1)$", "`D.trainable = True` before `D.train_on_batch`"), moves(True)),
    "14-late": Known(
        (delay, lambda i, b, e, r: (e - 1) * (i // b) + 1 - r),
        ((lambda i, b, e, r: (e - 1) * (i // b) + 1, "begins to grow"),
         (lambda i, b, e, r: delay(i, b, e + 1, r), "after the last"),
         (lambda i, b, e, r: delay(i, b, e, r) - 1, "too few"),
         (lambda i, b, e, r: delay(i, b, e, r + 1) + 2, "too many"),
         (lambda i, b, e, r: 1400, "another run"),
         (lambda i, b, e, r: (e - 1) * i + 1 - r, "batch"),
         (lambda i, b, e, r: 7, None)),
        (r"t - \text{ramp}",), delay),
    "14-logged": Known(
        (logged, by_softmax),
        ((twice, "too many"), (lambda x, c: logged(x, c) - ln(c.shape[1]), "missing"),
         (lambda x, c: -logged(x, c), "sign"), (lambda x, c: logged(x, c) / ln(2), "bits"),
         (lambda x, c: 0.1, None)),
        ("The log-softmax of the logits is enough",), logged),
}  # fmt: skip
