"""What is written is what its name says: whole, in UTF-8, JSON that is JSON, pictures by name."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from infogan_lib.data.sheet import save_sheet
from infogan_lib.errors import DataError
from infogan_lib.files import atomically, to_json, write_json
from tools.project import ROOT

SOURCES = [*(ROOT / "infogan_lib").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
TEXT = {"read_text", "write_text"}


def of_the_locale(source: str) -> list[str]:
    """Calls that read or write text without saying how it is encoded."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        modes = [a.value for a in node.args[1:2] if isinstance(a, ast.Constant)]
        modes += [k.value.value for k in node.keywords if k.arg == "mode"]
        is_open = isinstance(node.func, ast.Name) and called == "open"
        binary = any("b" in str(mode) for mode in modes)
        positional = called == "read_text" and node.args and "utf" in ast.unparse(node.args[0])
        if (called in TEXT or is_open and not binary) and not positional:
            if "encoding" not in {k.arg for k in node.keywords}:
                found.append(ast.unparse(node))
    return found


def loose_json(source: str) -> list[str]:
    """Calls of json.dump or json.dumps that would write NaN or Infinity."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("json.dumps", "json.dump")
        and "allow_nan=False" not in ast.unparse(node)
    ]


@pytest.mark.parametrize("search", [of_the_locale, loose_json])
def test_no_text_in_the_locales_encoding_and_no_json_that_is_none(search):
    library = [p for p in SOURCES if search is of_the_locale or "infogan_lib" in p.parts]
    found = {p.name: search(p.read_text(encoding="utf-8")) for p in library}
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    ("search", "line"),
    [
        (of_the_locale, "path.read_text()"),
        (of_the_locale, "path.write_text(text)"),
        (of_the_locale, "open(path)"),
        (of_the_locale, "open(path, 'w', newline='')"),
        (loose_json, "json.dumps(record, indent=2)"),
        (loose_json, "json.dump(record, file, allow_nan=True)"),
    ],
)
def test_the_searches_find_what_they_are_for(search, line):
    assert search(line) == [line]


@pytest.mark.parametrize("line", ["open(path, 'rb')", "archive.open(name)", "x.read_text('utf-8')"])
def test_the_search_leaves_bytes_alone(line):
    assert of_the_locale(line) == []


def test_json_has_no_word_for_infinity(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    for number in (np.nan, np.inf, -np.inf):
        with pytest.raises(ValueError):
            write_json(tmp_path / "a.json", {"a": [number]})
    assert (tmp_path / "a.json").read_text() == "{}" and len(list(tmp_path.iterdir())) == 1
    write_json(tmp_path / "a.json", {"λ": "×"})
    assert json.loads((tmp_path / "a.json").read_bytes()) == {"λ": "×"}
    assert to_json(1.5) == "1.5"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(IsADirectoryError, match="give the name of a file"):
        with atomically(tmp_path) as unfinished:
            Path(unfinished).write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_missing_folders_are_made_and_a_failure_takes_them_away(tmp_path):
    write_json(tmp_path / "a" / "b" / "c.json", 1)
    assert (tmp_path / "a" / "b" / "c.json").read_text() == "1\n"
    with pytest.raises(RuntimeError), atomically(tmp_path / "a" / "d" / "e" / "f") as unfinished:
        unfinished.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]
    with pytest.raises(NotADirectoryError, match="is a file; name a folder.*c.json'"):
        write_json(tmp_path / "a" / "b" / "c.json" / "d" / "e.json", 1)


def _as_python(path):
    open(path / "x", "wb")


def _as_hdf5(path):
    h5py.File(path / "x", "w")


def _as_a_picture(path):
    Image.new("L", (2, 2)).save(path / "x", format="PNG")


@pytest.mark.parametrize("write", [_as_python, _as_hdf5, _as_a_picture])
def test_an_error_names_what_was_asked_for(tmp_path, write):
    with pytest.raises(OSError) as caught, atomically(tmp_path / "a.h5") as unfinished:
        write(unfinished)  # a file in a folder that is not there, as where one may not write
    assert "unfinished" not in str(caught.value) and "a.h5" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "format"), [("a.png", "PNG"), ("a.JPG", "JPEG"), ("a.jpeg", "JPEG"), ("a.tif", "TIFF")]
)
def test_a_sheet_is_of_the_format_that_its_name_says(tmp_path, name, format):
    images = np.random.default_rng(0).uniform(-1, 1, (7, 28, 28, 1))
    save_sheet(tmp_path / name, images)
    with Image.open(tmp_path / name) as picture:
        assert picture.format == format and picture.size == (280, 28)


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.png.txt", ".png"])
def test_a_sheet_of_another_name_is_refused(tmp_path, name):
    with pytest.raises(DataError, match="end the name in .png"):
        save_sheet(tmp_path / name, np.zeros((1, 28, 28, 1)))
    assert list(tmp_path.iterdir()) == []
