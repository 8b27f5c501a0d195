"""A figure with its caption and alt text, the same in the book, in Colab and in JupyterLab."""

from __future__ import annotations

import base64
import html
import io
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from matplotlib import style
from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("style.mplstyle")
DPI = 144
WIDTH = 5.0  # inches: 12-point type stays readable when a phone shrinks the figure
P = ParamSpec("P")


def use_style() -> None:
    """Apply the course's style to every figure made from now on."""
    style.use(STYLE)


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Draw in the course's style, and leave the caller's settings as they were."""

    @wraps(draw)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with style.context(STYLE):
            return draw(*args, **kwargs)

    return wrapper


def png(figure: Figure) -> bytes:
    """Return the figure as a PNG. The same figure gives the same bytes."""
    stream = io.BytesIO()
    with style.context(STYLE):
        figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()


def figure_html(picture: bytes, caption: str, alt: str) -> str:
    """Return a ``<figure>`` that holds a PNG at :data:`DPI`, its alt text and its caption.

    Raises:
        ValueError: for an empty caption or alt text.
    """
    for name, text in (("caption", caption), ("alt", alt)):
        if not text.strip():
            raise ValueError(f"{name} is empty; say in words what the figure shows")
    data = base64.b64encode(picture).decode("ascii")
    # Sharp on dense screens: 144 dots for every 96 pixels of the page.
    width = round(int.from_bytes(picture[16:20], "big") * 96 / DPI)
    return (
        '<figure style="margin: 1em 0">'
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" width="{width}" '
        'style="max-width: 100%; height: auto">'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def show(figure: Figure, caption: str, alt: str) -> None:
    """Display a figure under its caption, with alt text for who cannot see it; then close it.

    Args:
        figure: from :mod:`infogan_lib.show.plots`, or your own.
        caption: what to see, and where the data come from. Plain text.
        alt: the figure in a sentence or two. Plain text.

    Raises:
        ValueError: for an empty caption or alt text.
    """
    page = figure_html(png(figure), caption, alt)
    # A figure of pyplot's would stay in memory, and be shown once more at the cell's end.
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    figure.clear()
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display

    if InteractiveShell.initialized():
        display({"text/html": page, "text/plain": caption}, raw=True)
    else:  # A plain Python session has nowhere to put a picture.
        print(caption)
