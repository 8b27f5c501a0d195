"""What is known of the exercises that need a trained network, or look at one. As known_answers."""

from __future__ import annotations

import math
import warnings
from functools import cache
from types import SimpleNamespace

import numpy as np
from known_answers import Known
from scipy.ndimage import uniform_filter

from infogan_lib import information as info

ln = math.log


@cache
def shipped() -> SimpleNamespace:
    """The model of the chapters, its digits, and the digit that labels name each category."""
    from infogan_lib import load_mnist, load_pretrained

    model, digits = load_pretrained("mnist"), load_mnist("sample")
    drawn = model.generate(model.latent.assemble(
        np.random.default_rng(3).normal(size=(400, 62)), category=np.repeat(np.arange(10), 40),
        style_1=0, style_2=0))  # fmt: skip
    found = model.classify(digits.x_train)
    counts = np.zeros((10, 10))
    np.add.at(counts, (found, digits.y_train), 1)
    return SimpleNamespace(
        model=model, x=digits.x_train[:2000], y=digits.y_train[:2000], drawn=drawn,
        digit_of=counts.argmax(axis=1), category_of=counts.argmax(axis=0))  # fmt: skip


def year() -> Known:
    s = shipped()
    one = [int(s.category_of[d]) for d in (1, 9, 8, 4)]
    other = [int(np.flatnonzero(s.digit_of == d)[0]) for d in (1, 9, 8, 4)]
    wrong = (([1, 9, 8, 4], "digit itself"), ([int(s.digit_of[d]) for d in (1, 9, 8, 4)], "draws"),
             (one[::-1], "another order"), ([5, 5, 5, 5], None))  # fmt: skip
    return Known((one, other), wrong, ("categories: [8, 3, 6, 5]",), (8, 3, 6, 5))


def style() -> Known:
    model, routes = shipped().model, []
    for seed in (11, 3):
        rng = np.random.default_rng(seed)
        style_2, noise, category = rng.uniform(-1, 1, 150), rng.normal(size=(150, 62)), rng
        fixed = {"category": category.integers(10, size=150), "style_2": style_2}
        bank = np.stack([
            model.generate(model.latent.assemble(noise, style_1=value, **fixed))
            for value in np.linspace(-1, 1, 16)
        ]).astype(float)  # fmt: skip
        found = (info.frozen_generator_information(bank, s, n=1000) for s in (1.0, 3.0))
        routes.append(tuple(each.information for each in found))  # estimates, as they come
    wrong = (((ln(16), 1.47), "ceiling"), ((3.79, 2.12), "bits"), ((1.47, 2.62), "another order"),
             ((2.0, 1.47), None))  # fmt: skip
    return Known(tuple(routes), wrong, ("2.62, 1.47",), (2.62, 1.47))


def slant() -> Known:
    from sklearn.metrics import confusion_matrix

    from infogan_lib.measure.clustering import clustering_accuracy

    s = shipped()
    ink = (s.x[..., 0] + 1).sum(axis=1)
    centre = (ink @ np.arange(28)) / ink.sum(axis=1)
    slices = np.argsort(np.argsort(centre, kind="stable")) // 200
    from scipy.optimize import linear_sum_assignment

    table = confusion_matrix(s.y, slices)
    best = table[linear_sum_assignment(-table)].sum() / 2000
    wrong = (((0.22, ln(10)), "amount of ink"), ((0.127, 0), "finds the column"),
             ((12.7, ln(10)), "percent"), ((0.127, math.log2(10)), "bits"), ((0.5, 2.3), None))
    routes = ((best, ln(10)), (clustering_accuracy(s.y, slices), ln(10)))
    return Known(routes, wrong, ("accuracy 0.13", r"$\ln 10$ again"), (0.13, ln(10)))


def between() -> Known:
    model = shipped().model
    rows = model.latent.assemble(np.zeros((6, 62)), category=0, style_1=0, style_2=0)
    columns = model.latent.slices["category"]
    routes = []
    for pair in ((0, 1), (4, 9)):
        half = rows.copy()
        half[:, columns] = np.eye(10)[list(pair)].mean(axis=0)
        routes.append(half)
    twice, every = rows.copy(), rows.copy()
    twice[:, columns], every[:, columns] = np.eye(10)[0] + np.eye(10)[1], 0.1
    alone = half[:, columns]
    wrong = ((twice, "Two ones"), (rows, "corners"), (every, "corners"), (alone, "category alone"))
    return Known(tuple(routes), wrong, ("(6, 74)",), half)


