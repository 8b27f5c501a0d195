"""Write the two conda environments from pyproject.toml.

    python tools/environments.py

environment.yml is for a computer of your own; binder/environment.yml is for Binder, which has one
processor and 2 GB of memory, and so gets the CPU build of TensorFlow and no test tools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from packaging.requirements import Requirement

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.project import ROOT, requirements

PYTHON = "3.12"
FILES = {
    # path: (environment's name, extras, pip's last line)
    "environment.yml": ("infogan", ("cpu", "book", "test", "dev", "lab"), "--editable ."),
    "binder/environment.yml": ("infogan-binder", ("cpu",), None),
}


def on_binder(line: str) -> str | None:
    """Return a requirement without its marker, or None where Linux on x86-64 doesn't want it."""
    requirement = Requirement(line)
    marker = requirement.marker
    if marker and not marker.evaluate({"sys_platform": "linux", "platform_machine": "x86_64"}):
        return None
    requirement.marker = None
    return str(requirement)


def render(path: str, root: Path = ROOT) -> str:
    """Return the text of one environment file."""
    name, extras, last = FILES[path]
    wanted = requirements(*extras, root=root)
    if path.startswith("binder/"):  # always the same machine: no need for markers
        wanted = [line for line in map(on_binder, wanted) if line]
    lines = [
        "# Made by `make environment` from pyproject.toml; do not edit.",
        f"name: {name}",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        f"  - python={PYTHON}",
        "  - pip",
        "  - pip:",
        *(f'      - "{line}"' for line in wanted),
        *([f'      - "{last}"'] if last else []),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both files."""
    for path in FILES:
        target = ROOT / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(render(path), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
