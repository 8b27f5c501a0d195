"""What must not stand in any file of the project."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from tools.project import ROOT, notebooks

BINARY = {".png", ".h5", ".ico", ".woff", ".woff2", ".npz"}
# Each pattern is written so that it doesn't match its own text.
REGISTRY = re.compile(
    r"pypi\.org|python[h]osted\.org|anaconda\.org|npmjs\.(?:com|org)"
    r"|--(?:extra-)?index-url\b|(?<!emit)-{2}find-links\b",
    re.IGNORECASE,
)
LOCAL_PATH = re.compile(
    r"(?<![\w.:/-])/(?:home|Users|root|work|tmp|mnt|private)/[\w.]|[A-Z]:\\+Users\\"
)
PICKLE = re.compile(r"^(?:pickle|cPickle|dill|cloudpickle|shelve|joblib|marshal)$")


def project_files(root: Path = ROOT) -> list[Path]:
    """Return the project's text files: what git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True)
    if listed.returncode:  # an unpacked archive has no git: take everything that is not hidden
        paths = [p for p in root.rglob("*") if not re.search(r"/[._]", f"/{p.relative_to(root)}")]
    else:
        paths = [root / name for name in listed.stdout.decode().split("\0") if name]
    return [p for p in paths if p.is_file() and p.suffix not in BINARY]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Return "file:line: match" for each match in the project's files."""
    found = []
    for path in project_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for match in pattern.finditer(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")
    return found


def unpickling(source: str) -> list[str]:
    """Return what in Python source could load a pickle."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if PICKLE.match(a.name.split(".")[0])]
        elif isinstance(node, ast.ImportFrom) and PICKLE.match((node.module or "").split(".")[0]):
            found.append(node.module)
        elif isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "safe_mode"):
            constant = node.value.value if isinstance(node.value, ast.Constant) else None
            if constant is not (node.arg == "safe_mode"):
                found.append(ast.unparse(node.value) + f" for {node.arg}")
    return found


def test_no_package_registry_is_named():
    assert lines_with(REGISTRY) == []


def test_no_path_of_one_computer_is_named():
    assert lines_with(LOCAL_PATH) == []


@pytest.mark.parametrize(
    "line", ["--index" + "-url https://x", "see " + "/ho" + "me/ann/x", 'p = "/t' + 'mp/x"']
)
def test_the_patterns_find_what_they_are_for(line):
    assert REGISTRY.search(line) or LOCAL_PATH.search(line)


def test_nothing_is_unpickled():
    sources = {p: p.read_text(encoding="utf-8") for p in (ROOT / "infogan_lib").rglob("*.py")}
    for path in notebooks():
        cells = nbformat.read(path, as_version=4).cells
        code = "\n".join(c.source for c in cells if c.cell_type == "code")
        sources[path] = re.sub(r"^(\s*)[%!].*$", r"\1pass", code, flags=re.MULTILINE)
    assert {str(p): found for p, s in sources.items() if (found := unpickling(s))} == {}


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from joblib import load", "np.load(f, allow_pickle=True)",
     "np.load(f, allow_pickle=flag)", "load_model(f, safe_mode=False)"],
)  # fmt: skip
def test_the_search_for_unpickling_finds_it(source):
    assert unpickling(source)


def test_files_stay_short():
    files = [*(ROOT / "infogan_lib").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
    lengths = {p.name: len(p.read_text(encoding="utf-8").splitlines()) for p in files}
    assert {name: n for name, n in lengths.items() if n >= 250} == {}


def test_text_files_end_their_lines_as_unix_does():
    texts = {p.relative_to(ROOT): p.read_bytes() for p in project_files() if p.suffix != ".csv"}
    assert [p for p, b in texts.items() if b and (b"\r" in b or not b.endswith(b"\n"))] == []
