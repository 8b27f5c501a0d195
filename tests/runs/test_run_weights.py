"""The weights of a run's folder, and files that must not be trusted."""

from __future__ import annotations

import json

import h5py
import numpy as np
import pytest

from infogan_lib.errors import WeightsError, WeightsNotFoundError
from infogan_lib.recipes.build import GAN, InfoGAN, build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import load, read_history

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path):
    """What a finished run leaves behind: a config and Keras's own weights file."""
    model = build(preset("tiny", seed=3))
    model.save_weights(tmp_path / "model.weights.h5")
    (tmp_path / "config.json").write_text(json.dumps(model.config.to_config()))
    return tmp_path


def refused(run, says, kind=WeightsError):
    with pytest.raises(kind, match=says) as error:
        load(run)
    assert "\n" not in str(error.value) and len(str(error.value)) < 300


def test_a_run_comes_back_exactly(run):
    expected = build(preset("tiny", seed=3)).generate(4)
    model = load(str(run))
    assert isinstance(model, InfoGAN)
    np.testing.assert_array_equal(model.generate(4), expected)


@pytest.mark.parametrize("normalisation", ["none", "batch", "layer", "spectral"])
def test_every_norm_comes_back_exactly(normalisation, tmp_path):
    """With the state that training has changed, as spectral norm's vectors."""
    model = build(preset("tiny", normalisation=normalisation))
    images = model.generate(4)
    model.recognition(images, training=True)
    model.save_weights(tmp_path / "model.weights.h5")
    (tmp_path / "config.json").write_text(json.dumps(model.config.to_config()))
    loaded = load(tmp_path)
    pairs = zip(model.networks.get_weights(), loaded.networks.get_weights(), strict=True)
    assert all(np.array_equal(ours, theirs) for ours, theirs in pairs)
    np.testing.assert_array_equal(loaded.recognition(images), model.recognition(images))


def test_files_name_spectral_norm_as_earlier_ones_do(tmp_path):
    """Keras names what it writes after the class: another name, and old files are not read."""
    path, names = tmp_path / "model.weights.h5", []
    build(preset("tiny", normalisation="spectral")).save_weights(path)
    with h5py.File(path) as file:
        file.visit(names.append)
    assert any(name.endswith("/__spectral") for name in names)


def test_a_plain_gan_comes_back_too(tmp_path):
    model = build(preset("gan", width=0.0625))
    model.save_weights(tmp_path / "model.weights.h5")
    (tmp_path / "config.json").write_text(json.dumps(model.config.to_config()))
    loaded = load(tmp_path)
    assert type(loaded) is GAN
    np.testing.assert_array_equal(loaded.generate(2), model.generate(2))


def test_lower_precision_is_for_training_only(run):
    model = build(preset("tiny", precision="mixed_bfloat16"))
    model.save_weights(run / "model.weights.h5")
    (run / "config.json").write_text(json.dumps(model.config.to_config()))
    loaded = load(run)
    assert loaded.generator.layers[0].compute_dtype == "float32"
    pairs = zip(model.networks.get_weights(), loaded.networks.get_weights(), strict=True)
    assert all(np.array_equal(ours, theirs) for ours, theirs in pairs)


def test_missing_files_are_named(run):
    weights = run / "model.weights.h5"
    weights.unlink()
    refused(run, "no model.weights.h5; finish the run", WeightsNotFoundError)
    (run / "config.json").unlink()
    refused(run, "no config.json; give the folder of a run", WeightsNotFoundError)
    refused(run / "gone", "config.json", WeightsNotFoundError)


@pytest.mark.parametrize("keep", [0, 50, 2000, -64])
def test_a_cut_file_is_refused(run, keep):
    weights = run / "model.weights.h5"
    raw = weights.read_bytes()
    weights.write_bytes(raw[:keep])
    refused(run, "model.weights.h5: cut or damaged")


@pytest.mark.parametrize(
    "change", [{"width": 0.125}, {"noise": 9}, {"normalisation": "batch"}, {"trunk": "separate"}]
)
def test_weights_of_other_networks_are_refused(run, change):
    build(preset("tiny", trunk="shared")).save_weights(run / "model.weights.h5")
    config = preset("tiny", **{"trunk": "shared"} | change)
    (run / "config.json").write_text(json.dumps(config.to_config()))
    refused(run, "does not fit the networks of config.json")


def test_arrays_that_no_layer_asks_for_are_refused(run):
    """Keras would leave out Q's own trunk and load the rest."""
    build(preset("tiny", trunk="separate")).save_weights(run / "model.weights.h5")
    (run / "config.json").write_text(json.dumps(preset("tiny", trunk="shared").to_config()))
    refused(run, "does not fit the networks of config.json")


def first_dataset(file):
    """The path of an array: whatever name makes this visit return ends it."""
    return file.visititems(lambda name, item: name if isinstance(item, h5py.Dataset) else None)


def test_a_missing_layer_is_refused(run):
    with h5py.File(run / "model.weights.h5", "r+") as file:
        del file[first_dataset(file)]
    refused(run, "does not fit")


@pytest.mark.parametrize("trick", ["external link", "soft link", "external data", "virtual"])
def test_a_file_that_points_elsewhere_is_refused(run, tmp_path, trick):
    """HDF5 would follow these to any file that the reader may open."""
    secret = tmp_path / "secret.h5"
    with h5py.File(run / "model.weights.h5", "r+") as file, h5py.File(secret, "w") as other:
        name = first_dataset(file)
        values = file[name][()]
        other["x"] = values
        del file[name]
        if trick == "external link":
            file[name] = h5py.ExternalLink(secret, "x")
        elif trick == "soft link":
            file["elsewhere"] = values
            file[name] = h5py.SoftLink("/elsewhere")
        elif trick == "external data":
            outside = [(str(tmp_path / "raw"), 0, values.nbytes)]
            file.create_dataset(name, values.shape, values.dtype, external=outside)
        else:
            layout = h5py.VirtualLayout(values.shape, values.dtype)
            layout[:] = h5py.VirtualSource(str(secret), "x", values.shape)
            file.create_virtual_dataset(name, layout)
    refused(run, "elsewhere; do not use this file")


def test_history_must_be_a_table_of_numbers(tmp_path):
    path = tmp_path / "history.csv"
    with pytest.raises(WeightsNotFoundError, match="history.csv: no such file"):
        read_history(path)
    for text in ("", "a,b\n1\n", "a\nx\n", "a,b\n1,2\n3\n"):
        path.write_text(text)
        with pytest.raises(WeightsError, match="history.csv: no table of numbers"):
            read_history(path)
    path.write_text("epoch,loss\n1,0.5\n2,-inf\n")
    assert read_history(path)["loss"].tolist() == [0.5, -np.inf]
