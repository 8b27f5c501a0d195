"""The benchmark compares what it says it compares; how fast anything is, no test asks."""

from __future__ import annotations

import io
import json
from functools import cache

import numpy as np
import pytest

from benchmarks import gpu, quality, step, table
from benchmarks.contestants import CONTESTANTS, TUTORIAL, prepare
from benchmarks.worker import Turns
from infogan_lib.recipes.config import preset

pytestmark = pytest.mark.slow
TINY = {"width": 1 / 16, "noise": 4, "batch_size": 8, "jit_compile": False, "ramp_steps": 0}
IMAGES = np.random.default_rng(0).uniform(-1, 1, (40, 28, 28, 1)).astype("float32")
SPEEDS = {"official": [300.0, 100.0, 200.0], "official-torch": [100.0, 50.0, 200.0]}


class Stopped(Exception):
    pass


def tiny(name: str):
    if "torch" in name:
        pytest.importorskip("torch")
    return prepare(name, IMAGES, **{**TINY, **CONTESTANTS[name].changes, "batch_size": 8})


@cache
def untrained(name: str):
    """The loop for those who only look at its networks."""
    return tiny(name)


def train(loop, steps: int) -> list[float]:
    """Run a loop for so many steps; its losses."""
    seen = []

    def done(loss, taken=1):
        assert taken == 1  # on a CPU
        seen.append(float(loss))
        if len(seen) == steps:
            raise Stopped

    with pytest.raises(Stopped):
        loop.run(done)
    return seen


def facts(speeds: list[float], **changes) -> dict:
    return {
        "batch": 8, "parameters": {"G": 10, "D": 20, "Q": 3}, "images_a_second": speeds,
        "cpu_seconds_a_thousand": [1.0] * len(speeds), "peak_mb": 700, "steps_a_turn": 2, **changes,
    }


@pytest.mark.parametrize("name", [
    "official-torch", "default-torch", "official-torch-once", "default-torch-once",
    "official-torch-bfloat16", "default-torch-bfloat16",
    "official-tutorial", "tutorial", "default-eager", "default-channels",
])
def test_two_steps_teach_every_network(name, request):
    if name == "default-channels":  # tracing channels takes ten times as long as two steps
        request.getfixturevalue("eager")
    loop = tiny(name)
    before = loop.parts()
    losses = train(loop, 2)
    after = loop.parts()
    assert np.isfinite(losses).all()
    assert set(after) == {"G", "D", "Q"}
    for part, arrays in after.items():
        assert len(arrays) > 0
        for old, new in zip(before[part], arrays, strict=True):
            assert np.isfinite(new).all()
            assert not np.array_equal(old, new), f"{part}: an array of shape {new.shape} rests"


@pytest.mark.parametrize("ours", ["official", "default"])
def test_rows_with_the_same_networks_have_the_same_weights(ours):
    def shapes(name):
        return {
            part: sorted(array.size for array in arrays)
            for part, arrays in untrained(name).parts().items()
        }

    for kind in ("-once", "-bfloat16"):
        assert shapes(ours + "-torch") == shapes(ours + "-torch" + kind)
    assert shapes(ours + "-torch") == shapes(ours) == shapes(ours + "-tutorial")
    batches = [untrained(ours + kind).batch for kind in ("-torch", "", "-tutorial")]
    assert len(set(batches)) == 1


def test_the_tutorials_own_networks_are_its_own():
    own, ours = untrained("tutorial").parts(), untrained("official-tutorial").parts()
    assert all(sum(a.size for a in own[part]) != sum(a.size for a in ours[part]) for part in "GDQ")


def test_the_names_say_what_the_rows_are():
    for name, who in CONTESTANTS.items():
        assert (who.networks == TUTORIAL) == (name == "tutorial")
        assert ("torch" in name) == (who.module == "benchmarks.pytorch")
        assert ("returned" in name) != who.keep_memory
    for networks, ours in table.SAME.items():
        assert CONTESTANTS[ours].networks == networks


def test_an_unknown_contestant_is_refused():
    with pytest.raises(ValueError, match="official-torch"):
        prepare("nobody", IMAGES)


def test_a_turn_has_so_many_steps_and_only_the_timed_ones_count():
    asked, answers = io.StringIO("1 3\n0 2\n"), io.StringIO()
    turns = Turns(asked, answers)
    turns.wait()
    taken = []
    with pytest.raises(SystemExit):
        while True:
            taken.append(0.5)
            turns(taken[-1])
    told = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert len(taken) == 6 and [answer["steps"] for answer in told] == [3, 2]
    assert all(answer["seconds"] >= 0 and answer["peak_mb"] > 1 for answer in told)


def test_speed_counts_real_images():
    turns = [{"steps": 4, "seconds": 2.0, "cpu_seconds": 3.0, "peak_mb": 5},
             {"steps": 4, "seconds": 1.0, "cpu_seconds": 1.0, "peak_mb": 9}]  # fmt: skip
    found = step.summary(turns, batch=50)
    assert found["images_a_second"] == [100.0, 200.0]
    assert found["cpu_seconds_a_thousand"] == [15.0, 5.0]
    assert found["peak_mb"] == 9


def test_a_ratio_compares_within_a_round():
    ours, theirs = (facts(SPEEDS[name]) for name in ("official", "official-torch"))
    # Of the rounds' 3, 2 and 1; the ratio of the medians would be 2 as well, so turn two about.
    assert table.ratio(ours, theirs) == 2
    assert table.ratio(ours, facts([50.0, 200.0, 100.0])) == 2
    assert table.ratio(ours, ours) == 1
    with pytest.raises(ValueError):
        table.ratio(ours, facts([1.0]))


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("top\n<!-- step -->\nold\n<!-- end of step -->\nbottom\n")
    return path


