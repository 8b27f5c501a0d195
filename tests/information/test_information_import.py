"""The sceptic needs no TensorFlow: what an import of the information module brings along."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import infogan_lib

ROOT = Path(infogan_lib.__file__).parents[1]
SCRIPT = """
import json, sys, time
start = time.process_time()
import infogan_lib.information as information
information.mutual_information([[0.5, 0.0], [0.0, 0.5]])
seconds = time.process_time() - start
print(json.dumps({"seconds": seconds, "modules": sorted(sys.modules)}))
"""


def run(code: str) -> str:
    """Run code in a fresh interpreter and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=120, cwd=ROOT,
    )
    return done.stdout


def imported() -> dict:
    """Import the module; return the processor seconds and the modules it loaded."""
    return json.loads(run(SCRIPT))


@pytest.fixture(scope="module")
def fresh() -> dict:
    """Import three times, for the disk to be warm, and keep the fastest."""
    return min((imported() for _ in range(3)), key=lambda run: run["seconds"])


def test_import_takes_less_than_a_second(fresh):
    # Processor time: a busy machine is not the module's fault.
    assert fresh["seconds"] < 1.0


@pytest.mark.parametrize(
    "stranger", ["keras", "tensorflow", "torch", "jax", "sklearn", "matplotlib", "scipy.stats"]
)
def test_import_leaves_the_heavy_ones_alone(fresh, stranger):
    assert "numpy" in fresh["modules"]
    assert stranger not in fresh["modules"]


def test_importing_the_package_leaves_keras_alone():
    loaded = run("import sys, infogan_lib; print({'keras', 'tensorflow'} & set(sys.modules))")
    assert loaded.strip() == "set()"
