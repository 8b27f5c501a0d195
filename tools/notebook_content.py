"""What a stored notebook is made of: badge, setup cell, clean outputs, and a record of its code."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from infogan_lib.files import atomically
from tools.project import ROOT, repository, source_ref

SETUP_TAG = "setup"
SETUP_CELL = """\
# @title Setup: run this cell first
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")  # must be set before Keras is imported
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # keep TensorFlow's start-up notes quiet
try:
    import infogan_lib
except ModuleNotFoundError:
    try:
        import google.colab  # noqa: F401
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "This notebook needs infogan_lib. In the project's folder run: "
            "python -m pip install --editable '.[cpu]'"
        ) from None
    archive = "ARCHIVE"
    if ".invalid/" in archive:
        raise ModuleNotFoundError(
            "This copy of the course has no address yet, so that there is no library to install. "
            "Its owner sets one: make repository REPO=owner/name"
        ) from None
    # Colab has everything else: without --no-deps its own packages could be replaced.
    %pip install --quiet --no-deps "infogan-lib @ {archive}"
    import infogan_lib
from infogan_lib.checks import check  # noqa: F401 - the exercises call it

print("infogan_lib", infogan_lib.__version__)"""
BADGE_IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"
BADGE_LINE = re.compile(r"^\[!\[Open in Colab\].*$", re.MULTILINE)
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT = ("accelerator", "colab", "infogan", "mystnb")
# What TensorFlow and the kernel say about the computer, not about the chapter.
NOISE = re.compile(
    r"oneDNN|cuda|CUDA|computation_placer|TensorRT|TF-TRT|cpu_feature_guard|rebuild TensorFlow"
    r"|absl::InitializeLog|^[IWE]\d{4} |^\d{4}-\d\d-\d\d .*: [IWE] |XLA service|StreamExecutor"
    r"|Debugger warning|frozen modules|PYDEVD_|^\s*$"
)


def setup_source(root: Path = ROOT) -> str:
    """Return the setup cell: one text for all notebooks."""
    address = f"https://github.com/{repository(root)}/archive/{source_ref(root)}.zip"
    return SETUP_CELL.replace("ARCHIVE", address)


def badge(name: str, root: Path = ROOT) -> str:
    """Return the Markdown line that opens the notebook `name` in Colab, at `source_ref`."""
    page = f"github/{repository(root)}/blob/{source_ref(root)}/notebooks/{name}.ipynb"
    return f"[![Open in Colab]({BADGE_IMAGE})](https://colab.research.google.com/{page})"


def is_setup(cell: NotebookNode) -> bool:
    """Tell whether `cell` is the setup cell."""
    return SETUP_TAG in cell.metadata.get("tags", [])


def with_setup(notebook: NotebookNode, name: str, root: Path = ROOT) -> NotebookNode:
    """Give `notebook` its badge, its setup cell and its fixed metadata, in place.

    Raises ValueError when the notebook doesn't start with a Markdown title.
    """
    title = notebook.cells[0] if notebook.cells else None
    if title is None or title.cell_type != "markdown" or not title.source.startswith("# "):
        raise ValueError(f"{name}: the first cell must be Markdown and start with '# Title'")
    if BADGE_LINE.search(title.source):
        title.source = BADGE_LINE.sub(lambda _: badge(name, root), title.source, count=1)
    else:
        heading, _, rest = title.source.partition("\n")
        title.source = "\n\n".join(
            part for part in (heading, badge(name, root), rest.strip()) if part
        )
    cells = [cell for cell in notebook.cells if is_setup(cell)]
    if not cells:
        first = next((i for i, c in enumerate(notebook.cells) if c.cell_type == "code"), 1)
        cells = [nbformat.v4.new_code_cell(id="setup")]
        notebook.cells.insert(first, cells[0])
    cells[0].source = setup_source(root)
    folded = NotebookNode(source_hidden=True)  # in JupyterLab; "form" folds it in Colab
    cells[0].metadata = NotebookNode(cellView="form", jupyter=folded, tags=[SETUP_TAG, "hide-cell"])
    kept = {key: value for key, value in notebook.metadata.items() if key in KEPT}
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(LANGUAGE), **kept
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def code_hash(notebook: NotebookNode) -> str:
    """Return the SHA-256 of the code cells. The setup cell computes nothing and is left out."""
    code = [c.source for c in notebook.cells if c.cell_type == "code" and not is_setup(c)]
    return hashlib.sha256("\0".join(code).encode()).hexdigest()


def library_hash(root: Path = ROOT) -> str:
    """Return the SHA-256 of what outputs depend on: the library's code, style, cards, records.

    The version's line is left out: nothing is computed by it, and a release changes it alone.
    """
    library = root / "infogan_lib"
    kinds = ("show/*.mplstyle", "weights/*.json", "weights/codes/*.json", "results/**/*.json*")
    files = [*library.rglob("*.py"), *(path for kind in kinds for path in library.glob(kind))]
    total = hashlib.sha256()
    for path in sorted(files, key=lambda p: p.relative_to(root).as_posix()):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        if path == library / "__init__.py":
            text = re.sub(rb'(?m)^__version__ = ".*"$', b"__version__", text)
        total.update(f"{path.relative_to(root).as_posix()}\0{len(text)}\0".encode() + text)
    return total.hexdigest()


def clean(notebook: NotebookNode, name: str) -> NotebookNode:
    """Strip from the outputs, in place, what differs from run to run or only works live.

    Raises ValueError when a cell wrote to stderr anything but known noise: a chapter shows no
    stray warning, so catch it, or print what the reader should see.
    """
    count = 0
    for cell in notebook.cells:
        for key in ("execution", "ExecuteTime", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = [o for o in (_clean_output(o, name, count) for o in cell.outputs) if o]
    notebook.metadata.pop("widgets", None)
    return notebook


def _clean_output(output: NotebookNode, name: str, count: int) -> NotebookNode | None:
    if output.output_type == "stream" and output.name == "stderr":
        left = [line for line in output.text.splitlines() if not NOISE.search(line)]
        if left:
            raise ValueError(f"{name}: code cell {count} wrote to stderr: " + "\n".join(left))
        return None
    if output.output_type == "stream":
        output.text = _no_addresses(output.text)
        return output
    if output.output_type == "execute_result":
        output.execution_count = count
    if any(kind.startswith("application/vnd.jupyter.widget") for kind in output.get("data", {})):
        return None  # dead without a kernel; the chapter shows a static figure beside it
    if "text/plain" in output.get("data", {}):
        output.data["text/plain"] = _no_addresses(output.data["text/plain"])
    output.metadata = NotebookNode()
    return output


def _no_addresses(text: str) -> str:
    return re.sub(r"\b0x[0-9a-f]{6,}\b", "0x…", text)


def write(notebook: NotebookNode, path: Path) -> None:
    """Write `notebook` in one step: a reader never meets half a file."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, version=4)
    with atomically(path) as unfinished:
        unfinished.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
