"""A page follows the address that was asked for, whatever it writes there meanwhile itself."""

from __future__ import annotations

from playwright.sync_api import expect

# As a write that waited for a pause may, between a link and the event that tells of it.
OVERWRITTEN = """hash => addEventListener(
    "hashchange", () => history.replaceState(null, "", hash), { capture: true, once: true })"""


def test_the_explorer_follows_an_address_that_is_written_over(visit, folder):
    page = visit(f"{folder.as_uri()}/book/explorer.html#noise=2")
    page.wait_for_selector(".live-explorer[data-live=ready]")
    page.wait_for_url("**#category=0&*noise=2")
    page.evaluate(OVERWRITTEN, "#noise=1")
    page.evaluate("location.hash = '#noise=5'")
    page.wait_for_url("**#category=0&*noise=5")


def test_the_lab_opens_a_scenario_whose_address_is_written_over(visit, folder):
    page = visit(f"{folder.as_uri()}/book/lab.html")
    page.locator(".live-lab").scroll_into_view_if_needed()
    page.wait_for_selector(".live-lab[data-live=ready]")
    page.wait_for_url("**#data=*")
    page.evaluate(OVERWRITTEN, "#K=4")
    page.locator(".lab-scenarios a[href='#scenario=too-few-codes']").press("Enter")
    expect(page.locator(".lab-question button")).to_have_count(4)
    page.wait_for_url("**#scenario=too-few-codes")
