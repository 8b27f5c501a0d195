"""The records of sweeps: one run a line, failures included.

``python -m infogan_lib sweep`` gathers them; ``results/NAME.jsonl`` is such a file. Each line is
a JSON object with ``config``, ``seed``, ``seconds`` (wall time), ``cpu_seconds``, ``device``,
``scores`` (what :func:`infogan_lib.measure.evaluate.evaluate` returns with labels) and
``attributes`` (what :func:`infogan_lib.measure.attributes.code_attributes` returns). What else it
holds is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infogan_lib.errors import DataError, DataNotFoundError, shown

Record = dict[str, Any]
RESULTS = Path(__file__).parents[1] / "results"
KINDS: dict[str, Any] = {
    "config": Mapping,
    "seed": int,
    "seconds": (int, float),
    "cpu_seconds": (int, float),
    "device": str,
    "scores": Mapping,
    "attributes": Mapping,
}
SCORES = ("accuracy", "nmi", "ari", "information_of_predictions", "bounds")
FIX = "run the sweep again"
NONE = f"a model without a Q that reads a category has none; if this one has, {FIX}"


def names(directory: str | Path = RESULTS) -> list[str]:
    """Return the sweeps that :func:`load_records` knows, in alphabetical order."""
    return sorted(path.stem for path in Path(directory).glob("*.jsonl"))


def load_records(name: str, directory: str | Path = RESULTS) -> list[Record]:
    """Return a sweep's records, in the order of their seeds.

    Raises:
        DataNotFoundError: for an unknown name; the message lists the known ones.
        DataError: for an empty file, or a line that is no record; the message names the line.
    """
    path = Path(directory) / f"{name}.jsonl"
    if not path.is_file():
        known = ", ".join(names(directory)) or "none"
        raise DataNotFoundError(f"{name}: no sweep of this name; there are: {known}")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: no text in UTF-8; {FIX}") from error
    records: dict[int, Record] = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            record = json.loads(line)
            wrong = _flaw(record)
        except ValueError as error:
            wrong = f"not JSON ({error}); {FIX}"
        if wrong:
            raise DataError(f"{path.name}, line {number}: {wrong}")
        if (seed := record["seed"]) in records:
            raise DataError(f"{path.name}: more than one run of seed {seed}; keep one of them")
        records[seed] = record
    if not records:
        raise DataError(f"{path.name}: holds no run; {FIX}")
    return [records[seed] for seed in sorted(records)]


def _flaw(record: Any) -> str:
    """What keeps an object from being a record, in a few words; empty where nothing does."""
    if not isinstance(record, Mapping):
        return f"not a JSON object; {FIX}"
    for key, kind in KINDS.items():
        value = record.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            wrong = f"{key} is {shown(value)}" if key in record else f"lacks {key}"
            return f"{wrong}; {NONE if key in ('scores', 'attributes') else FIX}"
    lacking = [key for key in SCORES if key not in record["scores"]]
    return f"scores lack {', '.join(lacking)}; {NONE}" if lacking else ""
