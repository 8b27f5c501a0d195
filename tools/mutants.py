"""Put small faults into the library, one at a time, and see which of them no test notices.

    python tools/mutants.py run information core [--sample 20]   try mutants, and store
    python tools/mutants.py run core/codes.py --again            its survivors once more
    python tools/mutants.py show                                 the stored score

Needs the extra `mutants`, and a system that can fork. `tools/mutating.py` says which faults there
are and which are left out. A mutant faces the tests of its room that reach its line and are not
slow, its module's own first, for `--budget` seconds in all. Trials are appended to
build/mutants/trials.jsonl, so that a run that was stopped goes on. tests/mutants.json keeps counts
and survivors; whoever finds a survivor there without a judgement writes one, or a test.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import mutant_reach, mutant_record, mutant_trials, mutating
from tools.project import ROOT

LIBRARY = ROOT / "infogan_lib"
RECORD = ROOT / "tests" / "mutants.json"
BUILD = ROOT / "build" / "mutants"
FEW = 10  # mutants of a module that the record doesn't know, unless told otherwise
#: Tests that start programs, which a mutant doesn't reach.
PROGRAMS = ("test_information_import.py", "test_keras_user.py", "test_diagnose_command.py")


def modules(names: list[str], library: Path = LIBRARY) -> list[Path]:
    """The modules of rooms, "core", or single ones, "core/codes.py"."""
    found = []
    for name in names:
        path = library / name
        found += sorted(path.glob("*.py")) if path.is_dir() else [path]
    return [path for path in found if path.name != "__init__.py"]


def as_dict(module: str, found: str, mutant: mutating.Mutant) -> dict[str, Any]:
    """A mutant as the trials name it."""
    before, after, operator, twin = mutant.key
    return {
        "module": module, "digest": found, "line": before, "becomes": after, "operator": operator,
        "twin": twin,
    }  # fmt: skip


def run(
    paths: list[Path],
    size: int | dict[str, int] | None,
    seed: int = 0,
    again: bool = False,
    budget: float = 60.0,
    settled: frozenset[tuple] = frozenset(),
    library: Path = LIBRARY,
    build: Path = BUILD,
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Try what was not tried yet; return the trials of all drawn, and how many could be drawn.

    ``size``: how many a module, or of each module by its name, where those without one get FEW.
    ``again`` tries survivors once more, but for those that are ``settled``.
    """
    root, trials = library.parent, build / "trials.jsonl"
    wanted, possible, digests, reached = [], {}, {}, {}
    for path in paths:
        module, source = path.relative_to(library).as_posix(), path.read_text(encoding="utf-8")
        found = mutating.mutants(source)
        possible[module], digests[module] = len(found), mutant_reach.digest(source)
        few = size.get(module, FEW) if isinstance(size, dict) else size
        for mutant in mutating.sample(found, few, seed, module):
            wanted.append((path, as_dict(module, digests[module], mutant), mutant))
    done = mutant_record.latest(mutant_record.read_results(trials), digests)
    alive = {mutant_record.name_of(r) for r in done if r["verdict"] == "survived"}
    tried = {mutant_record.name_of(r) for r in done} - (alive - settled if again else set())
    left = [item for item in wanted if mutant_record.name_of(item[1]) not in tried]
    if left:
        mutant_trials.preload()
    build.mkdir(parents=True, exist_ok=True)
    for count, (path, entry, mutant) in enumerate(left, 1):
        room = path.parent
        if room.name not in reached:
            files = sorted((root / "tests" / room.name).glob("test_*.py"))
            files = [file for file in files if file.name not in PROGRAMS]
            stored = build / f"reach-{room.name}.json"
            reached[room.name] = mutant_reach.reach(room, files, root, stored)
        tests, total = mutant_reach.tests_for(reached[room.name], path, mutant.line, budget)
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        trial = mutant_trials.trial(name, mutant.source, tests, max(60.0, 5 * total), root)
        with trials.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**entry, **vars(trial)}, ensure_ascii=False) + "\n")
        print(
            f"{count}/{len(left)} {entry['module']}:{mutant.line} {trial.verdict} "
            f"{trial.seconds} s: {mutant.before} -> {mutant.after} [{trial.by}]", flush=True,
        )  # fmt: skip
    names = {mutant_record.name_of(item[1]) for item in wanted}
    done = mutant_record.latest(mutant_record.read_results(trials), digests)
    return [r for r in done if mutant_record.name_of(r) in names], possible


def load() -> dict[str, Any]:
    """The stored record."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def main() -> int:
    """Run or show; return 1 where a survivor is open."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("command", choices=("run", "show"))
    parser.add_argument("names", nargs="*", help="rooms, or modules such as core/codes.py")
    parser.add_argument(
        "--sample", type=int, help="mutants a module; else as many as the record has"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of tests a mutant")
    parser.add_argument("--again", action="store_true", help="try survivors once more")
    asked = parser.parse_args()
    record = load()
    if asked.command == "run":
        os.environ.setdefault("KERAS_BACKEND", "tensorflow")
        equal = [s for s in record.get("survivors", ()) if s["judged"] == "equivalent"]
        settled = frozenset(map(mutant_record.name_of, equal))
        size = asked.sample or {k: v["drawn"] for k, v in record.get("modules", {}).items()}
        results, possible = run(
            modules(asked.names), size, asked.seed, asked.again, asked.budget, settled
        )
        record = {"seed": asked.seed} | mutant_record.merged(record, results, possible)
        from infogan_lib.files import atomically  # not before: children read the library anew

        with atomically(RECORD) as unfinished:
            text = json.dumps(record, indent=1, ensure_ascii=False)
            unfinished.write_text(text + "\n", encoding="utf-8")
    print(mutant_record.report(record, LIBRARY))
    return int(any(entry["judged"] == "open" for entry in record["survivors"]))


if __name__ == "__main__":
    raise SystemExit(main())
