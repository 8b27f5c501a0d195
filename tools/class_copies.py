"""Copies of the notebooks for a class: without solutions for students, with them for teachers.

    python tools/class_copies.py [FOLDER]

Writes FOLDER/student and FOLDER/teacher, and a zip of each for a learning platform.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.editions import EXERCISE, SOLUTION
from tools.project import ROOT, notebooks

EMPTY = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
TITLE = re.compile(r"# @title Solution ([\d.]+)")
CALL = re.compile(r"^> Check yours: `(check\(.*?\))`", re.MULTILINE)


def student_copy(notebook: dict) -> dict:
    """The notebook without its solutions; after each exercise stands a cell for its answer."""
    copy = {**notebook, "cells": []}
    for number, cell in enumerate(notebook["cells"]):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            if not TITLE.match(source):
                copy["cells"].append(cell)
            continue
        rest = SOLUTION.sub("", source)
        parts = _after_each_exercise(re.sub(r"\n{3,}", "\n\n", rest))
        for place, text in enumerate(parts):
            if not text.strip():
                continue
            name = f"{cell.get('id', f'cell-{number}')}-{place}"
            copy["cells"].append({**cell, "id": name, "source": text.strip("\n").splitlines(True)})
            if EXERCISE.search(text):
                answer = starter(text).splitlines(True)
                copy["cells"].append({**EMPTY, "id": f"{name}-answer", "source": answer})
    return copy


def starter(exercise: str) -> str:
    """The code cell for an answer: names to be filled in, and the call that checks them."""
    lines = ["# Your answer"]
    if found := CALL.search(exercise):
        answer = ast.parse(found[1], mode="eval").body.args[1]
        asked = answer.elts if isinstance(answer, ast.Tuple) else [answer]
        lines += [f"{name.id} = ..." for name in asked if isinstance(name, ast.Name)]
        lines += [found[1]]
    return "\n".join(lines) + "\n"


def _after_each_exercise(markdown: str) -> list[str]:
    """The text in pieces, each of which ends with an exercise, but for the last."""
    ends = [match.end() for match in EXERCISE.finditer(markdown)]
    starts = [0, *ends]
    return [markdown[a:b] for a, b in zip(starts, [*ends, len(markdown)], strict=True)]


def write(folder: Path, root: Path = ROOT) -> list[Path]:
    """Write both kinds of copies and their zips; return the zips."""
    for kind in ("student", "teacher"):
        shutil.rmtree(folder / kind, ignore_errors=True)
        (folder / kind).mkdir(parents=True)
    for path in notebooks(root):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for kind, content in (("student", student_copy(notebook)), ("teacher", notebook)):
            text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
            (folder / kind / path.name).write_text(text, encoding="utf-8")
    return [
        Path(shutil.make_archive(str(folder / kind), "zip", folder / kind))
        for kind in ("student", "teacher")
    ]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "class"
    for archive in write(folder):
        print(archive)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
