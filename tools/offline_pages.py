"""A Sphinx extension: pages that ask no other host for anything, and may not.

Every page carries a content-security policy. What the theme and notebooks would load from
elsewhere is taken out: the kernel button's program, and the picture on the badge of Colab.
MathJax comes with the book, without the parts for formats that the book doesn't use.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

# A page opened from a folder is of no origin, so that 'self' names nothing there: hence file:.
# The lab assembles a small program for the browser's WebAssembly, which reaches numbers alone.
HERE = "'self' file: data: blob: 'unsafe-inline' 'wasm-unsafe-eval'"
POLICY = f"default-src {HERE}; base-uri 'none'; object-src 'none'; form-action 'self' file:"
KERNEL = re.compile("thebe", re.IGNORECASE)
REMOTE_PICTURE = re.compile(r'<img alt="([^"]*)"[^>]* src="https?://[^>]*>')
# MathJax's bundles: one file each for every pair of input and output. The book uses tex-chtml.js.
UNUSED = ("mml-*.js", "tex-mml-*.js", "tex-svg*.js", "tex-chtml-full*.js", "node-main.js")


def keep_here(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Forbid other hosts to a page, and take out what would ask them."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    context["metatags"] = policy + context.get("metatags", "")
    context["script_files"] = [s for s in context["script_files"] if not KERNEL.search(_told(s))]
    context["body"] = REMOTE_PICTURE.sub(r"\1", context.get("body") or "")


def _told(script: Any) -> str:
    """What a script of Sphinx's says of itself: its file, or its text."""
    return f"{getattr(script, 'filename', script)} {getattr(script, 'attributes', '')}"


def trim(app: Any, exception: Exception | None) -> None:
    """Delete the unused parts of MathJax from the built book: 24 MB become 10."""
    if exception is None and app.builder.format == "html":
        for pattern in UNUSED:
            for path in (Path(app.outdir) / "_static" / "mathjax").glob(pattern):
                path.unlink()


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    # Late: after whoever adds scripts to a page.
    app.connect("html-page-context", keep_here, priority=900)
    app.connect("build-finished", trim, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
