"""What command-line options stand for: codes, a config, latents. `settings` lists the options."""

from __future__ import annotations

import argparse
import warnings
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
from keras import ops

from infogan_lib.augmentation.channel import CHANNELS, IDENTITY, Channel
from infogan_lib.core.codes import Categorical, Code, Gaussian, Uniform
from infogan_lib.core.latent import LatentSpec
from infogan_lib.data.own import DIGITS
from infogan_lib.errors import one_line, shown
from infogan_lib.files import read_json
from infogan_lib.recipes.config import TrainConfig, preset
from infogan_lib.runs.pretrained import card, names, trained_on

MOST = 1_000_000  # images of one call of generate


def parse_codes(text: str) -> tuple[Code, ...]:
    """``category=10,style_1=uniform`` → codes; ValueError says what is expected.

    ``category=0.5:0.3:0.2`` sets the prior of each value. ``style_1=uniform@slant`` is read
    through a channel, see :func:`parse_channel`; without ``@`` from the image itself.
    """
    codes: list[Code] = []
    for item in filter(None, text.split(",")):
        name, _, rest = item.partition("=")
        kind, at, through = rest.partition("@")
        channel = parse_channel(through) if at else IDENTITY
        shares = kind.split(":")
        if kind.isascii() and kind.isdigit() and len(kind) < 10:
            codes.append(Categorical(name, int(kind), channel))
        elif len(shares) > 1 and all(map(_is_number, shares)):
            p = tuple(map(float, shares))
            codes.append(Categorical(name, len(p), channel, probabilities=p))
        elif kind in ("uniform", "gaussian"):
            style = Uniform if kind == "uniform" else Gaussian
            codes.append(style(name, channel=channel))
        else:
            raise ValueError(
                "codes: expected NAME=10, =0.5:0.3:0.2, =uniform or =gaussian, with or without "
                f"@CHANNEL, got {shown(item)}"
            )
    return tuple(codes)


def parse_channel(text: str) -> Channel:
    """``slant`` → one of ``CHANNELS``, ``slant+elastic:1`` changed.

    ``shift:2.5+elastic:1`` is a channel of those settings alone. ValueError says what is expected.
    """
    amounts: dict[str, float] = {}
    for part in text.split("+"):
        setting, colon, amount = part.partition(":")
        if part in CHANNELS and not amounts:
            amounts |= asdict(CHANNELS[part])
        elif colon and setting in asdict(IDENTITY) and _is_number(amount):
            amounts[setting] = float(amount)
        else:
            bends = ", ".join(f"{name}:AMOUNT" for name in asdict(IDENTITY))
            raise ValueError(
                f"codes: a channel is one of {', '.join(CHANNELS)}, or + between {bends}, or both; "
                f"got {shown(part)} in {shown(text)}"
            )
    return Channel(**amounts)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def begun(run: Path) -> TrainConfig | None:
    """The config of the run in a folder; None where none has begun, ValueError if it is damaged."""
    path = run / "config.json"
    if not path.is_file():
        return None
    try:
        return TrainConfig.from_config(read_json(path))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path}: {one_line(error)}; restore the run's own") from None


def start_line(options: argparse.Namespace) -> str:
    """What --resume starts where there is nothing to go on from; empty where there is."""
    if (options.out / "checkpoint.npz").is_file():
        return ""
    if (options.out / "config.json").is_file() and options.preset is None:
        return f"{options.out} holds no finished epoch yet: starting at the first"
    chosen = f"preset {options.preset or 'mnist'}, --data {options.data}"
    return f"{options.out} holds no run yet: starting one ({chosen})"


def config_from(options: argparse.Namespace, before: TrainConfig | None = None) -> TrainConfig:
    """``before``, or the preset if one is named, with the given options.

    Without either it is the preset "mnist". ValueError for an unknown preset or a bad value.
    """
    names = [field.name for field in fields(TrainConfig)]
    changes = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if "codes" in changes:
        changes["codes"] = parse_codes(changes["codes"])
    if before is not None:  # images keep the look that they have in this run
        changes = {"size": before.size, "colour": before.colour} | changes
        if options.preset is None:
            return replace(before, **changes)
    return preset(options.preset or "mnist", **changes)


def latents_from(fixed: list[str], latent: LatentSpec, n: int, seed: int) -> np.ndarray:
    """Prior draws (n, width) with some codes fixed by NAME=VALUE; ValueError for a bad one.

    Warns of a value beyond a uniform prior: it can be drawn, but training never met it.
    """
    if not 1 <= n <= MOST:
        raise ValueError(f"n must be at least 1 and at most {MOST}, got {n}")
    latents = np.array(ops.convert_to_numpy(latent.sample(n, seed)))
    codes = {code.name: code for code in latent.codes}
    for item in fixed:
        name, _, value = item.partition("=")
        if name not in codes:
            raise ValueError(
                f"code: expected one of {', '.join(codes)} = a value, got {shown(item)}"
            )
        if not _is_number(value):
            raise ValueError(f"code: {name} needs a number, got {shown(value)}")
        code, number = codes[name], float(value)
        latents[:, latent.slices[name]] = code.column(number, n)
        if isinstance(code, Uniform) and not code.low <= number <= code.high:
            span = f"{code.low:g} to {code.high:g}"
            warnings.warn(
                f"code: {name} was trained from {span}, never on {number:g}", stacklevel=2
            )
    return latents


def digits_of(name: str) -> dict[str, int]:
    """{category: the digit it mostly draws} where the images were MNIST's; otherwise {}."""
    if trained_on(name)["name"] != "mnist":
        return {}
    return {str(category): int(digit) for category, digit in classes_of(name).items()}


def classes_of(name: str) -> dict[int, str]:
    """{category: the class it mostly stands for}: by the card of shipped weights, or as a run was
    told by labels. {} where nobody has matched the network's own numbers with classes.
    """
    known = trained_on(name)
    classes = list(known.get("class_names") or (DIGITS if known["name"] == "mnist" else ()))
    matched: dict[str, int] = {}
    if name in names():
        matched = card(name)["scores"].get("assignment", {})
    elif (config := begun(Path(name))) is not None and config.labels != "unused":
        matched = {str(label): label for label in range(len(classes))}
    return {int(k): classes[label] for k, label in matched.items() if label < len(classes)}
