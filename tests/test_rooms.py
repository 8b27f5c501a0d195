"""The library's rooms: each says what it is, and imports point one way."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tools.project import ROOT

LIBRARY = ROOT / "infogan_lib"
# From the ground up: a room may import from those before it, and from itself.
ROOMS = (
    "backends", "augmentation", "information", "checks", "data", "core", "toys", "recipes",
    "runs", "measure", "experiments", "show", "sweeps", "page",
)  # fmt: skip
GROUND = {"arguments", "errors", "files"}  # modules that stand in no room; every room may use them


def imports(source: str) -> set[str]:
    """Modules of the library that source imports, as "room.module", "room" or "module"."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "infogan_lib":
            inside = node.module.split(".")[1:]
            whole = len(inside) < 2  # `from infogan_lib.room import module`
            names = [[*inside, alias.name] for alias in node.names] if whole else [inside]
            found |= {".".join(name[:2]) for name in names}
        elif isinstance(node, ast.Import):
            parts = [alias.name.split(".") for alias in node.names]
            found |= {".".join(p[1:3]) for p in parts if p[0] == "infogan_lib"}
    return found


def back_edges(room: str, source: str) -> set[str]:
    """What source, as part of a room, imports from above its room or from the front."""
    allowed = {*GROUND, *ROOMS[: ROOMS.index(room) + 1], ""}
    return {name for name in imports(source) if name.split(".")[0] not in allowed}


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(LIBRARY).with_suffix("").parts): path
        for path in LIBRARY.glob("*/*.py")
    }


def test_every_folder_of_code_is_a_room():
    assert {path.parent.name for path in LIBRARY.glob("*/*.py")} == set(ROOMS)
    assert {path.stem for path in LIBRARY.glob("*.py")} == {*GROUND, "__init__", "__main__"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_lives_there_what_it_imports_and_where_to_start(room):
    docstring = ast.get_docstring(ast.parse((LIBRARY / room / "__init__.py").read_text("utf-8")))
    assert "start at" in " ".join(docstring.lower().split()) and len(docstring.splitlines()) >= 3
    assert "imports" in docstring.lower() or "alone" in docstring


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_down(room):
    edges = {
        name: back_edges(room, path.read_text(encoding="utf-8"))
        for name, path in modules().items()
        if name.startswith(f"{room}.")
    }
    assert {name: found for name, found in edges.items() if found} == {}


def test_no_imports_run_in_a_circle():
    known = modules()
    graph = {
        name: imports(path.read_text(encoding="utf-8")) & set(known)
        for name, path in known.items()
    }
    list(TopologicalSorter(graph).static_order())
    circle = graph | {"core.codes": {"core.latent"}, "core.latent": {"core.codes"}}
    with pytest.raises(CycleError):
        list(TopologicalSorter(circle).static_order())


@pytest.mark.parametrize(
    ("room", "line", "found"),
    [
        ("core", "from infogan_lib.runs.training import train", {"runs.training"}),
        ("core", "from infogan_lib import load_mnist", {"load_mnist"}),
        ("core", "from infogan_lib.toys import line as m", {"toys.line"}),
        ("core", "def f():\n    import infogan_lib.show.plots", {"show.plots"}),
        ("core", "from infogan_lib.backends import replicas\nimport infogan_lib.errors", set()),
        ("runs", "from infogan_lib.core import losses\nimport infogan_lib", set()),
    ],
)
def test_the_search_for_back_edges_finds_them(room, line, found):
    assert back_edges(room, line) == found
