"""A shown figure carries its words wherever it goes, and leaves nothing behind."""

from __future__ import annotations

import base64
import html
import io
import re

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from PIL import Image

from infogan_lib.show import plots
from infogan_lib.show.display import figure_html


def drawing():
    figure = Figure(figsize=(2, 1))
    figure.add_subplot().plot([0, 1])
    return figure


def test_the_same_figure_gives_the_same_bytes():
    one, other = (plots.png(drawing()) for _ in range(2))
    assert one == other


WORDS = {"caption": 'Losses <b>"D" & "G"</b>', "alt": 'Two lines: "D" falls, G > D & <grows>'}


def test_show_puts_picture_alt_and_caption_into_one_figure():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    try:
        figure, axes = plt.subplots(figsize=(2, 1))
        axes.plot([0, 1])
        with capture_output() as captured:
            assert plots.show(figure, **WORDS) is None
    finally:
        InteractiveShell.clear_instance()
    assert plt.get_fignums() == []
    (output,) = captured.outputs
    assert output.data["text/plain"] == WORDS["caption"]
    page = output.data["text/html"]
    assert html.unescape(re.search(r'alt="([^"]*)"', page)[1]) == WORDS["alt"]
    assert html.unescape(re.search("<figcaption>([^<]*)</", page)[1]) == WORDS["caption"]
    assert "max-width: 100%" in page and "height: auto" in page
    data = re.search(r'src="data:image/png;base64,([^"]*)"', page)[1]
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.format == "PNG"
        assert abs(picture.width * 96 / 144 - int(re.search(r'width="(\d+)"', page)[1])) <= 1


def test_show_outside_a_notebook_prints_the_caption(capsys):
    plots.show(drawing(), **WORDS)
    assert capsys.readouterr().out == WORDS["caption"] + "\n"


@pytest.mark.parametrize("name", ["caption", "alt"])
def test_words_are_required(name):
    with pytest.raises(ValueError, match=f"{name} is empty"):
        figure_html(plots.png(drawing()), **(WORDS | {name: " "}))
