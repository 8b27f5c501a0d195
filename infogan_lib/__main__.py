"""python -m infogan_lib train | evaluate | generate | sweep | export"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import sys
from pathlib import Path

from infogan_lib.errors import with_the_fix

# Before TensorFlow is imported: its start-up notes would hide the one line that matters.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 if it went well, 2 with one line on stderr if not."""
    try:
        options = _parser().parse_args(arguments)
        options.run(options)
    except KeyboardInterrupt:
        print("stopped; run it again to go on (train: with --resume)", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        print(f"error: {with_the_fix(error)}", file=sys.stderr)
        return 2
    except (ValueError, OSError, RuntimeError) as error:
        message = f"{error.strerror}: {error.filename}" if _is_system(error) else str(error)
        print(f"error: {message.splitlines()[0] if message else error!r}", file=sys.stderr)
        return 2
    return 0


def _train(options: argparse.Namespace) -> None:
    from infogan_lib.commands import config_from
    from infogan_lib.training import train

    config = config_from(options)
    if options.out.exists() and not options.resume and any(options.out.iterdir()):
        # Said before the data are fetched; train() holds the same rule for everybody.
        raise FileExistsError(f"{options.out} is not empty; add --resume or choose another --out")
    images, labels = _images(options.data, labelled=config.labels != "unused")
    writing = {"resume": options.resume, "tensorboard": options.tensorboard}
    train(config, images, options.out, **writing, labels=labels)
    print(f"The run is in {options.out}: model.weights.h5, history.csv, grids/")


def _evaluate(options: argparse.Namespace) -> None:
    from infogan_lib.data import load_mnist
    from infogan_lib.judge import scores

    model, mnist = _model(options.model), load_mnist(options.data)
    if mnist.full:
        images, labels = mnist.x_test, mnist.y_test
    else:
        images, labels = mnist.x_train, mnist.y_train
        print("These digits are from the training set: no test score.", file=sys.stderr)
    record = scores(model, images, labels)
    print(json.dumps(record, indent=2))
    if options.out:
        from infogan_lib.runfolder import write_json

        write_json(options.out, record)


def _generate(options: argparse.Namespace) -> None:
    from infogan_lib.commands import latents_from
    from infogan_lib.sheet import save_sheet

    model = _model(options.model)
    latents = latents_from(options.code, model.latent, options.n, options.seed)
    save_sheet(options.out, model.generate(latents), columns=min(10, options.n))
    print(f"{options.n} images in {options.out}")


def _sweep(options: argparse.Namespace) -> None:
    from infogan_lib.sweep import commands, sweep

    if options.list:
        for command in commands(options.table, options.out, options.data):
            print(shlex.join(command))
        return
    # A sweep that is told to end takes its runs with it: two must never write to one folder.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sweep(options.table, options.out, options.data, options.jobs)


def _export(options: argparse.Namespace) -> None:
    from infogan_lib.commands import digits_of
    from infogan_lib.export import export_onnx, export_page

    model = _model(options.model)
    if options.format == "page":
        paths = [export_page(model, options.out, digits_of(options.model))]
    else:
        paths = export_onnx(model, options.out)
    for path in paths:
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def _images(source: str, labelled: bool) -> tuple:
    from infogan_lib.data import load_images, load_mnist

    path = Path(source)
    if path.is_dir() and not (path / "mnist.npz").exists():
        if labelled:
            raise ValueError(f"{source}: a folder of images has no labels; train on MNIST")
        return load_images(path), None
    mnist = load_mnist(source)
    return mnist.x_train, mnist.y_train if labelled else None


def _model(name: str):
    from infogan_lib.pretrained import load, load_pretrained

    return load(Path(name)) if Path(name).is_dir() else load_pretrained(name)


def _is_system(error: BaseException) -> bool:
    return isinstance(error, OSError) and bool(error.strerror) and bool(error.filename)


def _parser() -> argparse.ArgumentParser:
    from infogan_lib.commands import add_config_options

    parser = argparse.ArgumentParser(prog="python -m infogan_lib", description=__doc__)
    commands = parser.add_subparsers(
        required=True, metavar="train | evaluate | generate | sweep | export"
    )
    data_help = "auto, full, sample, an mnist.npz, or (to train) a folder of images"

    train = commands.add_parser("train", help="train a GAN or InfoGAN")
    train.add_argument("--out", type=Path, required=True, help="folder for the run")
    train.add_argument("--data", default="auto", help=data_help)
    train.add_argument("--resume", action="store_true", help="go on from the last epoch in --out")
    train.add_argument("--tensorboard", action="store_true", help="also write --out/tensorboard")
    add_config_options(train)
    train.set_defaults(run=_train)

    evaluate = commands.add_parser("evaluate", help="score a model as JSON")
    evaluate.add_argument("model", nargs="?", default="mnist", help="a run's folder, or a name")
    evaluate.add_argument("--data", default="auto", help=data_help)
    evaluate.add_argument("--out", type=Path, help="also write the record here")
    evaluate.set_defaults(run=_evaluate)

    generate = commands.add_parser("generate", help="draw images with chosen codes")
    generate.add_argument("model", nargs="?", default="mnist", help="a run's folder, or a name")
    generate.add_argument("--n", type=int, default=25, help="how many images")
    generate.add_argument("--seed", type=int, default=0, help="of the noise and of free codes")
    generate.add_argument(
        "--code",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="fix a code, for example category=3; may be repeated",
    )
    generate.add_argument("--out", type=Path, default=Path("generated.png"), help="a PNG file")
    generate.set_defaults(run=_generate)

    sweep = commands.add_parser("sweep", help="train and score a table of runs")
    sweep.add_argument("table", type=Path, help="a TOML file: presets, settings, seeds")
    sweep.add_argument("--out", type=Path, required=True, help="folder for all runs")
    sweep.add_argument("--data", default="full", help="full, or an mnist.npz")
    sweep.add_argument("--jobs", type=int, default=1, help="processes at a time")
    sweep.add_argument(
        "--list", action="store_true", help="print a command a run, for a job array, and train none"
    )
    sweep.set_defaults(run=_sweep)

    export = commands.add_parser("export", help="write a model for other programs")
    export.add_argument("model", nargs="?", default="mnist", help="a run's folder, or a name")
    export.add_argument("--format", choices=["page", "onnx"], required=True)
    export.add_argument("--out", type=Path, required=True, help="folder for the files")
    export.set_defaults(run=_export)
    return parser


if __name__ == "__main__":
    sys.exit(main())
