"""A page follows the address that was asked for, whatever it writes there meanwhile itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
# A page's own write, which waits for a pause, may come between a link and the event that tells of
# it.
OVERWRITTEN = "hash => { location.hash = hash; history.replaceState(null, '', '#noise=1'); }"


def test_the_explorer_follows_an_address_that_is_written_over(visit, folder):
    page = visit(f"{folder.as_uri()}/book/explorer.html")
    page.wait_for_selector(".live-explorer[data-live=ready]")
    page.evaluate(OVERWRITTEN, "#noise=5")
    page.wait_for_url("**#category=0&*noise=5")


def test_the_lab_opens_a_scenario_whose_address_is_written_over(visit, folder):
    page = visit(f"{folder.as_uri()}/book/lab.html")
    page.locator(".live-lab").scroll_into_view_if_needed()
    page.wait_for_selector(".live-lab[data-live=ready]")
    page.evaluate(OVERWRITTEN, "#scenario=too-few-codes")
    expect(page.locator(".lab-question button")).to_have_count(4)
    page.wait_for_url("**#scenario=too-few-codes")
