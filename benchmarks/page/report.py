"""The table of README.md, from a record, and the bars that the page must keep."""

from __future__ import annotations

from typing import Any

#: What each measure is, and the most that it may be; the clock counts, not the processor's time.
MEASURES: dict[str, tuple[str, float | None]] = {
    "payload": ("sent by a server, compressed, MB", 8.0),
    "first": ("from the explorer's being seen to its first image, ms", 2000.0),
    "ready": ("engine and networks loaded, each has answered once, ms", None),
    "image": ("an image by G, and Q's reading of it, ms", 16.0),
    "image_cpu": ("the same, the processor's time, ms", None),
    "move_cpu": (
        "a slider's move with all that the page does for it, the processor's time, ms",
        None,
    ),
    "grid": ("10 × 10 images, ms", 250.0),
    "grid_cpu": ("the same, the processor's time, ms", None),
    "page_grid": ("the explorer's grid, from a click to the last cell, ms", None),
    "elsewhere": ("files of the panels that pages without a panel ask for", 0.0),
}
WHOLE = {"elsewhere"}


def render(record: dict[str, Any]) -> str:
    """Markdown: a row a measure, a column an engine, and where the numbers come from."""
    engines = record["engines"]
    rows = [
        f"| | at most | {' | '.join(engines)} |",
        f"|---|--:|{'--:|' * len(engines)}",
    ]
    for name, (what, bar) in MEASURES.items():
        cells = [_number(name, bar), *(_number(name, row.get(name)) for row in engines.values())]
        rows.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join([*rows, "", _origin(record)])


def missed(record: dict[str, Any]) -> list[str]:
    """The bars that the page's own engine does not keep, a line each."""
    own = record["engines"]["own"]
    return [
        f"{what}: {_number(name, own[name])}, at most {_number(name, bar)}"
        for name, (what, bar) in MEASURES.items()
        if bar is not None and not own[name] <= bar
    ]


def _number(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or name in WHOLE else f"{value:.1f}"


def _origin(record: dict[str, Any]) -> str:
    machine = record["machine"]
    loads = [x for x in record["load"] if x is not None]
    shown = f"{min(loads):g} to {max(loads):g}" if loads else "unknown"
    return (
        f"Measured {record['date']} on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}, in Chromium {record['browser']} without a window. Medians of the "
        f"clock, means of the processor's time; {record['images']} images. {record['pages']} pages "
        f"have no panel. Load average {shown}; this run alone makes about 1. "
        f"Command: `{record['command']}`."
    )
