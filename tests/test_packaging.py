"""What pip installs, here and in Colab: all of the library, and nothing but the library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.project import ROOT, version

pytestmark = pytest.mark.slow
FILES = ("pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel, built from a copy so that the project's folder stays clean."""
    source = tmp_path_factory.mktemp("source")
    for name in FILES:
        shutil.copyfile(ROOT / name, source / name)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "infogan_lib", source / "infogan_lib", ignore=ignore)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*command, "--wheel-dir", str(source), str(source)],
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    (built,) = source.glob("*.whl")
    return built


def test_the_wheel_holds_the_whole_library_and_nothing_else(wheel):
    assert wheel.name.startswith(f"infogan_lib-{version()}-py3-none-any")
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "infogan_lib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside == wanted
    assert {"infogan_lib/show/style.mplstyle", "infogan_lib/weights/mnist.weights.h5"} <= inside


def test_the_installed_library_loads_its_weights(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import sys, infogan_lib; assert infogan_lib.__file__.startswith(sys.argv[1]);"
        "model = infogan_lib.load_pretrained('mnist'); print(model.generate(2).shape)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split("\n")[-2] == "(2, 28, 28, 1)"


def test_importing_the_library_is_cheap():
    code = (
        "import sys, infogan_lib, infogan_lib.information\n"
        "dir(infogan_lib)\n"
        "heavy = {'keras', 'tensorflow', 'torch', 'jax', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_public_name_is_there():
    import infogan_lib

    missing = [name for name in infogan_lib.__all__ if not hasattr(infogan_lib, name)]
    assert missing == []
    assert set(infogan_lib.__all__) <= set(dir(infogan_lib))
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        infogan_lib.nonsense  # noqa: B018
