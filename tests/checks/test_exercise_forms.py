"""What a check refuses, and how: in one courteous line that names the fix, never by a traceback."""

from __future__ import annotations

import ast
import json
import math
import re
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from infogan_lib import information as info
from infogan_lib.checks import WITHOUT_CHECK, check, labels
from infogan_lib.checks.answers import FILE, decode, encode, exercise
from tools.answers import in_order, write_closed, write_open
from tools.class_copies import CALL
from tools.editions import EXERCISE
from tools.project import ROOT, notebooks

SURPRISE = -math.log(-math.expm1(-0.1))  # of exercise 2.2


@pytest.mark.parametrize(
    ("answer", "fix"),
    [
        (None, "no answer yet"),
        (..., "no answer yet"),
        ("2.35", "leave the quotation marks out"),
        (b"2.35", "leave the quotation marks out"),
        (True, "not for True or False"),
        (np.bool_(True), "not for True or False"),
        (float("nan"), "NaN"),
        (np.array([np.nan]), "NaN"),
        ([1.0, 2.0], "one number"),
        (np.zeros((3, 2)), "one number"),
        ([], "one number"),
        (np.zeros(0), "asks for numbers"),
        ({2.35}, "no order"),
        ({"loss": 2.35}, "no order"),
        (math.log, "not for a function"),
        (float, "not for a function"),
        (lambda: 2.35, "not for a function"),
        (object(), "asks for numbers"),
        (["2.35"], "leave the quotation marks out"),
        ([None], "no answer yet"),
        (np.array(["2.35"]), "asks for numbers"),
    ],
)
def test_what_is_no_number_is_refused(answer, fix, capsys):
    result = check("02-zero", answer)
    assert not result and fix in result.text and "not compared" in result.text
    assert capsys.readouterr().out == result.text + "\n" and result.text.count("\n") == 0


@pytest.mark.parametrize("answer", [2.35, (2.35,), (1, 2, 3, 4), "abc", {1, 2, 3}, {"a": 1},
                                    np.zeros((2, 3)), len, np.float64(1)])  # fmt: skip
def test_where_several_are_asked_the_order_is_told(answer):
    result = check("01-half", answer)
    assert not result and "3 answers in brackets, in this order: D* on [0, 1]; JS" in result.text


def test_a_bad_one_among_several_is_named():
    assert "the second answer: NaN" in check("01-half", (2 / 3, math.nan, -0.95)).text
    assert "the third answer: there is no answer" in check("01-half", (2 / 3, 0.2158, ...)).text


@pytest.mark.parametrize(
    ("label", "answer", "fix"),
    [
        ("ex-06-coarse", 2.3, "a function"),
        ("ex-06-coarse", np.array(2.3), "a function"),
        ("ex-06-coarse", lambda n: None, "no answer yet"),
        ("ex-06-coarse", lambda: 0, "TypeError"),
        ("ex-06-coarse", lambda n: 1 / (n - 2), "arguments (2) the function raised ZeroDivision"),
        ("ex-06-coarse", lambda n: [n, n], "to return 1 of them, and returned 2"),
        ("01-faster", lambda s: s, "to return 2 of them, and returned 1"),
        ("08-late", ("yes", "no"), "True or False"),
        ("08-late", (2, 0), "True or False"),
        ("08-cut", {"elsewhere"}, "not among the names: real → D"),
        ("10-between", "rows", "array of latent rows"),
        ("10-between", np.zeros(74), "array of latent rows"),
        ("02-break", ([1.4], [0.7, 3]), "first and last"),
    ],
)
def test_other_forms_are_refused_too(label, answer, fix):
    result = check(label, answer)
    assert not result and fix in result.text and "\n" not in result.text


def test_a_function_may_spoil_its_arguments():
    def greedy(prior, r):
        found = -float(np.sum(prior * np.log(prior / r)))
        prior[:] = r[:] = 0
        return found

    assert check("05-constant", greedy) and check("05-constant", greedy)


@pytest.mark.parametrize("backend", ["tensorflow", "torch", "jax", "keras"])
def test_scalars_of_every_backend_are_numbers(backend):
    if not find_spec(backend):
        pytest.skip(f"{backend} is not installed")
    if backend == "tensorflow":
        import tensorflow as tf

        forms = [tf.constant(SURPRISE), tf.Variable([SURPRISE])]
        forms += [tf.cast(tf.constant(SURPRISE), tf.bfloat16)]
        several = tf.constant([2 / 3, 0.2158, -0.9548])
    elif backend == "torch":
        import torch

        forms = [torch.tensor(SURPRISE), torch.tensor([SURPRISE], requires_grad=True)]
        forms += [torch.tensor(SURPRISE, dtype=torch.bfloat16)]
        several = [torch.tensor(v, requires_grad=True) for v in (2 / 3, 0.2158, -0.9548)]
    elif backend == "jax":
        import jax.numpy as jnp

        forms, several = [jnp.asarray(SURPRISE)], jnp.asarray([2 / 3, 0.2158, -0.9548])
    else:
        import keras

        forms = [keras.ops.convert_to_tensor(SURPRISE), keras.Variable(SURPRISE)]
        several = keras.Variable([2 / 3, 0.2158, -0.9548])
    assert [bool(check("02-zero", form)) for form in forms[:2]] == [True] * len(forms[:2])
    assert all("not compared" not in check("02-zero", form).text for form in forms)
    assert check("01-half", several)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.complex_numbers() | st.text() | st.just(...),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=6,
)


@given(label=st.sampled_from(labels()), answer=ANYTHING)
def test_no_answer_brings_a_check_to_fall(label, answer):
    result = check(label, answer)
    assert result.text.startswith(f"{label}: ") and len(result.text.splitlines()) == 1


