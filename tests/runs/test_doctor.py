"""The doctor names each known trouble and its cure, and never falls ill itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from infogan_lib.runs import computer, symptoms
from infogan_lib.runs.computer import Computer, Probe, damaged, look, probe, shadows
from infogan_lib.runs.pretrained import WEIGHTS
from infogan_lib.runs.symptoms import NOTE, OK, TROUBLE, Finding, findings, report

GB = 10**9
WELL = Computer(
    python=(3, 12, 1), bits=64, executable="/env/bin/python", system="Linux", machine="x86_64",
    memory=16 * GB, free=8 * GB, wanted={"numpy": "1.26"}, kernel="/env/bin/python",
    versions={"numpy": "2.0.2", "tensorflow-cpu": "2.21.0", "ipykernel": "7.0"},
    library="/src/infogan_lib", full_mnist=True,
    probe=Probe("/src/infogan_lib/__init__.py", "tensorflow", "CPU (x86_64)", 512.0),
)  # fmt: skip


LOADS_THE_DEBUGGER = """
import debugpy._vendored.force_pydevd
class KernelSpecManager:
    def get_kernel_spec(self, name):
        self.argv = ["/some/python"]
        return self
"""


def ill(**changes) -> list[Finding]:
    return [f for f in findings(replace(WELL, **changes)) if f.level != OK]


def test_a_sound_computer_has_no_trouble():
    assert ill() == ill(wanted={"numpy": "2.0"}) == ill(wanted={"numpy": "2.0.2.0"}) == []
    assert ill(wanted={"numpy": "2.0"}, versions={**WELL.versions, "numpy": "2"}) == []
    assert report(findings(WELL)).endswith("All is well: the course runs here.")


@pytest.mark.parametrize(
    ("changes", "topic", "level", "cure"),
    [
        ({"python": (3, 10, 2)}, "Python", TROUBLE, "Python 3.11"),
        ({"bits": 32}, "Python", TROUBLE, "64-bit"),
        ({"system": "Darwin"}, "system", NOTE, "Colab"),
        ({"shadows": ("keras.py",)}, "folder", TROUBLE, "rename"),
        ({"probe": replace(WELL.probe, library=None)}, "infogan_lib", TROUBLE, "--editable ."),
        ({"probe": replace(WELL.probe, library="/old/infogan_lib/__init__.py")}, "infogan_lib",
         TROUBLE, "other folders get"),
        ({"wanted": {"scipy": "1.11"}}, "scipy", TROUBLE, "'scipy>=1.11'"),
        ({"wanted": {"numpy": "2.1"}}, "numpy", TROUBLE, "--upgrade 'numpy>=2.1'"),
        ({"versions": {**WELL.versions, "tensorflow": "2.20.0"}}, "tensorflow", TROUBLE, "both"),
        ({"keras_json": "{"}, "keras.json", TROUBLE, "delete"),
        ({"keras_json": "[]"}, "keras.json", TROUBLE, "delete"),
        ({"keras_json": '{"floatx": "float16"}'}, "floatx", TROUBLE, "float32"),
        ({"keras_json": '{"image_data_format": "channels_first"}'}, "image_data_format", TROUBLE,
         "channels_last"),
        ({"keras_json": '{"backend": "jax"}'}, "backend", TROUBLE, "KERAS_BACKEND=tensorflow"),
        ({"environment": {"KERAS_BACKEND": "torch"}}, "backend", TROUBLE, "pip install torch"),
        ({"environment": {"KERAS_BACKEND": "theano"}}, "backend", TROUBLE, "one of tensorflow"),
        ({"probe": Probe(WELL.probe.library, error="ImportError: DLL load failed while importing")},
         "backend", TROUBLE, "Visual C++"),
        ({"probe": Probe(WELL.probe.library, error="Python crashed (status -4)")}, "backend",
         TROUBLE, "lacks instructions"),
        ({"probe": Probe(WELL.probe.library, error="OSError: what?")}, "backend", TROUBLE, ".venv"),
        ({"probe": replace(WELL.probe, sum=511.0)}, "backend", TROUBLE, ".venv"),
        ({"environment": {"TF_ENABLE_ONEDNN_OPTS": "0"}}, "oneDNN", NOTE, "unset"),
        ({"gpu": True}, "device", NOTE, "and-cuda"),
        ({"gpu": True, "probe": replace(WELL.probe, backend="torch"),
          "environment": {"KERAS_BACKEND": "torch"}, "versions": {**WELL.versions, "torch": "2.9"}},
         "device", NOTE, "a build for CUDA"),
        ({"gpu": True, "environment": {"CUDA_VISIBLE_DEVICES": "-1"}}, "device", NOTE,
         "unset CUDA_VISIBLE_DEVICES"),
        ({"free": GB}, "memory", NOTE, "close other"),
        ({"kernel": "/usr/bin/python3"}, "kernel", TROUBLE, "ipykernel install"),
        ({"kernel": None}, "kernel", TROUBLE, "ipykernel install"),
        ({"versions": {"numpy": "2.0.2", "tensorflow": "2.21"}}, "kernel", NOTE, "jupyterlab"),
        ({"damaged_weights": ("mnist",)}, "weights", TROUBLE, "again"),
    ],
)  # fmt: skip
def test_each_trouble_is_named_with_its_cure(changes, topic, level, cure):
    (finding,) = ill(**changes)
    assert (finding.topic, finding.level) == (topic, level)
    assert cure in finding.cure


def test_no_tensorflow_at_all_is_one_trouble():
    versions = {"numpy": "2.0.2", "ipykernel": "7.0"}
    error = Probe(WELL.probe.library, error="ModuleNotFoundError: No module named 'tensorflow'")
    (finding,) = ill(versions=versions, probe=error)
    assert finding.text == "tensorflow is not installed"
    assert "pip install tensorflow" in finding.cure


def test_another_python_is_one_trouble_not_nine():
    wanted = {"keras": "3.8", "numpy": "1.26", "scipy": "1.11", "pillow": "10"}
    (finding,) = ill(wanted=wanted)
    assert finding.topic == "libraries" and ".venv" in finding.cure


def test_the_environment_goes_before_keras_json():
    named = {"KERAS_BACKEND": "tensorflow"}
    assert ill(environment=named, keras_json='{"backend": "jax"}') == []


def test_an_unknown_memory_is_no_trouble():
    assert ill(memory=None, free=None) == []
    assert ill(free=None) == []


def test_a_report_is_one_line_a_finding_and_says_where_to_begin():
    found = findings(replace(WELL, python=(3, 9, 0), damaged_weights=("mnist",)))
    lines = report([*found, Finding("odd", "two\nlines")]).splitlines()
    assert len(lines) == len(found) + 2
    assert lines[-1] == "Please begin with the first of 2: Python."
    assert "One thing to put right: weights." in report(findings(replace(WELL,
                                                        damaged_weights=("mnist",))))  # fmt: skip


def test_files_that_hide_a_library_are_seen(tmp_path):
    assert shadows(tmp_path) == ()
    (tmp_path / "keras.py").touch()
    (tmp_path / "mine.py").touch()
    assert shadows(tmp_path) == ("keras.py",)


def test_an_altered_or_missing_weights_file_is_seen(tmp_path):
    assert damaged(computer.HERE / "weights") == ()
    assert damaged(tmp_path) == damaged(tmp_path / "gone") == ("all",)
    (tmp_path / "a.json").write_text('{"sha256": "0"}')
    (tmp_path / "a.weights.h5").write_bytes(b"cut")
    (tmp_path / "b.json").write_text("{}")
    (tmp_path / "b.weights.h5").write_bytes(b"")
    (tmp_path / "c.json").write_text("{")
    assert damaged(tmp_path) == ("a", "b", "c")


def test_the_probe_survives_a_python_that_is_none():
    assert "does not start" in probe(str(Path("no") / "such" / "python")).error


def test_a_wait_too_long_is_an_error():
    assert "more than" in probe(seconds=0.01).error


def broken(tmp_path, text: str) -> subprocess.CompletedProcess:
    """`doctor` where importing TensorFlow runs `text`."""
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").write_text(text)
    path = os.pathsep.join([str(tmp_path), str(computer.HERE.parent)])
    environment = {**os.environ, "PYTHONPATH": path, "KERAS_BACKEND": "tensorflow"}
    command = [sys.executable, "-m", "infogan_lib", "doctor"]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise ImportError('DLL load failed while importing')", "Visual C++"),
        ("import os; os.kill(os.getpid(), 4)", "lacks instructions"),
        ("raise SystemExit(3)", "backend"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_works_where_tensorflow_is_broken(tmp_path, text, said):
    done = broken(tmp_path, text)
    assert done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    (line,) = [x for x in done.stdout.splitlines() if x.startswith("trouble  backend")]
    assert said in line


@pytest.mark.parametrize("before", [None, "0"])
def test_a_kernel_that_loads_its_debugger_adds_no_line(tmp_path, before):
    """Whoever finds the kernel may import the debugger, which warns of frozen modules."""
    (tmp_path / "jupyter_client").mkdir()
    (tmp_path / "jupyter_client" / "__init__.py").touch()
    (tmp_path / "jupyter_client" / "kernelspec.py").write_text(LOADS_THE_DEBUGGER)
    code = (
        "import os; from infogan_lib.runs import computer\n"
        "print(computer._kernel(), os.environ.get(computer.DEBUGGER))"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{computer.HERE.parent}"}
    environment.pop(computer.DEBUGGER, None)
    command = [sys.executable, "-Xfrozen_modules=on", "-c"]
    options = {"capture_output": True, "text": True, "timeout": 60}
    loud = subprocess.run([*command, LOADS_THE_DEBUGGER.partition("class")[0]], **options,
                          env=environment)  # fmt: skip
    assert "frozen modules" in loud.stderr  # what is kept quiet is there
    if before is not None:
        environment[computer.DEBUGGER] = before
    done = subprocess.run([*command, code], **options, env=environment)
    assert (done.stdout, done.stderr) == (f"/some/python {before}\n", "")


@pytest.mark.slow
def test_looking_at_this_computer_finds_what_runs_the_tests():
    found = look()
    assert found.probe.backend == os.environ["KERAS_BACKEND"] and found.probe.sum == 512.0
    assert found.versions["keras"] and found.cores >= 1
    topics = [f.topic for f in symptoms.findings(found)]
    assert {"Python", "infogan_lib", "keras", "backend", "device", "memory"} <= set(topics)


def test_troubleshooting_explains_every_line_that_can_be_trouble():
    text = (computer.HERE.parent / "book" / "troubleshooting.md").read_text(encoding="utf-8")
    source = Path(symptoms.__file__).read_text(encoding="utf-8")
    topics = set(re.findall(r'(?:note|trouble)\("(\w[\w. ]*)",', source))
    assert {"Python", "backend", "kernel", "memory", "weights"} <= topics
    named = set(re.findall(r"`([\w.]+)`", "".join(re.findall(r"(?m)^\| (`[^|]*)\|", text))))
    assert topics <= named and {"floatx", "image_data_format"} <= named


def test_weights_in_folders_below_are_looked_at_too(tmp_path):
    shutil.copytree(WEIGHTS, tmp_path / "weights")
    assert damaged(tmp_path / "weights") == ()
    (tmp_path / "weights" / "judge" / "digits.weights.h5").unlink()
    (tmp_path / "weights" / "codes" / "k-2.weights.h5").write_bytes(b"x")
    assert set(damaged(tmp_path / "weights")) == {"digits", "k-2"}
