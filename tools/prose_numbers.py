"""List the numbers that a chapter states and nothing in the chapter computes.

    python tools/prose_numbers.py

Stated are the numbers of its prose, and those that captions and alternative texts hold as typed
text, outside of an f-string's braces. A number is accounted for when it is one of the code's own,
such as a setting; when a checked output shows it, rounded as the statement rounds it; when the
prose itself works it out, as in 28 + 6 = 34, and the sum is right; or when ``DEFINED`` says where
it comes from. An output that no test compares accounts for nothing. Not counted are whole numbers
up to 20, citations with their years, and the numbers of exercises, equations, lemmas and minutes.
"""

from __future__ import annotations

import ast
import json
import math
import operator
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make `tools` importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.project import notebooks

SMALL = 20
CHECKED = "nbval-check-output"
TEXTS = ("caption", "alt")
NUMBER = re.compile(r"(?<![\w.,^_{\\])\d[\d,]*(?:\.\d+)?(?![\w]|\.\d)")
SHOWN = re.compile(r"\d[\d_,]*(?:\.\d+)?(?:e[-+]?\d+)?")
# What is no statement: code, citations, addresses, tags; exercises, equations and minutes.
ASIDE = [
    (re.compile(r"```.*?```|`[^`]*`", re.DOTALL), ""),
    (re.compile(r"\[(?:[^\[\]]|\\.)*\]\([^)]*references\.html[^)]*\)"), ""),
    (re.compile(r"\]\([^)]*\)"), "]"),
    (re.compile(r"<[^>]+>"), ""),
    (re.compile(r"\b(?:Exercise|Solution) \d+\.\d+"), ""),
    (re.compile(r"\\tag\{[\d.]+\}|\(\d+\.\d+\)|\bLemma \d+\.\d+"), ""),
    (re.compile(r"\b\d+ minutes|\b\d+ for the exercises"), ""),
]
TEX = [
    (re.compile(r"\\,|\{,\}|\$|\\[Bb]ig[lr]?"), ""),
    (re.compile(r"\\cdot|·|\\times|×"), "*"),
    (re.compile(r"\\t?frac\s*\{([^{}]+)\}\s*\{([^{}]+)\}"), r"((\1)/(\2))"),
    (re.compile(r"\\t?frac\s*(\d)\s*(\d)"), r"(\1/\2)*"),
    (re.compile(r"\\binom\s*\{?(\d+?)\}?\s*\{?(\d+)\}?"), r"comb(\1,\2)"),
    (re.compile(r"\\sqrt\s*\{([^{}]+)\}"), r"sqrt(\1)"),
    (re.compile(r"(\d)\s*\\ln\s*(\d+(?:\.\d+)?)"), r"\1*log(\2)"),
    (re.compile(r"\\ln\s*(\d+(?:\.\d+)?)"), r"log(\1)"),
    (re.compile(r"(\d+)!"), r"factorial(\1)"),
    (re.compile(r"\^\{([^{}]+)\}"), r"**(\1)"),
    (re.compile(r"\^(\d)"), r"**\1"),
    (re.compile(r"−"), "-"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
]
EQUALS = re.compile(r"=|≈|\\approx")
DEFINED: dict[str, dict[str, str]] = {
    "00": {"60,000": "MNIST's training digits", "5,000": "the bundled ones, 500 of each",
           "1984": "the year that the exercise writes"},
    "01": {"250": "a fair share of 2,000 points", "0.0225": "0.3² / 4", "0.09": "0.3²"},
    "02": {"256": "1,024 at width ¼", "1568": "7 × 7 × 32 at width ¼"},
    "03": {"62": "the paper's numbers of noise", "2.7": "a coefficient of the exercise",
           "1.7": "a coefficient of the exercise"},
    "04": {"784": "28 × 28 pixels"},
    "06": {"784": "28 × 28 pixels"},
    "07": {"62": "the paper's numbers of noise"},
    "08": {"3.15": "a version of Keras"},
    "09": {"2.6": "a version of TensorFlow", "2.8": "a version of TensorFlow",
           "3.8": "a version of Keras", "250": "the exercise's ramp", "936": "2 × 468",
           "1,404": "3 × 468", "105": "the last seed of the comparisons"},
    "10": {"3.5": "a category that is refused", "2.8": "1 / 3,628,800"},
    "11": {"0.025": "one time in forty", "0.05": "1 − 0.95, the exercise's aim",
           "0.040": "quoted from the paper that is cited there",
           "105": "the last seed of the comparisons"},
    "13": {"60,000": "MNIST's training digits", "256": "1,024 at width ¼",
           "1.96": "the normal distribution's quantile, rounded",
           "29.29": "the sum of 10 / k for k from 1 to 10"},
    "16": {"60,000": "Fashion-MNIST's training pictures", "4,096": "experiments.shapes.PICTURES",
           "44": "the largest side below 48 that 4 divides",
           "0.612": "quoted from the authors' repository", "0.023": "its scatter, from there"},
}  # fmt: skip
OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip
FUNCTIONS = {
    "log": math.log, "sqrt": math.sqrt, "comb": math.comb, "factorial": math.factorial
}  # fmt: skip


def statements(markdown: str) -> str:
    """A cell's Markdown without what states no number."""
    for pattern, instead in ASIDE:
        markdown = pattern.sub(instead, markdown)
    return markdown


def shown_by(notebook: dict) -> set[float]:
    """The numbers of a notebook's code, and those that its checked outputs show."""
    numbers: set[float] = set()
    texts = []
    for cell in code_cells(notebook):
        for node in ast.walk(_tree(cell)):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                numbers.add(float(node.value))
        if CHECKED in cell.get("metadata", {}).get("tags", []):
            texts += [printed(output) for output in cell["outputs"]]
    shown = {n.replace(",", "").replace("_", "") for text in texts for n in SHOWN.findall(text)}
    return numbers | set(map(float, shown))


def code_cells(notebook: dict) -> list[dict]:
    """A notebook's code cells, but for the setup that is the same in all."""
    return [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "setup" not in cell.get("metadata", {}).get("tags", [])
    ]


def printed(output: dict) -> str:
    """The text of one output; none of a figure, whose caption is a statement of its own."""
    data = output.get("data", {})
    if "<figure" in "".join(data.get("text/html", "")):
        return ""
    return "".join(output.get("text", "")) + "".join(data.get("text/plain", ""))


def typed(cell: dict) -> list[str]:
    """What a code cell's captions and alternative texts hold as plain text: no computed part."""
    calls = [node for node in ast.walk(_tree(cell)) if isinstance(node, ast.Call)]
    words = [word.value for call in calls for word in call.keywords if word.arg in TEXTS]
    parts = [part for word in words for part in ast.walk(word)]
    return [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]


def _tree(cell: dict) -> ast.Module:
    lines = "".join(cell["source"]).splitlines()
    return ast.parse("\n".join("" if line.lstrip().startswith("%") else line for line in lines))


def worked_out(prose: str) -> set[str]:
    """The right sides of all right sums in a text, as in ``28 + 6 = 34``; to their own digits."""
    found = set()
    for pattern, instead in TEX:
        prose = pattern.sub(instead, prose)
    sides = EQUALS.split(prose)
    for left, right in pairwise(sides):
        stated = re.match(r"\s*-?(\d+(?:\.\d+)?)", right)
        if stated and any(_equal(value, stated[1]) for value in _sums_at_the_end(left)):
            found.add(stated[1])
    return found


def _sums_at_the_end(text: str) -> Iterator[float]:
    """The value of each sum that a text ends with: not of a mere number."""
    for start in re.finditer(r"(?<![\w.])[\w(-]", text):
        try:
            tree = ast.parse(text[start.start() :].strip(), mode="eval").body
            if not isinstance(tree, ast.Constant):
                yield _value(tree)
        except (SyntaxError, ValueError, TypeError, ArithmeticError):
            continue


def _value(node: ast.AST) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id](*map(_value, node.args))
    raise ValueError("no sum")