@given(st.floats(-10, 10))
def test_the_tolerance_is_what_is_stated(answer):
    distance = abs(answer - SURPRISE)
    result = check("02-zero", answer)
    assert bool(result) == (distance <= 0.005) or abs(distance - 0.005) < 1e-6


def test_an_estimate_stands_for_its_value():
    found = info.variational_bound(np.full(10, -0.0), SURPRISE)
    assert check("02-zero", found)


@pytest.mark.parametrize(
    ("label", "near"),
    [("zero", '"02-zero"'), ("06-coarse", '"ex-06-coarse"'), ("02-zer0", '"02-zero"'),
     ("02_zero", '"02-zero"'), ("02-ZERO", '"02-zero"'), ("3-shift", '"03-shift"'),
     ("", "beside its number"), ("2.2", "beside its number")],
)  # fmt: skip
def test_an_unknown_label_is_an_error_that_lists_near_ones(label, near):
    with pytest.raises(ValueError, match=re.escape(f'no exercise is called "{label}"')) as error:
        check(label, 1)
    assert near in str(error.value)


def test_a_label_that_is_none_is_an_error():
    with pytest.raises(TypeError, match="the label comes first"):
        check(2.3522, "02-zero")


def test_a_result_is_true_or_false_and_shows_itself_once(capsys):
    right, wrong = check("02-zero", SURPRISE), check("02-zero", 1.0)
    assert right and not wrong and right.text != wrong.text
    assert (repr(right), repr(wrong)) == ("Right", "Not right yet")
    capsys.readouterr()
    shell = InteractiveShell.instance()
    shell.user_ns["check"] = check
    for cell in ("check('02-zero', 1.0)", "check('02-zero', 1.0)\nx = 1", "y = check('02-zero', 1)",
    ):
        shell.run_cell(cell)
        assert capsys.readouterr().out.removesuffix("Out[0]: ") == f"{wrong.text}\n"
    assert shell.display_formatter.format(wrong) == ({}, {})  # a notebook shows no output cell
    InteractiveShell.clear_instance()


def test_a_check_needs_neither_backend_nor_network_nor_a_second():
    code = """
import socket, sys, time
socket.socket = None
start = time.process_time()
from infogan_lib.checks import check
seconds = time.process_time() - start
assert check("02-zero", 2.3522)
heavy = {"keras", "tensorflow", "torch", "jax", "scipy", "matplotlib"} & set(sys.modules)
assert not heavy and seconds < 1, (heavy, seconds)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120, cwd=ROOT)


def numbers_in(text: str) -> set[float]:
    return {float(n) for n in re.findall(r"\d+\.\d+|\d{3,}", text)}


def test_whoever_reads_the_source_is_not_told_the_answers():
    sources = [path.read_text("utf-8") for path in FILE.parent.glob("*.*") if path.is_file()]
    open_numbers = set().union(*map(numbers_in, sources))
    for label, part in ((name, part) for name in labels() for part in exercise(name).parts):
        values = part.answer if isinstance(part.answer, list) else [part.answer]
        numbers = {abs(v) for v in values if isinstance(v, float) and 2 * v % 1}
        told = {n for n in numbers if any(abs(n - o) < 1e-3 * n for o in open_numbers)}
        assert not told, label
    stored = json.loads(FILE.read_text("utf-8"))
    assert not re.search(r"\d\.\d|nats|hint", "".join(stored.values()))
    assert decode(encode({"a": [1.5, "−"]})) == {"a": [1.5, "−"]}


def exercises() -> dict[str, str]:
    """The box of each exercise by its label."""
    found = {}
    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        whole = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        found |= {match[2]: match[0] for match in EXERCISE.finditer(whole)}
    return found


def test_every_exercise_has_a_check_or_a_reason():
    assert list(exercises()) == in_order()
    assert sorted([*labels(), *WITHOUT_CHECK]) == sorted(in_order())
    assert list(labels()) == [label for label in in_order() if label in labels()]
    assert len(labels()) >= 48 and all(len(why) > 15 for why in WITHOUT_CHECK.values())


@pytest.mark.parametrize("label", sorted(exercises()))
def test_a_box_ends_with_the_call_of_its_check(label):
    calls = CALL.findall(exercises()[label])
    if label in WITHOUT_CHECK:
        assert calls == []
        return
    (call,) = calls
    last = exercises()[label].strip().splitlines()[-1]
    assert last.startswith("> Check yours: `check(") and last.endswith(".")
    tree = ast.parse(call, mode="eval").body
    assert tree.args[0].value == label and len(tree.args) == 2
    given = tree.args[1]
    entries = given.elts if isinstance(given, ast.Tuple) else [given]
    parts = exercise(label).parts
    if not exercise(label).view and label != "00-year":  # one object or sequence
        assert len(entries) == len(parts)
        for entry, part in zip(entries, parts, strict=True):
            assert isinstance(entry, ast.Lambda) == (part.kind == "function")
    for entry in entries:
        if isinstance(entry, ast.Lambda):
            assert len(entry.args.args) in {len(case) for part in parts for case in part.cases}
        else:
            assert entry.id.startswith("my_")


def test_a_maintainer_opens_the_answers_and_closes_them_again(tmp_path):
    readable, closed = tmp_path / "answers.json", tmp_path / "closed.json"
    write_open(readable=readable)
    assert list(json.loads(readable.read_text("utf-8"))) == list(labels())
    write_closed(readable, closed)
    assert closed.read_bytes() == FILE.read_bytes()
    readable.write_text('{"no-such": {}}', encoding="utf-8")
    with pytest.raises(ValueError, match="no-such"):
        write_closed(readable, closed)
