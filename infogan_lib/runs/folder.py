"""The folder of one run, kept up to date by a callback: grids, history, checkpoint, weights."""

from __future__ import annotations

import csv
import math
import platform
import time
from pathlib import Path

import keras
import numpy as np
from keras import ops

import infogan_lib
from infogan_lib.backends.devices import device
from infogan_lib.data.sheet import save_sheet
from infogan_lib.errors import WeightsError, WeightsNotFoundError
from infogan_lib.files import atomically, write_csv, write_json
from infogan_lib.recipes.build import GAN
from infogan_lib.recipes.config import TrainConfig
from infogan_lib.runs import weights_file
from infogan_lib.runs.checkpoint import (
    read_notes,
    restore_checkpoint,
    save_checkpoint,
    sound_state,
)
from infogan_lib.runs.lock import is_empty


class RunFolder(keras.callbacks.Callback):
    """Writes each finished epoch to ``folder``; what a kill interrupts is written again.

    ``identity`` (config, data, backend) decides whether a resume may go on from here. ``dataset``
    is what run.json tells of the data beside their hash: name, number, size, class names.
    """

    def __init__(self, folder: Path, identity: dict, dataset: dict):
        super().__init__()
        self.folder, self.identity, self.dataset = folder, identity, dataset
        self.checkpoint = folder / "checkpoint.npz"
        self.history: list[dict] = []
        self.seconds, self.cpu_seconds = 0.0, 0.0

    def open(self, model: GAN, resume: bool) -> int:
        """Prepare the folder, restore the model if there is a checkpoint; the epoch to go on at."""
        if not resume and self.folder.exists() and not is_empty(self.folder):
            raise FileExistsError(
                f"{self.folder} is not empty; choose another folder, or resume the run in it"
            )
        if self.checkpoint.exists():
            notes = read_notes(self.checkpoint)
            self.history, self.seconds = notes["history"], notes["seconds"]
            self._check_identity(notes["identity"])
            restore_checkpoint(self.checkpoint, model)
            self.cpu_seconds = notes.get("cpu_seconds", 0.0)  # older ones lack it
        # Only now is it sure that this folder is this run's.
        (self.folder / "grids").mkdir(parents=True, exist_ok=True)
        write_json(self.folder / "config.json", self.identity["config"])
        if len(self.history) < self.identity["config"]["epochs"]:
            for name in ("model.weights.h5", "run.json"):  # of the shorter run before this one
                (self.folder / name).unlink(missing_ok=True)
        return len(self.history)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.started = time.perf_counter(), time.process_time()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        state = sound_state(self.model)  # a diverged epoch leaves no trace here
        wall, cpu = self.started
        self.seconds += time.perf_counter() - wall
        self.cpu_seconds += time.process_time() - cpu
        self.history.append({"epoch": epoch + 1} | _numbers(logs or {}))
        # The checkpoint comes last: while it is old, the epoch is not done, and is done again.
        self._write_grid(epoch + 1)
        self._write_history()
        notes: dict = {"identity": self.identity, "history": self.history}
        notes |= {"seconds": self.seconds, "cpu_seconds": self.cpu_seconds}
        save_checkpoint(self.checkpoint, state, notes)

    def close(self, model: GAN) -> None:
        """Write what outlives the run: the networks' weights and where they came from."""
        with atomically(self.folder / "model.weights.h5") as unfinished:
            weights_file.write(model, unfinished)
        facts = {
            **self.identity,
            "dataset": self.dataset,
            "epochs": len(self.history),
            "seconds": round(self.seconds, 1),
            "cpu_seconds": round(self.cpu_seconds, 1),
            "device": device(),
            "versions": versions(),
            "last": self.history[-1],
        }
        write_json(self.folder / "run.json", facts)

    def _check_identity(self, before: dict) -> None:
        # Settings that an older checkpoint does not know had their defaults. More epochs are the
        # one change under which the steps so far stay the same.
        known = TrainConfig.from_config(before["config"]).to_config()
        old, new = ({**config, "epochs": None} for config in (known, self.identity["config"]))
        changed = sorted(name for name in new if old[name] != new[name])
        # Each backend has a random stream of its own. Older checkpoints are TensorFlow's.
        backend, other = before.get("backend", "tensorflow"), "or choose another folder"
        if changed:
            wrong = f"was trained with another {', '.join(changed)}; "
            wrong += f"resume with the same settings, {other}"
        elif (done := len(self.history)) > self.identity["config"]["epochs"]:
            wrong = f"is trained for {done} epochs already; resume with at least so many, {other}"
        elif before.get("data") != self.identity["data"]:
            wrong = "was trained on other images; resume with the same data"
        elif before.get("labels") != self.identity.get("labels"):
            wrong = "was trained on other labels; resume with the same data"
        elif backend != self.identity["backend"]:
            wrong = f"was trained on {backend}; resume with KERAS_BACKEND={backend}"
        else:
            return
        raise ValueError(f"{self.folder} {wrong}")

    def _write_grid(self, epoch: int) -> None:
        """Ten rows of one z each; across run the values of the category, where there is one."""
        latent, seed = self.model.latent, self.model.config.seed
        latents = np.repeat(ops.convert_to_numpy(latent.sample(10, seed)), 10, axis=0)
        if (code := latent.category) is not None:
            values = np.arange(100) % 10 % code.size
            latents[:, latent.slices[code.name]] = code.column(values, 100)
        path = self.folder / "grids" / f"epoch-{epoch:03d}.png"
        negative = bool(self.dataset.get("negative"))
        save_sheet(path, self.model.generate(latents), negative=negative)

    def _write_history(self) -> None:
        # A callback that joined later, on a resume, brings columns that early rows lack.
        columns = list(dict.fromkeys(name for row in self.history for name in row))
        known = ([row.get(name) for name in columns] for row in self.history)
        rows = (["nan" if value is None else value for value in row] for row in known)
        write_csv(self.folder / "history.csv", [columns, *rows])


def _numbers(logs: dict) -> dict[str, float | None]:
    """What can stand in a history: numbers, and None for one that is not finite."""
    found = {}
    for name, value in logs.items():
        try:
            number = float(value)
        except (TypeError, ValueError, RuntimeError):
            continue  # a callback may log what is no number
        found[name] = number if math.isfinite(number) else None
    return found


def read_history(path: str | Path) -> dict[str, np.ndarray]:
    """Read a ``history.csv``: {column: one float an epoch}.

    Raises:
        WeightsNotFoundError: for a missing file.
        WeightsError: for a table that is not of numbers.
    """
    path = Path(path)
    if not path.is_file():
        raise WeightsNotFoundError(f"{path.name}: no such file; train with --out to write one")
    try:
        with open(path, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        table = np.array(rows, dtype=float).reshape(len(rows), len(header))
    except (ValueError, csv.Error) as error:
        raise WeightsError(f"{path.name}: no table of numbers; restore the run's own") from error
    return dict(zip(header, table.T, strict=True))


def versions() -> dict[str, str]:
    """What the numbers of this run may depend on."""
    backend = keras.backend.backend()
    module = __import__(backend)
    return {
        "python": platform.python_version(),
        "keras": keras.__version__,
        backend: module.__version__,
        "numpy": np.__version__,
        "infogan_lib": infogan_lib.__version__,
    }
