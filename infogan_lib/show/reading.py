"""What Q reads in one image, as HTML for a notebook: the look of the panels in the book's pages."""

from __future__ import annotations

import base64
import html
import io

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.core.latent import LatentSpec
from infogan_lib.data.sheet import to_bytes

FEW = 12  # categories that still fit on buttons and bars
BLUE, ORANGE, GREY = "#0072B2", "#B94A00", "#CCCCCC"


def trained(code: Uniform | Gaussian) -> tuple[float, float]:
    """Centre of the values seen in training, and how far to either side most of them reach."""
    if isinstance(code, Uniform):
        return (code.low + code.high) / 2, (code.high - code.low) / 2
    return code.mean, code.std


def picture_html(pixels: np.ndarray, alt: str, width: int) -> str:
    """A picture (rows, columns, 1 or 3) in [-1, 1], ``width`` pixels of the page wide.

    Grey is shown as dark ink on white, colours as they are.
    """
    stream = io.BytesIO()
    Image.fromarray(to_bytes(pixels if pixels.shape[-1] == 3 else -pixels[..., 0])).save(
        stream, "PNG"
    )
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    height = round(width * pixels.shape[0] / pixels.shape[1])
    return (
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" width="{width}" '
        f'height="{height}" style="image-rendering: pixelated; border: 1px solid #bbbbbb">'
    )


def reading_html(latent: LatentSpec, latents: ArrayLike, raw: ArrayLike) -> str:
    """Q's reading of one image beside the codes that made it, and the nats they earn.

    Args:
        latents: (1, latent.width), what the generator took.
        raw: (1, latent.parameters), what Q answered, before ``latent.posterior``.
    """
    put, log_q = latent.split(latents), latent.log_q(latents, raw)
    parts, nats = [], {}
    for code in latent.codes:
        q = {k: np.asarray(v)[0] for k, v in latent.posterior(raw)[code.name].items()}
        value = np.asarray(put[code.name])[0]
        nats[code.name] = float(np.asarray(log_q[code.name])[0]) + code.entropy
        if isinstance(code, Categorical):
            parts.append(_bars(code.name, q["probabilities"], int(value.argmax())))
        else:
            parts.append(_band(code, float(q["mean"][0]), float(q["std"][0]), float(value[0])))
    lines = {**nats, "together": sum(nats.values())}.items()
    rows = (f"<tr><td>{html.escape(name)}</td><td>{n:z.2f}</td></tr>" for name, n in lines)
    parts.append(_table("ln q(c|x) + H(c), in nats", "".join(rows)))
    return f"<div><b>What Q reads</b>{''.join(parts)}</div>"


def _bars(name: str, probabilities: np.ndarray, put: int) -> str:
    """A bar for each category; of many, for the five likeliest. The one put in stands out."""
    order = range(len(probabilities))
    if len(probabilities) > FEW:
        order = np.argsort(-probabilities)[:5].tolist()
    stands_out = ' style="font-weight: bold"'
    rows = "".join(
        f'<tr{stands_out if k == put else ""}><td>{k}</td><td style="width: 8em">'
        f'<div style="background: {BLUE}; height: .7em; width: {100 * probabilities[k]:.1f}%">'
        f"</div></td><td>{100 * probabilities[k]:.0f} %</td></tr>"
        for k in order
    )
    return _table(f"{html.escape(name)}: put in {put}", rows)


def _band(code: Uniform | Gaussian, mean: float, std: float, put: float) -> str:
    """From the slider's one end to the other: a band of mean ± std, and a mark at ``put``."""
    centre, half = trained(code)
    left, right, mark = (
        100 * min(max((value - centre) / half / 4 + 0.5, 0.0), 1.0)
        for value in (mean - std, mean + std, put)
    )
    block = "position: absolute; top: 0; height: .7em"
    # The z in a format leaves out the minus before a zero.
    return (
        f"<div>{html.escape(code.name)}: {mean:z.2f} ± {std:.2f}, put in {put:z.2f}"
        f'<div style="position: relative; width: 14em; height: .7em; background: {GREY}">'
        f'<div style="{block}; left: {left:.1f}%; width: {max(right - left, 1):.1f}%; '
        f'background: {BLUE}"></div>'
        f'<div style="{block}; left: {mark:.1f}%; width: 3px; background: {ORANGE}"></div>'
        "</div></div>"
    )


def _table(caption: str, rows: str) -> str:
    return (
        '<table style="line-height: 1.1; color: inherit; margin-top: .4em; white-space: nowrap">'
        f'<caption style="text-align: left; color: inherit">{caption}</caption>{rows}</table>'
    )
