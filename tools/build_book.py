"""Build another edition of the book than the English pages; the Makefile calls this.

python tools/build_book.py gettext              catalogues, brought up to date with the text
python tools/build_book.py html zh_CN           the pages in another language
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tools.project import ROOT

BUILD = ROOT / "_build"
LOCALE = ROOT / "locale"


def build(builder: str, out: Path, root: Path = ROOT, strict: bool = True, **settings: Any) -> int:
    """Run Sphinx with the settings of _config.yml and return its exit status.

    ``settings`` override Sphinx's own. Doctrees go into a hidden folder beside ``out``, since they
    depend on the language.
    """
    from jupyter_book.sphinx import build_sphinx

    status = build_sphinx(
        str(root),
        str(out),
        noconfig=True,  # there is no conf.py
        path_config=str(root / "_config.yml"),
        confoverrides={"latex_individualpages": False, **settings},
        doctreedir=str(out.parent / f".doctrees-{builder}-{out.name}"),
        builder=builder,
        warningiserror=strict,
        keep_going=True,
        quiet=True,
    )
    return status if isinstance(status, int) else 1


def template_of(catalogue: Path, templates: Path) -> Path:
    """Where the builder `gettext` writes the template of a translated page."""
    page = catalogue.relative_to(LOCALE).parts[2:]
    return templates.joinpath(*page).with_suffix(".pot")


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue so that equal texts give equal files: no dates or places.

    A text is one line, so that an address within it stays whole.
    """
    head = {
        "Language": path.relative_to(LOCALE).parts[0],
        "Content-Type": "text/plain; charset=utf-8",
    }
    lines = [f'"{name}: {value}\\n"\n' for name, value in head.items()]
    with path.open("wb") as file:
        file.write(f'msgid ""\nmsgstr ""\n{"".join(lines)}\n'.encode())
        write_po(file, catalogue, width=0, no_location=True, omit_header=True, ignore_obsolete=True)


def update(templates: Path, begin: list[str]) -> list[Path]:
    """Merge the texts of today into every catalogue there is, and into those of ``begin``.

    ``begin``: names such as "zh_CN/book/intro". What was reworded keeps its translation, marked
    fuzzy; what is gone goes. Returns the catalogues.
    """
    for name in begin:
        language, _, page = name.partition("/")
        path = LOCALE / language / "LC_MESSAGES" / f"{page}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/**/*.po"))
    for path in catalogues:
        language = path.relative_to(LOCALE).parts[0]
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        with template_of(path, templates).open("rb") as file:
            catalogue.update(read_po(file))
        write(catalogue, path)
    return catalogues


def main() -> int:
    """Build what the command line names; return the exit status."""
    shape = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("edition", choices=("gettext", "html"))
    parser.add_argument("names", nargs="*", help="a language; for gettext, catalogues to begin")
    arguments = parser.parse_args()
    if arguments.edition == "gettext":
        if status := build("gettext", BUILD / "gettext"):
            return status
        for path in update(BUILD / "gettext", arguments.names):
            print(path.relative_to(ROOT))
        return 0
    (language,) = arguments.names
    return build("html", BUILD / "html" / language, language=language)


if __name__ == "__main__":
    raise SystemExit(main())
