"""The command line's commands and their options; nothing here loads Keras."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from infogan_lib.runs.settings import add_config_options, add_data_options


def parser(description: str, runs: Mapping[str, Callable]) -> argparse.ArgumentParser:
    """The whole command line; ``runs`` holds what each command does, by its name."""
    parser = argparse.ArgumentParser(prog="python -m infogan_lib", description=description)
    commands = parser.add_subparsers(
        title="commands",
        required=True,
        metavar="COMMAND",
    )
    data_help = "auto, full, sample, an .npz with x_train, or a folder: images, classes, idx"

    train = commands.add_parser("train", help="train a GAN or InfoGAN")
    train.add_argument("--out", type=Path, required=True, help="folder for the run")
    add_data_options(train, "auto", data_help)
    resume = "go on from the last epoch in --out, on the same --data; start where there is none"
    train.add_argument("--resume", action="store_true", help=resume)
    train.add_argument("--tensorboard", action="store_true", help="also write --out/tensorboard")
    add_config_options(train)

    evaluate = commands.add_parser("evaluate", help="score a model as JSON")
    add_data_options(evaluate, None, f"{data_help}; else what the run was trained on")
    evaluate.add_argument("--out", type=Path, help="also write the record here")
    diagnose = "name what went wrong in the run, and what to do, instead of the scores"
    evaluate.add_argument("--diagnose", action="store_true", help=diagnose)

    recognise = commands.add_parser("recognise", help="read the codes of pictures")
    add_data_options(
        recognise, None, "a folder of pictures, one picture, or what train takes", required=True
    )
    recognise.add_argument("--out", type=Path, help="a .csv or .json file; else CSV is printed")
    for command in (evaluate, recognise):  # unless told, as the model's own data were read
        command.set_defaults(invert=None, like_mnist=None)

    generate = commands.add_parser("generate", help="draw images with chosen codes")
    generate.add_argument("--n", type=int, default=25, help="how many images")
    generate.add_argument("--seed", type=int, default=0, help="of the noise and of free codes")
    generate.add_argument(
        "--code",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="fix a code, for example category=3; may be repeated",
    )
    generate.add_argument(
        "--out",
        type=Path,
        default=Path("generated.png"),
        help="a sheet, as x.png; or a folder, for a file an image and their codes",
    )
    generate.add_argument("--scale", type=int, default=1, help="enlarge every pixel N times")
    generate.add_argument(
        "--invert", action="store_true", help="the negative of what the training data look like"
    )

    sweep = commands.add_parser("sweep", help="train and score a table of runs")
    sweep.add_argument("table", type=Path, help="a TOML file: presets, settings, seeds")
    sweep.add_argument("--out", type=Path, required=True, help="folder for all runs")
    sweep.add_argument("--data", default="full", help="full, or an mnist.npz")
    sweep.add_argument("--jobs", type=int, default=1, help="processes at a time")
    cluster = "a dask cluster instead, as tcp://host:8786; its workers see the same folders"
    sweep.add_argument("--scheduler", metavar="ADDRESS", help=cluster)
    sweep.add_argument(
        "--list", action="store_true", help="print a command a run, for a job array, and train none"
    )

    export = commands.add_parser("export", help="write a model for other programs")
    export.add_argument(
        "--format", choices=["page", "onnx"], required=True, help="a folder with a page, or ONNX"
    )
    export.add_argument("--out", type=Path, required=True, help="folder for the files")

    commands.add_parser("doctor", help="look at this computer, and name cures for trouble")
    for command in (evaluate, recognise, generate, export):
        command.add_argument("model", nargs="?", default="mnist", help="a run's folder, or a name")
    for name, command in commands.choices.items():
        command.set_defaults(run=runs[name])
    return parser
