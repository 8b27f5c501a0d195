"""Weights come back as they went, with a card that fits, or not at all."""

from __future__ import annotations

import dataclasses
import json
import shutil

import h5py
import numpy as np
import pytest

from infogan_lib.core.codes import Categorical, Gaussian, Uniform
from infogan_lib.errors import WeightsError, WeightsNotFoundError
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs import weights_file
from infogan_lib.runs.pretrained import card, history, load_pretrained, names, save

TOLD = {
    "data": {"sha256": "ab" * 32, "source": "noise"},
    "scores": {"accuracy": 0.5},
    "made_by": "a test",
}
LOG = {"epoch": [1, 2, 3], "L_I_category": [0.0, 1.5, -2.25]}
CONFIG = preset("tiny", seed=7, normalisation="batch").settled()


@pytest.fixture(scope="module")
def model():
    """Untrained, but with statistics of batch norm that differ from their start."""
    model = build(CONFIG)
    rng = np.random.default_rng(0)
    weights = [
        w + rng.uniform(0, 0.1, w.shape).astype(w.dtype) if w.dtype.kind == "f" else w
        for w in model.networks.get_weights()
    ]
    model.networks.set_weights(weights)
    return model


@pytest.fixture(scope="module")
def saved(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    save(model, folder, "digits", TOLD, LOG)
    return folder


@pytest.fixture
def folder(saved, tmp_path):
    """A copy that a test may damage."""
    return shutil.copytree(saved, tmp_path / "weights")


def images_of(model):
    return model.generate(np.asarray(model.latent.sample(5, 0)))


def assert_same_weights(one, other):
    for a, b in zip(one.networks.get_weights(), other.networks.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def one_line(error) -> str:
    assert "\n" not in str(error.value) and len(str(error.value)) < 300
    return str(error.value)


def test_a_model_comes_back_exactly(model, saved):
    loaded = load_pretrained("digits", saved)
    assert_same_weights(model, loaded)
    images = images_of(model)
    np.testing.assert_array_equal(images_of(loaded), images)
    np.testing.assert_array_equal(loaded.classify(images), model.classify(images))
    assert loaded.config == CONFIG
    files = {"digits-history.csv", "digits.json", "digits.weights.h5"}
    assert {path.name for path in saved.iterdir()} == files


def test_the_card_tells_how_it_was_made(saved):
    facts = card("digits", saved)
    assert facts["config"] == json.loads(json.dumps(CONFIG.to_config()))
    assert (facts["name"], facts["seed"], facts["epochs"]) == ("digits", 7, CONFIG.epochs)
    assert facts["dtype"] == "float32" and len(facts["sha256"]) == 64
    assert {"keras", "numpy"} <= set(facts["versions"]) and facts["device"]
    assert {key: facts[key] for key in TOLD} == TOLD
    loaded = history("digits", saved)
    assert {key: values.tolist() for key, values in loaded.items()} == LOG


def test_half_precision_halves_the_numbers_and_rounds_them(model, tmp_path):
    assert save(model, tmp_path, "half", TOLD, dtype="float16")["dtype"] == "float16"
    with h5py.File(tmp_path / "half.weights.h5") as file:
        kinds = set()
        file.visititems(lambda _, item: kinds.add(getattr(item, "dtype", None)))
    assert np.dtype("float16") in kinds and np.dtype("float32") not in kinds
    loaded = load_pretrained("half", tmp_path)
    for ours, theirs in zip(
        model.networks.get_weights(), loaded.networks.get_weights(), strict=True
    ):
        assert theirs.dtype == ours.dtype
        expected = ours.astype("float16").astype("float32") if ours.dtype.kind == "f" else ours
        np.testing.assert_array_equal(theirs, expected)


def test_saving_refuses_what_it_could_not_load(model, tmp_path):
    with pytest.raises(ValueError, match="../x: use lower-case"):
        save(model, tmp_path, "../x", TOLD)
    with pytest.raises(ValueError, match="card: lacks scores, made_by"):
        save(model, tmp_path, "x", {"data": ""})
    with pytest.raises(ValueError, match="dtype must be one of"):
        save(model, tmp_path, "x", TOLD, dtype="int8")
    large = build(preset("tiny"))
    large.networks.set_weights([w * 0 + 1e6 for w in large.networks.get_weights()])
    with pytest.raises(ValueError, match="not finite in float16; use float32"):
        save(large, tmp_path, "x", TOLD, dtype="float16")
    assert list(tmp_path.iterdir()) == []  # nothing half-written


def test_a_failed_save_leaves_the_old_weights(model, folder, monkeypatch):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def disk_full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights_file, "_copy", disk_full)
    with pytest.raises(OSError, match="No space left"):
        save(model, folder, "digits", TOLD)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("card", "log"),
    [
        (TOLD, {"epoch": [1, 2], "d_loss": [1.0]}),
        (TOLD | {"scores": {"accuracy": float("nan")}}, LOG),
        (TOLD | {"scores": {"accuracy": np.float32(1)}}, LOG),
    ],
)
def test_what_cannot_be_written_is_told_before_a_file_is_replaced(model, folder, card, log):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises((ValueError, TypeError)):
        save(model, folder, "digits", card, log)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


