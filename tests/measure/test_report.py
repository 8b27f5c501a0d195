"""Which data a model is scored on: those named, or its own again, and how they are read."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from infogan_lib.core.codes import Categorical
from infogan_lib.data.mnist import load_mnist
from infogan_lib.data.own import load_data
from infogan_lib.measure.report import load_again, report
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.commands import parser

MODEL = SimpleNamespace(config=preset("tiny"))
COMMANDS = ("train", "evaluate", "recognise", "generate", "sweep", "export", "doctor")


@pytest.mark.parametrize(
    ("said", "own", "named"),
    [((), -1, 1), (("--invert",), -1, -1), (("--no-invert",), 1, 1)],
)
def test_own_data_are_read_as_they_were_unless_told(tmp_path, said, own, named):
    """A model of inverted pictures: its own are inverted again, unless one says otherwise."""
    digits = load_mnist("sample").x_train[:20]
    np.savez(tmp_path / "mine.npz", x_train=digits)
    there = str(tmp_path / "mine.npz")
    known = {"location": there, "invert": True}
    options = parser("", dict.fromkeys(COMMANDS, print)).parse_args(["evaluate", *said])
    for source, sign in ((None, own), (there, named)):
        data = load_again(MODEL, known, source, options.invert, options.like_mnist)
        np.testing.assert_allclose(data.x_train, sign * digits, atol=1e-6)


@pytest.mark.slow
def test_a_model_of_more_classes_than_digits_is_scored_without_the_judge():
    codes = (Categorical("kind", 12),)
    model = build(preset("tiny", labels="guessed", codes=codes, jit_compile=False))
    data = load_data("sample")
    few = replace(data, x_train=data.x_train[:200], y_train=data.y_train[:200])
    record, _ = report(model, data.facts(), few)
    assert "accuracy" in record and "class_conditional" not in record
