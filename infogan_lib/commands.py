"""Command-line options, made from TrainConfig so that the two cannot differ."""

from __future__ import annotations

import argparse
from dataclasses import fields

import numpy as np
from keras import ops

from infogan_lib.codes import Categorical, Code, Gaussian, Uniform
from infogan_lib.config import (
    LABELS,
    NORMALISATIONS,
    PRECISIONS,
    PRESETS,
    TRUNKS,
    TrainConfig,
    preset,
)
from infogan_lib.latent import LatentSpec
from infogan_lib.pretrained import card, names

CHOICES = {
    "normalisation": NORMALISATIONS,
    "trunk": TRUNKS,
    "labels": LABELS,
    "precision": PRECISIONS,
}
HELP = {
    "codes": "for example category=10,style_1=uniform,style_2=gaussian; '' for a plain GAN",
    "width": "channels, as a share of the paper's",
}


def parse_codes(text: str) -> tuple[Code, ...]:
    """``category=10,style_1=uniform`` → codes; ValueError says what is expected."""
    codes: list[Code] = []
    for item in filter(None, text.split(",")):
        name, _, kind = item.partition("=")
        if kind.isdigit():
            codes.append(Categorical(name, int(kind)))
        elif kind in ("uniform", "gaussian"):
            codes.append({"uniform": Uniform, "gaussian": Gaussian}[kind](name))
        else:
            raise ValueError(f"codes: expected NAME=10, =uniform or =gaussian, got {item!r}")
    return tuple(codes)


def add_config_options(parser: argparse.ArgumentParser) -> None:
    """One option a field of TrainConfig; those not given keep the preset's value."""
    parser.add_argument(
        "--preset", default="mnist", help=f"settings to start from: {', '.join(sorted(PRESETS))}"
    )
    group = parser.add_argument_group("settings", "each replaces the preset's value")
    for field in fields(TrainConfig):
        option = "--" + field.name.replace("_", "-")
        shown = HELP.get(field.name, f"default in 'mnist': {field.default}")
        if field.name == "codes":
            group.add_argument(option, help=shown)
        elif isinstance(field.default, bool):
            group.add_argument(option, action=argparse.BooleanOptionalAction, help=shown)
        else:
            group.add_argument(
                option, type=type(field.default), choices=CHOICES.get(field.name), help=shown
            )


def config_from(options: argparse.Namespace) -> TrainConfig:
    """The preset with the given options; ValueError for an unknown preset or a bad value."""
    names = [field.name for field in fields(TrainConfig)]
    changes = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if "codes" in changes:
        changes["codes"] = parse_codes(changes["codes"])
    return preset(options.preset, **changes)


def latents_from(fixed: list[str], latent: LatentSpec, n: int, seed: int) -> np.ndarray:
    """Prior draws (n, width) with some codes fixed by NAME=VALUE; ValueError for a bad one."""
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    latents = np.array(ops.convert_to_numpy(latent.sample(n, seed)))
    codes = {code.name: code for code in latent.codes}
    for item in fixed:
        name, _, value = item.partition("=")
        if name not in codes:
            raise ValueError(f"code: expected one of {', '.join(codes)} = a value, got {item!r}")
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"code: {name} needs a number, got {value!r}") from None
        latents[:, latent.slices[name]] = codes[name].column(number, n)
    return latents


def digits_of(name: str) -> dict[str, int]:
    """{category: the digit it mostly draws} from the card of shipped weights; {} for a run."""
    if name not in names():
        return {}
    return card(name)["scores"].get("assignment", {})
