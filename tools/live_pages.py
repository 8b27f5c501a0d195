"""A Sphinx extension: panels that run in the reader's browser.

A page asks for a panel by an element of class ``live-…`` (book/live/start.js lists them), and only
such pages load a script. What the panels need is written into the built book: the scripts of
book/live, and the networks exported from the shipped weights.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "book" / "live"
FOLDER = "live"  # below _static of the built book
ASKS = re.compile(r'class="(?:[^"]* )?live-[a-z]')


def write_assets(app: Any) -> None:
    """Copy the scripts, and export the networks beside them."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for source in SOURCES.iterdir():
        shutil.copyfile(source, target / source.name)
    if _is_old(target / "weights.js"):
        from infogan_lib.export import export_page
        from infogan_lib.pretrained import card, load_pretrained

        export_page(load_pretrained("mnist"), target, card("mnist")["scores"]["assignment"])


def _is_old(exported: Path) -> bool:
    """Whether a file of the library, the weights among them, is newer than what it exported."""
    if not exported.exists():
        return True
    sources = (path for path in (ROOT / "infogan_lib").rglob("*") if path.suffix in (".py", ".h5"))
    return max(path.stat().st_mtime for path in sources) > exported.stat().st_mtime


def add_to_page(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Give a page with a panel the script that starts it."""
    if ASKS.search(context.get("body") or ""):
        app.add_css_file(f"{FOLDER}/live.css")
        app.add_js_file(f"{FOLDER}/start.js", loading_method="defer")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
