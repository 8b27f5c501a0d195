"""Every setting of a run in a few words, and its option; nothing here loads Keras.

`--help` must answer at once, and TrainConfig stands on Keras. So the table repeats TrainConfig's
names, defaults and choices; `tests/runs/test_settings.py` holds the two equal.
"""

from __future__ import annotations

import argparse
from typing import Any, NamedTuple


class Setting(NamedTuple):
    """A field of TrainConfig. ``default`` is the preset "mnist"'s; ``choices`` is () if free."""

    default: Any
    help: str
    choices: tuple[Any, ...] = ()


PRESETS = ("acgan", "cgan", "gan", "mnist", "official", "paper", "tiny")
CODES = "category=10@kind,style_1=uniform@slant,style_2=uniform@thickness"
SETTINGS: dict[str, Setting] = {
    "codes": Setting(
        CODES,
        "c: NAME=10, =uniform or =gaussian; =0.5:0.3:0.2 sets a prior; @kind, @slant, "
        "@thickness or @shift:2.5+elastic:1 bends what Q reads; '' is a plain GAN",
    ),
    "noise": Setting(62, "how many numbers z has beside the codes"),
    "size": Setting(28, "pixels a side of an image: 28, 32, 64; own arrays keep theirs"),
    "colour": Setting(False, "three colours instead of one grey; own arrays keep theirs"),
    "width": Setting(0.25, "channels of all layers, as a share of the paper's"),
    "normalisation": Setting(
        "batch", "between the layers of D and Q", ("none", "batch", "layer", "spectral")
    ),
    "trunk": Setting(
        "separate",
        "Q's layers: D's own, D's without teaching them, or some of its own",
        ("shared", "detached", "separate"),
    ),
    "batch_size": Setting(128, "real images a step"),
    "beta_1": Setting(0.5, "Adam's momentum, of both players"),
    "d_rate": Setting(1e-3, "learning rate of D and Q"),
    "g_rate": Setting(2e-3, "learning rate of G"),
    "average": Setting(
        0.999, "of weights, the momentum of the mean that a finished run takes; 0: none"
    ),
    "category_weight": Setting(1.0, "λ of the categorical codes"),
    "style_weight": Setting(0.3, "λ of the continuous codes"),
    "delay_steps": Setting(0, "steps during which λ is 0"),
    "ramp_steps": Setting(469, "steps, after those, in which λ grows to its value"),
    "epochs": Setting(30, "passes over the real images"),
    "seed": Setting(0, "of weights, batches and latents; another number is another run"),
    "precision": Setting(
        "auto",
        "of the arithmetic; auto takes bfloat16 where the hardware is fast at it",
        ("float32", "mixed_bfloat16", "auto"),
    ),
    "jit_compile": Setting(
        "auto",
        "compile a step with XLA: slow to start; auto does where that is faster",
        ("auto", True, False),
    ),
    "channel_steps": Setting(1400, "steps until the codes' channels are at full strength"),
    "elastic_steps": Setting(
        4690, "steps after which elastic bends of the styles fade, over channel_steps; 0: they stay"
    ),
    "settle_steps": Setting(
        11232, "steps after which categories' channels fade, over channel_steps; 0: they stay"
    ),
    "labels": Setting(
        "unused",
        "of real images: unused, told to G and D (conditional GAN), or to be guessed (AC-GAN)",
        ("unused", "given", "guessed"),
    ),
    "noise_prior": Setting(
        "normal", "of z; the official code draws it uniform on (-1, 1)", ("normal", "uniform")
    ),
    "fakes": Setting(
        "shared",
        "generated images of a step: one batch for all, or apart, one for D and one for G and Q",
        ("shared", "apart"),
    ),
}


def add_config_options(parser: argparse.ArgumentParser) -> None:
    """One option a setting; those not given keep the preset's value, or the resumed run's."""
    parser.add_argument("--preset", help=f"settings to start from: {', '.join(PRESETS)} [mnist]")
    group = parser.add_argument_group(
        "settings", "each replaces the preset's value; in brackets the one of 'mnist'"
    )
    for name, setting in SETTINGS.items():
        option = "--" + name.replace("_", "-")
        shown = f"{setting.help} [{_written(setting.default)}]"
        if isinstance(setting.default, bool) or True in setting.choices:
            group.add_argument(option, action=argparse.BooleanOptionalAction, help=shown)
            continue
        # The codes stay text: what they name is built once Keras is there.
        group.add_argument(
            option,
            type=type(setting.default),
            choices=setting.choices or None,
            metavar=None if setting.choices else _METAVAR[type(setting.default)],
            help=shown,
        )


_METAVAR = {int: "N", float: "X", str: "TEXT"}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def add_data_options(
    parser: argparse.ArgumentParser, default: str | None, shown: str, required: bool = False
) -> None:
    """--data, --invert and --like-mnist: where images come from, and how they are read."""
    parser.add_argument("--data", default=default, required=required, help=shown)
    for option, meaning in (
        ("--invert", "own images: dark ink on light paper"),
        ("--like-mnist", "own digits: crop, scale and centre as MNIST does"),
    ):
        parser.add_argument(
            option, action=argparse.BooleanOptionalAction, default=False, help=meaning
        )