def _equal(value: float, stated: str) -> bool:
    digits = len(stated.partition(".")[2])
    return abs(abs(value) - abs(float(stated))) <= 0.5 * 10**-digits + 1e-9


def unaccounted(path: Path) -> list[tuple[str, str]]:
    """``(number, line)`` of all that a chapter states and nothing shows."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    known = shown_by(notebook)
    known |= {100 * n for n in known}
    defined, found = DEFINED.get(path.name[:2], {}), []
    for text in stated(notebook):
        sums = worked_out(text)
        for line in text.splitlines():
            for match in NUMBER.finditer(line.replace("{,}", ",").replace("\\,", ",")):
                number = match[0].rstrip(",")
                plain = number.replace(",", "")
                if "." not in plain and float(plain) <= SMALL:
                    continue
                if number in defined or plain in sums or any(_equal(n, plain) for n in known):
                    continue
                found.append((number, line.strip()))
    return found


def stated(notebook: dict) -> list[str]:
    """The texts in which a chapter states numbers: its prose, captions and alternative texts."""
    cells = notebook["cells"]
    prose = [statements("".join(c["source"])) for c in cells if c["cell_type"] == "markdown"]
    return prose + [text for cell in code_cells(notebook) for text in typed(cell)]


def main() -> int:
    wrong = 0
    for path in notebooks():
        for number, line in unaccounted(path):
            print(f"{path.name}: {number}: {line[:90]}")
            wrong += 1
    print(f"{wrong} numbers that nothing shows")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
