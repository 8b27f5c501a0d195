"""The notebook tools on small notebooks made here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import notebooks as tool
from tools.notebook_content import (
    badge,
    clean,
    code_hash,
    is_setup,
    library_hash,
    setup_source,
    with_setup,
)
from tools.project import ROOT, repository, source_ref, version


def chapter(*code: str):
    """A notebook with a title and these code cells."""
    return new_notebook(cells=[new_markdown_cell("# Title\n\nText."), *map(new_code_cell, code)])


def test_setup_adds_badge_and_cell_once():
    notebook = with_setup(chapter("1 + 1"), "01-a")
    once = nbformat.writes(notebook)
    assert nbformat.writes(with_setup(notebook, "01-a")) == once
    assert notebook.cells[0].source == f"# Title\n\n{badge('01-a')}\n\nText."
    assert [is_setup(c) for c in notebook.cells] == [False, True, False]
    nbformat.validate(notebook)


def test_setup_repairs_what_was_edited():
    notebook = with_setup(chapter("1 + 1"), "01-a")
    notebook.cells[0].source = notebook.cells[0].source.replace("01-a", "02-b")
    notebook.cells[1].source = "import os"
    notebook.metadata["kernelspec"]["display_name"] = "my kernel"
    with_setup(notebook, "01-a")
    assert badge("01-a") in notebook.cells[0].source
    assert notebook.cells[1].source == setup_source()
    assert notebook.metadata["kernelspec"]["display_name"] == "Python 3"


def test_setup_keeps_what_colab_needs():
    notebook = chapter("1")
    notebook.metadata.update(accelerator="GPU", colab={"gpuType": "T4"}, vscode={})
    kept = with_setup(notebook, "01-a").metadata
    assert kept["accelerator"] == "GPU" and kept["colab"] == {"gpuType": "T4"}
    assert "vscode" not in kept


def test_setup_wants_a_title():
    with pytest.raises(ValueError, match="01-a: the first cell must be Markdown"):
        with_setup(new_notebook(cells=[new_code_cell("1")]), "01-a")


def test_hash_follows_code_and_nothing_else():
    notebook = with_setup(chapter("1 + 1"), "01-a")
    first = code_hash(notebook)
    notebook.cells[0].source += " More prose."
    notebook.cells[1].source += "# another address"
    notebook.cells[2].outputs = [new_output("stream", text="2")]
    assert code_hash(notebook) == first
    notebook.cells[2].source = "1 + 2"
    assert code_hash(notebook) != first
    assert code_hash(chapter("ab", "c")) != code_hash(chapter("a", "bc"))


@pytest.mark.parametrize(
    "name", ["core/new.py", "__init__.py", "show/style.mplstyle", "weights/mnist.json"]
)
def test_library_hash_follows_what_outputs_depend_on(tmp_path, name):
    shutil.copytree(ROOT / "infogan_lib", tmp_path / "infogan_lib")
    assert library_hash(tmp_path) == library_hash()
    (tmp_path / "infogan_lib" / "README").write_text("prose")
    init = tmp_path / "infogan_lib" / "__init__.py"
    init.write_text(init.read_text().replace(f'"{version()}"', '"99.0.0"'))
    assert version(tmp_path) == "99.0.0" and library_hash(tmp_path) == library_hash()
    changed = tmp_path / "infogan_lib" / name
    changed.parent.mkdir(exist_ok=True)
    changed.write_text("x = 1\n")
    assert library_hash(tmp_path) != library_hash()


def test_clean_strips_what_is_live_or_changes():
    notebook = chapter("x")
    cell = notebook.cells[1]
    cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    cell.execution_count = 17
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "Box()"}
    cell.outputs = [
        new_output("display_data", data=widget),
        new_output("stream", name="stderr", text="I0000 00:00:17 cuda_executor.cc:1] no GPU\n"),
        new_output("execute_result", data={"text/plain": "<f at 0x7f00deadbeef>"},
                   execution_count=17),
    ]  # fmt: skip
    notebook.metadata["widgets"] = {"state": {}}
    clean(notebook, "01-a")
    assert cell.metadata == {} and "widgets" not in notebook.metadata
    assert [o.data["text/plain"] for o in cell.outputs] == ["<f at 0x…>"]
    assert cell.execution_count == cell.outputs[0].execution_count == 1


def test_clean_refuses_a_stray_warning():
    notebook = chapter("x")
    notebook.cells[1].outputs = [new_output("stream", name="stderr", text="UserWarning: no\n")]
    with pytest.raises(ValueError, match="code cell 1 wrote to stderr: UserWarning: no"):
        clean(notebook, "01-a")


@pytest.mark.slow
def test_execute_stores_outputs_and_notices_a_later_edit(tmp_path):
    path = tmp_path / "01-a.ipynb"
    nbformat.write(chapter("for i in range(3):\n    print(i, end='\\r')", "6 * 7"), path)
    tool.execute(path)
    first = path.read_bytes()
    tool.execute(path)
    assert path.read_bytes() == first, "two runs differ"
    assert tool.problems(path) == []
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[3].outputs[0].data["text/plain"] == "42"
    assert notebook.cells[2].outputs[0].text.strip("\r") == "2"
    notebook.cells[3].source = "6 * 8"
    nbformat.write(notebook, path)
    assert tool.problems(path) == ["its code changed after it was last executed"]


@pytest.mark.slow
def test_a_notebook_that_fails_stays_as_it_was(tmp_path):
    path = tmp_path / "01-a.ipynb"
    nbformat.write(with_setup(chapter("1 / 0"), "01-a"), path)
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        tool.execute(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="no notebook's name begins with 'zz'"):
        tool.chosen(["zz"])


# Runs the setup cell where infogan_lib can't be found, until the recorded %pip "installs" it.
STAGE = """
import json, os, sys, types
calls = []

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "infogan_lib" and not calls:
            raise ModuleNotFoundError("No module named 'infogan_lib'", name="infogan_lib")

sys.meta_path.insert(0, Hidden())
if sys.argv[2] == "colab":
    sys.modules["google"] = types.ModuleType("google")
    sys.modules["google.colab"] = types.ModuleType("google.colab")
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.register_magic_function(lambda line: calls.append(line), magic_name="pip")
result = shell.run_cell(sys.argv[1])
print()
print(json.dumps({"calls": calls, "error": repr(result.error_in_exec),
                  "backend": os.environ.get("KERAS_BACKEND"), "keras": "keras" in sys.modules}))
"""


NAMED = setup_source().replace(repository(), "alice/course")


def run_setup_cell(place: str, source: str = NAMED) -> dict:
    """Run the setup cell in a fresh interpreter; `place` is "colab" or "local"."""
    done = subprocess.run(
        [sys.executable, "-c", STAGE, source, place],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_setup_cell_installs_the_release_in_colab():
    seen = run_setup_cell("colab")
    assert seen["error"] == "None"
    (line,) = seen["calls"]
    assert "--no-deps" in line
    assert f"https://github.com/alice/course/archive/{source_ref()}.zip" in line
    assert seen["backend"] == "tensorflow" and not seen["keras"]


def test_setup_cell_of_a_copy_without_an_address_asks_nobody():
    source = setup_source().replace(repository(), "owner.invalid/infogan-course")
    seen = run_setup_cell("colab", source)
    assert seen["calls"] == [] and "make repository REPO=owner/name" in seen["error"]


def test_setup_cell_says_what_to_do_elsewhere():
    seen = run_setup_cell("local")
    assert seen["calls"] == []
    assert "python -m pip install --editable '.[cpu]'" in seen["error"]
