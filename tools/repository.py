"""Set the repository's address, and the branch or release that links open, wherever they stand.

    python tools/repository.py owner/name            a copy's own address; links open the branch
    python tools/repository.py --release             before a tag: links open the release
    python tools/repository.py owner/name --from them/theirs    whom CC BY asks you to name

pyproject.toml's [tool.infogan] holds both; this writes them there and everywhere else, and prints
what to do next.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import course
from tools.project import ROOT, pages_address, release_tag, repository, source_ref

# No GitHub account can have a dot in its name, so this address belongs to nobody.
PLACEHOLDER = "owner.invalid/infogan-course"
SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}")
BRANCH = "main"  # the one that the workflows watch
PATTERNS = (
    "pyproject.toml", "README.md", "CITATION.cff", "CONTRIBUTING.md", "_config.yml",
    "book/*.md", "binder/*", "notebooks/*.ipynb", "locale/*/LC_MESSAGES/**/*.po",
    ".github/workflows/*.yml",
)  # fmt: skip


def places(root: Path = ROOT) -> list[Path]:
    """Return the files that may carry the address."""
    return [path for pattern in PATTERNS for path in sorted(root.glob(pattern)) if path.is_file()]


def change(
    new: str, root: Path = ROOT, ref: str | None = None, origin: str | None = None
) -> list[Path]:
    """Write the address `new`, and `ref` for links, in place of the old; return what changed.

    ``ref`` is a branch or tag, by default the branch for another address and else what it was.
    ``origin`` is the slug of the course that this one was copied from, by default the old address
    unless that is nobody's. The first origin stays: a copy of a copy names the original.

    Raises ValueError when `new` is no GitHub address, or already stands in a text for another
    reason: a later change could then not tell the two apart.
    """
    old, old_ref = repository(root), source_ref(root)
    for slug in (new, new if origin is None else origin):
        if not SLUG.fullmatch(slug) and slug != PLACEHOLDER:
            raise ValueError(f"REPO must look like owner/name, got {slug!r}")
    ref = ref or (old_ref if new == old else BRANCH)
    texts = {path: path.read_bytes().decode("utf-8") for path in places(root)}
    for path, text in texts.items():
        if new != old and re.search(rf"{re.escape(new)}\b", text):
            raise ValueError(f"{new} is already named in {path.relative_to(root)}; choose another")
    # One pass over all forms: what was just written must not be found and changed again.
    forms = {pages_address(old): pages_address(new)}
    forms |= {f"{old}/{kind}/{old_ref}": f"{new}/{kind}/{ref}" for kind in ("blob", "archive")}
    forms[old] = new
    pages, *linked, slug = (re.escape(form) for form in forms)
    either = re.compile(
        rf"{pages}(?![\w-])|(?<![\w.-])(?:(?:{'|'.join(linked)})(?=/|\.zip)|{slug}(?![\w-]))"
    )
    lines = {"pyproject.toml": 'ref = "{}"\n', "_config.yml": "  branch: {}\n"}
    changed = []
    for path, text in texts.items():
        after = either.sub(lambda match: forms[match.group()], text)
        if path.parent == root and path.name in lines:
            line = lines[path.name]
            after = after.replace(line.format(old_ref), line.format(ref))
        if after != text:
            path.write_bytes(after.encode("utf-8"))
            changed.append(path)
    return changed + _name_origin(old, new, origin, root)


def _name_origin(old: str, new: str, origin: str | None, root: Path) -> list[Path]:
    """Keep the original's address in course.toml, and its line in the README."""
    path = root / course.FILE
    if not path.is_file():
        return []
    known = course.read(root).adapted_from
    if origin is None and not known and old not in (new, PLACEHOLDER) and new != PLACEHOLDER:
        origin = old
    if origin is None or known:
        return []
    course.write_origin(f"https://github.com/{origin}", root)
    readme = root / "README.md"
    line = re.sub(r'<a href="([^"]*)">([^<]*)</a>', r"[\2](\1)", course.adapted(course.read(root)))
    text = readme.read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    readme.write_text(f"{title}\n\n{line}\n{rest}", encoding="utf-8")
    return [path, readme]


def next_steps(root: Path = ROOT) -> str:
    """What is left to do, in order, for the address that stands there now."""
    slug, tag, ref = repository(root), release_tag(root), source_ref(root)
    page = f"https://github.com/{slug}"
    if slug == PLACEHOLDER:
        return "This address is nobody's. Give it yours: make repository REPO=owner/name"
    if ref == tag:
        steps = [
            "make test",
            f"git commit --all --message 'Release {tag}'",
            f"git tag {tag}",
            f"git push origin {BRANCH} {tag}",
        ]
    else:
        remote = "set-url" if "origin" in _git(root, "remote") else "add"
        steps = [
            "open course.toml: the course's name, its dates, who teaches it",
            f"git commit --all --message 'The course at {slug}'",
            f"create the empty repository {page}, then: git remote {remote} origin {page}.git",
            f"git push --set-upstream origin HEAD:{BRANCH}",
            f"{page}/settings/pages: choose the source GitHub Actions. "
            f"Once the tests pass, the book is at {pages_address(slug)}",
            f"badges open the branch {ref} until there is a release: make release VERSION=0.2.0",
        ]
    lines = [f"  {number}. {step}" for number, step in enumerate(steps, 1)]
    if not course.read(root).adapted_from and ref != tag:
        lines.append("Copied from a published course? Add FROM=owner/name: the book then keeps the")
        lines.append("line that its licence, CC BY 4.0, asks for.")
    return "\n".join(["Next:", *lines])


def _git(root: Path, *arguments: str) -> str:
    """What git says; "" where there is no git or no repository."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def main() -> int:
    """Change what the command line names; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("slug", nargs="?", metavar="owner/name", help="by default as it is")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--release", action="store_true", help="links open this version's tag")
    which.add_argument("--branch", action="store_true", help=f"links open the branch {BRANCH}")
    parser.add_argument("--from", dest="origin", metavar="owner/name", help="the original course")
    options = parser.parse_args()
    ref = release_tag() if options.release else BRANCH if options.branch else None
    try:
        changed = change(options.slug or repository(), ref=ref, origin=options.origin)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for path in sorted(set(changed)):
        print(path.relative_to(ROOT))
    print(next_steps())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
