"""Where every scenario is said to end: one check a scenario, and the table of README.md."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

SEEDS = 10
ENOUGH = 9  # of ten seeds on which a scenario has to end as its text says
Moment = dict[str, float]


def kept(end: Moment) -> bool:
    """Every code has a mode of its own."""
    return end["covered"] == 8 and end["purity"] >= 0.95


#: name: (what its text claims of the end, the check).
CLAIMS: dict[str, tuple[str, Callable[[Moment], bool]]] = {
    "codes-take-hold": ("8 modes covered, each code pure ≥ .95", kept),
    "lambda-withdrawn": ("8 modes covered, each code pure ≥ .95", kept),
    "lambda-zero": ("I ≤ 0.3 nats", lambda end: end["information"] <= 0.3),
    "modes-lost": ("at most 1 mode covered", lambda end: end["covered"] <= 1),
    "too-few-codes": (
        "I ≥ 1.25 of 1.39 nats, no code pure",
        lambda end: end["information"] >= 1.25 and end["purity"] <= 0.8,
    ),
    "too-many-codes": (
        "I between 2.08 and 2.45 of 2.48 nats",
        lambda end: 2.08 <= end["information"] <= 2.45,
    ),
    "gradient-severed": ("I ≤ 0.5 nats", lambda end: end["information"] <= 0.5),
    "softmax-twice": (
        "I ≥ 1.9 nats, L_I ≤ 0.81",
        lambda end: end["information"] >= 1.9 and end["bound"] <= 0.81,
    ),
    "d-too-strong": (
        "G's loss ≥ 4 nats, at most 5 modes covered",
        lambda end: end["g"] >= 4 and end["covered"] <= 5,
    ),
}


def crossings(runs: list[dict[str, Any]]) -> int:
    """How many recorded moments have L_I above I by more than I's standard error."""
    moments = [m for run in runs for m in run["moments"] if m["information"] is not None]
    return sum(m["bound"] > m["information"] + m["error"] for m in moments)


def successes(name: str, runs: list[dict[str, Any]]) -> int:
    """On how many seeds a scenario ended where its text says."""
    return sum(CLAIMS[name][1](run["moments"][-1]) for run in runs)


def missed(record: dict[str, Any]) -> list[str]:
    """The scenarios that end elsewhere too often, and those whose bound passed the information."""
    found = []
    for name, runs in record["scenarios"].items():
        if successes(name, runs) < ENOUGH:
            found.append(f"{name}: {successes(name, runs)} of {len(runs)} seeds")
        if crossings(runs):
            found.append(f"{name}: L_I above I at {crossings(runs)} moments")
    return found


def render(record: dict[str, Any]) -> str:
    """Markdown: a row a scenario, medians over seeds with the range, and the origin."""
    rows = [
        "| scenario | steps | its text claims | seeds | I, nats | L_I, nats | modes"
        " | least pure code | points at a mode | s |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, runs in record["scenarios"].items():
        ends = [run["moments"][-1] for run in runs]
        cells = [
            f"`{name}`",
            f"{runs[0]['steps']:,}",
            CLAIMS[name][0],
            f"{successes(name, runs)} of {len(runs)}",
            *(_range([end[key] for end in ends]) for key in ("information", "bound")),
            _range([end["covered"] for end in ends], digits=0),
            *(_range([end[key] for end in ends]) for key in ("purity", "good")),
            _range([run["seconds"] for run in runs], digits=0),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([*rows, "", _origin(record)])


def _range(values: list[float | None], digits: int = 2) -> str:
    numbers = [value for value in values if value is not None]
    if not numbers:
        return ""
    low, middle, high = min(numbers), median(numbers), max(numbers)
    return f"{middle:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def _origin(record: dict[str, Any]) -> str:
    machine = record["machine"]
    loads = [x for x in record["load"] if x is not None]
    shown = f"{min(loads):g} to {max(loads):g}" if loads else "unknown"
    return (
        f"Median (smallest–largest) over seeds, at the last step. Measured {record['date']} on "
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, in Chromium "
        f"{record['browser']} without a window and without pictures. L_I was above I plus its "
        f"standard error at {sum(crossings(r) for r in record['scenarios'].values())} of "
        f"{_moments(record)} recorded moments. Load average {shown}; this run alone makes about 1. "
        f"Command: `{record['command']}`."
    )


def _moments(record: dict[str, Any]) -> int:
    runs = [run for runs in record["scenarios"].values() for run in runs]
    return sum(m["information"] is not None for run in runs for m in run["moments"])
