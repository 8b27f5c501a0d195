"""Which code the book folds: cells that mostly import, or draw. The idea stands around them."""

from __future__ import annotations

import ast
import re

DRAWS = {"plots", "plt", "fig", "figure", "ax", "axes"}
FOLDED = {"hide-cell", "hide-input", "setup"}


def draws(source: str) -> bool:
    """Tell whether over half of a cell's lines belong to statements that draw a figure.

    A cell that IPython alone can read, with a magic command, does not draw.
    """
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return False
    lines = [line for line in source.splitlines() if line.strip()]
    drawn = 0
    for node in statements:
        text = ast.get_source_segment(source, node) or ""
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        if names & DRAWS or re.match(r"(?:import|from) matplotlib", text):
            drawn += sum(bool(line.strip()) for line in text.splitlines())
    return "plots.show(" in source and 2 * drawn > len(lines)


def imports(source: str) -> bool:
    """Tell whether over half of a cell's lines import something."""
    lines = [line for line in source.splitlines() if line.strip()]
    return 2 * sum(line.startswith(("import ", "from ")) for line in lines) > len(lines)


def folded(source: str, tags: list[str]) -> bool:
    """Tell whether the book folds a code cell: by its tags, or because it imports or draws."""
    return bool(FOLDED & set(tags)) or imports(source) or draws(source)
