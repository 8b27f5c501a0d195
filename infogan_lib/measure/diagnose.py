"""What a run's own numbers say went wrong: symptoms in its history and scores, and what to do.

Every rule is a pure function of numbers, so it holds for a history of any program that logs these
losses: D's two summed, G's non-saturating. Some rules are theorems and cannot accuse a sound run;
the others state their threshold. A run without a finding is not therefore a good one: chapter 14
says what stays silent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infogan_lib import information
from infogan_lib.errors import one_line
from infogan_lib.measure.score_findings import FROM_SCORES, few_covered
from infogan_lib.runs.symptoms import Finding, trouble

LARGEST = 1e3  # nats: as `backends.guard`, which stops a run of this library
ROUNDING = 1e-2  # nats: histories are printed to two or three digits
BLIND = 2 * math.log(2)  # D's loss where every output is ½

FEW = 100  # steps: a fifth of an epoch of MNIST in batches of 128
CERTAIN = ("swapped labels", "halved loss", "above H(c)", "λ comes late")
WON = 0.1  # nats of D's loss
IGNORED = 0.1  # of H(c), for a category
UNUSED = 0.1  # nats, for a style
RISE = 0.2  # of H(c): a code that nobody can read does not rise so far


@dataclass(frozen=True)
class Run:
    """What is known of a run; the parts that are not are empty."""

    history: Mapping[str, np.ndarray]
    config: Mapping[str, Any]
    scores: Mapping[str, Any]
    samples: Mapping[str, ArrayLike]
    steps: float | None  # so far

    def last(self, name: str) -> float | None:
        """A column's last entry, if there is one and it is finite."""
        values = self.history.get(name, np.zeros(0))
        return float(values[-1]) if len(values) and math.isfinite(values[-1]) else None

    def priors(self) -> dict[str, np.ndarray]:
        """P(c), (K,), of each categorical code whose bound the history holds."""
        return {
            code["name"]: np.asarray(code.get("probabilities") or [1 / code["size"]] * code["size"])
            for code in self.config.get("codes", ())
            if code["kind"] == "categorical" and self.last(f"L_I_{code['name']}") is not None
        }