def ink() -> Known:
    s = shipped()
    darkness = (s.drawn.astype(float).reshape(10, -1) + 1).sum(axis=1)  # 40 of each category
    truth = [(s.x[s.y == d] + 1).mean() for d in range(10)]  # real digits agree
    routes = (int(s.digit_of[darkness.argmin()]), int(np.argmin(truth)))
    return Known(routes, ((int(darkness.argmin()), "digit_of"), (7, None), (4, None)),
                 ("digit 1",), 1)  # fmt: skip


def negative() -> Known:
    s = shipped()
    with warnings.catch_warnings():  # the library remarks on dark ink
        warnings.simplefilter("ignore")
        q = s.model.recognise(-s.x[:500])["category"]["probabilities"]
        named = s.digit_of[s.model.classify(-s.x[:500])]
        plain = s.model.recognise(s.x[:500])["category"]["probabilities"]
    right = float((named == s.y[:500]).mean())
    routes = ((q.max(axis=1).mean(), right), (np.sort(q)[:, -1].mean(), 1 - float(
        (s.digit_of[q.argmax(axis=1)] != s.y[:500]).mean())))  # fmt: skip
    wrong = (((plain.max(axis=1).mean(), right), "themselves"), ((87, right), "percent"),
             ((0.1, 0.1), "lost"), ((0.87, 0.86), "wrong"), ((0.5, 0.5), None))  # fmt: skip
    return Known(routes, wrong, ("more than half right: False", "sure above ½"), (0.87, 0.14))


def blur() -> Known:
    from infogan_lib import load_mnist
    from infogan_lib.measure.morphometry import measure

    some = load_mnist("sample").x_train[::3]
    seen = measure(some)
    blurred = measure(uniform_filter(some[:500], size=(1, 3, 3, 1), mode="nearest"))
    change = {f: abs((blurred[f] - seen[f][:500]).mean() / seen[f].std()) for f in seen}
    order = sorted(change, key=change.get)
    routes = ((order[-1], order[0]), (order[-1], set(order[:2])), ([order[-1]], ["Ink"]))
    wrong = ((("height", "ink"), "spread"), (("ink", "thickness"), "another order"),
             (("thickness", "width"), "little"), (("thickness", "height"), None))  # fmt: skip
    return Known(routes, wrong, ("changes most: thickness", "Ink stays"), ("thickness", "ink"))


@cache
def reader() -> SimpleNamespace:
    """Chapter 13's model, a hundred real digits, and a search for the noise that redraws images."""
    import keras
    import tensorflow as tf

    from infogan_lib import load_mnist, load_pretrained

    model, digits = load_pretrained("mnist"), load_mnist("sample")
    hundred = np.concatenate([np.flatnonzero(digits.y_train == d)[5:15] for d in range(10)])

    def search(images, start, steps):
        q = model.recognise(images)
        c = {s: q[s]["mean"][:, 0] for s in ("style_1", "style_2")}
        rows = model.latent.assemble(start, category=model.classify(images), **c)
        z, rest = keras.Variable(rows[:, :62]), tf.constant(rows[:, 62:])
        adam = keras.optimizers.Adam(0.1)
        for _ in range(steps):
            with tf.GradientTape() as tape:
                drawn = model.generator(tf.concat([z.value, rest], 1), training=False)
                error = tf.reduce_sum(tf.square(drawn - images))
            adam.apply([tape.gradient(error, z.value)], [z])
        drawn = model.generate(np.concatenate([z.numpy(), rest.numpy()], axis=1))
        return z.numpy(), np.sqrt(np.square(drawn - images).mean(axis=(1, 2, 3)))

    return SimpleNamespace(model=model, x=digits.x_train[hundred], search=search)


def zero() -> Known:
    r, routes = reader(), []
    from_zero = r.search(r.x, np.zeros((100, 62)), 25)
    for seed in (0, 1):
        drawn = r.search(r.x, np.random.default_rng(seed).normal(size=(100, 62)), 25)
        shorter = np.linalg.norm(from_zero[0], axis=1) < np.linalg.norm(drawn[0], axis=1)
        routes.append((bool(from_zero[1].mean() < drawn[1].mean()), bool(shorter.mean() > 0.9)))
    wrong = (((False, True), "hundred real"), ((True, False), "norm"), ((False, False), None))
    return Known(tuple(routes), wrong, ("lower: True, shorter: True",), (True, True))


