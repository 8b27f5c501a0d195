"""An exported model computes what the model computes."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from keras import activations, ops

from infogan_lib.__main__ import main
from infogan_lib.core.codes import SMALLEST_STD, Categorical, Gaussian, Uniform
from infogan_lib.page import export
from infogan_lib.page.folder import check_folder
from infogan_lib.page.plain_layers import plain_layers
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import card, load_pretrained


def lively(model, seed=0):
    """Give every weight, the running statistics of batch norm too, a value that matters."""
    rng = np.random.default_rng(seed)
    for network in (model.generator, model.recognition):
        network.set_weights([
            w + rng.uniform(0.05, 0.2, w.shape).astype(w.dtype) * (1 if w.ndim < 2 else 0.3)
            for w in network.get_weights()
        ])  # fmt: skip
    return model


def evaluate(layers, rows):
    """Run plain layers by Keras's functions: dense, conv and its transpose, nothing else."""
    x = ops.convert_to_tensor(rows)
    for layer in layers:
        if layer.op == "dense":
            x = ops.matmul(ops.reshape(x, (len(rows), -1)), layer.kernel)
        else:
            channels = layer.kernel.shape[0 if layer.op == "transposed" else 2]
            x = ops.reshape(x, (len(rows), *layer.size, channels))
        if layer.op == "conv":
            x = ops.conv(x, layer.kernel, layer.stride, "same")
        elif layer.op == "transposed":
            kernel = layer.kernel.transpose(1, 2, 3, 0)
            x = ops.conv_transpose(x, kernel, layer.stride, "same")
        x = x + layer.bias
        slope = layer.activation
        x = ops.tanh(x) if slope == "tanh" else activations.leaky_relu(x, slope)
    return np.asarray(x)


def latents_and_images(model, n=7):
    latents = np.asarray(model.latent.sample(n, 3))
    return latents, np.random.default_rng(1).uniform(-1, 1, (n, 28, 28, 1)).astype("float32")


@pytest.mark.parametrize("normalisation", ["none", "batch", "spectral"])
@pytest.mark.parametrize("trunk", ["shared", "separate"])
def test_plain_layers_are_the_network(normalisation, trunk):
    model = lively(build(preset("tiny", normalisation=normalisation, trunk=trunk)))
    latents, images = latents_and_images(model)
    drawn = evaluate(plain_layers(model.generator), latents)
    np.testing.assert_allclose(drawn, model.generate(latents), atol=1e-5)
    read = evaluate(plain_layers(model.recognition), images)
    expected = np.asarray(model.recognition(images))
    np.testing.assert_allclose(read, expected, atol=1e-4 * np.abs(expected).max())


def test_what_a_page_cannot_run_is_refused():
    with pytest.raises(ValueError, match="a page cannot run LayerNormalization; .* ONNX"):
        plain_layers(build(preset("tiny", normalisation="layer")).recognition)


def read_script(path):
    text = path.read_text(encoding="utf-8")
    start = "infogan.weights = "
    assert text.startswith(start) and text.endswith(";\n")
    return json.loads(text[len(start) : -2])


def test_the_page_script_holds_every_number_once(tmp_path):
    codes = (Uniform("lean", -1, 3), Categorical("kind", 4), Gaussian("weight", 1, 0.5))
    model = lively(build(preset("tiny", codes=codes)))
    path = export.export_page(model, tmp_path / "new", {"0": 7})
    content = read_script(path)
    assert content["latent"] == model.latent.to_config()
    assert content["smallest_std"] == SMALLEST_STD and content["digits"] == {"0": 7}
    layers = [*plain_layers(model.generator), *plain_layers(model.recognition)]
    assert content["generator"] + content["recognition"] == [layer.facts() for layer in layers]
    numbers = np.frombuffer(base64.b64decode(content["weights"]), "<f2")
    expected = np.concatenate([a.ravel() for layer in layers for a in (layer.kernel, layer.bias)])
    np.testing.assert_allclose(numbers, expected, rtol=2**-11, atol=2**-24)


def test_weights_beyond_16_bits_are_refused(tmp_path):
    model = build(preset("tiny"))
    model.q_head.set_weights([w + 1e6 for w in model.q_head.get_weights()])
    with pytest.raises(ValueError, match="not finite as 16-bit numbers; export to ONNX"):
        export.export_page(model, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [export.export_page, export.export_onnx])
def test_a_plain_gan_is_refused(write, tmp_path):
    with pytest.raises(ValueError, match="model must be an InfoGAN, got GAN"):
        write(build(preset("tiny", codes=())), tmp_path)


def test_the_shipped_networks_survive_16_bits():
    model = load_pretrained("mnist")
    latents = np.asarray(model.latent.sample(100, 5))
    halves = [
        layer.__class__(**{
            **vars(layer),
            "kernel": layer.kernel.astype("float16").astype("float32"),
            "bias": layer.bias.astype("float16").astype("float32"),
        })
        for layer in plain_layers(model.generator)
    ]  # fmt: skip
    assert np.abs(evaluate(halves, latents) - model.generate(latents)).mean() < 0.005


def test_the_command_writes_the_page_script(tmp_path, capsys):
    assert main(["export", "--format", "page", "--out", str(tmp_path)]) == 0
    content = read_script(tmp_path / "weights.js")
    assert content["digits"] == card("mnist")["scores"]["assignment"]
    assert f"{tmp_path / 'weights.js'}: " in capsys.readouterr().out


def test_a_page_replaces_an_earlier_one_and_nothing_else(tmp_path, capsys):
    (tmp_path / "index.html").write_text("mine")
    export_to = ["export", "--format", "page", "--out"]
    assert main([*export_to, str(tmp_path)]) == 2
    assert f"name a new folder for the page, as {tmp_path / 'page'}" in capsys.readouterr().err
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]
    for _ in range(2):
        check_folder(tmp_path / "page")
        (tmp_path / "page" / "live").mkdir(parents=True, exist_ok=True)
        (tmp_path / "page" / "weights.js").touch()  # begun, and interrupted
    (tmp_path / "page" / "notes.txt").touch()
    with pytest.raises(FileExistsError):
        check_folder(tmp_path / "page")
    (tmp_path / "page" / "index.html").touch()
    check_folder(tmp_path / "page")  # a whole one, with a note beside it


@pytest.mark.slow
@pytest.mark.parametrize(("normalisation", "prior"), [("none", "normal"), ("layer", "uniform")])
def test_onnx_runs_as_keras_does(normalisation, prior, tmp_path):
    runtime = pytest.importorskip("onnxruntime")
    config = preset("tiny", normalisation=normalisation, noise_prior=prior)
    model = lively(build(config))
    latents, images = latents_and_images(model)
    generator, recognition = (
        runtime.InferenceSession(path) for path in export.export_onnx(model, tmp_path)
    )
    (drawn,) = generator.run(None, {generator.get_inputs()[0].name: latents})
    np.testing.assert_allclose(drawn, model.generate(latents), atol=1e-5)
    (read,) = recognition.run(None, {recognition.get_inputs()[0].name: images})
    expected = np.asarray(model.recognition(images))
    np.testing.assert_allclose(read, expected, atol=1e-4 * np.abs(expected).max())
    assert {path.name for path in tmp_path.iterdir()} == {"generator.onnx", "recognition.onnx"}
