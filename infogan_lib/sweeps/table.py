"""What a sweep runs: a TOML table of presets, settings and seeds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from infogan_lib.errors import shown
from infogan_lib.recipes.config import TrainConfig, preset
from infogan_lib.runs.options import parse_codes


@dataclass(frozen=True)
class Run:
    """One training of a sweep: the table it stands in, and its config."""

    table: str
    config: TrainConfig

    @property
    def name(self) -> str:
        """The run's folder: the table's name and the seed, for example ``mnist-3``."""
        return f"{self.table}-{self.config.seed}"


def read_table(path: Path) -> list[Run]:
    """Read the runs of a sweep, table by table and seed by seed.

    A table of the file has a ``preset``, a list of ``seeds``, and any settings of
    :class:`~infogan_lib.recipes.config.TrainConfig` that differ from the preset::

        [half-width]
        preset = "mnist"
        seeds = [0, 1, 2]
        width = 0.5

    Raises:
        ValueError: the file is no TOML, or a table lacks its preset or seeds, names a setting
            that does not exist, or repeats a seed. The message names the table.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no TOML file: {error}") from None
    runs = [run for name, table in tables.items() for run in _runs(path, name, table)]
    if not runs:
        raise ValueError(f"{path} lists no runs; give it a table with a preset and seeds")
    return runs


def _runs(path: Path, name: str, table: object) -> list[Run]:
    if not isinstance(table, dict):
        raise ValueError(f"{path}: {name} must stand in a table, under a line [name]")
    settings = dict(table)
    missing = [key for key in ("preset", "seeds") if key not in settings]
    if missing:
        raise ValueError(f"{path}: [{name}] needs {' and '.join(missing)}")
    if "/" in name or "\\" in name or name.startswith("."):
        raise ValueError(f"{path}: [{name}] cannot name a folder; use letters, digits and -")
    base, seeds = settings.pop("preset"), settings.pop("seeds")
    if not isinstance(seeds, list) or not all(type(seed) is int for seed in seeds):
        raise ValueError(
            f"{path}: [{name}] seeds must be a list of whole numbers, got {shown(seeds)}"
        )
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"{path}: [{name}] repeats a seed; each run has one")
    if "seed" in settings:
        raise ValueError(f"{path}: [{name}] sets seed; list it under seeds instead")
    if isinstance(settings.get("codes"), str):
        settings["codes"] = parse_codes(settings["codes"])
    try:
        return [Run(name, preset(base, seed=seed, **settings)) for seed in seeds]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path}: [{name}] {error}") from None
