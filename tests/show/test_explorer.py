"""Turning a control changes the image as the model says, and Q's reading with it."""

from __future__ import annotations

import base64
import html
import io
import re

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.show.explorer import explore

pytestmark = pytest.mark.slow

CODES = (Categorical("digit", 4), Uniform("slant", -1, 3), Gaussian("width", 1, 0.5))


def sensitive(**changes):
    """An untrained model whose weights are large enough to tell its inputs apart."""
    model = build(preset("tiny", **changes))
    model.generator.set_weights(
        [w * 20 if w.ndim > 1 else w for w in model.generator.get_weights()]
    )
    return model


@pytest.fixture(scope="module")
def model():
    return sensitive(codes=CODES)


@pytest.fixture
def panel(model):
    return explore(model)


def expected(panel, **codes):
    latent = panel.model.latent
    noise = np.asarray(latent.split(latent.sample(1, panel.seed.value))["noise"])
    return panel.model.generate(latent.assemble(noise, **codes))


def shown(panel, part="image"):
    """The grey levels of the picture on the page."""
    data = re.search(r"base64,([^\"]*)", getattr(panel, part).value)[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def everything(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from everything(child)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 3), st.integers(-30, 50), st.integers(0, 40), st.integers(0, 10**6))
def test_the_picture_is_what_the_model_generates(panel, digit, slant, width, seed):
    values = {"digit": digit, "slant": slant / 10, "width": width / 20}
    panel.seed.value = seed
    for name, value in values.items():
        panel.controls[name].value = value
    image = expected(panel, **values)
    np.testing.assert_allclose(panel.pixels, image[0], atol=1e-5)
    ink = 255 - shown(panel).astype(float)
    np.testing.assert_allclose(ink, (image[0, ..., 0] + 1) * 127.5, atol=0.51)


def test_every_control_changes_the_picture(panel):
    seen = [panel.image.value]
    for name, value in (("digit", 2), ("slant", 2.5), ("width", 0.3)):
        panel.controls[name].value = value
        seen.append(panel.image.value)
    panel.another.click()
    assert panel.seed.value == 1
    seen.append(panel.image.value)
    assert len(set(seen)) == len(seen) and not np.array_equal(panel.pixels, 0)
    assert panel.codes == {"digit": 2, "slant": 2.5, "width": 0.3}
    panel.seed.value = 0
    assert panel.image.value == seen[-2]  # the same z gives the same picture


def test_sliders_reach_beyond_training_and_say_so(panel):
    slant, width = panel.controls["slant"], panel.controls["width"]
    assert (slant.min, slant.value, slant.max) == (-3, 1, 5)
    assert (width.min, width.value, width.max) == (0, 1, 2)
    notes = " ".join(w.value for w in everything(panel) if isinstance(w, widgets.HTML))
    assert "trained from -1 to 3" in notes and "from 0.5 to 1.5" in notes


def test_the_reading_is_q_of_the_picture(panel):
    panel.controls["slant"].value = 2.0
    reading = panel.model.recognise(panel.pixels[None])
    text = html.unescape(panel.reading.value)
    percents = [int(p) for p in re.findall(r"<td>(\d+) %</td>", text)]
    probabilities = reading["digit"]["probabilities"][0]
    np.testing.assert_allclose(percents, 100 * probabilities, atol=0.51)
    for name in ("slant", "width"):
        mean, std = float(reading[name]["mean"][0, 0]), float(reading[name]["std"][0, 0])
        put = panel.controls[name].value
        assert f"{name}: {round(mean, 2) + 0.0:.2f} ± {std:.2f}, put in {put:.2f}" in text
    assert f"digit: put in {panel.controls['digit'].value}" in text


def test_the_reading_says_what_the_picture_adds_to_the_bound(panel):
    panel.controls["digit"].value, panel.controls["width"].value = 1, 1.5
    latent = panel.model.latent
    log_q = latent.log_q(panel.latents, np.asarray(panel.model.recognition(panel.pixels[None])))
    nats = [float(log_q[code.name][0]) + code.entropy for code in latent.codes]
    table = panel.reading.value.split("in nats")[1]
    found = [float(value) for value in re.findall(r"<td>(-?[\d.]+)</td>", table)]
    np.testing.assert_allclose(found, [*nats, sum(nats)], atol=0.0051)


