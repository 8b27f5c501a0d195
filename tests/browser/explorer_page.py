"""What the explorer in a page shows, and what the model says that it should."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from PIL import Image

WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NOISE = "([seed, n]) => Array.from(infogan.noise(seed, n))"
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def style(page, name):
    return page.get_by_role("slider", name=re.compile(f"^{name}"))


def image(page):
    return page.locator(".live-view canvas")


def pixels(canvas) -> np.ndarray:
    """Grey levels of a canvas, from 0 (ink) to 255."""
    address = canvas.evaluate("canvas => canvas.toDataURL()")
    picture = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1])))
    return np.asarray(picture.convert("L"), dtype=float)


def expected(page, model, values, seed):
    """The grey levels that Keras draws, Q's reading of them, and the nats that each code earns."""
    z = np.array(page.evaluate(NOISE, [seed, model.latent.noise]))[None]
    latents = model.latent.assemble(z, **values)
    images = model.generate(latents)
    raw = np.asarray(model.recognition(images))
    log_q = model.latent.log_q(latents, raw)
    nats = [float(log_q[code.name][0]) + code.entropy for code in model.latent.codes]
    return (1 - images[0, ..., 0]) * 127.5, model.latent.posterior(raw), nats


def reading(page) -> str:
    return page.locator(".live-reading").first.inner_text().replace("−", "-")


def assert_shows(page, model, values, seed):
    page.evaluate(SETTLED)
    grey, q, nats = expected(page, model, values, seed)
    np.testing.assert_allclose(pixels(image(page)), grey, atol=3)
    text = reading(page)
    for name in ("style_1", "style_2"):
        found = re.search(rf"{name}: (\S+) ± (\S+)\s+put in (\S+)", text).groups()
        truth = *(float(q[name][key][0, 0]) for key in ("mean", "std")), values[name]
        np.testing.assert_allclose([float(v) for v in found], truth, atol=0.02)
    shares = [float(v) / 100 for v in re.findall(r"(\d+) %", text)]
    np.testing.assert_allclose(shares, q["category"]["probabilities"][0], atol=0.011)
    found = re.findall(r"(?:category|style_\d|together)\s+(-?[\d.]+)\s*$", text, re.MULTILINE)
    # Where Q is sure, 16-bit weights move the density a little.
    np.testing.assert_allclose([float(v) for v in found], [*nats, sum(nats)], rtol=0.03, atol=0.06)
