"""Records of runs that nobody made, with the keys of real ones, to test what reads them."""

from __future__ import annotations

from typing import Any

from infogan_lib.measure.attributes import FIELDS
from infogan_lib.measure.morphometry import ATTRIBUTES
from infogan_lib.recipes.config import TrainConfig


def attributes(**rhos: dict[str, float]) -> dict[str, Any]:
    """{code: {attribute: relation}} with rho_within as given, and rho a tenth nearer to 0."""
    table = {}
    for code, given in rhos.items():
        table[code] = {}
        for name in ATTRIBUTES:
            relation = {"n": 2000} | dict.fromkeys(FIELDS, 0.0)
            relation["rho_within"] = given.get(name, 0.0)
            relation["rho"] = 0.9 * given.get(name, 0.0)
            table[code][name] = relation
    return table


def record(seed: int, accuracy: float, slant=-0.93, stroke=0.75, **changes: Any) -> dict[str, Any]:
    bounds = {"category": 2.29, "style_1": 1.2, "style_2": 1.5}
    return {
        "config": TrainConfig().to_config() | {"seed": seed},
        "seed": seed,
        "seconds": 600 + 6 * seed,
        "cpu_seconds": 480 + 6 * seed,
        "device": "CPU (x86_64)",
        "scored_on": "test",
        "scores": {
            "images": 10_000,
            "accuracy": accuracy,
            "nmi": accuracy - 0.03,
            "ari": accuracy - 0.02,
            "information_of_predictions": 1.3 + accuracy,
            "bounds": {
                name: {"value": value, "in_training": value - 0.01 * (1 + seed)}
                for name, value in bounds.items()
            },
        },
        "attributes": attributes(style_1={"thickness": stroke}, style_2={"slant": slant}),
    } | changes
