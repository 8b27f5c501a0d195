"""What the computer is made of: its name in records, and how a step is best computed on it."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import keras

from infogan_lib.backends import replicas

CPUINFO = Path("/proc/cpuinfo")
# What a CPU calls its units for bfloat16 products, and the first GPUs that have them.
CPU_FLAGS = {"amx_bf16", "avx512_bf16"}
FIRST_GPU = (8, 0)
MOST_AT_ONCE = 64  # steps: their batches lie in memory together


def precision(wanted: str) -> str:
    """What is wanted; for ``"auto"`` what this computer multiplies fast."""
    if wanted != "auto":
        return wanted
    return "mixed_bfloat16" if fast_bfloat16() else "float32"


def compiles(wanted: bool | str, width: float) -> bool:
    """Whether XLA compiles the whole step: where wanted, and where the backend can do it.

    "auto" wants it but for narrow networks of TensorFlow on a CPU. There it costs a sixth to a
    third of the speed, and gains some at the paper's width (benchmarks/README.md).

    torch.compile does not trace a step that takes gradients inside, and XLA does not compile the
    sums over devices of TensorFlow's MirroredStrategy.
    """
    backend = keras.backend.backend()
    if wanted == "auto":
        wanted = backend == "jax" or width >= 1 or bool(accelerators())
    return bool(wanted) and backend != "torch" and replicas.count() == 1


def steps_at_once(steps: int) -> int:
    """How many of an epoch's steps are handed to the device in one call; it divides ``steps``.

    One, but for JAX on an accelerator: there calls of single steps take longer than the steps.
    """
    if keras.backend.backend() != "jax" or not accelerators():
        return 1
    return max(n for n in range(1, MOST_AT_ONCE + 1) if steps % n == 0)


def fast_bfloat16() -> bool:
    """Whether the device that Keras will use has units for bfloat16."""
    found = accelerators()
    return all(fast for _, fast in found) if found else bool(CPU_FLAGS & cpu_flags())


def device() -> str:
    """The accelerators' names, or "CPU" with the machine's architecture."""
    return ", ".join(name for name, _ in accelerators()) or f"CPU ({platform.machine()})"


def accelerators() -> list[tuple[str, bool]]:
    """(name, has units for bfloat16) of each accelerator that the backend sees."""
    look = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}.get(keras.backend.backend())
    return look() if look else []


def cpu_flags() -> set[str]:
    """The instruction sets of the CPU, where the system tells (Linux on x86)."""
    try:
        lines = CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    return next((set(line.split()[2:]) for line in lines if line.startswith("flags")), set())


def _tensorflow() -> list[tuple[str, bool]]:
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    details = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
    found = [
        (facts.get("device_name", gpu.name), facts.get("compute_capability", (0, 0)) >= FIRST_GPU)
        for gpu, facts in zip(gpus, details, strict=True)
    ]
    return found + [(tpu.name, True) for tpu in tf.config.list_physical_devices("TPU")]


def _jax() -> list[tuple[str, bool]]:
    import jax

    def fast(chip) -> bool:
        found = re.fullmatch(r"(\d+)\.(\d+)", str(getattr(chip, "compute_capability", "")))
        known = tuple(map(int, found.groups())) if found else (0, 0)  # AMD's have other names
        return chip.platform == "tpu" or known >= FIRST_GPU

    chips = [chip for chip in jax.local_devices() if chip.platform != "cpu"]
    return [(chip.device_kind, fast(chip)) for chip in chips]


def _torch() -> list[tuple[str, bool]]:
    import torch

    if torch.backends.mps.is_available():
        return [("Apple GPU", False)]
    return [
        (torch.cuda.get_device_name(i), torch.cuda.get_device_capability(i) >= FIRST_GPU)
        for i in range(torch.cuda.device_count())
    ]
