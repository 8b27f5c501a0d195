"""The answers that a *Predict first* keeps closed."""

from __future__ import annotations

# All at once: a toggle that is open leaves the selection, and the next would bear its number.
OPEN = """() => {
    const closed = document.querySelectorAll(".predict [aria-expanded=false]");
    for (const toggle of closed) toggle.click();
}"""


def open_answers(page) -> None:
    """Ask for every closed answer of a page."""
    page.evaluate(OPEN)
