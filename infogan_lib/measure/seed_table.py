"""A sweep's records as a table, a run a row, and what so few runs say of the recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import binomtest

from infogan_lib.arguments import number
from infogan_lib.measure.attributes import slant_and_stroke

GOOD, FAILED = 0.95, 0.90  # clustering accuracy
CLEAR = 0.7  # |rho| from which on a code is called slant, thickness or width


def row(record: Mapping[str, Any], rho: str = "rho_within") -> dict[str, Any]:
    """Return what the table shows of one run.

    ``seed``, ``accuracy``, ``nmi``, ``ari``, ``L_I``: {code: nats}, ``information`` of Q's
    predictions on real images (nats), ``slant`` and ``stroke``: the signed rank correlations
    of the best pair of different codes (None where there is none), ``stroke_attribute``:
    "thickness" or "width", ``clear``: both at ``|rho|`` ≥ 0.7, ``minutes`` of wall time,
    ``cpu_minutes`` of processor time, over all cores, and ``device``.

    Args:
        record: of :func:`infogan_lib.measure.records.load_records`.
        rho: which correlation, ``"rho_within"`` categories or ``"rho"`` over all images.
    """
    scores, attributes = record["scores"], record["attributes"]
    roles = slant_and_stroke(attributes, threshold=0, rho=rho)
    result = {
        "seed": record["seed"],
        **{name: scores[name] for name in ("accuracy", "nmi", "ari")},
        "L_I": {name: float(bound["value"]) for name, bound in scores["bounds"].items()},
        "information": scores["information_of_predictions"],
        "slant": None,
        "stroke": None,
        "stroke_attribute": None,
        "clear": slant_and_stroke(attributes, CLEAR, rho) is not None,
        "minutes": record["seconds"] / 60,
        "cpu_minutes": record["cpu_seconds"] / 60,
        "device": record["device"],
    }
    if roles:
        result["slant"] = attributes[roles["slant"]]["slant"][rho]
        result["stroke"] = attributes[roles["stroke"]][roles["attribute"]][rho]
        result["stroke_attribute"] = roles["attribute"]
    return result


def table(records: Sequence[Mapping[str, Any]]) -> str:
    """Return the seed table as text: every run a line, and a * at those below 0.90."""
    rows = [row(record) for record in records]
    codes = list(dict.fromkeys(code for r in rows for code in r["L_I"]))
    bounds = [f"L_I{k}" for k in range(len(codes))]
    lines = [["seed", "ACC", "NMI", "ARI", "I(Q)", *bounds, "slant", "stroke", "", "min", "cpu"]]
    for r in rows:
        lines.append(
            [f"{r['seed']}{'*' if r['accuracy'] < FAILED else ' '}"]
            + [_text(r[name], ".3f") for name in ("accuracy", "nmi", "ari", "information")]
            + [_text(r["L_I"].get(code), ".2f") for code in codes]
            + [_text(r[name], "+.2f") for name in ("slant", "stroke")]
            + [(r["stroke_attribute"] or "-")[0]]
            + [_text(r[name], ".0f") for name in ("minutes", "cpu_minutes")]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = ["  ".join(map(str.rjust, line, widths)).rstrip() for line in lines]
    legend = "L_I: " + ", ".join(f"{k} {code}" for k, code in enumerate(codes))
    marks = f"* below {FAILED:.2f}. t thickness, w width. min, cpu: minutes of wall and processor."
    return "\n".join([*text, f"{legend}. {marks}"])


def summary(records: Sequence[Mapping[str, Any]], level: float = 0.95) -> dict[str, Any]:
    """Return what the runs say of their recipe, with intervals for the shares.

    ``runs``; ``median``, ``lowest``, ``highest`` accuracy; ``lowest_L_I`` of the category;
    ``mode_gap``, how far its L_I in use and in training mode are apart at most (nats); medians of
    ``minutes`` and ``cpu_minutes``; and four shares: ``good`` (accuracy ≥ 0.95), ``failed`` (below
    0.90), ``clear`` and ``clear_pooled`` (slant in one code, thickness or width in another,
    ``|rho|`` ≥ 0.7, within categories and over all images). A share is ``{"count", "share",
    "low", "high"}`` with Clopper-Pearson's interval, which holds for any number of runs.

    Raises:
        ValueError: for no records, or a level outside (0, 1).
    """
    if not records:
        raise ValueError("records must hold at least one run")
    number("level", level, above=0, below=1)
    rows = [row(record) for record in records]
    accuracy = np.array([r["accuracy"] for r in rows])
    category = [_category_bound(record) for record in records]
    return {
        "runs": len(rows),
        "median": float(np.median(accuracy)),
        "lowest": float(accuracy.min()),
        "highest": float(accuracy.max()),
        "lowest_L_I": min(float(bound["value"]) for bound in category),
        "mode_gap": max(
            abs(float(bound["value"]) - float(bound["in_training"])) for bound in category
        ),
        "minutes": float(np.median([r["minutes"] for r in rows])),
        "cpu_minutes": float(np.median([r["cpu_minutes"] for r in rows])),
        "good": share(accuracy >= GOOD, level),
        "failed": share(accuracy < FAILED, level),
        "clear": share([r["clear"] for r in rows], level),
        "clear_pooled": share([row(record, "rho")["clear"] for record in records], level),
    }


def _category_bound(record: Mapping[str, Any]) -> Mapping[str, Any]:
    kinds = {code["name"]: code["kind"] for code in record["config"]["codes"]}
    bounds = record["scores"]["bounds"]
    return next(bound for name, bound in bounds.items() if kinds[name] == "categorical")


def share(happened: Sequence[bool] | np.ndarray, level: float = 0.95) -> dict[str, float | int]:
    """Return how often something happened, with Clopper-Pearson's interval for its probability."""
    count, runs = int(np.sum(happened)), len(happened)
    interval = binomtest(count, runs).proportion_ci(level, method="exact")
    return {
        "count": count,
        "share": count / runs,
        "low": float(interval.low),
        "high": float(interval.high),
    }


def _text(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
