"""A Sphinx extension: the answer to a *Predict first* stays closed until the reader has guessed.

In a notebook the answer stands right below its question. In the book what follows such a paragraph
is put into a box, which book/_static/predict.js closes. Without scripts, and in print, it is open.
"""

from __future__ import annotations

import html
import itertools
import re
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

PROMPT = "Predict first."
# "What will stand there: strokes, clean paper, or a digit?" offers three guesses.
CHOICE = re.compile(r":\s+((?!.*, and )[^:?.]+)\?$")
BETWEEN = re.compile(r",\s+(?:or\s+)?|\s+or\s+")
# A question that begins with its verb and names no alternative is answered by yes or no.
YES_NO = re.compile(r"^(?:Is|Are|Do|Does|Will|Can)\b")


class prediction(nodes.General, nodes.Element):
    """The answer to one prompt; ``options`` are the guesses that the prompt names."""


def is_prompt(node: nodes.Node) -> bool:
    """Whether ``node`` is a paragraph that begins with an emphasised *Predict first.*"""
    if not isinstance(node, nodes.paragraph):
        return False
    first = next((child for child in node.children if child.astext()), None)
    return isinstance(first, nodes.strong | nodes.emphasis) and first.astext() == PROMPT


def is_shown(node: nodes.Node) -> bool:
    """Whether ``node`` is a code cell, or a panel that runs in the page."""
    if isinstance(node, nodes.raw):
        return 'class="live-' in node.astext()
    return isinstance(node, nodes.container) and "cell" in node.get("classes", ())


def answer(following: list[nodes.Node]) -> list[nodes.Node]:
    """What is closed after a prompt: all up to the next section, prompt or exercise.

    ``following`` are the later siblings of the prompt. It is more than the sentence that answers,
    since the figures and numbers after it give the answer away too.
    """
    found: list[nodes.Node] = []
    for node in following:
        exercise = isinstance(node, nodes.Admonition) and "exercise" in node.get("classes", ())
        if isinstance(node, nodes.section) or is_prompt(node) or exercise:
            break
        found.append(node)
    while found and isinstance(found[-1], nodes.target):  # it names what comes next
        found.pop()
    return found


def options(prompt: nodes.paragraph) -> list[str]:
    """The guesses that a prompt of one question names, in order; none if it names none.

    Only the words after the last formula are read, since a button holds plain text.
    """
    if prompt.astext().count("?") != 1:
        return []
    last = itertools.takewhile(lambda node: isinstance(node, nodes.Text), reversed(prompt.children))
    words = " ".join("".join(reversed([node.astext() for node in last])).split())
    if (choice := CHOICE.search(words)) and len(found := BETWEEN.split(choice[1])) > 1:
        return [option[0].upper() + option[1:] for option in found]
    question = re.split(r"[.!]\s+", " ".join(prompt.astext().removeprefix(PROMPT).split()))[-1]
    return ["Yes", "No"] if YES_NO.search(question) and " or " not in question else []


class Fold(SphinxTransform):
    """Put the answer of every prompt into a ``prediction``. Before translation (priority 20)."""

    default_priority = 10

    def apply(self, **kwargs: Any) -> None:
        if not self.env.docname.startswith("notebooks/"):
            return
        prompts = [node for node in self.document.findall(nodes.paragraph) if is_prompt(node)]
        for number, prompt in enumerate(prompts, 1):
            parent = prompt.parent
            place = parent.index(prompt) + 1
            hidden = answer(parent.children[place:])
            prompt["classes"].append("predict-first")
            if not any(map(is_shown, hidden)):
                raise ValueError(f"{self.env.docname}: nothing answers {prompt.astext()!r}")
            box = prediction(ids=[f"predict-{number}"], options=options(prompt))
            for node in hidden:
                parent.remove(node)
                box += node
            parent.insert(place, box)


def visit_html(writer: Any, node: prediction) -> None:
    """Open the box. The guesses are an attribute, one a line: predict.js makes buttons of them."""
    guesses = html.escape("\n".join(node["options"]), quote=True)
    writer.body.append(
        f'<div class="predict-answer" id="{node["ids"][0]}" data-options="{guesses}">\n'
    )


def depart_html(writer: Any, node: prediction) -> None:
    writer.body.append("</div>\n")


def pass_by(writer: Any, node: prediction) -> None:
    """On paper there is nothing to open."""


def add_to_page(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Give a page with a closed answer its script."""
    if 'class="predict-answer"' in (context.get("body") or ""):
        app.add_css_file("predict.css")
        app.add_js_file("predict.js", loading_method="defer")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    on_screen, paper = (visit_html, depart_html), (pass_by, pass_by)
    app.add_node(prediction, html=on_screen, latex=paper, text=paper, man=paper, texinfo=paper)
    app.add_transform(Fold)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
