"""Which tests run which lines of a room, and how long each takes: measured once, and kept.

Files of tests that have changed since are measured anew, all of them where the room has changed.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.mutant_trials import forked, pytest_arguments


def digest(source: str) -> str:
    """A short hash, to see whether a file is still the one that was measured."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


class Reach:
    """A pytest plugin: which tests pass, and how long each takes; coverage learns their names."""

    def __init__(self, coverage: Any):
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.outcome != "passed":
            self.failed.add(report.nodeid)


def measure(room: Path, files: list[str], root: Path, to: Path, limit: float = 3600) -> None:
    """Run files of tests in a child, and write what each test reaches and takes."""

    def work(say: Callable[[str], None]) -> int:
        import coverage
        import pytest

        sys.path.insert(0, str(root))
        cover = coverage.Coverage(data_file=None, source=[str(room)], config_file=False)
        found = Reach(cover)
        cover.start()
        pytest.main(pytest_arguments(*files), plugins=[found])
        cover.stop()
        data, lines = cover.get_data(), {}
        for name in data.measured_files():
            contexts = data.contexts_by_lineno(name)
            lines[Path(name).name] = {k: [*filter(None, v)] for k, v in contexts.items()}
        seconds = {k: round(v, 3) for k, v in found.seconds.items() if k not in found.failed}
        to.write_text(json.dumps({"seconds": seconds, "lines": lines}), encoding="utf-8")
        return 0

    forked(work, limit, root)


def reach(room: Path, files: list[Path], root: Path, to: Path) -> dict[str, Any]:
    """What each test of the files reaches in a room, from ``to`` where that is still true."""
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(room.glob("*.py")))
    now = {p.relative_to(root).as_posix(): digest(p.read_text(encoding="utf-8")) for p in files}
    old = json.loads(to.read_text(encoding="utf-8")) if to.exists() else {}
    if old.get("room") != digest(sources):
        old = {"files": {}, "seconds": {}, "lines": {}}
    changed = [name for name in now if now[name] != old["files"].get(name)]
    kept = {name for name in old["seconds"] if name.split("::")[0] in {*now} - {*changed}}
    found: dict[str, Any] = {
        "room": digest(sources),
        "files": now,
        "seconds": {name: old["seconds"][name] for name in kept},
        "lines": {
            module: {k: [name for name in names if name in kept] for k, names in lines.items()}
            for module, lines in old["lines"].items()
        },
    }
    if changed:
        to.parent.mkdir(parents=True, exist_ok=True)
        part = to.with_suffix(".part")
        measure(room, changed, root, part)
        new = json.loads(part.read_text(encoding="utf-8"))
        part.unlink()
        found["seconds"] |= new["seconds"]
        for module, lines in new["lines"].items():
            mine = found["lines"].setdefault(module, {})
            for k, names in lines.items():
                mine[k] = [*mine.get(k, ()), *names]
        to.write_text(json.dumps(found), encoding="utf-8")
    return found


def tests_for(
    found: dict[str, Any], path: Path, line: int, budget: float
) -> tuple[list[str], float]:
    """The tests that a mutant faces, its module's own file first, then the quickest; their time.

    Those that reach the line, and after them the others of their files, which may look at what the
    file made when it was read. A line that runs at import alone faces the whole room. The slowest
    are left out where all would take longer than ``budget`` seconds.
    """
    lines = found["lines"].get(path.name, {})
    statement = statement_at(path.read_text(encoding="utf-8"), line)
    reaching = {name for k in statement for name in lines.get(str(k), ())}
    files = {name.split("::")[0] for name in reaching or found["seconds"]}
    near = reaching or {name for k in lines for name in lines[k]}
    seconds = {name: t for name, t in found["seconds"].items() if name.split("::")[0] in files}
    own = f"/test_{path.stem}.py"

    def order(name: str) -> tuple:
        return name not in near, own not in name, seconds[name], name

    chosen, total = [], 0.0
    for name in sorted(seconds, key=order):
        if total + seconds[name] <= budget:
            chosen.append(name)
            total += seconds[name]
    # File by file, so that a file's fixtures are made once; first the one that knows most.
    counts = Counter(name.split("::")[0] for name in chosen)
    rank = {name: (own not in name, -count, name) for name, count in counts.items()}
    return sorted(chosen, key=lambda name: rank[name.split("::")[0]]), total


def statement_at(source: str, line: int) -> range:
    """The lines of the smallest statement at a line; of a compound one, those of its head."""
    best = range(line, line + 1)
    size = sys.maxsize
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            lines = range(node.lineno, max(end, node.lineno) + 1)
            if line in lines and len(lines) < size:
                best, size = lines, len(lines)
    return best
