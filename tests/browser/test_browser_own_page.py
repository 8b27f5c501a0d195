"""A page of one's own, opened from its folder; and a reader's model in the course's explorer."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from explorer_page import NOISE, SETTLED, image
from PIL import Image
from playwright.sync_api import expect

from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.page.folder import export_folder
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import load_pretrained

pytestmark = pytest.mark.slow
FACTS = {"dataset": {"name": "<icons>", "images": 300, "class_names": ["a", "b"]}, "epochs": 2}
DROP = """(place, [name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    for (const type of ["dragover", "drop"]) {
        const event = { dataTransfer: data, bubbles: true, cancelable: true };
        place.dispatchEvent(new DragEvent(type, event));
    }
}"""


def model_of(size, colour, *codes):
    """A tiny untrained model whose pictures are not flat grey."""
    config = preset("tiny", size=size, colour=colour, codes=codes)
    model = build(config)
    rng = np.random.default_rng(0)
    for network in (model.generator, model.recognition):
        network.set_weights([
            w + rng.uniform(-0.15, 0.2, w.shape).astype(w.dtype) if w.ndim > 1 else w
            for w in network.get_weights()
        ])  # fmt: skip
    return model


@pytest.fixture(scope="module")
def icons(tmp_path_factory):
    """A model of coloured icons of 64 pixels, and the folder of its page."""
    model = model_of(64, True, Categorical("kind", 3), Gaussian("hue", 1, 0.5))
    folder = tmp_path_factory.mktemp("icons") / "page"
    export_folder(model, folder, "Icons & more", FACTS)
    return model, folder


@pytest.fixture(scope="module")
def grey(tmp_path_factory):
    """A model of grey pictures of 32 pixels that are light on dark."""
    model = model_of(32, False, Categorical("kind", 4), Uniform("lean"))
    folder = tmp_path_factory.mktemp("grey") / "page"
    export_folder(model, folder, "Grey", {}, dark_ink=False)
    return model, folder


def pixels(canvas) -> np.ndarray:
    address = canvas.evaluate("canvas => canvas.toDataURL()")
    picture = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1])))
    return np.asarray(picture.convert("RGB"), dtype=float)


def assert_draws(page, model, values):
    page.evaluate(SETTLED)
    z = np.array(page.evaluate(NOISE, [0, model.latent.noise]))[None]
    latents = model.latent.assemble(z, **values)
    expected = np.broadcast_to((model.generate(latents)[0] + 1) * 127.5, pixels(image(page)).shape)
    assert np.ptp(expected) > 20  # or nothing would be compared
    np.testing.assert_allclose(pixels(image(page)), expected, atol=3)


def drop(page, name, text):
    page.locator(".live-explorer > .live").evaluate(DROP, [name, text])


def test_the_page_opens_from_its_folder_and_asks_for_nothing_else(icons, visit):
    model, folder = icons
    page = visit((folder / "index.html").as_uri())
    page.wait_for_selector(".live-explorer[data-live=ready]")
    assert_draws(page, model, {"kind": 0, "hue": 1})
    page.get_by_role("radio", name="kind 2").check(force=True)
    page.get_by_role("slider", name="hue").fill("1.6")
    assert_draws(page, model, {"kind": 2, "hue": 1.6})
    page.locator(".live-board").scroll_into_view_if_needed()
    page.wait_for_selector(".live-board[data-drawn]")
    assert page.locator(".live-draw").count() == 0  # nothing draws 64 coloured pixels by hand
    assert page.locator("h1").inner_text() == "Icons & more"
    card = page.locator("dl").inner_text()
    for said in ("kind, 3 values", "Gaussian", "64 × 64 pixels, in colour", "<icons>: 300 images"):
        assert said in card, said
    assert page.told == []
    inside = folder.as_uri()
    assert all(url.startswith((inside, "data:")) for url in page.asked), page.asked


def test_only_a_page_of_digits_asks_for_digits(tmp_path, visit):
    model = model_of(28, False, Categorical("kind", 3))
    for name, digits in (("clothes", {}), ("digits", {"0": 7})):
        export_folder(model, tmp_path / name, name, {}, digits)
        page = visit((tmp_path / name / "index.html").as_uri())
        page.wait_for_selector(".live-explorer[data-live=ready]")
        said = page.locator(".live-draw .live-title").inner_text()
        assert said == ("Draw a digit" if digits else "Draw a picture")
        assert page.told == []
    drop(page, "weights.js", (tmp_path / "clothes" / "weights.js").read_text())
    expect(page.locator(".live-model")).to_contain_text("On show: clothes (weights.js)")
    assert page.locator(".live-draw .live-title").inner_text() == "Draw a picture"


def test_the_folder_holds_all_that_the_page_names_and_moves_anywhere(icons, tmp_path, visit):
    _, folder = icons
    moved = folder.rename(tmp_path / "a b")
    try:
        page = visit((moved / "index.html").as_uri())
        page.wait_for_selector(".live-explorer[data-live=ready]")
        assert page.told == []
    finally:
        moved.rename(folder)


def test_a_model_dropped_on_the_courses_explorer_takes_its_place(explore, icons, grey, model):
    page = explore("#category=3")
    expect(page.locator(".live-model")).to_contain_text("On show: through channels")
    for (own, folder), name, values in (
        (icons, "Icons & more", {"kind": 0, "hue": 1}),
        (grey, "Grey", {"kind": 0, "lean": 0}),
    ):
        drop(page, "weights.js", (folder / "weights.js").read_text())
        expect(page.locator(".live-model")).to_contain_text(f"On show: {name} (weights.js)")
        assert_draws(page, own, values)
    page.get_by_role("radio", name="kind 3").check(force=True)
    page.get_by_role("slider", name="lean").fill("-1.4")
    assert_draws(page, grey[0], {"kind": 3, "lean": -1.4})
    page.wait_for_url("**#kind=3&lean=-1.4&noise=0")
    page.get_by_role("button", name="back to the first model").click()
    expect(page.get_by_role("radio", name="category 0")).to_be_checked()
    assert page.get_by_role("button", name="back to the first model").is_hidden()
    assert page.told == []


def test_the_switch_shows_the_same_codes_and_noise_in_the_papers_model(explore, book, model):
    state = {"category": 3, "style_1": 0.5, "style_2": -1.0}
    page = explore("#category=3&style_1=0.5&style_2=-1&noise=7", book)  # another script comes
    paper = load_pretrained("paper")
    names = "through channels", "the paper's objective alone"
    for name, shown in ((names[1], paper), (names[0], model), (names[1], paper)):
        radio = page.get_by_role("radio", name=name)
        radio.focus()
        radio.press("Space")
        expect(page.locator(".live-model")).to_contain_text(f"On show: {name}")
        expect(radio).to_be_focused()
        expect(page.get_by_role("radio", name="category 3")).to_be_checked()
        page.evaluate(SETTLED)
        z = np.array(page.evaluate(NOISE, [7, shown.latent.noise]))[None]
        drawn = shown.generate(shown.latent.assemble(z, **state))[0]
        expected = np.broadcast_to((1 - drawn) * 127.5, (28, 28, 3))  # ink is dark
        np.testing.assert_allclose(pixels(image(page)), expected, atol=3)
    assert page.get_by_role("button", name="back to the first model").is_hidden()
    assert page.told == []


def test_a_model_is_chosen_by_keyboard(explore, icons):
    page = explore()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="open a model file").focus()
        page.keyboard.press("Enter")
    chooser.value.set_files(icons[1] / "weights.js")
    expect(page.locator(".live-model")).to_contain_text("On show: Icons & more (weights.js)")
    assert_draws(page, icons[0], {"kind": 0, "hue": 1})
    assert page.evaluate("document.activeElement.textContent") == "open a model file"
    assert page.told == []


def damaged(folder) -> dict[str, tuple[str, str]]:
    """Files that are no model, each with what is to be said of it."""
    text = (folder / "weights.js").read_text()
    whole = json.loads(text.removeprefix("infogan.weights = ").rstrip(";\n"))

    def changed(**parts):
        return json.dumps({**whole, **parts})

    evil = "infogan.weights = (() => { window.taken = true; return {}; })();"
    half = whole["weights"][: len(whole["weights"]) // 8 * 4]
    latent = {**whole["latent"], "codes": whole["latent"]["codes"][:1]}
    return {
        "notes.txt": ("my notes", "no whole model file"),
        "cut.js": (text[: len(text) // 2], "no whole model file"),
        "evil.js": (evil, "no whole model file"),
        "empty.json": ("{}", "holds no codes"),
        "null.json": ("null", "holds no codes"),
        "half.json": (changed(weights=half), "cut or too many"),
        "codes.json": (changed(latent=latent), "layers do not fit"),
        "shape.json": (changed(shape=[32, 32, 3]), "numbers where 3072 are needed"),
        "layers.json": (changed(generator=[{"op": "pool"}]), "a layer is of no known kind"),
        "none.json": (changed(recognition=[]), "the recognition is missing"),
    }


def test_a_bad_file_gets_a_line_and_the_model_before_it_stays(explore, icons):
    page = explore()
    drop(page, "weights.js", (icons[1] / "weights.js").read_text())
    expect(page.locator(".live-model")).to_contain_text("On show: Icons & more (weights.js)")
    page.get_by_role("radio", name="kind 1").check(force=True)
    for name, (text, says) in damaged(icons[1]).items():
        drop(page, name, text)
        alert = page.locator(".live-model [role=alert]")
        expect(alert).to_contain_text(f"{name} is not shown: ")
        expect(alert).to_contain_text(says)
        expect(alert).to_contain_text("The model before it stays.")
        assert_draws(page, icons[0], {"kind": 1, "hue": 1})
    assert page.evaluate("window.taken") is None
    assert page.told == []
