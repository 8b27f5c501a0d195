"""The table of README.md, from a record."""

from __future__ import annotations

import statistics
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.contestants import CONTESTANTS, DEFAULT, PAPER
from infogan_lib.files import atomically

# Whose step stands for ours, with the same networks and with those of the shipped recipe.
SAME = {PAPER: "official", DEFAULT: "default"}
SHIPPED = ("default", "default-channels")
HEADER = (
    "| networks | step | real images/s | quartiles | CPU s per 1,000 | same networks: ours is"
    " | our default is | with channels | peak memory |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


def render(record: dict[str, Any]) -> str:
    """Markdown: one row a contestant, ratios, goals, and where the numbers come from."""
    measured = record["contestants"]
    names = [name for name in CONTESTANTS if name in measured]
    rows = [HEADER, *(_row(name, measured) for name in names)]
    return "\n".join([*rows, "", *_sizes(measured), "", _origin(record)])


def ratio(ours: dict[str, Any], theirs: dict[str, Any]) -> float:
    """How many times as fast ours is: the median over rounds, each compared within itself."""
    pairs = zip(ours["images_a_second"], theirs["images_a_second"], strict=True)
    return statistics.median(a / b for a, b in pairs)


def fill(path: Path, name: str, text: str) -> None:
    """Put ``text`` between the markers ``<!-- name -->`` and ``<!-- end of name -->`` of a file."""
    before, after = split(path, name)
    with atomically(path) as unfinished:
        unfinished.write_text(f"{before}{text}{after}", encoding="utf-8")


def filled(path: Path, name: str) -> str:
    """What stands between the markers."""
    before, after = split(path, name)
    return path.read_text(encoding="utf-8").removeprefix(before).removesuffix(after)


def split(path: Path, name: str) -> tuple[str, str]:
    """The file up to and with the first marker, and from the second on; ValueError if missing."""
    start, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
    text = path.read_text(encoding="utf-8")
    if not text.count(start) == text.count(end) == 1:
        raise ValueError(f"{path} must have {start.strip()} and {end.strip()} once each")
    return text[: text.index(start) + len(start)], text[text.index(end) :]


def _row(name: str, measured: dict[str, Any]) -> str:
    who, facts = CONTESTANTS[name], measured[name]
    speeds = facts["images_a_second"]
    quartiles = statistics.quantiles(speeds, n=4) if len(speeds) > 1 else [speeds[0]] * 3
    columns = [SAME.get(who.networks), *SHIPPED]
    return " | ".join([
        f"| {who.networks}",
        who.label,
        f"{quartiles[1]:,.0f}",
        f"{quartiles[0]:,.0f}–{quartiles[2]:,.0f}",
        f"{statistics.median(facts['cpu_seconds_a_thousand']):.2f}",
        *(_times(ours, name, measured) for ours in columns),
        f"{facts['peak_mb']:,} MB |",
    ])  # fmt: skip


def _times(ours: str | None, theirs: str, measured: dict[str, Any]) -> str:
    if ours not in measured or ours == theirs:
        return "–"
    return f"× {ratio(measured[ours], measured[theirs]):.2f}"


def _sizes(measured: dict[str, Any]) -> list[str]:
    """One line for each kind of networks: how many weights, and the batch."""
    lines = []
    ordered = sorted((name for name in CONTESTANTS if name in measured),
                     key=lambda name: CONTESTANTS[name].networks)  # fmt: skip
    for networks, group in groupby(ordered, key=lambda name: CONTESTANTS[name].networks):
        shown = {_size(measured[name]) for name in group}
        lines.append(f"- Networks {networks}: {'; '.join(sorted(shown))}.")
    return lines


def _size(facts: dict[str, Any]) -> str:
    counts = ", ".join(f"{part} {count:,}" for part, count in facts["parameters"].items())
    return f"{counts} weights; {facts['batch']} real images a step"


def _origin(record: dict[str, Any]) -> str:
    machine, loads = record["machine"], [x for x in record["load"] if x is not None]
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    shown = f"{min(loads):g} to {max(loads):g}" if loads else "unknown"
    return (
        f"Measured {record['date']} on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}, {machine['c_library']}, with {record['threads']} threads; "
        f"{versions}. Median of {record['rounds']} rounds of about {record['seconds_a_turn']:g} s "
        f"a turn. Load average {shown}; this run alone makes up to {record['threads']}. "
        f"Command: `{record['command']}`."
    )
