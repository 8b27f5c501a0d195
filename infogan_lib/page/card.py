"""What a page tells of its model: a few lines from the model, its run's record or its card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infogan_lib.core.codes import Categorical, Code, Uniform
from infogan_lib.core.infogan import GAN


def card_lines(model: GAN, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pairs of a name and its text, for people; what ``facts`` do not hold is left out.

    Args:
        facts: :func:`infogan_lib.runs.pretrained.about` of the run or of shipped weights.
    """
    config = model.config
    data = facts.get("dataset") or facts.get("data")
    data = data if isinstance(data, Mapping) else {}
    versions = facts.get("versions")
    versions = versions if isinstance(versions, Mapping) else {}
    kind = "in colour" if config.colour else "in grey"
    # Of z as G's layers see it; a config of core knows the normal one alone.
    prior = "U(−1, 1)" if getattr(config, "noise_prior", "") == "uniform" else "N(0, 1)"
    lines = [
        ("Kind", type(model).__name__),
        ("Codes", "; ".join(map(_code, model.latent.codes))),
        ("Noise", f"{model.latent.noise} numbers from {prior}"),
        ("Images", f"{config.size} × {config.size} pixels, {kind}"),
        ("Trained on", _data(data)),
        ("Epochs", str(facts.get("epochs", ""))),
        ("Seed", str(config.seed)),
        ("Made by", str(facts.get("made_by", ""))),
        ("Accuracy", _accuracy(facts.get("scores"))),
        ("Device", str(facts.get("device", ""))),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions.items())),
        ("Weights", f"{model.networks.count_params():,} numbers, here in 16 bits"),
    ]
    return [(name, text) for name, text in lines if text]


def _code(code: Code) -> str:
    if isinstance(code, Categorical):
        return f"{code.name}, {code.size} values"
    if isinstance(code, Uniform):
        return f"{code.name}, uniform from {code.low:g} to {code.high:g}"
    return f"{code.name}, Gaussian with mean {code.mean:g} and σ {code.std:g}"


def _data(data: Mapping[str, Any]) -> str:
    if "source" in data:
        return str(data["source"])
    if "images" not in data:
        return ""
    classes = ", ".join(map(str, data.get("class_names", ())))
    inside = f", of the classes {classes}" if classes else ""
    return f"{data.get('name', 'images')}: {data['images']} images{inside}"


def _accuracy(scores: Any) -> str:
    if not isinstance(scores, Mapping) or "accuracy" not in scores:
        return ""
    return f"{scores['accuracy']:.3f}, of categories matched to labels on {scores['images']} images"