def test_a_table_is_put_between_its_markers(page):
    table.fill(page, "step", "new | ×\nline")
    assert table.filled(page, "step") == "new | ×\nline"
    assert page.read_text().startswith("top\n") and page.read_text().endswith("\nbottom\n")
    with pytest.raises(ValueError, match="quality"):
        table.fill(page, "quality", "x")


def test_the_page_shows_the_record():
    record = json.loads(step.RECORD.read_text(encoding="utf-8"))
    assert table.filled(step.README, "step") == table.render(record)
    measured = record["contestants"]
    assert set(CONTESTANTS) == set(measured)
    for name, who in ((name, CONTESTANTS[name]) for name in measured):
        if ours := table.SAME.get(who.networks):
            assert measured[name]["parameters"] == measured[ours]["parameters"]
            assert measured[name]["batch"] == measured[ours]["batch"]
    for found in measured.values():
        assert len(found["images_a_second"]) == record["rounds"] >= 5


def test_time_to_quality_ends_at_the_goal_or_the_limit_and_not_before(monkeypatch):
    clock = quality.UntilFound(IMAGES, np.arange(40) % 10, goal=0.5, limit=3600.0)
    accuracies = iter([0.2, 0.4, 0.7, 0.3])
    monkeypatch.setattr(clock, "accuracy", lambda: next(accuracies))
    clock.set_model(type("Model", (), {"stop_training": False})())
    for epoch in range(3):
        assert not clock.model.stop_training
        clock.on_epoch_end(epoch)
    assert clock.model.stop_training and clock.reached == clock.rows[-1]["seconds"]
    assert [row["accuracy"] for row in clock.rows] == [0.2, 0.4, 0.7]
    late = quality.UntilFound(IMAGES, np.arange(40) % 10, goal=0.5, limit=0.0)
    monkeypatch.setattr(late, "accuracy", lambda: next(accuracies))
    late.set_model(type("Model", (), {"stop_training": False})())
    late.on_epoch_end(0)
    assert late.model.stop_training and late.reached is None


def test_the_page_shows_the_records_of_time_to_quality():
    assert quality.published(), "no record: run the commands of benchmarks/README.md"
    assert table.filled(quality.README, "quality") == quality.render(quality.published())


def test_the_accelerators_rows_train_in_bfloat16():
    """Autocast rounds products: the same seed then has another loss, nearly the same."""
    torch = pytest.importorskip("torch")
    pytorch = pytest.importorskip("benchmarks.pytorch")
    losses = {}
    for bfloat16 in (False, True):
        config = preset("official", **{**TINY, "batch_size": 8})
        torch.manual_seed(0)
        losses[bfloat16] = train(pytorch.prepare(config, IMAGES, bfloat16=bfloat16), 2)[0]
    assert losses[True] != losses[False]
    assert losses[True] == pytest.approx(losses[False], rel=0.05)


def test_an_accelerators_record_is_made_row_by_row_and_seed_by_seed(monkeypatch):
    monkeypatch.setattr(gpu, "SEEDS", (200,))
    # XLA in a hurry: what it compiles is not used for long.
    monkeypatch.setenv("XLA_FLAGS", "--xla_backend_optimization_level=0")
    record = gpu.compare(["default-xla"], 1, 0.01, "tensorflow", "a test", "sample", whole=1000)
    assert len(record["contestants"]["default-xla"]["images_a_second"]) == 1
    (run,) = record["seeds"]  # the bundled sample has no test digits
    assert run["seconds"] is None and "test digits" in run["why"]
    monkeypatch.setattr(gpu, "measure", lambda *_: {"contestants": {}})
    late = gpu.compare([], 1, 0.01, "tensorflow", "a test", "sample", whole=0)
    assert late["seeds"] == [{"seed": 200, "seconds": None, "why": "no time was left"}]


def test_an_accelerators_table_compares_like_with_like():
    speeds = {"default": 300, "default-bfloat16": 600,
              "default-torch": 100, "default-torch-bfloat16": 400}  # fmt: skip
    record = {
        "contestants": {name: facts([float(n)] * 3) for name, n in speeds.items()},
        "seeds": [{"seed": 200, "seconds": 31.5, "why": "", "busy": 0.41},
                  {"seed": 201, "seconds": None, "why": "0.940 after 60 s", "busy": None}],
        "date": "2000-01-01", "device": "Chip", "backend": "jax", "rounds": 3,
        "machine": {"system": "Linux"}, "versions": {"keras": "3"},
    }  # fmt: skip
    shown = gpu.render(record)
    ratios = [line.split("|")[-2].strip() for line in shown.splitlines()[2:6]]
    assert ratios == ["–", "–", "× 3.00", "× 1.50"]
    assert "| 200 | 31.5 | 41% |" in shown
    assert "| 201 | not reached: 0.940 after 60 s | unknown |" in shown
    assert "Chip, backend jax" in shown
    assert "seconds to" in shown and "seconds to" not in gpu.render(record | {"seeds": []})


def test_without_an_accelerator_the_command_says_so(monkeypatch):
    monkeypatch.setattr(gpu, "accelerator", lambda backend: "")
    with pytest.raises(SystemExit, match="no accelerator is seen"):
        gpu.main([])
    monkeypatch.setattr(gpu, "accelerator", lambda backend: "Chip" if backend == "jax" else "")
    assert gpu.found(None) == ("jax", "Chip")
    with pytest.raises(SystemExit):
        gpu.found("tensorflow")


def test_the_page_shows_the_accelerators_record_or_that_there_is_none():
    assert table.filled(gpu.README, "gpu") == gpu.published()
