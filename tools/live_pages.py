"""A Sphinx extension: panels that run in the reader's browser.

A page asks for a panel by an element of class ``live-…`` (book/live/start.js lists them), and only
such pages load a script. What the panels need is written into the built book: the scripts of
book/live, the explorer's from infogan_lib/page/live, and the networks exported from the shipped
weights. Where a page has only words in a panel's place, as notebooks have, the built page gets the
panel's static twin instead.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # Sphinx knows this folder alone; here we need `infogan_lib`, `tools`
    sys.path.insert(0, str(ROOT))
SOURCES = (ROOT / "book" / "live", ROOT / "infogan_lib" / "page" / "live")
FOLDER = "live"  # below _static of the built book
ASKS = re.compile(r'class="(?:[^"]* )?live-[a-z]')
WORDS = re.compile(
    r'(<div class="(live-[a-z-]+)[^"]*">)\s*<p>(?:(?!</?div|<img).)*</div>', re.DOTALL
)
TWIN = "explorer-twin.html"
OPPOSITE = {
    "ink": "lack of ink",
    "thickness": "thinness",
    "slant": "slant to the left",
    "width": "narrowness",
    "height": "lowness",
}


def write_assets(app: Any) -> None:
    """Copy the scripts, and export the networks beside them."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for source in (path for folder in SOURCES for path in folder.iterdir()):
        if source.suffix != ".html":  # the frame of a page of its own
            shutil.copyfile(source, target / source.name)
    cache = Path(app.doctreedir) / FOLDER
    made_from, now = cache / "made-from.txt", _made_from()
    written = (made_from, cache / TWIN, target / "weights.js", target / "paper" / "weights.js")
    if all(path.exists() for path in written) and made_from.read_text(encoding="utf-8") == now:
        return
    from infogan_lib.page.export import export_page
    from infogan_lib.runs.pretrained import card, load_pretrained
    from tools.live_twins import explorer

    for name, folder in (("paper", target / "paper"), ("mnist", target)):
        model, digits = load_pretrained(name), mostly(card(name)["scores"]["confusion"])
        export_page(model, folder, digits, meanings(model))
    cache.mkdir(parents=True, exist_ok=True)
    (cache / TWIN).write_text(explorer(model, digits), encoding="utf-8")
    made_from.write_text(now, encoding="utf-8")


def mostly(confusion: list[list[int]]) -> dict[str, int]:
    """{category: the digit that it holds most of}, from counts (digit, category)."""
    return {str(k): max(range(len(held)), key=held.__getitem__)
            for k, held in enumerate(zip(*confusion, strict=True))}  # fmt: skip


def meanings(model: Any, least: float = 0.7) -> dict[str, str]:
    """{style: what grows with it most}, where the rank correlation is at least 0.7 in size.

    That is the course's threshold for what a style means; it is measured within categories. Where
    an attribute falls, its opposite grows.
    """
    from infogan_lib.measure.attributes import code_attributes

    found = {}
    for style, relations in code_attributes(model, n=2000, resamples=20).items():
        name, relation = max(relations.items(), key=lambda item: abs(item[1]["rho_within"]))
        if abs(relation["rho_within"]) >= least:
            found[style] = name if relation["rho_within"] > 0 else OPPOSITE[name]
    return found


def _made_from() -> str:
    """A digest of all that decides what is exported: the library, its weights and their card."""
    digest = hashlib.sha256()
    for path in sorted(p for room in ("infogan_lib", "tools") for p in (ROOT / room).rglob("*")):
        if path.suffix in (".py", ".h5", ".json"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def add_to_page(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Give a page with a panel the script that starts it, and the panel its twin."""
    body = context.get("body") or ""
    if not ASKS.search(body):
        return
    app.add_css_file(f"{FOLDER}/live.css")
    app.add_js_file(f"{FOLDER}/start.js", loading_method="defer")
    if app.builder.format == "html":
        cache = Path(app.doctreedir) / FOLDER / TWIN
        context["body"] = WORDS.sub(lambda found: _with_twin(found, cache), body)


def _with_twin(found: re.Match, cache: Path) -> str:
    from tools.live_twins import CLOSED_FORMS

    opening, panel = found.groups()
    if panel == "live-explorer":
        return f"{opening}{cache.read_text(encoding='utf-8')}</div>"
    return f"{opening}{CLOSED_FORMS[panel]()}</div>" if panel in CLOSED_FORMS else found[0]


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
