"""The teachers' links open the explorer and the lab in the state that they name."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from explorer_page import assert_shows

from tools.project import ROOT

pytestmark = pytest.mark.slow
PAGES = sorted((ROOT / "book").glob("teaching*.md"))


def states(name: str) -> list[str]:
    """Each state of the page `name` that a teachers' page links to, once."""
    texts = (path.read_text(encoding="utf-8") for path in PAGES)
    tags = (tag for text in texts for tag in BeautifulSoup(text, "html.parser")("a", href=True))
    links = [tag["href"] for tag in tags]
    return sorted({link.split("#")[1] for link in links if link.startswith(f"{name}.html#")})


@pytest.mark.parametrize("state", states("explorer"))
def test_the_explorer_opens_in_the_state(visit, folder, model, state):
    page = visit(f"{folder.as_uri()}/book/explorer.html#{state}")
    page.wait_for_selector(".live-explorer[data-live=ready]")
    said = {name: float(value) for name, value in parse_qsl(state)}
    known = {code.name for code in model.latent.codes} | {"noise"}
    assert said.keys() <= known and said.keys() & known
    values = {name: said.get(name, 0.0) for name in known - {"noise"}}
    values["category"] = int(values["category"])
    assert_shows(page, model, values, int(said.get("noise", 0)))


@pytest.mark.parametrize("state", states("lab"))
def test_the_lab_knows_the_state(visit, folder, state):
    page = visit(f"{folder.as_uri()}/book/lab.html#{state}")
    page.wait_for_selector(".live-lab[data-live=ready]")
    read = "hash => infogan.labState.fromAddress(hash, infogan.labScenarios)"
    found, said = page.evaluate(read, f"#{state}"), dict(parse_qsl(state))
    assert found["named"] and found["wrong"] == []
    assert found["scenario"] == said.pop("scenario", None)
    fields = page.evaluate("Object.keys(infogan.labState.FIELDS)")
    for name, value in said.items():
        assert name in fields and str(found["values"][name]) == value
    shown = page.evaluate("infogan.labState.fromAddress(location.hash, infogan.labScenarios)")
    assert shown == found and page.told == []


def test_both_pages_are_linked_to():
    assert len(states("explorer")) >= 8 and len(states("lab")) >= 8
    assert not any(re.search(r"[^\w=&.-]", s) for s in states("explorer") + states("lab"))
