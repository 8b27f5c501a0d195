"""Precision by hardware, on computers that are made up: none of them is at hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from infogan_lib.backends import devices, two_players
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import preset
from infogan_lib.runs.pretrained import load
from infogan_lib.runs.training import train

IMAGES = np.random.default_rng(0).uniform(-1, 1, (32, 28, 28, 1)).astype("float32")
AUTO = preset("tiny", precision="auto", jit_compile=False, epochs=1)


def tensorflow(gpus: dict[str, tuple], tpus: tuple = ()) -> SimpleNamespace:
    devices = {
        "GPU": [SimpleNamespace(name=name) for name in gpus],
        "TPU": [SimpleNamespace(name=name) for name in tpus],
    }
    details = {name: {"device_name": name, "compute_capability": c} for name, c in gpus.items()}
    return SimpleNamespace(
        config=SimpleNamespace(
            list_physical_devices=devices.get,
            experimental=SimpleNamespace(get_device_details=lambda gpu: details[gpu.name]),
        )
    )


def jax(*chips: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(local_devices=lambda: list(chips))


def chip(platform: str, **facts) -> SimpleNamespace:
    return SimpleNamespace(platform=platform, device_kind=f"a {platform}", **facts)


def torch(*capabilities: tuple, mps: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        backends=SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps)),
        cuda=SimpleNamespace(
            device_count=lambda: len(capabilities),
            get_device_name=lambda i: f"GPU {i}",
            get_device_capability=lambda i: capabilities[i],
        ),
    )


@pytest.fixture
def computer(monkeypatch, tmp_path):
    """computer(backend, module, flags): what hardware.py sees from then on."""

    def make(backend: str, module: SimpleNamespace, flags: str = "fpu sse2") -> None:
        fake = ModuleType(backend)
        vars(fake).update(vars(module))
        monkeypatch.setitem(sys.modules, backend, fake)
        monkeypatch.setattr(devices.keras.backend, "backend", lambda: backend)
        (tmp_path / "cpuinfo").write_text(f"model name\t: a CPU\nflags\t\t: {flags}\n")
        monkeypatch.setattr(devices, "CPUINFO", tmp_path / "cpuinfo")

    return make


@pytest.mark.parametrize(
    ("backend", "module", "at_once"),
    [
        ("tensorflow", tensorflow({"A100": (8, 0)}), [1, 1, 1, 1]),
        ("jax", jax(chip("cpu")), [1, 1, 1, 1]),
        ("jax", jax(chip("gpu", compute_capability="7.5")), [52, 39, 61, 1]),
    ],
)
def test_steps_in_one_call_divide_an_epoch(computer, backend, module, at_once):
    computer(backend, module)
    assert [devices.steps_at_once(steps) for steps in (468, 78, 61, 67)] == at_once


@pytest.mark.parametrize(("steps", "compiled"), [(1, True), (4, True), (4, False)])
def test_one_loop_takes_several_steps_where_they_may_be_compiled(monkeypatch, steps, compiled):
    model = build(replace(AUTO, jit_compile=compiled))
    model.steps_per_execution = steps
    monkeypatch.setattr(two_players, "in_one_loop", lambda model: "a loop")
    monkeypatch.setattr(two_players.keras.backend, "backend", lambda: "jax")
    model.make_train_function()
    assert (model.train_function == "a loop") == (steps > 1 and compiled)


@pytest.mark.parametrize(
    ("backend", "module", "flags", "fast"),
    [
        ("tensorflow", tensorflow({}), "fpu avx2", False),
        ("tensorflow", tensorflow({}), "fpu avx512_bf16", True),
        ("jax", jax(chip("cpu")), "amx_bf16", True),
        ("torch", torch(), "avx512f", False),
        ("tensorflow", tensorflow({"T4": (7, 5)}), "amx_bf16", False),
        ("tensorflow", tensorflow({"A100": (8, 0)}), "", True),
        ("tensorflow", tensorflow({"A100": (8, 0), "T4": (7, 5)}), "", False),
        ("tensorflow", tensorflow({}, ("TPU:0",)), "", True),
        ("jax", jax(chip("gpu", compute_capability="9.0")), "", True),
        ("jax", jax(chip("gpu", compute_capability="7.5")), "", False),
        ("jax", jax(chip("METAL")), "", False),
        ("jax", jax(chip("gpu", compute_capability="gfx90a")), "", False),
        ("numpy", jax(), "", False),
        ("jax", jax(chip("tpu")), "", True),
        ("torch", torch((9, 0)), "", True),
        ("torch", torch((7, 0)), "", False),
        ("torch", torch(mps=True), "", False),
    ],
)
def test_bfloat16_is_taken_where_it_is_multiplied_in_hardware(
    computer, backend, module, flags, fast
):
    computer(backend, module, flags)
    expected = "mixed_bfloat16" if fast else "float32"
    assert devices.precision("auto") == expected


def test_a_choice_of_ones_own_stands(computer):
    computer("tensorflow", tensorflow({"A100": (8, 0)}))
    assert devices.precision("float32") == "float32"


def test_a_system_without_cpuinfo_is_a_slow_one(computer, monkeypatch, tmp_path):
    computer("tensorflow", tensorflow({}))
    monkeypatch.setattr(devices, "CPUINFO", tmp_path / "none")
    assert devices.cpu_flags() == set() and not devices.fast_bfloat16()


@pytest.mark.parametrize(
    ("backend", "module", "name"),
    [
        ("tensorflow", tensorflow({"Tesla T4": (7, 5)}), "Tesla T4"),
        ("jax", jax(chip("tpu"), chip("tpu")), "a tpu, a tpu"),
        ("torch", torch((8, 0)), "GPU 0"),
        ("torch", torch(mps=True), "Apple GPU"),
        ("tensorflow", tensorflow({}), "CPU ("),
    ],
)
def test_a_record_names_the_device(computer, backend, module, name):
    computer(backend, module)
    assert devices.device().startswith(name)


@pytest.mark.usefixtures("eager")
def test_the_record_of_a_run_holds_what_auto_became(tmp_path, monkeypatch):
    monkeypatch.setattr(devices, "fast_bfloat16", lambda: True)
    train(AUTO, IMAGES, tmp_path / "run", verbose=0)
    assert load(tmp_path / "run").config.precision == "float32"  # in use, every computer alike
    for file in ("config.json", "run.json"):
        assert '"precision": "mixed_bfloat16"' in (tmp_path / "run" / file).read_text()
    # Another computer goes on in the run's precision only if it would choose the same.
    monkeypatch.setattr(devices, "fast_bfloat16", lambda: False)
    with pytest.raises(ValueError, match="another precision"):
        train(AUTO, IMAGES, tmp_path / "run", resume=True, verbose=0)


def test_a_model_built_by_hand_is_resolved_too(monkeypatch):
    monkeypatch.setattr(devices, "fast_bfloat16", lambda: False)
    assert build(AUTO).config.precision == "float32"
