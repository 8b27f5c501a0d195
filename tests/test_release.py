"""One command makes a release, says before what it would change, and leaves no half of one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml

from tools import release as tool
from tools.notebook_content import library_hash
from tools.project import ROOT, release_tag, source_ref, version

pytestmark = pytest.mark.slow

NEW = "7.8.9"
DAY = "2030-01-31"
LEFT = (".git", "_*", ".venv*", "venv", "runs", "data", "build", "dist", "*.egg-info",
        "__pycache__", ".*_cache", ".hypothesis", "node_modules")  # fmt: skip
EVERYWHERE = {"CHANGELOG.md", "CITATION.cff", "README.md", "_config.yml", "infogan_lib/__init__.py",
              "pyproject.toml", "locale/zh_CN/LC_MESSAGES/notebooks/00-first-infogan.po",
              *(f"notebooks/{p.name}" for p in ROOT.glob("notebooks/*.ipynb"))}  # fmt: skip


def git(root: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def state(root: Path) -> tuple:
    """What a release changes: the commit, the tags, the tree and what lies in dist."""
    dist = root / "dist"
    files = {path: (root / path).read_bytes() for path in git(root, "ls-files").splitlines()}
    built = sorted(dist.iterdir()) if dist.exists() else []
    status = git(root, "status", "--porcelain")
    return git(root, "rev-parse", "HEAD"), git(root, "tag"), status, files, built


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """The project as a repository of its own, with an entry for the new version."""
    root = tmp_path / "clone"
    shutil.copytree(ROOT, root, ignore=lambda folder, names: {
        name for name in shutil.ignore_patterns(*LEFT)(folder, names)
        if Path(folder) == ROOT and name not in ("_config.yml", "_toc.yml")
        or name == "__pycache__"})  # fmt: skip
    log = root / tool.CHANGELOG
    entry = f"## [Unreleased]\n\n## [{NEW}]\n\n### Added\n\n- A line.\n\n## [0.0.1]\n"
    log.write_text(log.read_text("utf-8").replace("## [Unreleased]\n", entry), "utf-8")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    git(root, "init", "--quiet", "--initial-branch", "main")
    for key, value in {"user.name": "Test", "user.email": "test@example.org",
                       "commit.gpgsign": "false", "tag.gpgsign": "false"}.items():  # fmt: skip
        git(root, "config", key, value)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "All")
    return root


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run([sys.executable, "tools/release.py", *arguments], cwd=root, text=True,
                          capture_output=True, env=environment, timeout=300)  # fmt: skip


def test_the_changelog_has_what_is_unreleased_on_top():
    text = (ROOT / tool.CHANGELOG).read_text(encoding="utf-8")
    first, *others = re.findall(r"(?m)^## (.+)$", text)
    assert first == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\](?: - \d{4}-\d\d-\d\d)?", name) for name in others)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"(?m)^### (.+)$", text)) <= kinds


def test_the_version_stands_in_all_places_that_are_known():
    told = tool.stands()
    assert set(told) == EVERYWHERE - {"CHANGELOG.md"}
    assert {word for said in told.values() for word in said} <= {version(), "main"}


def test_a_dry_run_names_every_file_and_changes_none(clone):
    before = state(clone)
    done = command(clone, NEW)
    assert done.returncode == 0, done.stderr
    *named, last = done.stdout.splitlines()
    assert set(named) == EVERYWHERE and "Nothing is changed" in last
    assert state(clone) == before


def test_a_release_tags_reads_back_everywhere_and_leaves_a_clean_tree(clone):
    (clone / "_build" / "html").mkdir(parents=True)
    (clone / "_build" / "html" / "index.html").write_text("<p>The book</p>")
    old, made_from = git(clone, "rev-parse", "HEAD"), library_hash(clone)
    done = command(clone, NEW, "--go")
    assert done.returncode == 0, done.stderr
    assert "Nothing is pushed" in done.stdout
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "rev-parse", f"v{NEW}^{{commit}}") == git(clone, "rev-parse", "HEAD")
    assert git(clone, "rev-parse", "HEAD^") == old
    assert set(git(clone, "diff", "--name-only", "HEAD^").splitlines()) == EVERYWHERE
    assert set(map(frozenset, tool.stands(clone).values())) == {frozenset({NEW})}
    assert release_tag(clone) == source_ref(clone) == f"v{NEW}"
    citation = yaml.safe_load((clone / "CITATION.cff").read_text(encoding="utf-8"))
    day = str(citation["date-released"])
    assert citation["version"] == NEW and re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    assert f"## [{NEW}] - {day}\n" in (clone / tool.CHANGELOG).read_text(encoding="utf-8")
    assert library_hash(clone) == made_from  # stored outputs are as new as they were
    dist = clone / "dist"
    assert {path.name for path in dist.iterdir()} == {
        f"infogan_lib-{NEW}-py3-none-any.whl", f"infogan-book-{NEW}.zip",
        f"infogan_lib-{NEW}.tar.gz",
    }  # fmt: skip
    with zipfile.ZipFile(dist / f"infogan_lib-{NEW}-py3-none-any.whl") as built:
        assert f'"{NEW}"' in built.read("infogan_lib/__init__.py").decode()
        assert "infogan_lib/weights/mnist.weights.h5" in built.namelist()
    with tarfile.open(dist / f"infogan_lib-{NEW}.tar.gz") as built:
        assert f"infogan_lib-{NEW}/infogan_lib/weights/mnist.weights.h5" in built.getnames()
    assert zipfile.ZipFile(dist / f"infogan-book-{NEW}.zip").namelist() == ["index.html"]
    again = command(clone, NEW, "--go")
    assert again.returncode == 1 and "exists already" in again.stderr


@pytest.mark.parametrize("broken", ["commit", "build", "copy", "tag", "key"])
def test_a_failure_half_way_leaves_all_as_it_was(clone, monkeypatch, broken):
    ends = {"build": RuntimeError("the wheel was not built"), "key": KeyboardInterrupt()}

    def build(new, root, out):
        assert tool.stands(root)["CITATION.cff"] == {NEW}  # so far it had come
        (out / "a.whl").write_text("half")
        (out / "b.whl").symlink_to(out / "gone") if broken == "copy" else None
        if broken in ends:
            raise ends[broken]

    monkeypatch.setattr(tool, "build", build)
    if broken == "commit":
        hook = clone / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
    if broken == "tag":  # no tag can stand below a name that is one
        git(clone, "tag", f"v{NEW}/a")
    before = state(clone)
    with pytest.raises((RuntimeError, OSError, KeyboardInterrupt)):
        tool.release(NEW, DAY, clone)
    assert state(clone) == before


def test_a_release_that_cannot_be_is_refused_before_anything_changes(clone):
    before = state(clone)
    for new, said in (("0.2", "must look like"), ("v7.8.9", "must look like"), ("0.0.1", "below"),
                      ("7.8.10", "no entry"), ("7.8", "must look like")):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            tool.release(new, DAY, clone)
    log = clone / tool.CHANGELOG
    log.write_text(log.read_text("utf-8").replace("- A line.\n", ""), "utf-8")
    with pytest.raises(ValueError, match="not clean"):
        tool.check(NEW, clone)
    git(clone, "commit", "--quiet", "--all", "--message", "An entry without a line")
    with pytest.raises(ValueError, match="no entry"):
        tool.check(NEW, clone)
    git(clone, "reset", "--quiet", "--hard", before[0].strip())
    (clone / "new.txt").touch()
    with pytest.raises(ValueError, match="not clean"):
        tool.check(NEW, clone)
    (clone / "new.txt").unlink()
    assert state(clone) == before


def test_a_forgotten_place_is_noticed(clone):
    path = clone / "notebooks" / next(iter(sorted(p.name for p in clone.glob("notebooks/*"))))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'"infogan_lib {version()}', '"infogan_lib 0.0.9'), "utf-8")
    with pytest.raises(ValueError, match=path.name):
        tool.prepare(NEW, DAY, clone)
