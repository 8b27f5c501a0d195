"""Shipped weights with their card, and the weights of your own runs.

``weights/NAME.weights.h5`` holds numbers alone: loading it executes nothing. ``weights/NAME.json``
is its card: how it was made, its scores, and the SHA-256 of the weights file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib.data.own import SAMPLE_SHA256
from infogan_lib.data.sources import SHA256
from infogan_lib.errors import WeightsError, WeightsNotFoundError, one_line
from infogan_lib.files import atomically, read_json, to_json, write_csv, write_json
from infogan_lib.recipes.build import GAN, InfoGAN, build
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.runs import weights_file
from infogan_lib.runs.folder import device, read_history, versions

WEIGHTS = Path(__file__).parents[1] / "weights"
# What whoever saves weights must tell; the rest of the card is known.
TOLD = ("data", "scores", "made_by")
_FETCH = "install infogan_lib again"


def names(directory: str | Path = WEIGHTS) -> list[str]:
    """Return the names that :func:`load_pretrained` knows, in alphabetical order."""
    return sorted(path.stem for path in Path(directory).glob("*.json"))


def card(name: str = "mnist", directory: str | Path = WEIGHTS) -> dict[str, Any]:
    """Return how weights were made and what they score.

    Keys: ``name``, ``config``, ``seed``, ``epochs``, ``device``, ``data`` (``sha256``,
    ``source``), ``scores`` (:func:`infogan_lib.measure.evaluate.evaluate`'s record), ``versions``,
    ``sha256`` and ``dtype`` of the weights file, and ``made_by``: the command.

    Raises:
        WeightsNotFoundError: for an unknown name; the message lists the known ones.
        WeightsError: for a card that is no JSON, or lacks what loading needs.
    """
    if name not in names(directory):
        known = ", ".join(names(directory)) or "none"
        raise WeightsNotFoundError(f"{one_line(name)}: no weights of this name; there are: {known}")
    content = _read_json(Path(directory) / f"{name}.json", _FETCH)
    if not isinstance(content.get("sha256"), str) or "config" not in content:
        raise WeightsError(f"{name}.json: lacks the config or the sha256 of the weights; {_FETCH}")
    return content


def history(name: str = "mnist", directory: str | Path = WEIGHTS) -> dict[str, np.ndarray]:
    """Return the run's ``history.csv``: {column: one float an epoch}. Errors as :func:`card`."""
    card(name, directory)
    return read_history(Path(directory) / f"{name}-history.csv")


def load_pretrained(name: str = "mnist", directory: str | Path = WEIGHTS) -> GAN | InfoGAN:
    """Return the model whose weights are shipped under ``name``, ready to generate and recognise.

    Raises:
        WeightsNotFoundError: for an unknown name, or a missing file.
        WeightsError: for a file that was altered or cut, or whose codes are not the card's.
    """
    path = weights_path(name, directory)
    return _load(path, card(name, directory)["config"], f"{name}.json")


def weights_path(name: str, directory: str | Path = WEIGHTS) -> Path:
    """Return the file of shipped weights, once its checksum is its card's. Errors as above."""
    facts = card(name, directory)
    path = Path(directory) / f"{name}.weights.h5"
    if not path.is_file():
        raise WeightsNotFoundError(f"{path.name}: no such file; {_FETCH}")
    if _sha256(path) != facts["sha256"]:
        raise WeightsError(f"{path.name}: altered or cut, its SHA-256 is not its card's; {_FETCH}")
    return path


def load(run: str | Path) -> GAN | InfoGAN:
    """Return the model of a finished run: the folder with config.json and model.weights.h5.

    Raises:
        WeightsNotFoundError: for a folder without either file.
        WeightsError: for a damaged file, or weights of other codes or sizes than the config's.
    """
    run = Path(run)
    for file, fix in (
        ("config.json", f"give the folder of a run, or one of {', '.join(names())}"),
        ("model.weights.h5", "finish the run: train with --resume"),
    ):
        if not (run / file).is_file():
            raise WeightsNotFoundError(f"{run}: holds no {file}; {fix}")
    config = _read_json(run / "config.json", "restore the run's own")
    return _load(run / "model.weights.h5", config, "config.json")


def about(run: str | Path) -> dict[str, Any]:
    """The card of shipped weights, or a run's run.json; {} where there is none."""
    if str(run) in names():
        return card(str(run))
    path = Path(run) / "run.json"
    return _read_json(path, "restore the run's own") if path.is_file() else {}


def trained_on(run: str | Path) -> dict[str, Any]:
    """What a run, or shipped weights, were trained on, as :meth:`infogan_lib.data.own.Data.facts`.

    ``name`` is None where nothing is known.
    """
    record = about(run)
    data = record.get("dataset") or record.get("data")
    facts = data if isinstance(data, dict) else {"sha256": data}  # older runs: the hash
    is_mnist = facts.get("sha256") in (SHA256["x_train"], SAMPLE_SHA256)
    return {"name": "mnist" if is_mnist else None, **facts}


def save(
    model: GAN,
    directory: str | Path,
    name: str,
    card: Mapping[str, Any],
    history: Mapping[str, ArrayLike] | None = None,
    dtype: str = "float32",
) -> dict[str, Any]:
    """Write a model's weights, card and history for :func:`load_pretrained`; return the card.

    Args:
        directory: made if missing. Files of the same name are replaced, each in one step.
        name: lower-case letters, digits and hyphens.
        card: at least ``data``, ``scores`` and ``made_by``. It may set ``device`` and
            ``versions``, else this computer's are written. The rest is filled in.
        history: columns of ``NAME-history.csv``, one entry an epoch.
        dtype: ``"float16"`` halves the file; the model is then loaded from rounded numbers.

    Raises:
        ValueError: for a bad name, an incomplete card or one that JSON cannot hold, columns that
            differ in length, an unknown dtype, or weights that are not finite or overflow it.
    """
    directory = Path(directory)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ValueError(f"{one_line(name)}: use lower-case letters, digits and hyphens")
    if missing := [key for key in TOLD if key not in card]:
        raise ValueError(f"card: lacks {', '.join(missing)}; say where these weights come from")
    columns = {key: np.asarray(values).tolist() for key, values in (history or {}).items()}
    rows = [columns, *zip(*columns.values(), strict=True)]
    config = model.config
    facts = {
        "name": name,
        "made_by": card["made_by"],
        "config": config.to_config(),
        "seed": config.seed,
        "epochs": config.epochs,
        "device": device(),
        "versions": versions(),
        **card,
    }
    to_json(facts)  # what cannot be written is told before a file is replaced
    path = directory / f"{name}.weights.h5"
    with atomically(path) as unfinished:
        weights_file.write(model, unfinished, dtype)
    if history is not None:
        write_csv(directory / f"{name}-history.csv", rows)
    facts |= {"sha256": _sha256(path), "dtype": dtype}
    # The card comes last: a new one never speaks of weights that are not there yet.
    write_json(directory / f"{name}.json", facts)
    return facts


def _load(path: Path, config: Any, label: str) -> GAN | InfoGAN:
    try:
        config = TrainConfig.from_config(config)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WeightsError(f"{label}: its config is not usable ({error}); restore it") from error
    # Lower precision is for training. In use, every computer should read an image alike.
    model = build(replace(config, precision="float32"))
    weights_file.read(model, path, label)
    return model


def _read_json(path: Path, fix: str) -> dict[str, Any]:
    try:
        content = read_json(path)
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"{path.name}: not JSON ({error}); {fix}") from error
    if not isinstance(content, dict):
        raise WeightsError(f"{path.name}: not a JSON object; {fix}")
    return content


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
