"""What the tools and tests know about the project and the computer, without a package."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def pyproject(root: Path = ROOT) -> dict[str, Any]:
    """Return the parsed pyproject.toml under `root`."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def repository(root: Path = ROOT) -> str:
    """Return the repository's slug, "owner/name"."""
    return pyproject(root)["tool"]["infogan"]["repository"]


def version(root: Path = ROOT) -> str:
    """Return the library's version without importing it."""
    source = (root / "infogan_lib" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
    if found is None:
        raise ValueError('infogan_lib/__init__.py has no line __version__ = "..."')
    return found.group(1)


def release_tag(root: Path = ROOT) -> str:
    """Return the git tag of this version, such as "v0.1.0"."""
    return f"v{version(root)}"


def source_ref(root: Path = ROOT) -> str:
    """Return the branch or tag that badges, links and the setup cell open: one that exists."""
    return pyproject(root)["tool"]["infogan"]["ref"]


def pages_address(slug: str) -> str:
    """Return where GitHub Pages serves the repository `slug`, without a slash at the end."""
    owner, name = slug.split("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}" if name.lower() == host else f"https://{host}/{name}"


def requirements(*extras: str, root: Path = ROOT) -> list[str]:
    """Return the requirements of the library and of the named extras, in file order."""
    project = pyproject(root)["project"]
    found = list(project["dependencies"])
    for extra in extras:
        found += project["optional-dependencies"][extra]
    return found


def notebooks(root: Path = ROOT) -> list[Path]:
    """Return the chapters in reading order."""
    return sorted((root / "notebooks").glob("*.ipynb"))


def type_checker(root: Path = ROOT) -> str | None:
    """Return the path of TypeScript's compiler, if `npm ci` has put it there."""
    return shutil.which("tsc", path=str(root / "node_modules" / ".bin"))


def browser() -> str | None:
    """Return the path of Chromium or Chrome, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)
