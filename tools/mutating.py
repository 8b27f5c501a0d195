"""Small faults for a module's source, one at a time, by the operators of cosmic-ray.

Left out are the places where a fault says nothing of the tests: docstrings and all other text,
with what an f-string computes; what a ``raise`` says; annotations, imports and ``__all__``. So are
faults that do not compile, and those that leave the syntax tree as it was. Each operator becomes
only its near relatives: of ``a - b`` the fault is ``a + b``, not ``a << b``, which any test kills.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

#: What a binary operator or a comparison becomes, in cosmic-ray's names.
RELATIVES = {
    "ReplaceBinaryOperator": {
        "Add": ("Sub", "Mul"), "Sub": ("Add",), "Mul": ("Div", "Add"), "Div": ("Mul",),
        "FloorDiv": ("Div", "Mul"), "Mod": ("FloorDiv",), "Pow": ("Mul",), "LShift": ("RShift",),
        "RShift": ("LShift",), "BitOr": ("BitAnd",), "BitAnd": ("BitOr",), "BitXor": ("BitOr",),
    },
    "ReplaceComparisonOperator": {
        "Eq": ("NotEq",), "NotEq": ("Eq",), "Lt": ("LtE", "GtE"), "LtE": ("Lt", "Gt"),
        "Gt": ("GtE", "LtE"), "GtE": ("Gt", "Lt"), "Is": ("IsNot",), "IsNot": ("Is",),
    },
}  # fmt: skip
OTHERS = (
    "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr",
    "ReplaceOrWithAnd", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak",
    "ExceptionReplacer", "NumberReplacer", "RemoveDecorator", "ZeroIterationForLoop",
    "ReplaceUnaryOperator_Delete_USub", "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_Invert",
)  # fmt: skip
SKIPPED = {"fstring", "import_name", "import_from", "annassign", "tfpdef", "raise_stmt"}


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what the line was and became, and the whole source with it."""

    line: int
    before: str
    after: str
    operator: str
    #: Which it is of the faults that read alike, should a module hold a line twice.
    twin: int
    source: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What names this fault in a record, wherever its line moves to."""
        return self.before, self.after, self.operator, self.twin


@cache
def operators() -> list[tuple[str, Any]]:
    """The names and operators of cosmic-ray that are used here."""
    from cosmic_ray.operators.provider import OperatorProvider

    pairs = [
        f"{kind}_{old}_{new}"
        for kind, table in RELATIVES.items()
        for old, news in table.items()
        for new in news
    ]
    return [(name, OperatorProvider()[name]()) for name in (*pairs, *OTHERS)]


def mutants(source: str) -> list[Mutant]:
    """Every fault of a source, from the top."""
    import parso

    found: list[Mutant] = []
    seen: dict[tuple[str, str, str], int] = {}
    unchanged = ast.dump(ast.parse(source))
    tree = parso.parse(source)
    for node in [*_nodes(tree)]:
        if _is_skipped(node):
            continue
        for name, operator in operators():
            for index, (start, _) in enumerate(operator.mutation_positions(node)):
                mutated = _mutated(tree, node, operator, index)
                try:
                    if ast.dump(ast.parse(mutated)) == unchanged:
                        continue
                except SyntaxError:
                    continue
                before, after = _lines(source, mutated, start[0])
                twin = seen[before, after, name] = seen.get((before, after, name), -1) + 1
                found.append(Mutant(start[0], before, after, name, twin, mutated))
    return found


def sample(found: list[Mutant], size: int | None, seed: int, module: str) -> list[Mutant]:
    """``size`` of the mutants, or all; a larger sample of one seed holds the smaller ones."""
    order = [*range(len(found))]
    random.Random(f"{seed} {module}").shuffle(order)
    return [found[i] for i in sorted(order[:size])]


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", ()):
        yield from _nodes(child)


def _mutated(tree: Any, node: Any, operator: Any, index: int) -> str:
    """The code of the tree with the node changed by the operator; the tree stays as it was."""
    siblings = node.parent.children
    at = next(i for i, sibling in enumerate(siblings) if sibling is node)
    new = operator.mutate(deepcopy(node, {id(node.parent): node.parent}), index)
    siblings[at : at + 1] = [] if new is None else [new]
    code = tree.get_code()
    siblings[at : at + (new is not None)] = [node]
    return code


def _is_skipped(node: Any) -> bool:
    """Whether a fault here would be one of text, of a type or of a list of names."""
    if node.parent is None:
        return True
    child, parent = node, node.parent
    while parent is not None:
        if parent.type in SKIPPED:
            return True
        if parent.type == "parameters" and child.type == "operator":
            return True  # the * or / between parameters
        if parent.type == "funcdef" and child is parent.annotation:
            return True
        if parent.type == "expr_stmt" and parent.children[0].get_code().strip() == "__all__":
            return True
        child, parent = parent, parent.parent
    return node.type in SKIPPED


def _lines(source: str, mutated: str, line: int) -> tuple[str, str]:
    """The line of a fault before and after it, without indentation."""
    before, after = source.splitlines(), mutated.splitlines()
    if len(before) == len(after):
        return before[line - 1].strip(), after[line - 1].strip()
    return before[line - 1].strip(), ""  # a line is gone: a decorator's
