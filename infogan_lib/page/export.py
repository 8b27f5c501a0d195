"""A trained model for other programs: ONNX files, or one script for a web page.

The page's script holds G and Q as 16-bit numbers and the codes with their priors. Whoever runs it
needs the scripts in ``live`` beside this module and nothing else; :mod:`infogan_lib.page.folder`
writes both.
"""

from __future__ import annotations

import base64
import contextlib
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from infogan_lib.core.codes import SMALLEST_STD
from infogan_lib.core.networks import IMAGE_SHAPE
from infogan_lib.files import atomically, to_json, write_utf8
from infogan_lib.page.plain_layers import plain_layers
from infogan_lib.recipes.build import InfoGAN
from infogan_lib.recipes.variants import UniformNoise

PAGE_SCRIPT = "weights.js"
NETWORKS = ("generator", "recognition")


def export_page(
    model: InfoGAN,
    folder: str | Path,
    digits: Mapping[str, int] | None = None,
    meanings: Mapping[str, str] | None = None,
    dark_ink: bool | None = None,
    name: str = "",
) -> Path:
    """Write ``weights.js`` into ``folder``, made if missing; return its path.

    Args:
        model: an InfoGAN, of any codes.
        folder: where to write.
        digits: {category: the digit it mostly draws}, a card's ``scores["assignment"]``; the page
            shows it beside the category.
        meanings: {style: what it was measured to change}, such as ``{"style_1": "slant"}``; the
            page shows it beside the style.
        dark_ink: whether 1 is shown as black, as the course shows MNIST. None: of images of MNIST's
            shape alone.
        name: what an explorer calls the model, beside the file's name, when it is dropped there.

    Raises:
        ValueError: for a plain GAN, a uniform z, a layer that the page cannot run, or weights too
            large for 16-bit numbers.
    """
    _check(model)
    if isinstance(model, UniformNoise):
        raise ValueError(
            "a page feeds z ~ N(0, 1) to G's layers as it is, and this G expects it uniform; train "
            "with noise_prior 'normal', or export to ONNX, whose file takes the same latents"
        )
    content = {
        "latent": model.latent.to_config(),
        "shape": list(model.config.shape),
        "dark_ink": model.config.shape == IMAGE_SHAPE if dark_ink is None else dark_ink,
        "smallest_std": SMALLEST_STD,
        "name": name,
        "digits": {str(category): int(digit) for category, digit in (digits or {}).items()},
        "meanings": dict(meanings or {}),
    }
    numbers = []
    for name in NETWORKS:
        plain = plain_layers(getattr(model, name))
        content[name] = [layer.facts() for layer in plain]
        numbers += [array.ravel() for layer in plain for array in (layer.kernel, layer.bias)]
    with np.errstate(over="ignore"):
        halves = np.concatenate(numbers).astype("<f2")
    if not np.isfinite(halves).all():
        raise ValueError("weights are not finite as 16-bit numbers; export to ONNX instead")
    content["weights"] = base64.b64encode(halves.tobytes()).decode("ascii")
    # A script and not a JSON file: a page opened from a folder may load scripts alone.
    path = Path(folder) / PAGE_SCRIPT
    path.parent.mkdir(parents=True, exist_ok=True)
    write_utf8(path, f"infogan.weights = {to_json(content)};\n")
    return path


def export_onnx(model: InfoGAN, folder: str | Path) -> list[Path]:
    """Write ``generator.onnx`` and ``recognition.onnx`` into ``folder``; return their paths.

    The first takes latents (n, width), the second images ``(n, *shape)``; Q's output is raw, as
    :meth:`infogan_lib.core.latent.LatentSpec.posterior` reads it. 32-bit numbers.

    Raises:
        ValueError: for a plain GAN.
        RuntimeError: where the packages of ``pip install 'infogan-lib[onnx]'`` are missing.
    """
    _check(model)
    paths = []
    for name in NETWORKS:
        network = getattr(model, name)
        network(np.zeros((1, *network.input_shape[1:]), dtype="float32"))  # Keras asks for a call
        path = Path(folder) / f"{name}.onnx"
        with atomically(path) as unfinished, contextlib.redirect_stdout(io.StringIO()):
            try:
                network.export(unfinished, format="onnx", verbose=False)
            except ImportError as error:
                raise RuntimeError("ONNX needs more packages: pip install onnx tf2onnx") from error
        paths.append(path)
    return paths


def _check(model: InfoGAN) -> None:
    if not isinstance(model, InfoGAN):
        raise ValueError(f"model must be an InfoGAN, got {type(model).__name__}")
