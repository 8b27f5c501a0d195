"""The tables of book/teaching-compute.md: what a class needs, from what each notebook took."""

from __future__ import annotations

import math
from typing import Any

CLASSES = (30, 200)  # students
WAIT = 300  # seconds until the last of a class is done, if all begin at once
BINDER_MB, SERVER_MB = 2000, 200  # what Binder gives; what we leave to the notebook's server


def rows(record: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Each notebook's row, in reading order."""
    found = {name: row for run in record["runs"] for name, row in run["notebooks"].items()}
    return dict(sorted(found.items()))


def cores(students: int, row: dict[str, float]) -> int:
    """How many cores let a class that begins at once be done in ``WAIT`` seconds."""
    return math.ceil(students * row["cpu_seconds"] / WAIT)


def gigabytes(students: int, row: dict[str, float]) -> int:
    """The memory of so many kernels."""
    return math.ceil(students * row["memory_mb"] / 1000)


def notebooks(record: dict[str, Any]) -> str:
    """One row a notebook: alone, and for each size of a class."""
    heads = " | ".join(f"{n} students" for n in CLASSES)
    lines = [f"| Chapter | By the clock | Processor | Memory | {heads} |",
             f"|---|--:|--:|--:|{'--:|' * len(CLASSES)}"]  # fmt: skip
    for name, row in rows(record).items():
        lines.append(" | ".join([
            f"| [](../notebooks/{name}.ipynb)",
            f"{row['seconds']:.0f} s",
            f"{row['cpu_seconds']:.0f} s",
            f"{row['memory_mb'] / 1000:.1f} GB",
            *(f"{gigabytes(n, row)} GB, {cores(n, row)} cores" for n in CLASSES),
        ]) + " |")  # fmt: skip
    origins = [_origin(run) for run in record["runs"]]
    return "\n".join([*lines, "", "\n\n".join(origins)]).replace(" 1 cores", " 1 core")


def services(record: dict[str, Any]) -> str:
    """One row a service: whether it carries a class, by the largest and the longest notebook."""
    measured = rows(record)
    largest = max(measured.values(), key=lambda row: row["memory_mb"])
    longest = max(measured.values(), key=lambda row: row["cpu_seconds"])
    most = [f"{gigabytes(n, largest)} GB and {cores(n, longest)} cores" for n in CLASSES]
    tight = [name[:2] for name, row in measured.items()
             if row["memory_mb"] + SERVER_MB > BINDER_MB]  # fmt: skip
    but = f"all chapters but {', '.join(tight)}" if tight else "all chapters"
    total = sum(row["cpu_seconds"] for row in measured.values()) / 3600
    needs = [f"{math.ceil(n * total)} core hours for the whole course" for n in CLASSES]
    return "\n".join([
        f"| Where | {' | '.join(f'{n} students' for n in CLASSES)} |",
        f"|---|{'---|' * len(CLASSES)}",
        "| Colab, free | nothing of yours: a machine a student | the same |",
        f"| JupyterHub, at most | {' | '.join(most)} |",
        f"| JupyterHub, in all | {' | '.join(needs)} |",
        f"| mybinder.org | {but}, one processor each | more than it gives at a time |",
    ])  # fmt: skip


def _origin(run: dict[str, Any]) -> str:
    """Where a run's rows come from, in a line."""
    machine, loads = run["machine"], [x for x in run["load"] if x is not None]
    which = ", ".join(name[:2] for name in run["notebooks"])
    versions = ", ".join(f"{name} {run['versions'][name]}" for name in ("python", "keras"))
    return (
        f"Measured {run['date']} (chapters {which}) on {machine['processor']}, {machine['cores']} "
        f"cores, {machine['system']}; {versions}. Load average {min(loads):g} to {max(loads):g}."
    )


TABLES = {"notebooks": notebooks, "services": services}
