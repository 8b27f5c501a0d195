"""The repository's address and the version: one place each, and everywhere else the same."""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
import yaml

from tools import course
from tools import repository as tool
from tools.notebook_content import badge, is_setup, setup_source
from tools.project import (
    ROOT,
    pages_address,
    pyproject,
    release_tag,
    repository,
    source_ref,
    version,
)  # fmt: skip

pytestmark = pytest.mark.slow

COLAB = "https://colab.research.google.com/github"


@pytest.fixture
def copy(tmp_path):
    """A copy of every file that carries the address."""
    others = [ROOT / "infogan_lib" / "__init__.py", ROOT / course.FILE]
    for path in [*tool.places(), *others]:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tmp_path


def disagreements(root=ROOT) -> list[str]:
    """Return which places under `root` name another address or release than pyproject.toml's."""
    slug, ref, pages = repository(root), source_ref(root), pages_address(repository(root))
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    readme = (root / "README.md").read_text(encoding="utf-8")
    urls = pyproject(root)["project"]["urls"]
    address = f"https://github.com/{slug}"
    held = {
        "pyproject.toml: Repository": urls["Repository"] == address,
        "pyproject.toml: Book": urls["Book"] == pages,
        "_config.yml: url": config["repository"]["url"] == address,
        "_config.yml: branch": config["repository"]["branch"] == ref,
        "pyproject.toml: ref": ref in (tool.BRANCH, release_tag(root)),
        "CITATION.cff: repository-code": citation["repository-code"] == address,
        "CITATION.cff: version": citation["version"] == version(root),
        "README.md: read": f"]({pages})" in readme,
        "README.md: Colab": f"]({COLAB}/{slug}/blob/{ref}/notebooks/" in readme,
        "README.md: library": f"]({pages}/book/api.html)" in readme,
    }
    for path in tool.places(root):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(root).as_posix()
        if path.suffix == ".ipynb":
            cells = nbformat.reads(text, as_version=4).cells
            held[f"{where}: badge"] = badge(path.stem, root) in cells[0].source
            setups = [cell.source for cell in cells if is_setup(cell)]
            held[f"{where}: setup cell"] = setups == [setup_source(root)]
        name = slug.split("/")[1]
        text = text.replace(course.read(root).adapted_from or "\0", "")  # the original's stays
        for owner in re.findall(rf"github(?:\.com)?/([\w.-]+)/{re.escape(name)}\b", text):
            held[f"{where}: {owner}/{name}"] = f"{owner}/{name}" == slug
        if slug != tool.PLACEHOLDER:
            held[f"{where}: placeholder"] = tool.PLACEHOLDER.split("/")[0] not in text
    return [where for where, holds in held.items() if not holds]


def test_all_places_agree():
    assert disagreements() == []


@pytest.mark.parametrize("new", ["alice/infogan", "a-b/Course.2", "Alice/alice.github.io"])
def test_one_command_changes_every_place_and_back(copy, new):
    before = {path: path.read_bytes() for path in tool.places(copy)}
    assert tool.change(new, copy)
    assert repository(copy) == new
    assert disagreements(copy) == []
    tool.change(tool.PLACEHOLDER, copy)
    assert {path: path.read_bytes() for path in tool.places(copy)} == before


@pytest.mark.parametrize("place", ["pyproject.toml", "_config.yml", "CITATION.cff", "README.md"])
def test_one_forgotten_place_is_noticed(copy, place):
    old = (copy / place).read_bytes()
    tool.change("alice/infogan", copy)
    changed = (copy / place).read_bytes()
    if place == "pyproject.toml":  # keep the address itself, forget the links
        old = old.replace(b'repository = "owner.invalid/infogan-course"',
                          b'repository = "alice/infogan"')  # fmt: skip
    assert changed != old
    (copy / place).write_bytes(old)
    assert any(place in where for where in disagreements(copy))


def test_links_open_the_branch_until_the_release(copy):
    tool.change("alice/infogan", copy)
    assert source_ref(copy) == "main"
    assert tool.change("alice/infogan", copy, ref=release_tag(copy))
    assert source_ref(copy) == release_tag(copy) and disagreements(copy) == []
    assert f"archive/{release_tag(copy)}.zip" in setup_source(copy)
    tool.change("bob/infogan", copy)  # a copy has no release of its own yet
    assert source_ref(copy) == "main" and disagreements(copy) == []


def test_a_copy_names_the_course_that_it_was_adapted_from(copy):
    tool.change("alice/infogan", copy)  # the first address: the course's own home
    assert course.read(copy).adapted_from == ""
    tool.change("bob/class", copy)
    assert course.read(copy).adapted_from == "https://github.com/alice/infogan"
    tool.change("carol/class", copy)  # a copy of a copy
    assert course.read(copy).adapted_from == "https://github.com/alice/infogan"
    readme = (copy / "README.md").read_text()
    assert readme.count("https://github.com/alice/infogan") == 1 and "CC BY 4.0" in readme
    assert disagreements(copy) == []


def test_a_copy_of_the_nameless_course_may_say_whose_it_is(copy):
    tool.change("bob/class", copy, origin="alice/infogan")
    assert course.read(copy).adapted_from == "https://github.com/alice/infogan"
    with pytest.raises(ValueError, match="owner/name"):
        tool.change("bob/class", copy, origin="not an address")


def test_the_next_steps_are_those_of_the_state(copy):
    assert "make repository REPO=owner/name" in tool.next_steps(copy)
    tool.change("bob/class", copy)
    told = tool.next_steps(copy)
    assert "HEAD:main" in told and "settings/pages" in told and "make release" in told
    assert "https://bob.github.io/class" in told and "FROM=owner/name" in told
    tool.change("bob/class", copy, ref=release_tag(copy))
    assert f"git tag {release_tag(copy)}" in tool.next_steps(copy)


def test_a_release_without_its_tag_is_noticed(copy):
    tool.change("alice/infogan", copy, ref=release_tag(copy))
    assert disagreements(copy) == []
    init = copy / "infogan_lib" / "__init__.py"
    init.write_text(init.read_text().replace(version(), "9.9.9"))
    assert any("pyproject.toml: ref" in where for where in disagreements(copy))


@pytest.mark.parametrize("bad", ["", "alice", "alice/", "a.b/c", "-a/b", "a/b/c", "a/b c"])
def test_what_is_no_address_is_refused(copy, bad):
    with pytest.raises(ValueError, match="owner/name"):
        tool.change(bad, copy)


def test_an_address_that_the_text_cites_is_refused(copy):
    (copy / "book" / "cited.md").write_text("See https://github.com/openai/InfoGAN.\n")
    with pytest.raises(ValueError, match="already named in"):
        tool.change("openai/InfoGAN", copy)


def test_the_placeholder_can_belong_to_nobody():
    assert not tool.SLUG.fullmatch(tool.PLACEHOLDER)
