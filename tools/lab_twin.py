"""The static twin of the lab: two of its recorded runs, where no script runs, and on paper.

The runs are those of ``python -m benchmarks.lab outcomes``, first seed.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from infogan_lib.show.display import WIDTH, figure_html, png, styled
from infogan_lib.toys.ring import Ring
from tools.project import ROOT

RECORD = ROOT / "benchmarks" / "lab" / "outcomes.json"
PAID, UNPAID = "codes-take-hold", "lambda-zero"
MARKERS = "os^Pdv*X"  # the page's shapes, as near as matplotlib has them


def lab() -> str:
    """G's points at the end with λ = 1 and with λ = 0, and the information on the way."""
    scenarios = json.loads(RECORD.read_text(encoding="utf-8"))["scenarios"]
    paid, unpaid = scenarios[PAID][0], scenarios[UNPAID][0]
    end = {name: run["moments"][-1]["information"] for name, run in ((1, paid), (0, unpaid))}
    return figure_html(
        png(_figure(paid, unpaid)),
        f"Two runs of the lab on a ring of eight. With λ = 1 each code has its mode and "
        f"I(c; x̃) = {end[1]:.2f} of {np.log(8):.2f} nats; with λ = 0, {end[0]:.2f} nats. "
        "The lab itself needs scripts.",
        "Left, points of a trained generator on a ring of eight modes, one code a mode. Middle, "
        "the same without pay for codes: every mode has points of all codes. Right, the exact "
        "information and the bound against steps: with λ = 1 both rise to H(c), without it the "
        "information stays near zero.",
    )


@styled
def _figure(paid: dict[str, Any], unpaid: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=[1, 1, 1.25])
    for axes, run, title in ((left, paid, "λ = 1"), (middle, unpaid, "λ = 0")):
        axes.plot(*Ring().sample(400, seed=0).T, ".", ms=1, color="0.6", zorder=0)
        at, codes = np.reshape(run["points"], (-1, 2)), np.array(run["codes"])
        for k in range(codes.max() + 1):
            axes.plot(*at[codes == k].T, MARKERS[k], ms=3.5, mew=0.3, mec="w")
        axes.set(title=title, aspect="equal", xlim=(-1.7, 1.7), ylim=(-1.7, 1.7))
        axes.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    for run, name, style in ((paid, "λ = 1", "-"), (unpaid, "λ = 0", "--")):
        right.plot(*_curve(run, "information"), style, label=f"I, {name}")
    right.plot(*_curve(paid, "bound"), ":", label="L_I, λ = 1")
    right.axhline(np.log(8), color="0.5", lw=0.8)
    right.set(xlabel="steps", ylabel="nats", ylim=(-0.1, 2.3))
    right.legend(fontsize="small", loc="center right")
    return figure


def _curve(run: dict[str, Any], key: str) -> tuple[list[float], list[float]]:
    return [m["step"] for m in run["moments"]], [m[key] for m in run["moments"]]
