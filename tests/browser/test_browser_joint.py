"""The explorable joint: what a drag does to every number, by mouse and by keyboard."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow
PAGE = "notebooks/05-mutual-information-as-cross-entropy.html"


@pytest.fixture
def box(visit, server):
    page = visit(f"{server}/{PAGE}")
    box = page.locator(".live-joint")
    box.scroll_into_view_if_needed()
    page.wait_for_selector(".live-joint[data-live=ready]")
    return box


def nats(box) -> dict[str, float]:
    rows = box.locator(".joint-nats tr")
    return {
        row.get_attribute("data-name"): float(
            row.locator(".joint-number").inner_text().replace("−", "-")
        )
        for row in rows.all()
    }


def cells(box) -> list[float]:
    return [float(text.split()[0]) for text in box.locator(".joint-value").all_inner_texts()]


def test_it_opens_at_the_chapters_numbers(box):
    assert nats(box) == {
        "entropy": 0.6931, "conditional": 0.4677, "information": 0.2254,
        "crossEntropy": 0.5093, "bound": 0.1839, "gap": 0.0416,
    }  # fmt: skip


def test_a_probability_is_dragged_and_the_others_make_room(box):
    first = box.get_by_label("P(code 0, A)")
    before = cells(box)[:6]
    first.focus()
    for _ in range(50):
        first.press("ArrowRight")
    after = cells(box)[:6]
    assert after[0] == pytest.approx(before[0] + 0.05, abs=2e-3)
    assert sum(after) == pytest.approx(1, abs=3e-3)
    assert after[5] / after[3] == pytest.approx(before[5] / before[3], rel=0.03)
    found = nats(box)
    assert found["information"] == pytest.approx(found["bound"] + found["gap"], abs=2e-4)


def test_q_climbs_and_the_posterior_closes_the_gap(box):
    before = nats(box)
    for _ in range(5):
        box.get_by_role("button", name="Q climbs one step").click()
    climbed = nats(box)
    assert before["bound"] < climbed["bound"] < climbed["information"] == before["information"]
    box.get_by_role("button", name="Q is the posterior").click()
    assert nats(box)["gap"] == 0
    box.get_by_role("button", name="the code is ignored").click()
    ignored = nats(box)
    assert ignored["information"] == 0 and ignored["bound"] < 0
    box.get_by_role("button", name="start again").click()
    assert nats(box) == before


def test_a_symbol_lights_up_what_it_is_made_of(box):
    box.locator(".joint-nats tr[data-name=entropy]").hover()
    assert box.locator(".joint-table .lit").count() == 2  # the two sums P(c)
    box.locator(".joint-nats tr[data-name=crossEntropy]").focus()
    assert box.locator(".joint-table .lit").count() == 6 + 3
