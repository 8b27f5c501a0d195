"""Static twins of the live panels: what stands in a page where no script runs, and on paper.

Each is the panel as it opens, drawn by the library, with its caption and alt text.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from infogan_lib import information
from infogan_lib.information.mixtures import GaussianMixture
from infogan_lib.show.display import WIDTH, figure_html, png, styled
from infogan_lib.show.grids import category_by_code
from infogan_lib.toys.line import LineGame
from tools.lab_twin import lab

COLUMNS = 9
SEED = 0


@styled
def _chart(curves: dict[str, tuple[ArrayLike, ArrayLike]], x: str, y: str, **limits) -> Figure:
    figure = Figure(figsize=(WIDTH, 3.2))
    axes = figure.add_subplot()
    for label, (at, values) in curves.items():
        axes.plot(at, values, label=label)
    axes.set(xlabel=x, ylabel=y, **limits)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    return figure


def symmetric_channel(classes: int = 10, error: float = 0.2) -> str:
    """The bound of Q against the error that it believes in."""
    believed = np.linspace(0.002, 0.985, 200)
    bound = [information.symmetric_channel_bound(classes, error, b) for b in believed]
    truth = information.symmetric_channel_information(classes, error)
    ceiling = np.log(classes)
    curves = {
        "bound B of Q": (believed, bound),
        "information I": (believed[[0, -1]], [truth, truth]),
        "H(c)": (believed[[0, -1]], [ceiling, ceiling]),
    }
    figure = _chart(curves, "error that Q believes in, b", "nats", ylim=(-1, 2.6))
    facts = f"K = {classes} categories and noise e = {error}"
    return _page(
        figure,
        f"The bound for {facts}. It reaches I = {truth:.3f} nats where Q believes b = e.",
        f"One curve against b, for {facts}. It rises steeply from the left, touches the level of "
        f"I at b = {error}, and falls. H(c) lies above both.",
    )


def gaussian_code(error: float = 0.1) -> str:
    """The bound of a Gaussian Q against the σ that it reports."""
    std = np.geomspace(0.01, 3, 200)
    entropy = information.uniform_entropy(-1, 1)
    curves = {
        f"√MSE = {error}": (std, [information.gaussian_bound(entropy, error**2, s) for s in std]),
        "MSE = 0": (std, [information.gaussian_bound(entropy, 0.0, s) for s in std]),
    }
    figure = _chart(curves, "σ that Q reports (unit of c)", "bound (nats)",
                    xscale="log", ylim=(-2.5, 4.5))  # fmt: skip
    best = information.gaussian_bound(entropy, error**2)
    return _page(
        figure,
        f"The bound of a code from U(−1, 1). With error {error} it is highest, {best:.3f} nats, "
        f"at σ = {error}.",
        "Two curves against σ. The one with an error rises to a single top, where σ equals the "
        "error, and falls; the one without falls all the way. From σ = 1 on they nearly agree.",
    )


def discriminator(mean: float = 2.0, std: float = 1.0) -> str:
    """Two bells and the best discriminator between them."""
    game = LineGame(GaussianMixture([1], [0], [1]), mean, std)
    x = np.linspace(-6, 10, 400)
    curves = {
        "D* = p / (p + q)": (x, 1 / (1 + np.exp(-game.optimal_logit(x)))),
        "real p": (x, np.exp(game.data.log_density(x))),
        "generated q": (x, np.exp(game.generated.log_density(x))),
    }
    figure = _chart(curves, "x", "density; D*(x)")
    return _page(
        figure,
        f"p = N(0, 1), q = N({mean:g}, {std:g}): the divergence is {game.jensen_shannon():.3f} "
        "nats.",
        "Two bells side by side, and the best discriminator, which falls from 1 over the real one "
        "to 0 beyond the generated one. It is one half where they cross.",
    )


def joint() -> str:
    """The printed generator of chapter 05 with its Q: the table, and what it comes to."""
    table = np.array([[6, 1, 1], [1, 2, 5]]) / 16
    q = np.array([[0.7, 0.5, 0.2], [0.3, 0.5, 0.8]])
    told = information.mutual_information(table)
    bound, gap = information.exact_bound(table, q), information.bound_gap(table, q)
    rows = [(f"P(code {c}, x)", row) for c, row in enumerate(table)]
    rows += [("P(x)", table.sum(axis=0)), ("Q(0 | x)", q[0])]
    lines = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{p:.3f}</td>" for p in row)}</tr>'
        for name, row in rows
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in "ABC")
    return (
        f"<table><caption>I = {told:.4f}, L_I = {bound:.4f}, gap = {gap:.4f} nats</caption>"
        f"<tr><td></td>{head}</tr>{lines}</table>"
    )


def explorer(model, digits: dict[str, int]) -> str:
    """A grid for each continuous code: every category down, the code across, one z.

    ``digits``: {category: the digit it mostly draws}, as on a card.
    """
    latent, down = model.latent, model.latent.category
    z = np.random.default_rng(SEED).standard_normal((1, latent.noise))
    values = np.linspace(-2, 2, COLUMNS)
    pages = []
    for name in (name for name in latent.names if name != down.name):
        codes = dict.fromkeys(latent.names, 0.0) | {
            down.name: np.repeat(np.arange(down.size), COLUMNS),
            name: np.tile(values, down.size),
        }
        images = model.generate(latent.assemble(z.repeat(down.size * COLUMNS, axis=0), **codes))
        figure = category_by_code(images.reshape(down.size, COLUMNS, 28, 28, 1), values, name)
        order = [str(digits[str(k)]) for k in range(down.size) if str(k) in digits]
        said = f" Down the rows the digits are mostly {', '.join(order)}." if order else ""
        pages.append(_page(
            figure,
            f"A row a category, and along it {name} from −2 to 2; it was trained from −1 to 1. "
            "One z, the other styles 0. Drawn by the network that comes with this course.",
            f"{down.size} rows of {COLUMNS} generated digits: a row a category, and from left to "
            f"right one style changes.{said}",
        ))  # fmt: skip
    return "\n".join(pages)


def _page(figure: Figure, caption: str, alt: str) -> str:
    return figure_html(png(figure), caption, alt)


#: Of panels that need no network of ours: class of the element, and who draws its twin.
CLOSED_FORMS: dict[str, Callable[[], str]] = {
    "live-symmetric-channel": symmetric_channel,
    "live-gaussian-code": gaussian_code,
    "live-discriminator": discriminator,
    "live-joint": joint,
    "live-lab": lab,
    "live-small-lab": lab,
}
