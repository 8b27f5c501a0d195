"""Who takes part: a name, what the table says of it, and how its loop is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

PAPER, DEFAULT, TUTORIAL = "paper's", "default, width ¼", "tutorial's own"
NO_PAIRS = {}  # the paper's terms alone, as every other contestant has them


@dataclass(frozen=True)
class Contestant:
    """One row of the table.

    ``module`` holds ``prepare(config, images, **options) -> Loop``; ``preset`` and ``changes`` make
    its config. Rows with one ``networks`` have the same layers, batch and number of weights.
    """

    label: str
    networks: str
    module: str
    preset: str = "official"
    changes: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    keep_memory: bool = True


@dataclass(frozen=True)
class Loop:
    """A training loop ready to run.

    ``run(done)`` trains until ``done`` raises; it calls ``done(loss)`` after every step. ``batch``
    counts real images a step, ``parts`` lists the trainable arrays of each network.
    """

    run: Callable[[Callable[[Any], None]], None]
    batch: int
    parts: Callable[[], dict[str, list]]


def _ours(
    label: str, networks: str, preset: str, changes: dict | None = None, **rest
) -> Contestant:
    return Contestant(label, networks, "benchmarks.ours", preset, changes or {}, **rest)


GRAPH, BFLOAT = {"jit_compile": False}, {"precision": "mixed_bfloat16"}
EAGER: dict[str, Any] = {"options": {"run_eagerly": True}}
ONCE: dict[str, Any] = {"options": {"once": True}}
HALF: dict[str, Any] = {"options": {"bfloat16": True}}
_TORCH, _ONCE, _TUTORIAL = "PyTorch, eager", "PyTorch, eager, our step", "tutorial's loop"
_HALF = "PyTorch, eager, autocast to bfloat16"

CONTESTANTS: dict[str, Contestant] = {
    "official": _ours("ours", PAPER, "official"),
    "official-graph": _ours("ours, no XLA", PAPER, "official", GRAPH),
    "official-bfloat16": _ours("ours, mixed bfloat16", PAPER, "official", BFLOAT),
    "official-eager": _ours("ours, `fit` not compiled", PAPER, "official", **EAGER),
    "official-torch": Contestant(_TORCH, PAPER, "benchmarks.pytorch"),
    "official-torch-once": Contestant(_ONCE, PAPER, "benchmarks.pytorch", **ONCE),
    "official-tutorial": Contestant(_TUTORIAL, PAPER, "benchmarks.tutorial"),
    "default-pairs": _ours("ours, with pairs of real images", DEFAULT, "mnist"),
    "default": _ours("ours", DEFAULT, "mnist", NO_PAIRS),
    "default-graph": _ours("ours, no XLA", DEFAULT, "mnist", NO_PAIRS | GRAPH),
    "default-bfloat16": _ours("ours, mixed bfloat16", DEFAULT, "mnist", NO_PAIRS | BFLOAT),
    "default-eager": _ours("ours, `fit` not compiled", DEFAULT, "mnist", NO_PAIRS, **EAGER),
    "default-torch": Contestant(_TORCH, DEFAULT, "benchmarks.pytorch", "mnist", NO_PAIRS),
    "default-torch-once": Contestant(
        _ONCE, DEFAULT, "benchmarks.pytorch", "mnist", NO_PAIRS, **ONCE
    ),
    "default-tutorial": Contestant(_TUTORIAL, DEFAULT, "benchmarks.tutorial", "mnist", NO_PAIRS),
    "tutorial": Contestant(
        _TUTORIAL, TUTORIAL, "benchmarks.tutorial", changes={"batch_size": 32},
        options={"own_networks": True},
    ),
    "default-returned": _ours(
        "ours, memory returned", DEFAULT, "mnist", NO_PAIRS, keep_memory=False
    ),
    "official-returned": _ours("ours, memory returned", PAPER, "official", keep_memory=False),
    "official-torch-bfloat16": Contestant(_HALF, PAPER, "benchmarks.pytorch", **HALF),
    "default-torch-bfloat16": Contestant(
        _HALF, DEFAULT, "benchmarks.pytorch", "mnist", NO_PAIRS, **HALF
    ),
    "torch-returned": Contestant(
        _TORCH + ", memory returned", PAPER, "benchmarks.pytorch", keep_memory=False
    ),
}  # fmt: skip


def prepare(name: str, images, **changes) -> Loop:
    """The loop of a contestant on images (n, 28, 28, 1) in [-1, 1].

    ``changes`` go into its config: a test makes it tiny. ValueError lists the names that exist.
    """
    if name not in CONTESTANTS:
        raise ValueError(f"contestant must be one of {list(CONTESTANTS)}, got {name!r}")
    from infogan_lib.recipes.config import preset

    who = CONTESTANTS[name]
    config = preset(who.preset, **(who.changes | changes))
    return import_module(who.module).prepare(config, images, **who.options)
