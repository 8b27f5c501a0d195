"""What a class is given: nothing of a solution leaks, and nothing else is lost."""

from __future__ import annotations

import json
import re
import zipfile

import nbformat
import pytest

from infogan_lib.checks import check
from tools.class_copies import student_copy, write
from tools.editions import EXERCISE, SOLUTION
from tools.project import notebooks

CHAPTERS = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])


def sources(notebook: dict, kind: str) -> list[str]:
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == kind]


@CHAPTERS
def test_no_line_of_a_solution_is_left(path):
    whole = json.loads(path.read_text(encoding="utf-8"))
    copy = student_copy(whole)
    said = "\n\n".join(sources(whole, "markdown"))
    solutions = [line for match in SOLUTION.finditer(said) for line in match[2].splitlines()]
    code = [s for s in sources(whole, "code") if s.startswith("# @title Solution")]
    solutions += [line for cell in code for line in cell.splitlines()]
    assert solutions
    elsewhere = "\n".join([SOLUTION.sub("", said), *(set(sources(whole, "code")) - set(code))])
    left = json.dumps(copy, ensure_ascii=False)
    lines = {line.strip() for line in solutions if len(line.strip()) > 20}
    hidden = [line for line in lines if line not in elsewhere]
    assert hidden
    assert [h for h in hidden if json.dumps(h, ensure_ascii=False)[1:-1] in left] == []
    assert "Solution" not in left and "<details>" not in left


@CHAPTERS
def test_everything_else_stays_and_each_exercise_has_a_place_for_its_answer(path):
    whole = json.loads(path.read_text(encoding="utf-8"))
    copy = student_copy(whole)
    nbformat.validate(nbformat.from_dict(copy))
    said, kept = ("\n\n".join(sources(n, "markdown")) for n in (whole, copy))
    words = [re.sub(r"\s+", " ", text).strip() for text in (SOLUTION.sub("", said), kept)]
    assert words[0] == words[1]
    code = [s for s in sources(whole, "code") if not s.startswith("# @title Solution")]
    answers = [s for s in sources(copy, "code") if s.startswith("# Your answer\n")]
    assert [s for s in sources(copy, "code") if s not in answers] == code
    assert len(answers) == len(EXERCISE.findall(said))


@CHAPTERS
def test_every_starter_runs_and_fails_its_check(path, capsys):
    copy = student_copy(json.loads(path.read_text(encoding="utf-8")))
    cells = sources(copy, "code")
    code = "\n".join(s for s in cells if not s.startswith("# Your answer\n"))
    starters = [s for s in cells if s.startswith("# Your answer\n") and "check(" in s]
    assert starters
    for source in starters:
        names = {"check": check}
        exec(source, names)
        (line,) = capsys.readouterr().out.splitlines()
        assert "there is no answer yet" in line
        filled_in = set(names) - {"__builtins__", "check"}
        assert not any(re.search(rf"\b{name}\b", code) for name in filled_in)  # of the chapter


def test_the_zips_hold_every_chapter(tmp_path):
    archives = write(tmp_path / "class")
    assert [archive.name for archive in archives] == ["student.zip", "teacher.zip"]
    for archive in archives:
        assert sorted(zipfile.ZipFile(archive).namelist()) == [path.name for path in notebooks()]
    teacher = (tmp_path / "class" / "teacher" / notebooks()[0].name).read_bytes()
    assert teacher == notebooks()[0].read_bytes()
