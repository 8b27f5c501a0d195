"""The stored record of mutants: counts a module, and every survivor with its judgement.

A survivor is either equivalent, with the reason, or killed since, by a test that is named, or open.
The score counts what tests kill, of those drawn that are not equivalent.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

JUDGEMENTS = ("equivalent", "killed since", "open")


def read_results(path: Path) -> list[dict[str, Any]]:
    """The trials so far, one a line; a last line that was cut off is left out."""
    results = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            results.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return results


def name_of(entry: dict[str, Any]) -> tuple:
    """What tells one mutant from all others, wherever its line moves to."""
    return tuple(entry[part] for part in ("module", "line", "becomes", "operator", "twin"))


def latest(results: list[dict[str, Any]], digests: dict[str, str]) -> list[dict[str, Any]]:
    """The last trial of each mutant of the modules as they are now, by their digests.

    With "lived" it says whether the mutant survived an earlier one.
    """
    current = [r for r in results if digests.get(r["module"], r["digest"]) == r["digest"]]
    lived = {name_of(r) for r in current if r["verdict"] == "survived"}
    last = {name_of(r): r for r in current}
    return [{**result, "lived": name in lived} for name, result in last.items()]


def merged(
    record: dict[str, Any], results: list[dict[str, Any]], possible: dict[str, int]
) -> dict[str, Any]:
    """The record with the trials of the modules in ``possible``; judgements stay.

    A mutant that survived before and is killed now is listed as killed since. One that the record
    calls equivalent and a test kills was judged wrongly: it is listed so, too.
    """
    old = {name_of(entry): entry for entry in record.get("survivors", ())}
    modules, survivors = dict(record.get("modules", {})), []
    for result in results:
        entry, name = old.pop(name_of(result), None), name_of(result)
        parts = dict(zip(("module", "line", "becomes", "operator", "twin"), name, strict=True))
        if result["verdict"] == "survived":
            judged = entry if entry and entry["judged"] != "killed since" else {}
            survivors.append(
                {**parts, "judged": judged.get("judged", "open"), "why": judged.get("why", "")}
            )
        elif entry or result.get("lived"):
            survivors.append({**parts, "judged": "killed since", "why": result["by"]})
    survivors += [entry for entry in old.values() if entry["module"] not in possible]
    for module, count in possible.items():
        verdicts = Counter(r["verdict"] for r in results if r["module"] == module)
        modules[module] = {
            "possible": count,
            "drawn": verdicts.total(),
            "killed": verdicts["killed"],
            "timed out": verdicts["timed out"],
            "survived": verdicts["survived"],
        }
    return {
        "modules": dict(sorted(modules.items())),
        "survivors": sorted(survivors, key=lambda s: tuple(map(str, name_of(s)))),
    }


def score(record: dict[str, Any], room: str) -> tuple[int, int]:
    """How many mutants of a room are killed, of how many drawn that are not equivalent."""
    inside = [v for k, v in record["modules"].items() if k.split("/")[0] == room]
    equal = sum(
        s["judged"] == "equivalent" and s["module"].split("/")[0] == room
        for s in record["survivors"]
    )
    killed = sum(v["killed"] + v["timed out"] for v in inside)
    return killed, sum(v["drawn"] for v in inside) - equal


def stale(record: dict[str, Any], library: Path) -> list[str]:
    """Survivors whose module or line is there no more: "module: line"."""
    found = []
    for entry in record["survivors"]:
        path = library / entry["module"]
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if entry["line"] not in {line.strip() for line in lines}:
            found.append(f"{entry['module']}: {entry['line']}")
    return found


def faults(record: dict[str, Any]) -> list[str]:
    """What is wrong with a record: counts that don't add up, survivors without a judgement."""
    found = []
    for module, counts in record["modules"].items():
        survivors = [s for s in record["survivors"] if s["module"] == module]
        alive = sum(s["judged"] != "killed since" for s in survivors)
        if counts["killed"] + counts["timed out"] + counts["survived"] != counts["drawn"]:
            found.append(f"{module}: verdicts are not as many as were drawn")
        if counts["drawn"] > counts["possible"]:
            found.append(f"{module}: more drawn than there are")
        if alive != counts["survived"]:
            found.append(f"{module}: {alive} survivors listed, {counts['survived']} counted")
    for entry in record["survivors"]:
        if entry["judged"] not in JUDGEMENTS or not entry["why"].strip():
            found.append(f"{entry['module']}: {entry['line']} -> {entry['becomes']}: no judgement")
    return found


def report(record: dict[str, Any], library: Path) -> str:
    """The scores, the open survivors and what is stale, as text."""
    lines = []
    for room in sorted({module.split("/")[0] for module in record["modules"]}):
        killed, of = score(record, room)
        inside = {k: v for k, v in record["modules"].items() if k.split("/")[0] == room}
        drawn, possible = (sum(v[n] for v in inside.values()) for n in ("drawn", "possible"))
        since = sum(
            s["judged"] == "killed since" for s in record["survivors"] if s["module"] in inside
        )
        lines.append(
            f"{room}: {killed} of {of} killed, {100 * killed / max(1, of):.1f} %, {since} of them "
            f"not at the first try; drawn {drawn} of {possible}, {drawn - of} of them equivalent"
        )
    for entry in record["survivors"]:
        if entry["judged"] == "open":
            lines.append(f"open: {entry['module']}: {entry['line']}  ->  {entry['becomes']}")
    lines += [f"stale: {text}" for text in stale(record, library)]
    return "\n".join(lines)
