"""A page of one's own: a folder with the explorer, a model and its card, opened by a double click.

The page asks for nothing outside its folder. Its scripts lie in ``live`` beside this module, and
come with the installed package.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from infogan_lib.files import atomically, write_utf8
from infogan_lib.page.card import card_lines
from infogan_lib.page.export import PAGE_SCRIPT, export_page
from infogan_lib.recipes.build import InfoGAN

LIVE = Path(__file__).parent / "live"
PAGE = "index.html"
# In the order in which they stand on one another; the model comes before what starts the page.
PARTS = "page codes networks reading state sharing strokes drawing grid explorer model-file"
SCRIPTS = tuple(f"{part}.js" for part in PARTS.split())
START = "own-page.js"
STYLE = "live.css"


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds what is no earlier export, whole or begun: FileExistsError."""
    if not folder.is_dir():
        return
    inside = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    written = {PAGE, PAGE_SCRIPT, LIVE.name}
    if inside and not (PAGE_SCRIPT in inside and (inside <= written or inside >= written)):
        raise FileExistsError(
            f"{folder} holds other files; name a new folder for the page, as {folder / 'page'}"
        )


def export_folder(
    model: InfoGAN,
    folder: str | Path,
    title: str,
    facts: Mapping[str, Any],
    digits: Mapping[str, int] | None = None,
    dark_ink: bool | None = None,
) -> list[Path]:
    """Write ``index.html``, ``weights.js`` and the scripts in ``live``; return all their paths.

    Args:
        model: an InfoGAN of any codes, images of any shape.
        folder: made if missing; an earlier export in it is replaced.
        title: of the page, as text; also the name of the model.
        facts: what the card is made of, as :func:`infogan_lib.runs.pretrained.about` tells it.
        digits, dark_ink: as for :func:`infogan_lib.page.export.export_page`.

    Raises:
        ValueError: as :func:`infogan_lib.page.export.export_page`.
        FileExistsError: as :func:`check_folder`.
    """
    folder = Path(folder)
    check_folder(folder)
    weights = export_page(model, folder, digits, dark_ink=dark_ink, name=title)
    copied = []
    for name in (*SCRIPTS, START, STYLE):
        target = folder / LIVE.name / name
        with atomically(target) as unfinished:
            shutil.copyfile(LIVE / name, unfinished)
        copied.append(target)
    sources = [*(f"{LIVE.name}/{name}" for name in SCRIPTS), PAGE_SCRIPT, f"{LIVE.name}/{START}"]
    entries = [
        f"        <dt>{html.escape(name)}</dt>\n        <dd>{html.escape(text)}</dd>"
        for name, text in card_lines(model, facts)
    ]
    text = Template((LIVE / "page.html").read_text(encoding="utf-8")).substitute(
        title=html.escape(title),
        card="\n".join(entries),
        scripts="\n".join(f'    <script src="{source}"></script>' for source in sources),
    )
    page = folder / PAGE
    write_utf8(page, text)
    return [page, weights, *copied]
