"""Every stored chapter: runnable anywhere, outputs fresh and clean, figures described."""

from __future__ import annotations

import re

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.notebook_content import NOISE, badge, is_setup, setup_source
from tools.notebooks import problems
from tools.project import ROOT, notebooks


@pytest.fixture(scope="module")
def chapters() -> dict[str, NotebookNode]:
    """{name: notebook}; a course without chapters is a failure, not an empty success."""
    found = {path.stem: nbformat.read(path, as_version=4) for path in notebooks()}
    assert found, "notebooks/ is empty"
    return found


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def flaws(notebook: NotebookNode) -> list[str]:
    """Return what is wrong with a notebook's stored outputs."""
    found = ["widget state is stored"] if "widgets" in notebook.metadata else []
    for count, cell in enumerate(code_cells(notebook), 1):
        if "nbval-check-output" in cell.metadata.get("tags", []) and not cell.outputs:
            found.append(f"cell {count} is to be compared and has no output")
        for output in cell.outputs:
            data = output.get("data", {})
            if output.output_type == "error":
                found.append(f"cell {count} raised {output.ename}")
            if output.get("name") == "stderr" and not NOISE.search(output.text):
                found.append(f"cell {count} wrote to stderr")
            if any("widget" in kind for kind in data):
                found.append(f"cell {count} stores a widget")
            if any(kind.startswith("image/") for kind in data):
                found.append(f"cell {count} has a picture without caption: use plots.show")
            for image in BeautifulSoup(data.get("text/html", ""), "html.parser")("img"):
                if not image.get("alt", "").strip():
                    found.append(f"cell {count} has a picture without alternative text")
                if image.find_parent("figure") is None or not image.find_next("figcaption"):
                    found.append(f"cell {count} has a picture without caption")
    return found


def test_table_of_contents_lists_exactly_the_notebooks():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    entries = [c for part in toc["parts"] for c in part["chapters"]]
    entries += [section for entry in entries for section in entry.get("sections", [])]
    listed = [toc["root"], *(entry["file"] for entry in entries)]
    assert [name for name in listed if not list(ROOT.glob(f"{name}.*"))] == []
    chapters = [name for name in listed if name.startswith("notebooks/")]
    assert chapters == [f"notebooks/{path.stem}" for path in notebooks()]
    pages = {f"book/{path.stem}" for path in (ROOT / "book").glob("*.md")}
    assert set(listed) - set(chapters) == pages


def test_names_sort_in_reading_order(chapters):
    assert all(name[:2].isdigit() and name[2] == "-" and "_" not in name for name in chapters)


def test_titles_carry_the_chapters_number(chapters):
    for name, notebook in chapters.items():
        assert re.match(rf"# {int(name[:2])}\. \S", notebook.cells[0].source), name


def test_a_link_that_names_a_chapter_tells_its_number(chapters):
    """By the number alone or before the title: what a reader meets in the menu."""
    titles = {n: nb.cells[0].source.split("\n")[0].split(". ", 1)[1] for n, nb in chapters.items()}
    for name, notebook in chapters.items():
        text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        for said, stem in re.findall(r"\[([^\]]+)\]\([^)]*?(\d\d-[\w-]+)\.(?:html|ipynb)", text):
            assert said.lower() != titles[stem].lower(), f"{name}: {said} lacks its number"
            for number in re.findall(r"[Cc]hapter (\d+)", said):
                assert int(number) == int(stem[:2]), f"{name}: {said} leads to {stem}"


def test_each_opens_in_colab_and_sets_itself_up(chapters):
    for name, notebook in chapters.items():
        assert notebook.cells[0].source.startswith("# "), name
        assert notebook.cells[0].source.splitlines()[2] == badge(name), name
        first = code_cells(notebook)[0]
        assert is_setup(first) and first.source == setup_source(), name
        assert sum(map(is_setup, notebook.cells)) == 1, name


def test_outputs_are_as_new_as_the_code(chapters):
    assert {p.name: found for p in notebooks() if (found := problems(p))} == {}


def test_outputs_are_clean_and_figures_described(chapters):
    assert {name: found for name, nb in chapters.items() if (found := flaws(nb))} == {}


def test_each_has_figures_and_compared_numbers(chapters):
    for name, notebook in chapters.items():
        html = "".join(o.get("data", {}).get("text/html", "")
                       for c in code_cells(notebook) for o in c.outputs)  # fmt: skip
        assert "<figcaption" in html, name
        tags = [tag for c in code_cells(notebook) for tag in c.metadata.get("tags", [])]
        assert "nbval-check-output" in tags, name


def test_a_numbered_formula_has_one_line(chapters):
    """Sphinx puts what has several lines into ``split``, where MathJax knows no ``tag``."""
    texts = {name: [cell.source for cell in book.cells] for name, book in chapters.items()}
    pages = {path.stem: [path.read_text(encoding="utf-8")] for path in ROOT.glob("book/*.md")}
    for name, sources in (texts | pages).items():
        for source in sources:
            for formula in source.split("$$")[1::2]:
                assert not (r"\tag" in formula and r"\\" in formula), (name, formula)


def test_a_gpu_is_asked_for_only_with_its_type(chapters):
    for name, notebook in chapters.items():
        asks = notebook.metadata.get("accelerator") == "GPU"
        assert asks == ("gpuType" in notebook.metadata.get("colab", {})), name


def picture(html: str) -> NotebookNode:
    return new_output("display_data", data={"text/html": html, "text/plain": "x"})


@pytest.mark.parametrize(
    "output",
    [
        new_output("error", ename="ValueError", evalue="", traceback=[]),
        new_output("stream", name="stderr", text="UserWarning: no"),
        new_output("display_data", data={"image/png": "AAAA"}),
        new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {}}),
        picture("<figure><img src='data:x' alt=' '><figcaption>c</figcaption></figure>"),
        picture("<figure><img src='data:x'><figcaption>c</figcaption></figure>"),
        picture("<img src='data:x' alt='a'>"),
    ],
)
def test_each_flaw_is_noticed(output):
    assert flaws(new_notebook(cells=[new_code_cell("x", outputs=[output])]))


def test_a_described_figure_is_no_flaw():
    good = picture("<figure><img src='data:x' alt='a'><figcaption>c</figcaption></figure>")
    assert flaws(new_notebook(cells=[new_code_cell("x", outputs=[good])])) == []
