"""A panel for notebooks: turn the codes, see the image, see what Q reads in it.

Keeps to what ipywidgets 7.7 knows, which Colab has. Needs a running kernel: a page that is only
read shows a figure instead.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import numpy as np
from keras import ops

from infogan_lib.core.codes import Categorical, Code, Uniform
from infogan_lib.data.sheet import mosaic
from infogan_lib.recipes.build import GAN
from infogan_lib.show.reading import FEW, picture_html, reading_html, trained

SIDE, TILE = 224, 58  # pixels of the page: the image, and one of the grid
COLUMNS = 9  # of the grid
SEEDS = 2**31
HOLD, VARY, NO_GRID = "hold z", "vary z", "no grid"


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
    button for the next z. ``habit``: whether a code's move holds z or varies it. ``reset``: back
    to the start. ``across``: the code along the grid, every category down. ``image``, ``reading``,
    ``grid``: what is shown. ``pixels``: the image as an array, of the model's shape, in [-1, 1].
    """

    def __init__(self, model: GAN, seed: int = 0):
        if not isinstance(model, GAN):
            raise ValueError(f"model must be a GAN or InfoGAN, got {type(model).__name__}")
        if seed < 0:
            raise ValueError(f"seed must be 0 or more, got {seed}")
        self.model, self._quiet = model, False
        codes = model.latent.codes
        self.controls = {code.name: _control(code) for code in codes}
        self._start = self.codes, seed
        self.seed = widgets.BoundedIntText(
            value=seed, min=0, max=SEEDS - 1, description="noise z", layout=_width("11em")
        )
        self.another = widgets.Button(description="another z", layout=_width("7em"))
        self.reset = widgets.Button(description="reset", layout=_width("7em"))
        self.habit = widgets.Dropdown(options=[HOLD, VARY], layout=_width("7em"))
        numbers = [code.name for code in model.latent.styles]
        self.across = widgets.Dropdown(options=[NO_GRID, *numbers], description="grid")
        self.image, self.reading, self.grid = (widgets.HTML() for _ in range(3))
        self.another.on_click(self._next_noise)
        self.reset.on_click(self._restart)
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        for control in (self.seed, self.across):
            control.observe(self._draw, names="value")
        rows = []
        for code in codes:
            rows += [self.controls[code.name], widgets.HTML(_range_note(code))]
        if model.latent.noise:
            rows.append(widgets.HBox([self.seed, self.another]))
            rows.append(widgets.HBox([self.habit, self.reset]))
        else:
            rows.append(self.reset)
        if model.latent.category and numbers:
            rows.append(self.across)
        wrap = widgets.Layout(flex_flow="row wrap", align_items="flex-start")
        left = widgets.VBox(rows, layout=_width("24em"))
        top = widgets.HBox([left, self.image, self.reading], layout=wrap)
        super().__init__([top, self.grid])
        self._draw()

    @property
    def codes(self) -> dict[str, float]:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def latents(self) -> np.ndarray:
        """The latent vector of the image on show, (1, latent.width)."""
        return self._latents(self.codes)

    def _latents(self, codes: Mapping[str, Any], n: int = 1) -> np.ndarray:
        latent = self.model.latent
        noise = np.asarray(latent.split(latent.sample(1, self.seed.value))["noise"])
        return latent.assemble(noise.repeat(n, axis=0), **codes)

    def _next_noise(self, _: Any = None) -> None:
        self.seed.value = (self.seed.value + 1) % SEEDS

    def _moved(self, _: Any) -> None:
        if self.habit.value == VARY and self.model.latent.noise and not self._quiet:
            self._next_noise()  # which draws
        else:
            self._draw()

    def _restart(self, _: Any) -> None:
        self._quiet = True
        codes, self.seed.value = self._start
        for name, control in self.controls.items():
            control.value = codes[name]
        self._quiet = False
        self._draw()

    def _draw(self, _: Any = None) -> None:
        if self._quiet:
            return
        # Called directly, without compiling: a single image takes milliseconds.
        latents = self.latents
        images = self.model.generate(latents)
        self.pixels = images[0]
        shown = ", ".join(f"{name} {value:g}" for name, value in self.codes.items())
        alt = f"Generated image: {shown or 'no codes'}, noise {self.seed.value}"
        self.image.value = picture_html(self.pixels, alt, SIDE)
        if hasattr(self.model, "recognise"):
            raw = ops.convert_to_numpy(self.model.recognition(images, training=False))
            self.reading.value = reading_html(self.model.latent, latents, raw)
        self.grid.value = self._grid_html() if self.across.value != NO_GRID else ""

    def _grid_html(self) -> str:
        """Every category down, the chosen code across, the rest as the controls say."""
        down, name = self.model.latent.category, self.across.value
        assert down is not None  # the menu offers a grid beside a category alone
        code = next(code for code in self.model.latent.styles if code.name == name)
        centre, half = trained(code)
        values = centre + half * np.linspace(-2, 2, COLUMNS)
        chosen = {
            **self.codes,
            down.name: np.repeat(np.arange(down.size), COLUMNS),
            name: np.tile(values, down.size),
        }
        images = self.model.generate(self._latents(chosen, down.size * COLUMNS))
        tiles = np.pad(images, ((0, 0), (0, 1), (0, 1), (0, 0)), constant_values=-0.5)
        sheet = mosaic(tiles.reshape(down.size, COLUMNS, *tiles.shape[1:]))
        sizes = f"{down.name} 0 to {down.size - 1} down, {name} {values[0]:g} to {values[-1]:g}"
        alt = f"Grid of generated images: {sizes} across, noise {self.seed.value}"
        page = picture_html(sheet, alt, TILE * COLUMNS)
        return f"{page}<br><small>{html.escape(alt)}</small>"


def _control(code: Code) -> widgets.Widget:
    if isinstance(code, Categorical):
        options = [(str(k), k) for k in range(code.size)]
        if code.size > FEW:
            return widgets.Dropdown(options=options, value=0, description=code.name)
        return widgets.ToggleButtons(
            options=options, value=0, description=code.name, style={"button_width": "3em"}
        )
    centre, half = trained(code)
    return widgets.FloatSlider(
        value=centre,
        min=centre - 2 * half,
        max=centre + 2 * half,
        step=half / 20,
        description=code.name,
    )


def _range_note(code: Code) -> str:
    if isinstance(code, Categorical):
        return ""
    centre, half = trained(code)
    share = "trained" if isinstance(code, Uniform) else "two thirds of the training"
    return f"<small>{share} from {centre - half:g} to {centre + half:g}</small>"


def _width(width: str) -> widgets.Layout:
    return widgets.Layout(width=width)
