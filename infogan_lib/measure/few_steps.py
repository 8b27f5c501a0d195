"""What may be said of a run that has hardly begun: what holds after any number of steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infogan_lib.runs.symptoms import TROUBLE, Finding

FEW = 100  # steps: a fifth of an epoch of MNIST in batches of 128
CERTAIN = ("swapped labels", "halved loss", "above H(c)", "λ comes late")


def only_certain(
    found: list[Finding], steps: float | None, config: Mapping[str, Any]
) -> list[Finding]:
    """The findings; of a run of few steps what is certain, and in place of the rest one line."""
    if steps is None or steps >= FEW:
        return found
    sure = [f for f in found if f.topic in CERTAIN]
    if config.get("category_weight") == 0:
        sure += [f for f in found if f.topic == "codes ignored"]
    if len(sure) == len(found):
        return found
    text = f"{steps:g} steps tell nothing of how a run goes; that takes some hundreds"
    cure = "train for more epochs, then ask again; more images or smaller batches make more steps"
    return [*sure, Finding("too few steps", text, TROUBLE, cure)]
