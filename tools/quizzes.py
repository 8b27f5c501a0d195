"""A Sphinx extension: five questions at the end of each chapter, from book/quiz.

The questions to notebooks/NN-name.ipynb stand in book/quiz/name.toml, so that renumbering chapters
moves no file. They are written here as plain lists with the answers in a closed fold; that is the
whole quiz without scripts. book/_static/quiz.js makes a form of it.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[1]
QUIZZES = ROOT / "book" / "quiz"
TITLE = "Five questions"
LEAD = (
    "Each has one right answer. A wrong one says what it mixes up; try again as often as you like."
)


@dataclass(frozen=True)
class Answer:
    """What a reader may choose, and the sentence that says why it is right or what it mixes up."""

    text: str
    because: str
    right: bool


@dataclass(frozen=True)
class Question:
    """``name`` is what the reader's browser remembers; texts are Markdown with formulas.

    ``given`` are numbers that the question makes up. All others are the chapter's.
    """

    name: str
    text: str
    answers: tuple[Answer, ...]
    given: tuple[str, ...] = ()


def slug(stem: str) -> str:
    """A notebook's name without its number: ``03-a-name`` → ``a-name``."""
    number, _, name = stem.partition("-")
    return name if number.isdigit() else stem


def read(path: Path) -> list[Question]:
    """Return the questions of one file.

    Raises:
        ValueError: a question lacks a part, or has not exactly one right answer.
    """
    found = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("question", []):
        try:
            answers = tuple(
                Answer(answer["text"], answer["because"], answer.get("right", False))
                for answer in entry["answer"]
            )
            given = tuple(entry.get("given", ()))
            found.append(Question(entry["name"], entry["text"], answers, given))
        except KeyError as missing:
            raise ValueError(f"{path.name}: a question or answer lacks {missing}") from None
        if sum(answer.right for answer in answers) != 1:
            raise ValueError(f"{path.name}: {entry['name']} needs exactly one right answer")
    return found


class Quiz(SphinxDirective):
    """``{quiz} name``: the questions of book/quiz/name.toml."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        path = QUIZZES / f"{self.arguments[0]}.toml"
        self.env.note_dependency(str(path))
        quiz = nodes.container(classes=["quiz"], ids=[f"quiz-{path.stem}"])
        for number, question in enumerate(read(path), 1):
            quiz += self.question(number, question)
        return [quiz]

    def question(self, number: int, question: Question) -> nodes.container:
        """The question, its answers, and in a fold one sentence to each answer."""
        box = nodes.container(classes=["quiz-question"], ids=[f"quiz-{question.name}"])
        box += self.markdown(f"**{number}.** {question.text}")
        choices = nodes.enumerated_list(enumtype="upperalpha", classes=["quiz-answers"])
        reasons = nodes.enumerated_list(enumtype="upperalpha", classes=["quiz-reasons"])
        for answer in question.answers:
            choices += nodes.list_item("", *self.markdown(answer.text))
            reason = nodes.list_item("", *self.markdown(answer.because))
            reason["classes"] = ["quiz-right"] if answer.right else []
            reasons += reason
        right = "ABCD"[[answer.right for answer in question.answers].index(True)]
        summary = f"<summary>Answer to question {number}</summary>"
        box += choices
        box += nodes.raw("", f'<details class="quiz-key">{summary}', format="html")
        box += self.markdown(f"{right} is right.")
        box += reasons
        box += nodes.raw("", "</details>", format="html")
        return box

    def markdown(self, text: str) -> list[nodes.Node]:
        """The nodes of a piece of Markdown."""
        parent = nodes.Element()
        self.state.nested_parse(StringList(text.strip().splitlines()), 0, parent)
        return list(parent.children)


def append(app: Any, docname: str, source: list[str]) -> None:
    """Sphinx's ``source-read``: end a chapter with its quiz, if it has one."""
    name = slug(docname.removeprefix("notebooks/"))
    if not docname.startswith("notebooks/") or not (QUIZZES / f"{name}.toml").exists():
        return
    notebook = json.loads(source[0])
    text = f"## {TITLE}\n\n{LEAD}\n\n```{{quiz}} {name}\n```"
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text})
    if notebook.get("nbformat_minor", 0) >= 5:
        notebook["cells"][-1]["id"] = "quiz"
    source[0] = json.dumps(notebook)


def add_to_page(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Every page shows the ticks in its menu; a page with a quiz gets the form."""
    app.add_css_file("quiz.css")
    app.add_js_file("ticks.js", loading_method="defer")
    if 'class="quiz ' in (context.get("body") or ""):
        app.add_js_file("quiz.js", loading_method="defer")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("quiz", Quiz)
    app.connect("source-read", append)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
