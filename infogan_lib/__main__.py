"""InfoGAN on the command line; each command explains its options with --help."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from infogan_lib.errors import with_the_fix
from infogan_lib.runs.commands import parser

# Before TensorFlow is imported: its start-up notes would hide the one line that matters.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 if it went well, 2 with one line on stderr if not."""
    warnings.showwarning = _one_line
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a locale without × or λ must not end a run
            stream.reconfigure(errors="backslashreplace")
    try:
        options = parser(__doc__ or "", RUNS).parse_args(arguments)
        return options.run(options) or 0
    except KeyboardInterrupt:
        print("stopped; run it again to go on (train: with --resume)", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        message = str(with_the_fix(error)) or "a module is missing"
    except MemoryError:
        message = "not enough memory; ask for fewer images or a smaller width"
    except (ValueError, OSError, RuntimeError) as error:
        message = str(error).strip() or type(error).__name__
        if isinstance(error, OSError) and error.strerror and error.filename:
            message = f"{error.strerror}: {error.filename}"
    print(f"error: {message.splitlines()[0]}", file=sys.stderr)
    return 2


def _train(options: argparse.Namespace) -> None:
    from infogan_lib.data.own import load_data
    from infogan_lib.runs.lock import is_empty
    from infogan_lib.runs.options import begun, config_from, start_line
    from infogan_lib.runs.training import train

    before = begun(options.out) if options.resume else None
    config = config_from(options, before)
    # Said before the data are fetched; train() holds the same rules for everybody.
    if options.out.is_file():
        raise NotADirectoryError(f"{options.out} is a file; --out names the folder of the run")
    if options.out.exists() and not options.resume and not is_empty(options.out):
        raise FileExistsError(f"{options.out} is not empty; add --resume or choose another --out")
    if options.resume and (line := start_line(options)):
        print(line)
    # Data keep their own size and colours, unless these are asked for or were in this run.
    look = (config if before else options).size, (config if before else options).colour
    data = load_data(options.data, options.invert, options.like_mnist, *look)
    size, _, channels = data.x_train.shape[1:]
    config = replace(config, size=size, colour=channels == 3)
    labels = data.y_train if config.labels != "unused" else None
    if config.labels != "unused" and labels is None:
        way = "put the pictures of each class into a sub-folder, or add y_train"
        raise ValueError(f"{data.location}: has no labels; {way}")
    writing = {"resume": options.resume, "tensorboard": options.tensorboard}
    train(config, data.x_train, options.out, **writing, labels=labels, dataset=data.facts())
    print(f"The run is in {options.out}: model.weights.h5, history.csv, grids/")


def _evaluate(options: argparse.Namespace) -> int:
    from infogan_lib.files import check_place, to_json, write_json
    from infogan_lib.measure.report import load_again, report

    if options.diagnose:
        return _diagnose(options)
    if options.out and options.out.suffix not in ("", ".json"):
        raise ValueError(f"{options.out}: the record is JSON; end the name in .json")
    if options.out:
        check_place(options.out)  # before the minute that the scores take
    record, notes = report(*_model_and_data(options, load_again))
    for note in notes:
        print(note, file=sys.stderr)
    print(to_json(record, indent=2))
    if options.out:
        write_json(options.out, record)
    return 0


def _diagnose(options: argparse.Namespace) -> int:
    """1 if there is a finding. A run without weights yet has its history read alone."""
    from infogan_lib.measure import diagnose
    from infogan_lib.measure.report import findings, load_again
    from infogan_lib.runs.pretrained import names

    if options.out:
        raise ValueError("--diagnose prints lines and writes no record; leave out --out")
    run, model, data = options.model, None, None
    started = (Path(run) / "history.csv").is_file()
    if run in names() or (Path(run) / "model.weights.h5").is_file() or not started:
        model, _, data = _model_and_data(options, load_again)
    else:
        print("No weights yet: the history alone is read.", file=sys.stderr)
    found = findings(run, model, data)
    print(diagnose.report(found))
    return int(bool(found))


def _recognise(options: argparse.Namespace) -> None:
    from infogan_lib.files import check_place
    from infogan_lib.measure import codes_table
    from infogan_lib.measure.report import load_alike
    from infogan_lib.runs.options import classes_of

    if options.out:
        codes_table.check_table_name(options.out)
        check_place(options.out)
    model, _, data = _model_and_data(options, load_alike)
    classes = classes_of(options.model)
    table = codes_table.codes_table(model, data.x_train, data.files or None, classes)
    if not classes and any(name.endswith("_probability") for name in table):
        print("Categories are the network's own numbers: it was told no classes.", file=sys.stderr)
    if options.out:
        codes_table.write_table(options.out, table)
        print(f"The codes of {len(data.x_train)} pictures are in {options.out}")
    else:
        codes_table.write_csv(sys.stdout, table)


def _generate(options: argparse.Namespace) -> None:
    from infogan_lib.runs.options import latents_from
    from infogan_lib.runs.pictures import check_out, write_pictures
    from infogan_lib.runs.pretrained import trained_on

    check_out(options.out)
    model = _model(options.model)
    latents = latents_from(options.code, model.latent, options.n, options.seed)
    negative = bool(trained_on(options.model).get("negative")) != options.invert
    print(write_pictures(model, latents, options.out, negative, options.scale))


def _sweep(options: argparse.Namespace) -> None:
    from infogan_lib.sweeps.sweep import commands, sweep

    if options.list:
        for command in commands(options.table, options.out, options.data):
            print(shlex.join(command))
        return
    # A sweep that is told to end takes its runs with it: two must never write to one folder.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sweep(options.table, options.out, options.data, options.jobs, options.scheduler)


def _export(options: argparse.Namespace) -> None:
    from infogan_lib.page.export import export_onnx
    from infogan_lib.page.folder import export_folder
    from infogan_lib.runs.options import digits_of
    from infogan_lib.runs.pretrained import about, trained_on

    model, page = _model(options.model), None
    if options.format == "page":
        known, title = trained_on(options.model), f"InfoGAN {Path(options.model).resolve().name}"
        dark_ink = known["name"] == "mnist" or bool(known.get("negative"))
        facts, digits = about(options.model), digits_of(options.model)
        page, *files = export_folder(model, options.out, title, facts, digits, dark_ink)[:2]
    else:
        files = export_onnx(model, options.out)
    for path in files:
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    if page:
        print(f"Open {page} by a double click.")


def _doctor(options: argparse.Namespace) -> int:
    from infogan_lib.runs.symptoms import doctor

    return doctor()


_COMMANDS = (_train, _evaluate, _recognise, _generate, _sweep, _export, _doctor)
RUNS = {command.__name__.removeprefix("_"): command for command in _COMMANDS}


def _model(name: str):
    from infogan_lib.runs.pretrained import load, load_pretrained, names

    # A shipped name wins; a folder of that name is written as a path, ./mnist.
    is_name = name in names() or (Path(name).name == name and not Path(name).exists())
    return load_pretrained(name) if is_name else load(name)


def _model_and_data(options: argparse.Namespace, load: Callable) -> tuple:
    """A model, what it was trained on, and data. Remarks go to stderr: stdout is for results."""
    from infogan_lib.runs.pretrained import trained_on

    model, known = _model(options.model), trained_on(options.model)
    with contextlib.redirect_stdout(sys.stderr):
        data = load(model, known, options.data, options.invert, options.like_mnist)
    return model, known, data


def _one_line(message, *details, **more) -> None:
    print(f"warning: {message}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
