"""Set the repository's address in every file that carries it.

    python tools/repository.py owner/name

pyproject.toml's [tool.infogan] holds the address; this writes it there and everywhere else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.project import ROOT, pages_address, repository

# No GitHub account can have a dot in its name, so this address belongs to nobody.
PLACEHOLDER = "owner.invalid/infogan-course"
SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}")
PATTERNS = (
    "pyproject.toml", "README.md", "CITATION.cff", "CONTRIBUTING.md", "_config.yml",
    "book/*.md", "binder/*", "notebooks/*.ipynb", ".github/workflows/*.yml",
)  # fmt: skip


def places(root: Path = ROOT) -> list[Path]:
    """Return the files that may carry the address."""
    return [path for pattern in PATTERNS for path in sorted(root.glob(pattern)) if path.is_file()]


def change(new: str, root: Path = ROOT) -> list[Path]:
    """Write the address `new` in place of the old one and return the files that changed.

    Raises ValueError when `new` is no GitHub address, or already stands in a text for another
    reason: a later change could then not tell the two apart.
    """
    old = repository(root)
    if not SLUG.fullmatch(new) and new != PLACEHOLDER:
        raise ValueError(f"REPO must look like owner/name, got {new!r}")
    if new == old:
        return []
    texts = {path: path.read_bytes().decode("utf-8") for path in places(root)}
    for path, text in texts.items():
        if re.search(rf"{re.escape(new)}\b", text):
            raise ValueError(f"{new} is already named in {path.relative_to(root)}; choose another")
    # One pass over both forms: what was just written must not be found and changed again.
    forms = {pages_address(old): pages_address(new), old: new}
    pages, slug = (re.escape(form) for form in forms)
    either = re.compile(rf"{pages}(?![\w-])|(?<![\w.-]){slug}(?![\w-])")
    changed = []
    for path, text in texts.items():
        after = either.sub(lambda match: forms[match.group()], text)
        if after != text:
            path.write_bytes(after.encode("utf-8"))
            changed.append(path)
    return changed


def main() -> int:
    """Change the address named on the command line; return the exit status."""
    if len(sys.argv) != 2:
        print("usage: make repository REPO=owner/name", file=sys.stderr)
        return 2
    try:
        changed = change(sys.argv[1])
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
