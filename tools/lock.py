"""Write requirements.lock: every package of a full installation, with hashes, for all platforms.

    python tools/lock.py [--upgrade]

Needs the program `uv`. The file names no package index: pip uses whichever one it is set up for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.project import ROOT, pyproject, requirements

LOCK = "requirements.lock"
EXTRAS = ("cpu", "book", "test", "dev")


def digest(root: Path = ROOT) -> str:
    """Return a hash of what the lock answers: requirements and the Python range."""
    question = [pyproject(root)["project"]["requires-python"], *requirements(*EXTRAS, root=root)]
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()


def header(root: Path = ROOT) -> str:
    """Return the lock file's first lines."""
    return f"# Made by `make lock`; do not edit.\n# pyproject.toml: sha256 {digest(root)}\n"


def main() -> int:
    """Resolve, check and write the lock file; return the exit status."""
    parser = argparse.ArgumentParser(description="Write requirements.lock from pyproject.toml.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    parser.add_argument("--uv", default="uv", help="the uv program")
    arguments = parser.parse_args()
    if shutil.which(arguments.uv) is None:
        print("make lock needs uv. Install it with: python -m pip install uv", file=sys.stderr)
        return 1
    command = [arguments.uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes"]
    command += ["--no-header", "--no-strip-extras", "--no-emit-index-url", "--no-emit-find-links"]
    command += [word for extra in EXTRAS for word in ("--extra", extra)]
    command += ["--output-file", LOCK, *(["--upgrade"] if arguments.upgrade else [])]
    path = ROOT / LOCK
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    if done.returncode:
        return done.returncode
    path.write_text(header() + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
