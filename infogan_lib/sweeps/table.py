"""What a sweep runs: a TOML table of presets, settings and seeds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from infogan_lib.errors import shown
from infogan_lib.recipes.config import TrainConfig, preset
from infogan_lib.runs.options import parse_codes

SHARED = {"preset", "seeds", *(field.name for field in fields(TrainConfig))}  # by all tables


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
    :class:`~infogan_lib.recipes.config.TrainConfig` that differ from the preset. What stands above
    the first table holds for all, unless one says otherwise::

        preset = "mnist"
        seeds = [0, 1, 2]

        [half-width]
        width = 0.5

        [once-more]
        seeds = [3]

    Raises:
        ValueError: the file is no TOML, or a table lacks its preset or seeds, names a setting
            that does not exist, or repeats a seed. The message names the table.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no TOML file: {error}") from None
    tables = {name: table for name, table in content.items() if isinstance(table, dict)}
    shared = {name: value for name, value in content.items() if name not in tables}
    if unknown := sorted(shared.keys() - SHARED):
        raise ValueError(f"{path}: {unknown[0]} must stand in a table, under a line [name]")
    runs = [run for name, table in tables.items() for run in _runs(path, name, shared | table)]
    if not runs:
        raise ValueError(f"{path} lists no runs; give it a table with a preset and seeds")
    return runs


def _runs(path: Path, name: str, settings: dict[str, Any]) -> list[Run]:
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