def sideways() -> Known:
    from sklearn.metrics import roc_auc_score

    r, turned = reader(), np.arange(200) >= 100
    both = np.concatenate([r.x, np.rot90(r.x, axes=(1, 2))])
    sure = r.model.recognise(both)["category"]["probabilities"].max(axis=1)
    routes = []
    for seed in (0, 1):
        error = r.search(both, np.random.default_rng(seed).normal(size=(200, 62)), 100)[1]
        by_pixels = roc_auc_score(turned, error)
        better = by_pixels > roc_auc_score(turned, -sure)
        routes.append("pixels" if better else "probability")
    other = {"pixels": "probability", "probability": "pixels"}[routes[0]]
    return Known(tuple(routes), ((other, "same 200 images"), ({"pixels", "probability"}, "many")),
                 (f"better: {routes[0]}",), routes[0])  # fmt: skip


def codes() -> Known:
    from infogan_lib import Categorical, Gaussian, LatentSpec, Uniform

    spec = LatentSpec((Categorical("kind", 5), Gaussian("a"), Gaussian("b"), Uniform("c")), 30)
    wrong = (((41, 11), "one column"), ((8, 11), "noise"), ((38, 8), "two outputs"),
             (LatentSpec((Categorical("kind", 5), Gaussian("a"), Uniform("c")), 30), None))
    return Known((spec, (30 + 5 + 3, 5 + 2 * 3)), wrong, ("38 columns", "11 outputs"), (38, 11))


def private() -> Known:
    from infogan_lib import ACGAN, InfoGAN
    from infogan_lib.recipes.build import build
    from infogan_lib.recipes.config import preset

    model = build(preset("acgan", labels="unused", width=0.0625))
    wrong = (((ACGAN, ValueError), "label term"), ((InfoGAN, 0.1), "no number"),
             ((InfoGAN, KeyError), None), (("GAN", "ValueError"), "name the code"))  # fmt: skip
    routes = ((model, ValueError("no names")), (type(model), ValueError), ("infogan", "ValueError"))
    return Known(routes, wrong, ("An `InfoGAN`", "raises a `ValueError`"), (InfoGAN, ValueError))


# What the chapter's own runs show; a test of the chapter's outputs compares the first two.
SHOWN = {
    "01-lab": Known(((0, 5), (1, 8), (2, 4)), (((6, 6), "fast G"), ((1, 1), "exchange"),
                                               ((6, 1), "another order"), ((1, 9), None)),
                    ("at most two, the patient one at least four: True",), (2, 4)),
    "05-four": Known((1.3, ln(4), 1.26), ((ln(8), "four values"), (ln(4) / ln(2), "bits"),
                                          (0, "Nothing"), (1.1, None)),
                     ("between 1.25 and ln 4 = 1.386 nats: True",), 1.386),
    "08-cut": Known(({"fake → G", "MI → G"}, [("fake", "G"), ("MI", "G")], ["MI->G", "fake->g"]),
                    (({"fake → G"}, "Two losses"), ({"MI → trunk"}, "after the cut"),
                     ({"fake → G", "MI → G", "MI → Q"}, "too many"), ({"real → D"}, None)),
                    ("fake → G and MI → G",), {"fake → G", "MI → G"}),
    "08-late": Known(((True, False), (1, 0), (np.True_, np.False_)),
                     (((False, False), "function built"), ((True, True), "batch size"),
                      ((False, True), None)),
                     ("goes on learning", "and $D$ stops"), (True, False)),
    "08-sign": Known((("Q head", "trunk"), ("q head", {"Trunk"}), (["Q head"], ["trunk"])),
                     ((("G", "trunk"), "own loss"), (("Q head", {"trunk", "Q head"}), "own loss"),
                      (("D head", "trunk"), "real from fake"), (("Q head", "D head"), None)),
                     ("head suffers first", "`False` for the trunk alone"), ("Q head", "trunk")),
}  # fmt: skip
LOOKED = {
    "00-year": year, "03-private": private, "ex-07-style": style, "08-codes": codes,
    "09-slant": slant, "10-between": between, "10-ink": ink, "10-negative": negative,
    "11-blur": blur, "13-zero": zero, "13-sideways": sideways,
}  # fmt: skip