# What is refused


def test_unknown_names_list_the_known(folder):
    for name in ("digit", "../weights/digits", "", "digits-history"):
        with pytest.raises(WeightsNotFoundError, match="there are: digits$"):
            load_pretrained(name, folder)
    assert names(folder) == ["digits"] and names(folder / "gone") == []


def test_missing_cut_and_altered_files(folder):
    weights = folder / "digits.weights.h5"
    raw = weights.read_bytes()
    for content in (raw[:-1], raw[:100], b"", raw[:999] + bytes([raw[999] ^ 1]) + raw[1000:]):
        weights.write_bytes(content)
        with pytest.raises(WeightsError, match="altered or cut.*install") as error:
            load_pretrained("digits", folder)
        one_line(error)
    weights.unlink()
    with pytest.raises(WeightsNotFoundError, match="digits.weights.h5: no such file"):
        load_pretrained("digits", folder)
    (folder / "digits-history.csv").unlink()
    with pytest.raises(WeightsNotFoundError, match="digits-history.csv"):
        history("digits", folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "lacks the config or the sha256"),
        ('{"config": {}, "sha256": 3}', "lacks the config or the sha256"),
    ],
)
def test_a_damaged_card_is_named(folder, text, says):
    (folder / "digits.json").write_text(text)
    with pytest.raises(WeightsError, match=f"digits.json: .*{says}") as error:
        load_pretrained("digits", folder)
    one_line(error)


@pytest.mark.parametrize("config", [None, {}, {"codes": 3}, {"codes": [], "speed": 1}])
def test_a_card_with_an_unusable_config_is_named(folder, config):
    facts = card("digits", folder) | {"config": config}
    (folder / "digits.json").write_text(json.dumps(facts))
    with pytest.raises(WeightsError, match="digits.json: its config is not usable") as error:
        load_pretrained("digits", folder)
    one_line(error)


@pytest.mark.parametrize(
    "codes",
    [
        (Categorical("category", 12), Uniform("style_1"), Uniform("style_2")),
        (Categorical("category"), Uniform("style_1")),
        # The same shapes: only the file's own note can tell.
        (Categorical("category"), Uniform("style_1"), Gaussian("style_2")),
        (Categorical("category"), Uniform("style_2"), Uniform("style_1")),
    ],
)
def test_codes_that_are_not_the_weights_own_are_refused(folder, codes):
    facts = card("digits", folder)
    config = dataclasses.replace(CONFIG, codes=codes).to_config()
    (folder / "digits.json").write_text(json.dumps(facts | {"config": config}))
    with pytest.raises(WeightsError, match="other codes than digits.json says") as error:
        load_pretrained("digits", folder)
    one_line(error)