def test_noise_is_held_or_varies(panel):
    panel.controls["slant"].value = 0.5
    assert panel.seed.value == 0
    panel.habit.value = "vary z"
    panel.controls["slant"].value = 0.7
    panel.controls["digit"].value = 2
    assert panel.seed.value == 2
    image = expected(panel, digit=2, slant=0.7, width=1)
    np.testing.assert_allclose(panel.pixels, image[0], atol=1e-5)


def test_reset_is_the_start(panel):
    start = panel.image.value
    panel.habit.value = "vary z"
    panel.controls["width"].value, panel.controls["digit"].value = 0.3, 3
    panel.reset.click()
    assert panel.codes == {"digit": 0, "slant": 1, "width": 1} and panel.seed.value == 0
    assert panel.image.value == start


def test_the_grid_has_every_category_down_and_the_code_across(panel):
    assert panel.grid.value == ""
    panel.across.value = "width"
    panel.controls["slant"].value = 2.0
    grid = shown(panel, "grid").astype(float)
    assert grid.shape == (4 * 29, 9 * 29)
    for row, column, width in ((0, 0, 0), (3, 2, 0.5), (2, 8, 2)):
        image = expected(panel, digit=row, slant=2.0, width=width)[0, ..., 0]
        cell = grid[29 * row : 29 * row + 28, 29 * column : 29 * column + 28]
        np.testing.assert_allclose(255 - cell, (image + 1) * 127.5, atol=0.51)
    assert "digit 0 to 3 down, width 0 to 2 across" in panel.grid.value
    panel.across.value = "no grid"
    assert panel.grid.value == ""


def test_a_larger_model_in_colour_is_shown_in_its_size_and_colours():
    panel = explore(sensitive(codes=CODES, size=32, colour=True))
    panel.across.value = "slant"
    image = expected(panel, digit=2, slant=5, width=1)[0]
    cell = shown(panel, "grid").astype(float)[2 * 33 : 3 * 33, 8 * 33 :]
    assert cell.shape == (33, 33, 3)
    np.testing.assert_allclose(cell[:32, :32], (image + 1) * 127.5, atol=0.51)
    image = expected(panel, **panel.codes)[0]
    np.testing.assert_allclose(shown(panel), (image + 1) * 127.5, atol=0.51)
    assert np.ptp(image, axis=-1).max() > 0.1  # no grey picture, where channels could be swapped


def test_the_picture_has_alt_text_that_follows(panel):
    panel.controls["digit"].value = 3
    panel.controls["slant"].value = -0.5
    alt = html.unescape(re.search('alt="([^"]*)"', panel.image.value)[1])
    assert alt == "Generated image: digit 3, slant -0.5, width 1, noise 0"


def test_names_cannot_break_out_of_the_page():
    name = '"><script>alert(1)</script>'
    panel = explore(sensitive(codes=(Categorical(name, 2), Uniform(name + "!"))))
    assert "<script>" not in panel.image.value + panel.reading.value


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": (Categorical("a", 2), Categorical("b", 30))},
        {"codes": (Categorical("a", 2),), "noise": 0},
        {"codes": (Gaussian("g"), Uniform("u"))},
        {"codes": ()},
    ],
)
def test_other_codes_get_their_own_panel(changes):
    panel = explore(sensitive(**changes), seed=5)
    assert list(panel.controls) == [code.name for code in changes["codes"]]
    values = dict.fromkeys(panel.codes, 1)
    for name, value in values.items():
        panel.controls[name].value = value
    np.testing.assert_allclose(panel.pixels, expected(panel, **values)[0], atol=1e-5)
    assert (panel.reading.value == "") == (changes["codes"] == ())
    assert (panel.another in everything(panel)) == (changes.get("noise") != 0)


def test_of_many_categories_the_likeliest_are_shown():
    panel = explore(sensitive(codes=(Categorical("many", 30),)))
    assert isinstance(panel.controls["many"], widgets.Dropdown)
    bars = re.findall(r"<td>(\d+)</td><td style", panel.reading.value)
    assert len(bars) == 5
    q = panel.model.recognise(panel.pixels[None])["many"]["probabilities"][0]
    assert bars[0] == str(q.argmax())


def test_moves_leave_no_figures_behind(panel):
    plt.close("all")
    for step in range(30):
        panel.controls["slant"].value = step / 10
    assert plt.get_fignums() == []


def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match="model must be a GAN or InfoGAN, got str"):
        explore("mnist")
    with pytest.raises(ValueError, match="seed must be 0 or more, got -1"):
        explore(model, seed=-1)
