"""A panel for notebooks: turn the codes, see the image, see what Q reads in it.

Keeps to what ipywidgets 7.7 knows, which Colab has. Needs a running kernel: a page that is only
read shows a figure instead.
"""

from __future__ import annotations

import base64
import html
import io
from typing import Any

import ipywidgets as widgets
import numpy as np
from PIL import Image

from infogan_lib.codes import Categorical, Code, Gaussian, Uniform
from infogan_lib.gan import GAN

SIDE = 224  # pixels of the page: eight for each of the image's
FEW = 12  # categories that still fit on buttons and bars
BLUE = "#0072B2"


def explore(model: GAN, seed: int = 0) -> Explorer:
    """Return a panel with a control for each code, the image, and Q's reading of it.

    A slider goes to twice the range that its code was trained on (twice the standard deviation of
    a Gaussian one), and says so. ``seed`` chooses the first noise z; a button takes the next.

    Raises:
        ValueError: for anything but a GAN or InfoGAN, or a negative seed.
    """
    return Explorer(model, seed)


class Explorer(widgets.VBox):
    """The panel of :func:`explore`.

    ``controls``: {code name: widget}. ``seed``: the widget that chooses z. ``another``: the
    button for the next z. ``image``, ``reading``: what is shown. ``pixels``: the image as an
    array (28, 28, 1) in [-1, 1].
    """

    def __init__(self, model: GAN, seed: int = 0):
        if not isinstance(model, GAN):
            raise ValueError(f"model must be a GAN or InfoGAN, got {type(model).__name__}")
        if seed < 0:
            raise ValueError(f"seed must be 0 or more, got {seed}")
        self.model = model
        self.controls = {code.name: _control(code) for code in model.latent.codes}
        self.seed = widgets.BoundedIntText(
            value=seed, min=0, max=2**31 - 1, description="noise z", layout=_width("11em")
        )
        self.another = widgets.Button(description="another z", layout=_width("7em"))
        self.image, self.reading = widgets.HTML(), widgets.HTML()
        self.another.on_click(self._next_noise)
        for control in (*self.controls.values(), self.seed):
            control.observe(self._draw, names="value")
        rows = []
        for code in model.latent.codes:
            rows += [self.controls[code.name], widgets.HTML(_range_note(code))]
        if model.latent.noise:
            rows.append(widgets.HBox([self.seed, self.another]))
        wrap = widgets.Layout(flex_flow="row wrap", align_items="flex-start")
        left = widgets.VBox(rows, layout=_width("24em"))
        super().__init__([widgets.HBox([left, self.image, self.reading], layout=wrap)])
        self._draw()

    @property
    def codes(self) -> dict[str, float]:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def latents(self) -> np.ndarray:
        """The latent vector of the image on show, (1, latent.width)."""
        latent = self.model.latent
        noise = np.asarray(latent.split(latent.sample(1, self.seed.value))["noise"])
        return latent.assemble(noise, **self.codes)

    def _next_noise(self, _: widgets.Button) -> None:
        self.seed.value += 1

    def _draw(self, _: Any = None) -> None:
        # Called directly, without compiling: a single image takes milliseconds.
        images = self.model.generate(self.latents)
        self.pixels = images[0]
        shown = ", ".join(f"{name} {value:g}" for name, value in self.codes.items())
        alt = f"Generated image: {shown or 'no codes'}, noise {self.seed.value}"
        self.image.value = _image_html(self.pixels, alt)
        if hasattr(self.model, "recognise"):
            self.reading.value = self._reading_html(self.model.recognise(images))

    def _reading_html(self, posterior: dict[str, dict[str, np.ndarray]]) -> str:
        parts = []
        for code in self.model.latent.codes:
            q = {key: values[0] for key, values in posterior[code.name].items()}
            if isinstance(code, Categorical):
                parts.append(_bars(code.name, q["probabilities"]))
            else:
                control = self.controls[code.name]
                mean, std = float(q["mean"][0]), float(q["std"][0])
                parts.append(_band(code.name, mean, std, control.min, control.max))
        return f"<div><b>What Q reads</b>{''.join(parts)}</div>"


def _control(code: Code) -> widgets.Widget:
    if isinstance(code, Categorical):
        options = [(str(k), k) for k in range(code.size)]
        if code.size > FEW:
            return widgets.Dropdown(options=options, value=0, description=code.name)
        return widgets.ToggleButtons(
            options=options, value=0, description=code.name, style={"button_width": "2em"}
        )
    centre, half = _trained(code)
    return widgets.FloatSlider(
        value=centre,
        min=centre - 2 * half,
        max=centre + 2 * half,
        step=half / 20,
        description=code.name,
    )


def _trained(code: Uniform | Gaussian) -> tuple[float, float]:
    """Centre of the values seen in training, and how far to either side most of them reach."""
    if isinstance(code, Uniform):
        return (code.low + code.high) / 2, (code.high - code.low) / 2
    return code.mean, code.std


def _range_note(code: Code) -> str:
    if isinstance(code, Categorical):
        return ""
    centre, half = _trained(code)
    share = "trained" if isinstance(code, Uniform) else "two thirds of the training"
    return f"<small>{share} from {centre - half:g} to {centre + half:g}</small>"


def _image_html(pixels: np.ndarray, alt: str) -> str:
    """Dark ink on white, like every figure of the course, enlarged by the page itself."""
    stream = io.BytesIO()
    grey = np.rint((1 - pixels[..., 0]) * 127.5).clip(0, 255).astype(np.uint8)
    Image.fromarray(grey).save(stream, format="PNG")
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return (
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" width="{SIDE}" '
        f'height="{SIDE}" style="image-rendering: pixelated; border: 1px solid #bbbbbb">'
    )


def _bars(name: str, probabilities: np.ndarray) -> str:
    """A bar for each category; of many, for the five likeliest."""
    order = range(len(probabilities))
    if len(probabilities) > FEW:
        order = np.argsort(-probabilities)[:5].tolist()
    rows = "".join(
        f'<tr><td>{k}</td><td style="width: 8em"><div style="background: {BLUE}; height: .7em; '
        f'width: {100 * probabilities[k]:.1f}%"></div></td>'
        f"<td>{100 * probabilities[k]:.0f} %</td></tr>"
        for k in order
    )
    caption = f"<caption>{html.escape(name)}</caption>"
    return f'<table style="line-height: 1.1; color: inherit">{caption}{rows}</table>'


def _band(name: str, mean: float, std: float, low: float, high: float) -> str:
    """A line from low to high, with a band of one standard deviation on each side of the mean."""
    left, right = (
        100 * min(max((edge - low) / (high - low), 0.0), 1.0) for edge in (mean - std, mean + std)
    )
    return (
        f"<div>{html.escape(name)}: {round(mean, 2) + 0.0:.2f} ± {std:.2f}"
        '<div style="width: 12em; height: .7em; background: #cccccc">'
        f'<div style="height: .7em; margin-left: {left:.1f}%; width: {max(right - left, 1):.1f}%; '
        f'background: {BLUE}"></div></div></div>'
    )


def _width(width: str) -> widgets.Layout:
    return widgets.Layout(width=width)
