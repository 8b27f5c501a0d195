"""Curves and tables show the numbers they were given; a shown figure carries its words."""

from __future__ import annotations

import io

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from infogan_lib.recipes.config import preset
from infogan_lib.show import plots

HISTORY = {
    "epoch": [3, 4, 5],
    "d_loss": [1.4, 1.3, 1.2],
    "g_loss": [0.7, 0.8, 0.9],
    "D_real": [0.5, 0.6, 0.7],
    "D_fake": [0.5, 0.4, 0.3],
    "L_I_category": [0.0, 1.0, 2.3],
    "L_I_style_1": [-0.2, 0.1, 0.4],
}


def curves(axes):
    """{label: (x, y)} of the lines that have a name."""
    return {
        line.get_label(): tuple(np.asarray(d).tolist() for d in line.get_data())
        for line in axes.get_lines()
        if not line.get_label().startswith("_")
    }


def every_figure():
    images = np.zeros((10, 11, 28, 28, 1))
    yield plots.category_by_code(images, np.linspace(-2, 2, 11), "style_1")
    yield plots.loss_curves(HISTORY)
    yield plots.information_curves(HISTORY, {"ln 10": np.log(10)})
    yield plots.confusion_matrix(np.eye(10, dtype=int))


def test_loss_curves():
    top, bottom = plots.loss_curves(HISTORY).axes
    epochs = [3, 4, 5]
    assert curves(top) == {"D": (epochs, HISTORY["d_loss"]), "G": (epochs, HISTORY["g_loss"])}
    assert [y for _, y in curves(bottom).values()] == [HISTORY["D_real"], HISTORY["D_fake"]]
    without_epochs = {key: HISTORY[key] for key in ("d_loss", "g_loss", "D_real", "D_fake")}
    assert curves(plots.loss_curves(without_epochs).axes[0])["D"][0] == [1, 2, 3]


def test_information_curves_and_their_ceiling():
    (axes,) = plots.information_curves(HISTORY, {"ln 10": np.log(10)}).axes
    assert {k: y for k, (_, y) in curves(axes).items()} == {
        "category": HISTORY["L_I_category"],
        "style_1": HISTORY["L_I_style_1"],
    }
    ceiling = next(line for line in axes.get_lines() if line.get_label().startswith("_"))
    assert set(ceiling.get_ydata()) == {np.log(10)}
    assert "ln 10" in [text.get_text() for text in axes.texts]
    assert axes.get_ylim()[1] > np.log(10)


def test_a_single_epoch_is_visible():
    one = {key: values[:1] for key, values in HISTORY.items()}
    assert plots.loss_curves(one).axes[0].get_lines()[0].get_marker() == "o"


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="d_loss, g_loss; it holds epoch"):
        plots.loss_curves({"epoch": [1]})
    with pytest.raises(ValueError, match="must hold an L_I_<code>, got nothing"):
        plots.information_curves({})


def test_confusion_matrix_in_per_cent_of_each_row():
    figure = plots.confusion_matrix([[30, 10, 0], [0, 0, 1000], [1, 0, 399]], [4, 7, 9], "abc")
    (axes,) = figure.axes
    cells = {(int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in axes.texts}
    assert cells == {(0, 0): "75", (0, 1): "25", (1, 2): "100", (2, 0): "0", (2, 2): "100"}
    assert [t.get_text() for t in axes.get_yticklabels()] == ["4", "7", "9"]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["a", "b", "c"]
    np.testing.assert_allclose(axes.images[0].get_array().sum(axis=1), 1)


def test_confusion_text_stands_out_from_its_cell():
    """Contrast of at least 4.5 to 1, as the guidelines for accessible pages ask."""
    (axes,) = plots.confusion_matrix([[100 - k, k] for k in range(1, 51)]).axes

    def luminance(colour):
        c = np.array(matplotlib.colors.to_rgb(colour))
        return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [
            0.2126,
            0.7152,
            0.0722,
        ]

    for text in axes.texts:
        x, y = (int(v) for v in text.get_position())
        image = axes.images[0]
        cell = image.cmap(image.norm(image.get_array()[y, x]))
        pair = sorted([luminance(text.get_color()), luminance(cell)])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (text.get_text(), pair)


@pytest.mark.parametrize("bad", [[1, 2], [[0, 0], [1, 1]], [[-1, 3]], np.zeros((0, 3)), [["a"]]])
def test_what_is_no_table_of_counts_is_refused(bad):
    with pytest.raises(ValueError, match="confusion must"):
        plots.confusion_matrix(bad)
    with pytest.raises(ValueError, match="must name"):
        plots.confusion_matrix([[1, 2]], labels=[1, 2])


def test_provenance_says_what_is_known():
    facts = {
        "name": "mnist",
        "seed": 3,
        "epochs": 20,
        "device": "H100",
        "data": {"sha256": "741c9888" + "0" * 56, "source": "full MNIST"},
    }
    assert plots.provenance(facts) == "model mnist, seed 3, 20 epochs, data 741c9888, H100"
    run = {"config": preset("tiny", seed=0).to_config(), "data": "ab" * 32, "epochs": 1}
    assert plots.provenance(run) == "seed 0, 1 epoch, data abababab"
    assert plots.provenance({}) == ""


# Showing


@pytest.mark.slow
def test_readable_on_a_phone():
    """At 340 pixels of width the smallest type is still 10 pixels high."""
    for figure in every_figure():
        width = Image.open(io.BytesIO(plots.png(figure))).width / 144 * 96
        smallest = min(
            t.get_fontsize() for t in figure.findobj(Text) if t.get_text() and t.get_visible()
        )
        assert smallest * 96 / 72 * min(1, 340 / width) >= 10


def test_no_figure_stays_behind_and_no_setting_changes():
    before = dict(matplotlib.rcParams)
    plt.close("all")
    for figure in every_figure():
        plots.png(figure)
        assert isinstance(figure, Figure)
    assert plt.get_fignums() == [] and dict(matplotlib.rcParams) == before


def test_use_style_is_for_the_readers_own_figures():
    with matplotlib.rc_context():
        plots.use_style()
        assert matplotlib.rcParams["font.size"] == 12


def test_bands_show_the_median_seed_and_the_extremes():
    values = np.array([[0.0, 1.0], [0.5, 3.0], [0.2, 2.0]])
    figure = plots.bands([10, 20], {"a": values}, ceilings={"ln 10": np.log(10)})
    axes = figure.axes[0]
    median = next(line for line in axes.lines if line.get_label() == "a")
    np.testing.assert_array_equal(median.get_ydata(), [0.2, 2.0])
    corners = axes.collections[0].get_paths()[0].vertices
    assert corners[:, 1].min() == 0.0 and corners[:, 1].max() == 3.0
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("training steps", "$L_I$ (nats)")
    for wrong in (values[0], np.zeros((3, 3)), np.zeros((0, 2)), np.zeros((3, 0))):
        with pytest.raises(ValueError, match="a must be .seeds, at most 2"):
            plots.bands([10, 20], {"a": wrong})


def test_a_band_of_fewer_points_ends_earlier_on_axes_of_other_names():
    groups = {"long": np.zeros((2, 3)), "short": np.ones((2, 2))}
    axes = plots.bands([1, 2, 3], groups, x="epochs", y="accuracy").axes[0]
    ends = {line.get_label(): line.get_xdata()[-1] for line in axes.lines}
    assert (ends["long"], ends["short"]) == (3, 2)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epochs", "accuracy")