def diagnose(
    history: Mapping[str, ArrayLike],
    config: Mapping[str, Any] | None = None,
    scores: Mapping[str, Any] | None = None,
    samples: Mapping[str, ArrayLike] | None = None,
    images: int | None = None,
) -> list[Finding]:
    """Return what looks wrong in a run, causes before what follows from them; [] if nothing does.

    Args:
        history: {column: one number an epoch} as ``history.csv`` has it: ``d_loss``, ``g_loss``,
            ``L_I_<code>`` in nats, and D's mean outputs ``D_real``, ``D_fake`` from 0 to 1. NaN may
            stand where a run diverged; a rule whose columns are missing is passed over.
        config: ``TrainConfig.to_config()``, as in ``config.json``. Without it nothing is said of
            codes.
        scores: a record of :func:`infogan_lib.measure.evaluate.evaluate`.
        samples: ``real`` and ``generated``, arrays (n, ...) of points or images, for the
            :func:`~infogan_lib.measure.score_findings.coverage`.
        images: of the training set, for the steps of an epoch.

    Returns:
        findings: ``topic`` is the name, ``text`` the evidence with its numbers, ``cure`` what to
        do. After a divergence nothing else is said, and after few steps only what is certain.

    Raises:
        ValueError: for columns that are no numbers or differ in length.
    """
    columns = {name: np.asarray(values, dtype=float) for name, values in history.items()}
    shapes = {values.shape for values in columns.values()}
    if len(shapes) > 1 or any(len(shape) != 1 for shape in shapes):
        sizes = ", ".join(f"{name} {values.shape}" for name, values in columns.items())
        raise ValueError(f"history must have one number an epoch in every column, got {sizes}")
    size, epochs = (config or {}).get("batch_size"), len(next(iter(columns.values()), ()))
    steps = epochs * max(1, images // size) if images and size else None
    run = Run(columns, config or {}, scores or {}, samples or {}, steps)
    found = [finding for rule in RULES for finding in rule(run)]
    return list(_diverged(run)) or _only_certain(found, run)


def report(found: list[Finding]) -> str:
    """Each finding with its evidence and its cure in short lines, and where to begin."""
    if not found:
        return "No finding. No loss can tell whether a category is a digit: look at the grids."
    blocks = [f"{f.topic}\n{_indented(f.text)}\n{_indented('→ ' + f.cure)}" for f in found]
    return "\n".join([*blocks, f"Please begin with the first: {found[0].topic}."])


def _indented(text: str) -> str:
    return fill(one_line(text), 80, initial_indent="    ", subsequent_indent="    ")


def _only_certain(found: list[Finding], run: Run) -> list[Finding]:
    """The findings; of a run of few steps what holds after any number, and a line for the rest."""
    if run.steps is None or run.steps >= FEW:
        return found
    sure = [f for f in found if f.topic in CERTAIN]
    if run.config.get("category_weight") == 0:
        sure += [f for f in found if f.topic == "codes ignored"]
    if len(sure) == len(found):
        return found
    text = f"{run.steps:g} steps tell nothing of how a run goes; that takes some hundreds"
    cure = "train for more epochs, then ask again; more images or smaller batches make more steps"
    return [*sure, trouble("too few steps", text, cure)]


def _diverged(run: Run) -> Iterator[Finding]:
    for name in ("d_loss", "g_loss"):
        values = run.history.get(name, np.zeros(0))
        bad = np.flatnonzero(~(np.abs(values) <= LARGEST))  # NaN is not below anything
        if len(bad):
            text = f"{name} is {values[bad[0]]:.3g} in epoch {bad[0] + 1}"
            rates = ", ".join(f"{r} {run.config[r]:g}" for r in ("d_rate", "g_rate")
                              if r in run.config)  # fmt: skip
            cure = "train anew with lower rates" + (f" than {rates}" if rates else "")
            yield trouble("diverged", text, f"{cure}; nothing after that epoch can be read")
            return


def _outputs(run: Run) -> Iterator[Finding]:
    """Jensen: a mean of −ln D is at least −ln of the mean D."""
    d, g, real, fake = map(run.last, ("d_loss", "g_loss", "D_real", "D_fake"))
    if real is None or fake is None:
        return
    least = -math.log(max(fake, 1e-12))
    both = -math.log(max(real, 1e-12)) - math.log(max(1 - fake, 1e-12))
    if fake > real + ROUNDING:
        text = f"D says {real:.3f} of real images and {fake:.3f} of generated ones"
        yield trouble("swapped labels", text, "in D's loss real is 1 and generated is 0")
    elif g is not None and g < least - ROUNDING:
        text = f"g_loss is {g:.3f}, but with D at {fake:.4f} on generated images "
        text += f"-E ln D cannot be below {least:.3f}"
        cure = "G's step must ask for the label 1, real; a minimax loss is negative, and not this"
        yield trouble("swapped labels", text, cure)
    elif d is not None and d < both - ROUNDING:
        text = f"d_loss is {d:.3f}, but outputs of {real:.3f} and {fake:.3f} "
        text += f"cost {both:.3f} at least"
        yield trouble("halved loss", text, "add the losses on real and generated images")
    elif d is not None and d < WON:
        text = f"d_loss is {d:.3f}: D says {real:.3f} of real images, {fake:.3f} of generated ones"
        cure = "give both kinds one range, [-1, 1]; then lower d_rate, or put noise on what D sees"
        yield trouble("D has won", text, cure)


def _blind(run: Run) -> Iterator[Finding]:
    losses = run.history.get("d_loss", np.zeros(0))
    gap = np.abs(run.history.get("D_real", 0) - run.history.get("D_fake", 1))
    stuck = np.abs(losses - BLIND) < ROUNDING
    if len(losses) > 1 and stuck.all() and np.max(gap) < ROUNDING:
        text = f"in none of {len(losses)} epochs did D tell real from generated: "
        text += f"d_loss stays within {np.abs(losses - BLIND).max():.3f} of 2 ln 2"
        cure = "see which weights D's step moves; Keras 3 froze them if trainable was set too early"
        yield trouble("D does not learn", text, cure)


def _late(run: Run) -> Iterator[Finding]:
    """λ's delay and ramp, counted in steps, against the steps that were made."""
    steps, delay = run.steps, run.config.get("delay_steps", 0)
    if steps is None or not run.priors():
        return
    reached = min(max((steps - delay) / max(1, run.config.get("ramp_steps", 0)), 0), 1)
    if reached < 1:
        text = f"λ is at {reached:.0%} of its value after {steps:g} steps; delay_steps is {delay}"
        yield trouble("λ comes late", text, "train for more epochs, or lower delay_steps")


def _category(run: Run) -> Iterator[Finding]:
    waits, late = run.config.get("delay_steps", 0) > 0, any(_late(run))
    for name, prior in run.priors().items():
        values, entropy = run.history[f"L_I_{name}"], information.entropy(prior)
        bound, said = values[-1], f"L_I of {name} is {values[-1]:.3f} of {entropy:.3f} nats"
        if bound > entropy + 1e-3:  # a mean of ln Q is at most 0
            cure = "take H(c) from the prior, and every logarithm in nats"
            yield trouble("above H(c)", f"{said}, which is its ceiling", cure)
        elif _doubled(values, len(prior)):
            cure = "give the loss logits: with a softmax before it, no more can be reached"
            yield trouble("softmax twice", f"{said}, and has settled there", cure)
        elif bound > IGNORED * entropy or late:
            continue
        elif run.config.get("category_weight") == 0:
            yield trouble("codes ignored", f"λ is 0, and {said}", "set category_weight to 1")
        elif (rise := bound - values[0]) > RISE * entropy and bound <= 0 and not waits:
            text = f"L_I of {name} rose by {rise:.3f} nats and stops at {bound:.3f}, just below 0"
            cure = f"add H(c) = {entropy:.3f} to E ln Q: nobody reads an ignored code ever better"
            yield trouble("H(c) missing", text, cure)
        else:
            cure = "see whether Q's loss reaches G's weights, and whether its codes are G's codes"
            if may_wait := _may_wait(run):
                cure = f"see whether {may_wait}; if so, {cure}"
            yield trouble("codes ignored", f"{said}, though λ is not 0", cure)


def _may_wait(run: Run) -> str:
    """What may hold λ back, where it is not known how many steps, at least one, an epoch made."""
    delay, ramp = (run.config.get(f"{name}_steps", 0) for name in ("delay", "ramp"))
    epochs = len(next(iter(run.history.values()), ()))
    waits = run.steps is None and delay + ramp > epochs
    return f"the run has made the {delay + ramp} steps in which λ comes" if waits else ""


def _doubled(values: np.ndarray, size: int) -> bool:
    """Has a bound settled where a second softmax stops it: at ln K − ln(e + K − 1) + 1?"""
    most = math.log(size) + 1 - math.log(math.e + size - 1)
    third = values[-max(2, len(values) // 3) :]
    return bool(len(values) > 2 and (values <= most).all() and (third > 0.95 * most).all())


def _styles(run: Run) -> Iterator[Finding]:
    read = all(run.history[f"L_I_{name}"][-1] > 0.5 * information.entropy(p)
               for name, p in run.priors().items())  # fmt: skip
    for code in run.config.get("codes", ()):
        bound = run.last(f"L_I_{code['name']}")
        if code["kind"] == "categorical" or bound is None or bound > UNUSED or not read:
            continue
        weight = run.config.get("style_weight")
        text = f"L_I of {code['name']} is {bound:.3f} nats, with style_weight {weight}"
        yield trouble("style unused", text, f"raise style_weight{'' if weight else ' above 0'}")


RULES: tuple[Callable[[Run], Iterator[Finding]], ...] = (
    _outputs,
    _blind,
    _late,
    _category,
    _styles,
    lambda run: few_covered(run.samples),
    lambda run: (f for rule in FROM_SCORES for f in rule(run.scores, run.config)),
)
