"""Facts about this computer and its Python, gathered without importing what may be broken."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import infogan_lib
from infogan_lib.files import read_json

HERE = Path(infogan_lib.__file__).parent
BACKENDS = ("tensorflow", "jax", "torch")
TENSORFLOWS = ("tensorflow", "tensorflow-cpu", "tensorflow-macos", "tensorflow-rocm", "tf-nightly",
               "tf-nightly-cpu")  # fmt: skip
VARIABLES = ("KERAS_BACKEND", "TF_ENABLE_ONEDNN_OPTS", "CUDA_VISIBLE_DEVICES")
DEBUGGER = "PYDEVD_DISABLE_FILE_VALIDATION"
LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
# Runs in a process of its own and another folder: a broken build can end it, not us, and it finds
# the library that a notebook would. Each line that it prints adds to what is known.
PROBE = """
import json, sys
say = lambda **facts: print("\\n" + json.dumps(facts), flush=True)
try:
    import infogan_lib
    say(library=infogan_lib.__file__)
except ImportError:
    say(library=None)
    sys.path.append({parent!r})
try:
    import keras
    say(backend=keras.backend.backend())
    from infogan_lib.backends.devices import device
    say(device=device())
    say(sum=float(keras.ops.sum(keras.ops.ones((8, 8)) @ keras.ops.ones((8, 8)))))
except BaseException as error:
    say(error=(type(error).__name__ + ": " + (str(error).strip().splitlines() or [""])[0])[:200])
"""


@dataclass(frozen=True)
class Probe:
    """What a fresh Python in another folder found; None where it did not come so far."""

    library: str | None = None
    backend: str | None = None
    device: str | None = None
    sum: float | None = None
    error: str = ""


@dataclass(frozen=True)
class Computer:
    """All that `symptoms` judges. Memory is in bytes, None where the system does not tell."""

    python: tuple[int, ...] = sys.version_info[:3]
    bits: int = 64 if sys.maxsize > 2**32 else 32
    executable: str = sys.executable
    system: str = platform.system()
    machine: str = platform.machine()
    cores: int = os.cpu_count() or 1
    memory: int | None = None
    free: int | None = None
    gpu: bool = False
    versions: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    library: str = str(HERE)
    library_version: str = infogan_lib.__version__
    environment: dict[str, str] = field(default_factory=dict)
    keras_json: str | None = None
    keras_json_path: str = "~/.keras/keras.json"
    kernel: str | None = None
    shadows: tuple[str, ...] = ()
    damaged_weights: tuple[str, ...] = ()
    full_mnist: bool = False
    probe: Probe = Probe()


def look() -> Computer:
    """Gather everything; two minutes at most where Keras is slow to start."""
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    settings = home / "keras.json"
    wanted = _wanted()
    names = [*wanted, *TENSORFLOWS, "jax", "torch", "ipykernel"]
    data = os.environ.get("INFOGAN_DATA")
    return Computer(
        memory=_memory("MemTotal"),
        free=_memory("MemAvailable"),
        gpu=shutil.which("nvidia-smi") is not None,
        versions={name: v for name in names if (v := _version(name))},
        wanted=wanted,
        environment={name: os.environ[name] for name in VARIABLES if name in os.environ},
        keras_json=_text(settings),
        keras_json_path=str(settings),
        kernel=_kernel(),
        shadows=shadows(Path.cwd()),
        damaged_weights=damaged(HERE / "weights"),
        full_mnist=Path(data or home / "datasets" / "mnist.npz").exists(),
        probe=probe(),
    )


def probe(executable: str = sys.executable, seconds: float = 120) -> Probe:
    """Import Keras and its backend elsewhere; a crash or a wait too long is an ``error``."""
    script = PROBE.format(parent=str(HERE.parent))
    environment = {"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ}
    try:
        done = subprocess.run(
            [executable, "-c", script],
            cwd=tempfile.gettempdir(), env=environment, capture_output=True, text=True,
            errors="replace", timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Probe(error=f"importing Keras took more than {seconds:.0f} seconds")
    except OSError as error:
        return Probe(error=f"{executable} does not start ({error.strerror})")
    facts: dict = {}
    for line in done.stdout.splitlines():
        with contextlib.suppress(ValueError):
            answer = json.loads(line)
            facts |= answer if isinstance(answer, dict) else {}
    if done.returncode and not facts.get("error"):
        facts["error"] = f"Python crashed while importing Keras (status {done.returncode})"
    known = Probe.__dataclass_fields__
    return Probe(**{name: value for name, value in facts.items() if name in known})


def damaged(folder: Path) -> tuple[str, ...]:
    """Names of shipped weights that are missing or not those of their card."""
    cards = sorted(folder.rglob("*.json"))
    found = [] if cards else ["all"]
    for card in cards:
        weights = card.with_suffix(".weights.h5")
        try:
            whole = read_json(card)["sha256"]
            if sha256(weights.read_bytes()).hexdigest() != whole:
                found.append(card.stem)
        except (OSError, ValueError, KeyError, TypeError):
            found.append(card.stem)
    return tuple(found)


def shadows(folder: Path) -> tuple[str, ...]:
    """Files of this folder that Python would import in place of a library."""
    names = (*BACKENDS, "keras", "numpy", "scipy", "matplotlib", "PIL", "random", "typing")
    return tuple(f"{name}.py" for name in names if (folder / f"{name}.py").is_file())


def _wanted() -> dict[str, str]:
    """{package: lowest version} as the installed library asks, or the project beside it."""
    try:
        lines = metadata.requires("infogan-lib") or []
    except metadata.PackageNotFoundError:
        project = _text(HERE.parent / "pyproject.toml") or ""
        lines = re.findall(r'^    "([\w-]+>=[\d.]+)",$', project.partition("[project.opt")[0], re.M)
    found = (re.fullmatch(r"([\w-]+)>=([\d.]+)", line.strip()) for line in lines)
    return {match[1]: match[2] for match in found if match}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _memory(name: str) -> int | None:
    """A line of /proc/meminfo, and no more than a container may have; else the total, if asked."""
    if found := re.search(rf"(?m)^{name}: *(\d+)", _text(Path("/proc/meminfo")) or ""):
        bounds = [text for path in LIMITS if (text := _text(Path(path)) or "").isdigit()]
        return min([int(found[1]) * 1024, *map(int, bounds)])
    if name != "MemTotal":
        return None
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


def _kernel() -> str | None:
    """The Python that Jupyter starts for the kernel "python3"; None without Jupyter or kernel."""
    # Some kernels load their debugger when asked for; it then warns of Python's frozen modules.
    before = os.environ.get(DEBUGGER)
    os.environ[DEBUGGER] = "1"
    try:
        from jupyter_client.kernelspec import KernelSpecManager

        command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except Exception:  # a Jupyter that is missing or broken in whatever way has no kernel for us
        return None
    finally:
        os.environ.pop(DEBUGGER)
        if before is not None:
            os.environ[DEBUGGER] = before
    # Jupyter starts its own Python for these names.
    return sys.executable if re.fullmatch(r"python[\d.]*", command) else command
