"""The types of the page's scripts: each script is checked, and a mistake in one is found."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from test_tree import project_files

from tools import project
from tools.project import ROOT

OTHERS = ROOT / "slides" / "reveal"  # a program of others, kept as it came
SCRIPTS = [p for p in project_files() if p.suffix == ".js" and OTHERS not in p.parents]
MISSING = "no TypeScript here: run `npm ci`, or `make scripts`"


@pytest.fixture(scope="module")
def check():
    """check(*arguments) runs TypeScript's compiler and returns its exit code and its words."""
    program = project.type_checker()
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)

    def run(*arguments):
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, timeout=120
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def checked(check):
    """The exit code for the project, and the files that were checked with what is wrong in them."""
    return check("--project", ROOT, "--listFiles")


def test_every_script_asks_to_be_checked_and_is(checked):
    assert len(SCRIPTS) > 40
    first = {p: p.read_text(encoding="utf-8").split("\n", 1)[0] for p in SCRIPTS}
    assert [p.name for p, line in first.items() if line != "// @ts-check"] == []
    seen = {Path(line) for line in checked[1].splitlines()}
    assert [p.name for p in SCRIPTS if p not in seen] == []


def test_no_script_opts_out():
    words = ("@ts-nocheck", "@ts-ignore", "@ts-expect-error")
    texts = {p: p.read_text(encoding="utf-8") for p in SCRIPTS}
    assert [p.name for p, text in texts.items() if any(word in text for word in words)] == []


def test_the_scripts_pass(checked):
    code, words = checked
    assert ([line for line in words.splitlines() if "error TS" in line], code) == ([], 0)


MISTAKES = {
    "window.infogan.anouncer();": "TS2551",  # a name that no script gives
    'window.infogan.number("0.5");': "TS2345",  # a text where a number belongs
    "window.infogan.labState.FIELDS.K.nam;": "TS2551",
    "window.infogan.labParts.push((lab) => lab.createPases());": "TS2551",
    'document.querySelector("p").remove();': "TS2531",  # which may not be there
    "window.infogan.networks = () => ({ side: 28 });": "TS2740",  # less than was promised
    "const n = 1; n = 2;": "TS2588",
}
RIGHT = 'window.infogan.element("p", { text: window.infogan.number(0.5) }).remove();'


def test_each_mistake_is_found_and_nothing_else(check, tmp_path):
    lines = ["// @ts-check", *MISTAKES, RIGHT]
    (tmp_path / "planted.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = {"extends": str(ROOT / "tsconfig.json"),
                "include": ["planted.js", str(ROOT / "tools" / "types")]}  # fmt: skip
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    failed, said = check("--project", tmp_path)
    found = re.findall(r"planted\.js\((\d+),\d+\): error (TS\d+)", said)
    assert failed and [(lines[int(n) - 1], code) for n, code in found] == list(MISTAKES.items())


def test_the_lock_names_one_version_and_no_address():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock[""]["devDependencies"] == wanted
    for name, version in wanted.items():
        assert lock[f"node_modules/{name}"]["version"] == version  # exact: no ^ and no ~
    assert [name for name, found in lock.items() if name and "integrity" not in found] == []
    assert [name for name, found in lock.items() if "resolved" in found] == []
