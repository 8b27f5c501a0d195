"""Make a release: one version wherever it stands, a commit, a tag, and archives in dist/.

    python tools/release.py 0.2.0         name what would change; change nothing
    python tools/release.py 0.2.0 --go    change it, commit, tag v0.2.0, build

Nothing is pushed. A failure half way leaves tree, commits and tags as they were.
"""

from __future__ import annotations

import argparse
import datetime
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import course, repository
from tools.project import ROOT, source_ref, version

CHANGELOG, CITATION, LIBRARY = "CHANGELOG.md", "CITATION.cff", "infogan_lib/__init__.py"
NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
BUILD = "import sys; from setuptools import build_meta as b; b.build_{}(sys.argv[1])"


def check(new: str, root: Path = ROOT) -> None:
    """Raise ValueError unless `new` can be released from the tree under `root`."""
    if not NUMBER.fullmatch(new):
        raise ValueError(f"VERSION must look like 0.2.0, got {new!r}")
    if _key(new) < _key(version(root)):
        raise ValueError(f"VERSION {new} is below the present one, {version(root)}")
    if changed := _git(root, "status", "--porcelain"):
        raise ValueError(f"the tree is not clean; commit or remove first:\n{changed.rstrip()}")
    if _git(root, "tag", "--list", f"v{new}"):
        raise ValueError(f"the tag v{new} exists already; choose another version")
    text = (root / CHANGELOG).read_text(encoding="utf-8")
    entry = re.search(rf"(?ms)^## \[{re.escape(new)}\][^\n]*\n(.*?)(?=^## |\Z)", text)
    if entry is None or not re.search(r"(?m)^- \S", entry[1]):
        raise ValueError(f"{CHANGELOG} has no entry '## [{new}]' with a line '- …' below it")


def write(new: str, day: str, root: Path) -> list[Path]:
    """Set the version, its day and its tag wherever they stand; return the files that changed."""
    old, tag = version(root), f"v{new}"
    number, edge = re.escape(old), r"(?m)^"
    edits = {
        LIBRARY: [(rf'{edge}__version__ = "{number}"$', f'__version__ = "{new}"')],
        CITATION: [
            (rf"{edge}date-released: .*\n", ""),
            (rf"{edge}version: {number}$", f"version: {new}\ndate-released: {day}"),
        ],
        CHANGELOG: [(rf"{edge}## \[{re.escape(new)}\].*$", f"## [{new}] - {day}")],
    }
    for path in root.glob("notebooks/*.ipynb"):  # what the setup cell printed
        place = path.relative_to(root).as_posix()
        edits[place] = [(rf'"infogan_lib {number}\\n"', f'"infogan_lib {new}\\n"')]
    before = {root / place: (root / place).read_bytes() for place in edits}
    before |= {path: path.read_bytes() for path in repository.places(root)}
    for place, pairs in edits.items():
        text = (root / place).read_bytes().decode("utf-8")
        for pattern, after in pairs:
            text = re.sub(pattern, lambda _, after=after: after, text)
        (root / place).write_bytes(text.encode("utf-8"))
    repository.change(repository.repository(root), root, ref=tag)
    return sorted(path for path, was in before.items() if path.read_bytes() != was)


def stands(root: Path = ROOT) -> dict[str, set[str]]:
    """Every place that tells a version, and the versions or branches that it tells."""

    def found(pattern: str, path: Path) -> set[str]:
        return set(re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE))

    slug = re.escape(repository.repository(root))
    told = {
        LIBRARY: {version(root)},
        CITATION: found(r"^version: (.+)$", root / CITATION),
        "pyproject.toml": {source_ref(root)},
        "_config.yml": found(r"^  branch: (.+)$", root / "_config.yml"),
    }
    for path in repository.places(root):
        links = found(rf"{slug}/(?:blob|archive)/(.+?)(?=/|\.zip)", path)
        printed = found(r'"infogan_lib (.+?)\\n"', path) if path.suffix == ".ipynb" else set()
        if links | printed:
            place = path.relative_to(root).as_posix()
            told[place] = told.get(place, set()) | links | printed
    return {place: {word.removeprefix("v") for word in said} for place, said in told.items()}


def prepare(new: str, day: str, root: Path = ROOT) -> dict[str, bytes]:
    """Return what the release changes, by place, worked out in a copy.

    Raises ValueError when a place would then tell another version.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        more = [root / name for name in (LIBRARY, CITATION, CHANGELOG, course.FILE)]
        for path in {*repository.places(root), *more}:
            target = copy / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        changed = write(new, day, copy)
        others = {place: said for place, said in stands(copy).items() if said != {new}}
        if others:
            raise ValueError(f"these would not tell {new}: {others}")
        return {path.relative_to(copy).as_posix(): path.read_bytes() for path in changed}


def build(new: str, root: Path, out: Path) -> None:
    """Build from the committed files what belongs in dist/; nothing lands in the tree."""
    source = out / "source"
    _git(root, "checkout-index", "--all", f"--prefix={source}/")
    for kind in ("sdist", "wheel"):
        command = [sys.executable, "-c", BUILD.format(kind), str(out)]
        done = subprocess.run(command, cwd=source, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the {kind} was not built:\n{done.stderr[-2000:]}")
    shutil.rmtree(source)
    if (book := root / "_build" / "html").is_dir():
        shutil.make_archive(str(out / f"infogan-book-{new}"), "zip", book)


def release(new: str, day: str, root: Path = ROOT) -> list[Path]:
    """Change, commit, build and tag; return the archives. Whatever fails, all is as it was."""
    check(new, root)
    changes, tag = prepare(new, day, root), f"v{new}"
    before, dist, built = _git(root, "rev-parse", "HEAD").strip(), root / "dist", []
    try:
        for place, content in changes.items():
            (root / place).write_bytes(content)
        _git(root, "add", "--", *changes)
        # A first release may stand written already: then there is a tag alone.
        if _git(root, "status", "--porcelain"):
            _git(root, "commit", "--quiet", "--message", f"Release {tag}")
        with tempfile.TemporaryDirectory() as folder:
            build(new, root, Path(folder))
            dist.mkdir(exist_ok=True)
            for path in sorted(Path(folder).iterdir()):
                built.append(dist / path.name)
                shutil.copyfile(path, built[-1])
        _git(root, "tag", "--annotate", tag, "--message", f"Release {tag}")
    except BaseException:  # a key press too: half a release is none
        _git(root, "reset", "--quiet", "--hard", before)
        if _git(root, "tag", "--list", tag):
            _git(root, "tag", "--delete", tag)
        for path in built:
            path.unlink(missing_ok=True)
        raise
    return built


def _key(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise RuntimeError(f"git {arguments[0]} failed: {said}")
    return done.stdout


def main() -> int:
    """Do what the command line asks; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("version", metavar="VERSION", help="such as 0.2.0")
    parser.add_argument("--go", action="store_true", help="do it; without, only say what")
    options = parser.parse_args()
    new, day = options.version, datetime.date.today().isoformat()
    try:
        if not options.go:
            check(new)
            print(*prepare(new, day), sep="\n")
            print(f"Nothing is changed yet. These files, a commit and the tag v{new}: GO=1")
            return 0
        for path in release(new, day):
            print(path.relative_to(ROOT))
    except (OSError, RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Nothing is pushed. To publish: git push origin {repository.BRANCH} v{new}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
