"""The search for faults that no test notices: the tool on a tiny library, and its stored record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import mutant_reach, mutant_record, mutants, mutating
from tools.project import ROOT

MODULE = '''"""Doubles: 1 + 1 of everything."""

LIMIT = 5 - 1


def doubled(x: int | None) -> int | None:
    if x is None:
        raise ValueError(f"x must be a number, {1 + 1} say")
    return x + x if x > 0 else x * 2


def never(x: int) -> int:
    return x - 1
'''
TESTS = '''from tiny_lib.room import small


def test_doubled():
    assert small.doubled(3) == 6
'''
#: A program of its own: in this one, other tests have started threads, which a fork loses.
PROGRAM = '''
import json, sys
from pathlib import Path
from tools import mutant_trials, mutants, mutating

mutant_trials.COSTLY = ("hypothesis", "pytest", "coverage")
library = Path(sys.argv[1])
path = library / "room" / "small.py"
source = path.read_text(encoding="utf-8")

def fault(old, new):
    line = source[: source.index(old)].count("\\n") + 1
    return mutating.Mutant(line, old, new, "by hand", 0, source.replace(old, new))

faults = [fault("x + x if", "x - x if"), fault("x > 0", "x >= 0"), fault("5 - 1", "5 +")]
mutating.mutants = lambda _: faults
found = [mutants.run([path], size, library=library, build=library.parent) for size in (2, None)]
print(json.dumps(found))
'''


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """The library, its trials and what two runs returned: of two faults, then of all three."""
    if not hasattr(os, "fork"):
        pytest.skip("needs a system that can fork")
    root = tmp_path_factory.mktemp("tiny")
    for name, text in {
        "tiny_lib/__init__.py": "", "tiny_lib/room/__init__.py": "",
        "tiny_lib/room/small.py": MODULE, "tests/room/test_small.py": TESTS,
        "pyproject.toml": '[tool.pytest.ini_options]\nmarkers = ["slow: long"]\n',
    }.items():  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(root / "tiny_lib")], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return root, [json.loads(x) for x in (root / "trials.jsonl").read_text().splitlines()], \
        json.loads(done.stdout.splitlines()[-1])  # fmt: skip


def test_a_fault_that_a_test_sees_is_killed_and_another_survives(tried):
    _, trials, _ = tried
    found = {made["line"]: (made["verdict"], made["by"]) for made in trials}
    assert found == {
        "x + x if": ("killed", "tests/room/test_small.py::test_doubled"),
        "x > 0": ("survived", ""),
        "5 - 1": ("killed", "an error at import"),
    }


def test_a_second_run_goes_on_where_the_first_stopped(tried):
    _, trials, ((first, possible), (second, _)) = tried
    assert possible == {"room/small.py": 3}
    assert len(first) == 2 and len(second) == 3 == len(trials)
    assert all(found in second for found in first)


def test_tests_are_chosen_by_the_lines_that_they_run(tried):
    root, _, _ = tried
    reached = json.loads((root / "reach-room.json").read_text(encoding="utf-8"))
    path, test = root / "tiny_lib" / "room" / "small.py", "tests/room/test_small.py::test_doubled"
    lines = MODULE.splitlines()
    # What runs at import alone faces every test of its room.
    reaching = {"return x + x": [test], "def doubled": [test], "LIMIT": [test]}
    for text, names in reaching.items():
        line = next(i for i, found in enumerate(lines, 1) if text in found)
        chosen, _ = mutant_reach.tests_for(reached, path, line, 60.0)
        assert chosen == names, text
    # After a test that reaches the line come the others of its file, not those of other files.
    seconds = {"tests/room/test_a.py::one": 1.0, "tests/room/test_a.py::two": 2.0,
               "tests/room/test_a.py::three": 3.0, "tests/room/test_b.py::four": 0.1}  # fmt: skip
    made_up = {"seconds": seconds, "lines": {"small.py": {"9": ["tests/room/test_a.py::two"]}}}
    budgets = {9.0: ["two", "one", "three"], 3.0: ["two", "one"], 2.5: ["two"], 0.0: []}
    for budget, names in budgets.items():
        chosen, _ = mutant_reach.tests_for(made_up, path, 9, budget)
        assert [name.split("::")[1] for name in chosen] == names


def trial(line: str, verdict: str, **more) -> dict:
    return {"module": "room/small.py", "digest": "a", "line": line, "becomes": "b", "operator": "o",
            "twin": 0, "verdict": verdict, "by": "test_x", **more}  # fmt: skip


def test_a_judgement_stays_with_its_survivor_until_a_test_kills_it():
    first = [trial("one", "survived"), trial("two", "survived"), trial("three", "killed")]
    record = mutant_record.merged({}, first, {"room/small.py": 9})
    assert {s["judged"] for s in record["survivors"]} == {"open"}
    assert len(mutant_record.faults(record)) == 2
    record["survivors"][0] |= {"judged": "equivalent", "why": "because"}
    again = [trial("one", "survived"), trial("two", "killed"), trial("three", "killed")]
    record = mutant_record.merged(record, again, {"room/small.py": 9})
    assert mutant_record.faults(record) == []
    assert [(s["line"], s["judged"], s["why"]) for s in record["survivors"]] == [
        ("one", "equivalent", "because"), ("two", "killed since", "test_x"),
    ]  # fmt: skip
    assert mutant_record.score(record, "room") == (2, 2)
    # What was killed since, and is alive again, is open again.
    record = mutant_record.merged(record, first, {"room/small.py": 9})
    assert [s["judged"] for s in record["survivors"]] == ["equivalent", "open"]
    assert mutant_record.score(record, "room") == (1, 2)


def test_only_trials_of_the_module_as_it_is_count_and_the_last_of_each(tmp_path):
    trials = [trial("one", "survived"), trial("one", "killed"), trial("two", "killed", digest="b")]
    path = tmp_path / "trials.jsonl"
    path.write_text("\n".join(map(json.dumps, trials)) + '\n{"cut', encoding="utf-8")
    found = mutant_record.latest(mutant_record.read_results(path), {"room/small.py": "a"})
    assert [(r["line"], r["verdict"], r["lived"]) for r in found] == [("one", "killed", True)]
    (survivor,) = mutant_record.merged({}, found, {"room/small.py": 1})["survivors"]
    assert survivor["judged"] == "killed since" and survivor["why"] == "test_x"


def test_a_record_that_does_not_add_up_and_a_stale_line_are_found(tmp_path):
    record = mutant_record.merged({}, [trial("x = 1", "survived")], {"room/small.py": 1})
    record["survivors"][0] |= {"judged": "equivalent", "why": "because"}
    assert mutant_record.faults(record) == []
    assert mutant_record.stale(record, tmp_path) == ["room/small.py: x = 1"]
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "small.py").write_text("    x = 1\n", encoding="utf-8")
    assert mutant_record.stale(record, tmp_path) == []
    record["modules"]["room/small.py"] |= {"killed": 1, "survived": 0}
    assert mutant_record.faults(record) == ["room/small.py: 1 survivors listed, 0 counted"]


def test_faults_are_of_code_alone():
    pytest.importorskip("cosmic_ray")
    found = mutating.mutants(MODULE)
    assert {mutant.before for mutant in found} == {
        "LIMIT = 5 - 1", "if x is None:", "return x + x if x > 0 else x * 2", "return x - 1",
    }  # fmt: skip
    assert len({mutant.key for mutant in found}) == len(found) > 15
    for mutant in found:
        compile(mutant.source, "small.py", "exec")
        assert mutant.source != MODULE and mutant.source.splitlines()[0] == MODULE.splitlines()[0]
    few = mutating.sample(found, 4, 0, "m")
    assert len(few) == 4 and set(few) <= set(mutating.sample(found, 9, 0, "m"))
    assert few != mutating.sample(found, 4, 1, "m")


RECORD = mutants.load()


def test_every_survivor_of_the_stored_record_is_judged():
    assert mutant_record.faults(RECORD) == []
    assert {module.split("/")[0] for module in RECORD["modules"]} >= {"core", "information"}


def test_the_stored_record_is_of_the_library_as_it_is():
    library: Path = mutants.LIBRARY
    assert [name for name in RECORD["modules"] if not (library / name).exists()] == []
    paths = mutants.modules(["core", "information"])
    known = {path.relative_to(library).as_posix() for path in paths}
    assert known <= set(RECORD["modules"])
    for text in mutant_record.stale(RECORD, library):
        assert f"stale: {text}" in mutant_record.report(RECORD, library)
