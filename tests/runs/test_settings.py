"""The options of a run: their table equals TrainConfig, and asking for help loads no backend."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import fields

import pytest

from infogan_lib.__main__ import RUNS
from infogan_lib.recipes.config import CHOICES, PRESETS, TrainConfig
from infogan_lib.runs import settings
from infogan_lib.runs.commands import parser
from infogan_lib.runs.options import config_from, parse_codes

HEAVY = {"keras", "tensorflow", "jax", "torch", "numpy", "matplotlib"}
HELP = """
import json, sys
from infogan_lib.__main__ import main
try:
    main({arguments!r})
except SystemExit as end:
    print(json.dumps([end.code, sorted(set(sys.modules) & set({heavy!r}))]))
"""


def test_the_table_is_that_of_the_config():
    shown = {name: setting.default for name, setting in settings.SETTINGS.items()}
    assert parse_codes(shown.pop("codes")) == TrainConfig().codes
    held = {field.name: field.default for field in fields(TrainConfig)}
    assert shown == {name: value for name, value in held.items() if name != "codes"}
    assert [*settings.SETTINGS] == [field.name for field in fields(TrainConfig)]
    kinds = {name: type(value) for name, value in shown.items()}
    assert kinds == {name: type(held[name]) for name in kinds}  # 1 == 1.0 == True
    choices = {name: s.choices for name, s in settings.SETTINGS.items() if s.choices}
    assert choices == CHOICES
    assert [*settings.PRESETS] == sorted(PRESETS)


def test_every_setting_is_explained_in_a_few_words():
    for name, setting in settings.SETTINGS.items():
        assert 3 <= len(setting.help.split()) <= 24, name
        assert name not in setting.help.split(), name  # a name does not explain itself


def test_options_change_the_preset_and_nothing_else():
    parser = argparse.ArgumentParser()
    settings.add_config_options(parser)
    for name in PRESETS:
        assert config_from(parser.parse_args(["--preset", name])) == PRESETS[name]
    changed = config_from(parser.parse_args(["--seed", "7", "--codes", "k=3,u=uniform"]))
    assert changed.seed == 7 and [code.name for code in changed.codes] == ["k", "u"]
    assert changed.width == PRESETS["mnist"].width


@pytest.mark.parametrize(
    "arguments",
    [["--help"], *([command, "--help"] for command in
                   ("train", "evaluate", "recognise", "generate", "sweep", "export", "doctor"))],
)  # fmt: skip
def test_help_loads_no_heavy_library(arguments):
    code = HELP.format(arguments=arguments, heavy=sorted(HEAVY))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "usage: " in done.stdout
    assert json.loads(done.stdout.splitlines()[-1]) == [0, []]


def test_help_explains_every_option_of_every_command():
    options = parser("", RUNS)._actions
    (commands,) = [a for a in options if isinstance(a, argparse._SubParsersAction)]
    told = {"train", "evaluate", "recognise", "generate", "sweep", "export", "doctor"}
    assert told == set(commands.choices)
    for name, command in commands.choices.items():
        for action in command._actions:
            assert action.help, f"{name} {action.dest}"
            assert "%(default)" not in action.help or action.default is not None


def test_the_search_for_heavy_libraries_finds_one():
    code = HELP.format(arguments=["generate", "none"], heavy=sorted(HEAVY)).replace(
        "try:", "import numpy\ntry:").replace("['generate', 'none']", "['--help']")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, ["numpy"]]
