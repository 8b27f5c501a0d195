"""Versions have one source, pyproject.toml; everything else follows it."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import environments, lock
from tools.project import ROOT, requirements

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
COLAB = sorted((ROOT / ".github" / "colab").glob("*.txt"))


def pins(text: str) -> dict[str, set[str]]:
    """Return {package: versions} of a requirements file."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match.group(1)), set()).add(match.group(2))
    return found


def unmet(wanted: list[str], pinned: dict[str, set[str]]) -> list[str]:
    """Return the requirements that no pinned version meets."""
    return [
        line
        for line in wanted
        if not any(
            Requirement(line).specifier.contains(version, prereleases=True)
            for version in pinned.get(canonicalize_name(Requirement(line).name), ())
        )
    ]


@pytest.mark.parametrize("path", environments.FILES)
def test_conda_environment_is_made_from_pyproject(path):
    stored = (ROOT / path).read_text(encoding="utf-8")
    assert stored == environments.render(path), "run `make environment`"
    *_, pip = yaml.safe_load(stored)["dependencies"]
    assert set(requirements()) <= set(pip["pip"])


def test_binder_gets_the_small_tensorflow():
    text = (ROOT / "binder" / "environment.yml").read_text(encoding="utf-8")
    tensorflow = re.findall(r'- "(tensorflow[^"<>=;\[]*)', text)
    assert tensorflow == ["tensorflow-cpu"]


def test_lock_is_as_new_as_pyproject():
    text = (ROOT / lock.LOCK).read_text(encoding="utf-8")
    assert text.startswith(lock.header()), "run `make lock`"
    assert unmet(requirements(*lock.EXTRAS), pins(text)) == []


def test_a_changed_requirement_makes_the_lock_old(tmp_path):
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    assert lock.digest(tmp_path) == lock.digest()
    text = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(text.replace('"pytest>=', '"pytest>=1'))
    assert lock.digest(tmp_path) != lock.digest()


def test_every_locked_package_has_a_hash():
    text = (ROOT / lock.LOCK).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) > 100
    bare = [b.split()[0] for b in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", b)]
    assert bare == []


@pytest.mark.parametrize("path", COLAB, ids=lambda path: path.stem)
def test_colab_already_meets_every_requirement(path):
    pinned = pins(path.read_text(encoding="utf-8"))
    assert len(pinned) > 50
    assert unmet(requirements(), pinned) == []


def test_there_are_two_colab_runtimes():
    assert len(COLAB) == 2


def test_an_unmet_requirement_is_noticed():
    assert unmet(["numpy>=2.2"], {"numpy": {"2.0.2"}}) == ["numpy>=2.2"]
    assert unmet(["numpy>=2"], {}) == ["numpy>=2"]
