"""Who takes part: a name, what the table says of it, and how its loop is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

PAPER, DEFAULT, TUTORIAL = "paper's", "default, width ¼", "tutorial's own"


@dataclass(frozen=True)
class Contestant:
    """One row of the table.

    ``module`` holds ``prepare(config, images, **options) -> Loop``; ``preset`` and ``changes`` make
    its config. Rows with one ``networks`` have the same layers, batch and number of weights.
    Without ``channels`` Q reads images as they are, as every other contestant's does.
    """

    label: str
    networks: str
    module: str
    preset: str = "official"
    changes: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    keep_memory: bool = True
    channels: bool = False


@dataclass(frozen=True)
class Loop:
    """A training loop ready to run.

    ``run(done)`` trains until ``done`` raises; it calls ``done(loss)`` after every step, or
    ``done(loss, steps)`` after several. ``batch`` counts real images a step, ``parts`` lists the
    trainable arrays of each network.
    """

    run: Callable[[Callable[..., None]], None]
    batch: int
    parts: Callable[[], dict[str, list]]


def _ours(
    label: str, networks: str, preset: str, changes: dict | None = None, **rest
) -> Contestant:
    return Contestant(label, networks, "benchmarks.ours", preset, changes or {}, **rest)


GRAPH, XLA = {"jit_compile": False}, {"jit_compile": True}
BFLOAT = {"precision": "mixed_bfloat16"}
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
    "default-channels": _ours("ours, with channels", DEFAULT, "mnist", channels=True),
    "default-channels-bfloat16": _ours(
        "ours, with channels, mixed bfloat16", DEFAULT, "mnist", BFLOAT, channels=True
    ),
    "default": _ours("ours", DEFAULT, "mnist"),
    "default-xla": _ours("ours, XLA", DEFAULT, "mnist", XLA),
    "default-bfloat16": _ours("ours, mixed bfloat16", DEFAULT, "mnist", BFLOAT),
    "default-eager": _ours("ours, `fit` not compiled", DEFAULT, "mnist", **EAGER),
    "default-torch": Contestant(_TORCH, DEFAULT, "benchmarks.pytorch", "mnist"),
    "default-torch-once": Contestant(_ONCE, DEFAULT, "benchmarks.pytorch", "mnist", **ONCE),
    "default-tutorial": Contestant(_TUTORIAL, DEFAULT, "benchmarks.tutorial", "mnist"),
    "tutorial": Contestant(
        _TUTORIAL, TUTORIAL, "benchmarks.tutorial", changes={"batch_size": 32},
        options={"own_networks": True},
    ),
    "default-returned": _ours("ours, memory returned", DEFAULT, "mnist", keep_memory=False),
    "official-returned": _ours("ours, memory returned", PAPER, "official", keep_memory=False),
    "official-torch-bfloat16": Contestant(_HALF, PAPER, "benchmarks.pytorch", **HALF),
    "default-torch-bfloat16": Contestant(_HALF, DEFAULT, "benchmarks.pytorch", "mnist", **HALF),
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
    from infogan_lib.core.latent import MNIST_CODES
    from infogan_lib.recipes.config import CHANNEL_CODES, preset

    who = CONTESTANTS[name]
    codes = CHANNEL_CODES if who.channels else MNIST_CODES
    config = preset(
        who.preset, **({"codes": codes, "precision": "float32"} | who.changes | changes)
    )
    return import_module(who.module).prepare(config, images, **who.options)
