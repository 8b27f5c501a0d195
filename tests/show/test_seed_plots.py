"""Figures of a sweep: each run is there, where its record says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from made_up_records import record

from infogan_lib.measure.seed_table import row
from infogan_lib.show.plots import png
from infogan_lib.show.seed_plots import accuracy_by_information, accuracy_of_seeds


@pytest.fixture
def sweeps():
    good = [row(record(seed, 0.97)) for seed in range(5)]
    mixed = [row(record(seed, accuracy)) for seed, accuracy in enumerate((0.96, 0.55, 0.88))]
    return {"mnist": good, "paper": mixed}


def dots(figure):
    lines = figure.axes[0].lines
    return [line.get_xydata() for line in lines if line.get_linestyle() == "None"]


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_every_seed_is_a_dot_and_failures_are_named(sweeps):
    figure = accuracy_of_seeds(sweeps)
    good, mixed = dots(figure)
    np.testing.assert_allclose(good[:, 0], [0.97] * 5)
    assert len(set(good[:, 1])) == 5, "equal accuracies hide each other"
    np.testing.assert_allclose(mixed[:, 0], [0.96, 0.55, 0.88])
    assert texts(figure) == ["1", "2"]
    medians = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_color() == "k"]
    assert medians == pytest.approx([0.97, 0.88])
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["mnist", "paper"]


def test_accuracy_stands_over_information(sweeps):
    figure = accuracy_by_information(sweeps)
    np.testing.assert_allclose(dots(figure)[1], [[2.26, 0.96], [1.85, 0.55], [2.18, 0.88]])
    assert texts(figure) == ["1", "2"]
    assert figure.axes[0].lines[0].get_xdata()[0] == pytest.approx(math.log(10))


@pytest.mark.parametrize("draw", [accuracy_of_seeds, accuracy_by_information])
def test_one_run_is_a_figure_and_none_is_refused(draw, sweeps):
    assert png(draw({"mnist": sweeps["mnist"][:1]}))
    for bad in ({}, {"mnist": []}, {str(k): sweeps["mnist"] for k in range(6)}):
        with pytest.raises(ValueError, match="sweeps, each with at least one run"):
            draw(bad)


def test_near_accuracies_stand_apart_and_their_names_on_two_sides():
    close = {"paper": [row(record(seed, accuracy)) for seed, accuracy in ((1, 0.6), (2, 0.601))]}
    figure = accuracy_of_seeds(close)
    (dots_of,) = dots(figure)
    assert abs(dots_of[0, 1] - dots_of[1, 1]) > 0.3  # of a row
    names = accuracy_by_information(close).axes[0].texts
    assert sorted(name.get_ha() for name in names) == ["left", "right"]
