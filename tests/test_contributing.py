"""CONTRIBUTING.md leads to what is there: paths, commands, and the rooms in their order."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from test_rooms import ROOMS
from test_tree import project_files

from tools.project import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MADE = ("_build/", "build/", "dist/", ".venv/")  # by a command; git ignores them
KINDS = {".bib", ".css", ".html", ".ipynb", ".js", ".json", ".md", ".po", ".py", ".toml", ".yml"}
PATH = re.compile(r"(?:[\w.-]+/)*[\w.-]+/?")


def paths(text: str) -> list[str]:
    """What a text names in code as a path: a word with a slash, or the name of a file."""
    words = [word for span in re.findall(r"`([^`\n]+)`", text) for word in span.split()]
    return [
        word for word in words
        if PATH.fullmatch(word) and not word.startswith(MADE)
        and ("/" in word or PurePosixPath(word).suffix in KINDS)
    ]  # fmt: skip


def drawn(text: str) -> list[str]:
    """The paths of the drawing, each below the one that it is indented under."""
    found: list[str] = []
    (drawing,) = re.findall(r"(?s)```text\n(.*?)```", text)
    for line in drawing.splitlines():
        names, _, said = line.strip().partition("  ")
        outer = next(p for p in reversed(found) if "/" not in p[:-1]) if line[0] == " " else ""
        found += [outer + name for name in names.split()]
        below = f"{outer}{names}" if names.endswith("/") and " " not in names else ""
        found += [below + word for word in re.findall(r"(?<!\S)[\w-]+/(?!\S)", said)]
        found += re.findall(r"[\w-]+/[\w-]+\.py", said)
    return found


def exists(path: str) -> bool:
    """Whether a file or folder of the project has this path, or ends in it."""
    known = {p.relative_to(ROOT).as_posix() for p in project_files()}
    known |= {parent.as_posix() for p in list(known) for parent in PurePosixPath(p).parents}
    return any(f"/{name}".endswith(f"/{path.rstrip('/')}") for name in known)


def test_every_path_is_there():
    named = paths(TEXT)
    assert len(named) > 60
    others = {"owner/name", "conf.py"}  # an address, and what the text says is not there
    assert [path for path in named if path not in others and not exists(path)] == []


def test_the_drawing_is_of_what_is_there_with_the_rooms_in_their_order():
    named = drawn(TEXT)
    assert [path for path in named if not (ROOT / path).exists()] == []
    rooms = [path.split("/")[1] for path in named if re.fullmatch(r"infogan_lib/\w+/", path)]
    assert rooms == [*reversed(ROOMS)]
    folders = {p.relative_to(ROOT).parts[0] for p in project_files() if p.parent != ROOT}
    hidden = {name for name in folders if name.startswith(".")}
    assert folders - hidden - {path.split("/")[0] for path in named} == {
        "binder", "locale", "slides",  # the text has a place of its own for each
    } & folders  # fmt: skip


def test_every_command_is_one():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"(?m)^([a-z]+):", makefile))
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s]*(?:`|[A-Z]+=|  ))", TEXT))
    assert {"release", "test", "repository"} <= named <= known


@pytest.mark.parametrize("path", ["core/code.py", "tests/core/test_code.py", "runs/option.py"])
def test_a_path_that_is_not_there_is_found(path):
    assert paths(f"See `{path}`, or `python {path} --all`.") == [path, path]
    assert not exists(path) and not exists(path[1:])
