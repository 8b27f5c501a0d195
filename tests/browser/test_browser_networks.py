"""The page computes what Keras computes: images, readings, and the reader's strokes."""

from __future__ import annotations

import numpy as np
import pytest

from infogan_lib import load_mnist
from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.page.export import export_page
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import card, load_pretrained
from tools.project import ROOT

pytestmark = pytest.mark.slow
LIVE = ROOT / "infogan_lib" / "page" / "live"
CODES = (Gaussian("width", 1, 0.5), Categorical("digit", 4), Uniform("slant", -1, 3))
GENERATE = "rows => rows.map(row => Array.from(nets.generate(Float32Array.from(row))))"
RECOGNISE = (
    "images => images.map(bytes => Array.from(nets.recognise("
    "Float32Array.from(bytes, byte => byte / 127.5 - 1))))"
)


@pytest.fixture
def load(visit, tmp_path):
    """load(model) exports a model and gives an empty page that runs it."""

    def loaded(model, digits=None):
        export_page(model, tmp_path, digits)
        page = visit("about:blank")
        for path in (LIVE / "codes.js", LIVE / "networks.js", tmp_path / "weights.js"):
            page.add_script_tag(path=path)
        page.evaluate("() => { window.nets = infogan.networks(infogan.weights) }")
        return page

    return loaded


def test_shipped_images_and_categories_are_those_of_keras(load):
    model = load_pretrained("mnist")
    page = load(model, card("mnist")["scores"]["assignment"])
    latents = np.asarray(model.latent.sample(100, 11))
    drawn = np.array(page.evaluate(GENERATE, latents.tolist()))
    expected = model.generate(latents).reshape(100, -1)
    assert np.abs(drawn - expected).mean() <= 0.01
    digits = load_mnist("sample").x_train[::5]
    assert len(digits) == 1000
    values = np.rint((digits + 1) * 127.5).astype(int).reshape(1000, -1)
    read = np.array(page.evaluate(RECOGNISE, values.tolist()))
    columns = slice(0, model.latent.codes[0].parameters)
    raw = np.asarray(model.recognition(digits))
    np.testing.assert_array_equal(read[:, columns].argmax(1), raw[:, columns].argmax(1))


@pytest.mark.parametrize(
    ("normalisation", "trunk"),
    [("none", "separate"), ("batch", "shared"), ("spectral", "separate")],
)
def test_other_networks_and_codes(load, normalisation, trunk):
    model = build(preset("tiny", codes=CODES, normalisation=normalisation, trunk=trunk, noise=5))
    for network in (model.generator, model.recognition):  # an untrained network says nothing
        network.set_weights([2 * w if w.ndim > 1 else w + 0.1 for w in network.get_weights()])
    page = load(model)
    rng = np.random.default_rng(0)
    z, values = rng.normal(size=(20, 5)).astype("float32"), {
        "width": rng.normal(1, 0.5, 20), "digit": rng.integers(4, size=20),
        "slant": rng.uniform(-1, 3, 20),
    }  # fmt: skip
    latents = model.latent.assemble(z, **values)
    calls = [[z[i].tolist(), {name: float(v[i]) for name, v in values.items()}] for i in range(20)]
    rows = page.evaluate(
        "calls => calls.map(c => Array.from(infogan.assemble(nets.latent, ...c)))", calls
    )
    np.testing.assert_allclose(rows, latents, atol=1e-6)
    images = model.generate(latents)
    drawn = np.array(page.evaluate(GENERATE, latents.tolist()))
    assert np.abs(drawn - images.reshape(20, -1)).max() < 0.02
    values = np.rint((images + 1) * 127.5).astype(int)
    read = np.array(page.evaluate(RECOGNISE, values.reshape(20, -1).tolist()))
    raw = np.asarray(model.recognition((values / 127.5 - 1).astype("float32")))
    np.testing.assert_allclose(read, raw, atol=0.01 * np.abs(raw).max())

    said = page.evaluate(
        "raws => raws.map(raw => infogan.posterior(nets, Float32Array.from(raw)))", raw.tolist()
    )
    posterior, log_q = model.latent.posterior(raw), model.latent.log_q(latents, raw)
    for name in ("width", "slant"):
        for key in ("mean", "std"):
            found = [s[name][key] for s in said]
            np.testing.assert_allclose(found, posterior[name][key][:, 0], rtol=1e-4, atol=1e-6)
    probabilities = np.exp([s["digit"]["logs"] for s in said])
    np.testing.assert_allclose(probabilities, posterior["digit"]["probabilities"], rtol=1e-4)
    nats = page.evaluate(
        "([calls, raws]) => raws.map((raw, i) => nets.latent.codes.map(code => "
        "infogan.contribution(code, calls[i][1][code.name], "
        "infogan.posterior(nets, Float32Array.from(raw))[code.name])))",
        [calls, raw.tolist()],
    )
    expected = [np.asarray(log_q[code.name]) + code.entropy for code in CODES]
    np.testing.assert_allclose(nats, np.transpose(expected), rtol=1e-3, atol=1e-4)


def test_noise_is_standard_normal_and_repeats(visit):
    page = visit("about:blank")
    page.add_script_tag(path=LIVE / "codes.js")
    draw = "seed => Array.from(infogan.noise(seed, 10000))"
    one, again, other = (np.array(page.evaluate(draw, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    for z in (one, other):
        assert abs(z.mean()) < 0.045 and abs(z.std() - 1) < 0.032  # 4.5 standard errors
        assert abs((np.abs(z) < 1).mean() - 0.6827) < 0.021
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.045
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.045


@pytest.mark.parametrize(
    "strokes",
    [
        [[[20, 20], [60, 20], [35, 90]]],
        [[[200, 100], [202, 250]]],
        [[[10, 140], [270, 142]], [[140, 60], [140, 61]]],
        [[[140, 140]]],
    ],
    ids=["seven", "tall", "wide", "dot"],
)
def test_strokes_are_placed_as_mnist_was(visit, strokes):
    page = visit("about:blank")
    for name in ("page.js", "strokes.js"):
        page.add_script_tag(path=LIVE / name)
    image = page.evaluate("strokes => Array.from(infogan.likeMnist(strokes, 24))", strokes)
    ink = (np.array(image).reshape(28, 28) + 1) / 2
    assert 0 <= ink.min() and ink.max() > 0.99
    rows, columns = np.indices(ink.shape)
    centre = [(ink * place).sum() / ink.sum() for place in (rows, columns)]
    np.testing.assert_allclose(centre, [14, 14], atol=0.1)
    extent = [np.ptp(np.flatnonzero(ink.max(axis) > 0.5)) + 1 for axis in (0, 1)]
    assert 19 <= max(extent) <= 21


def test_no_stroke_is_no_image(visit):
    page = visit("about:blank")
    page.add_script_tag(path=LIVE / "strokes.js")
    assert page.evaluate("() => infogan.likeMnist([], 24)") is None
