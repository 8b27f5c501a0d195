"""A Sphinx extension: what course.toml says of this class, on the first page and at every foot.

python tools/course.py      prints what the book will show
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path
from typing import Any

if str(Path(__file__).resolve().parents[1]) not in sys.path:  # Sphinx knows this folder alone
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.project import ROOT

FILE = "course.toml"
# Whom CC BY 4.0 asks to name.
ORIGINAL, AUTHORS = "InfoGAN, step by step", "The InfoGAN course authors"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Course:
    """What a teacher sets; "" is not shown. ``adapted_from`` is the original's address."""

    name: str = ORIGINAL
    instructor: str = ""
    dates: str = ""
    contact: str = ""
    adapted_from: str = ""

    @property
    def facts(self) -> list[str]:
        return [text for text in (self.dates, self.instructor, self.contact) if text]


def read(root: Path = ROOT) -> Course:
    """Return what course.toml says; the defaults where there is no such file.

    Raises ValueError, in one line, for text that is no TOML, an unknown key, or a value that is no
    text.
    """
    path = root / FILE
    if not path.is_file():
        return Course()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{FILE}: {error}; put each value in quotes") from None
    known = [field.name for field in fields(Course)]
    for key, value in said.items():
        if key not in known:
            raise ValueError(f"{FILE}: {key} is not known; there are {', '.join(known)}")
        if not isinstance(value, str) or "\n" in value:
            raise ValueError(f"{FILE}: {key} must be one line of text in quotes")
    course = Course(**said)
    if not course.name:
        raise ValueError(f"{FILE}: give the course a name")
    for key in ("contact", "adapted_from"):
        value = getattr(course, key)
        if value and not re.match(r"https://|mailto:", value):
            raise ValueError(f"{FILE}: {key} must start with https:// or mailto:, got {value!r}")
    return course


def write_origin(address: str, root: Path = ROOT) -> None:
    """Set ``adapted_from``, and leave the rest of course.toml as it is."""
    path = root / FILE
    text = path.read_text(encoding="utf-8")
    line = f'adapted_from = "{address}"'
    after, count = re.subn(r"^adapted_from = .*$", line, text, flags=re.MULTILINE)
    path.write_text(after if count else f"{text}{line}\n", encoding="utf-8")


def adapted(course: Course) -> str:
    """The line that CC BY 4.0 asks of whoever changes the course, as HTML; "" for the original."""
    if not course.adapted_from:
        return ""
    return (
        f'Adapted from <a href="{escape(course.adapted_from)}">{ORIGINAL}</a> by {AUTHORS}, '
        f'<a href="{LICENCE}">CC BY 4.0</a>; changes were made.'
    )


def banner(course: Course) -> str:
    """Markdown for the first page: when, who, where to ask; "" without any of them."""
    if not course.facts:
        return ""
    shown = [f"<{text}>" if text == course.contact else text for text in course.facts]
    return f"**This class.** {' · '.join(shown)}"


def footer(course: Course) -> str:
    """HTML for the foot of every page: the class, and the course that it was adapted from."""
    whose = " · ".join([course.name, *course.facts[: bool(course.dates) + bool(course.instructor)]])
    lines = [escape(whose)] if whose != ORIGINAL else []
    lines += [adapted(course)] if course.adapted_from else []
    return "".join(f"<p>{line}</p>" for line in lines)


def _configure(app: Any, config: Any) -> None:
    course = read(Path(app.srcdir))
    config.html_title = config.project = course.name
    options = config.html_theme_options
    options["extra_footer"] = options.get("extra_footer", "") + footer(course)


def _first_page(app: Any, docname: str, source: list[str]) -> None:
    course = read(Path(app.srcdir))
    if docname != "book/intro":
        return
    if course.name != ORIGINAL:
        source[0] = re.sub(r"\A# .*", lambda _: f"# {course.name}", source[0], count=1)
    if banner(course):
        title, _, rest = source[0].partition("\n")
        source[0] = f"{title}\n\n{banner(course)}\n{rest}"


def setup(app: Any) -> dict[str, bool]:
    app.connect("config-inited", _configure)
    app.connect("source-read", _first_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    try:
        shown = read()
    except ValueError as problem:
        raise SystemExit(str(problem)) from None
    print(shown.name, *shown.facts, sep="\n")
