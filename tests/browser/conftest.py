"""A browser for the tests of the built pages."""

from __future__ import annotations

import functools
import http.server
import os
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Request

sys.path.insert(0, str(Path(__file__).parents[1]))  # for built_book
from built_book import built

from infogan_lib.runs.pretrained import load_pretrained
from tools import project

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# For each window, Chromium would start two pages of its own behind the address line. Nobody sees
# them here, and they cost more than most of our pages. It heeds the last list of features alone, so
# this one begins with Playwright's.
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch", "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
THEMES = {"mode", "theme"}  # what the book's theme keeps of light and dark
MISSING = "no Chromium here: install chromium or google-chrome to run the tests in a browser"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line on the screen for each."""

    def do_GET(self):
        # index.html only leads on and names no icon, so a browser may guess one. No page lacks it.
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window. Where there is none: skipped, but never in CI."""
    path = project.browser()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = [*FLAGS, f"--disable-features={','.join(OFF)}"]
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def idle(browser) -> list[tuple[str, BrowserContext]]:
    """The context of the last visit with its options: a process that is there starts no new one."""
    return []


def called_off(request: Request) -> bool:
    """Whether the browser itself gave up, as on an icon still on its way to a page that it leaves.

    What is not there, or not allowed, ends with a status, ERR_FILE_NOT_FOUND or ERR_FAILED.
    """
    return request.failure == "net::ERR_ABORTED"


@pytest.fixture
def visit(browser, idle):
    """visit(address, **options) opens a page; `page.told` collects what went wrong there."""
    taken = []

    def opened(address, **options):
        options = {"viewport": {"width": 1280, "height": 900}} | options
        key = repr(sorted(options.items()))
        held, context = idle.pop() if idle else (key, None)
        if context is None or held != key:
            if context is not None:
                context.close()
            context = browser.new_context(**options)
        taken.append((key, context))
        before = context.pages
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.told, page.asked = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on(
            "requestfailed",
            lambda r: called_off(r) or page.told.append(f"failed: {r.url} {r.failure}"),
        )
        page.on("pageerror", lambda error: page.told.append(f"error: {error}"))
        page.on("console", lambda m: m.type == "error" and page.told.append(f"console: {m.text}"))
        page.on("response", lambda r: r.status >= 400 and page.told.append(f"{r.status}: {r.url}"))
        page.goto(address)
        for blank in before:
            blank.close()
        return page

    yield opened
    for key, context in taken:
        if idle or not emptied(context):
            context.close()
        else:
            idle.append((key, context))


def emptied(context: BrowserContext) -> bool:
    """Forget what every page leaves in a context, and leave one blank page; whether it could be.

    A context in which a test kept more is not used again: a browser that is asked to forget may do
    so later, when the next test has stored something.
    """
    try:
        page, *others = context.pages
        for other in others:
            other.close()
        if set(page.evaluate("Object.keys(localStorage)")) - THEMES:
            return False
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        context.clear_cookies()
    except (ValueError, Error):  # a test closed the page, or forbade it to store anything
        return False
    return True


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """The built book."""
    complaints, pages = built(tmp_path_factory)
    assert (pages / "index.html").is_file(), complaints
    return pages


@pytest.fixture(scope="session")
def server(folder):
    """The address at which the built book is served."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture(params=["http", "file"])
def book(request):
    """The book's address without a slash at the end: served, and opened from its folder.

    For what may depend on it: loading, addresses, storage, downloads. What does not asks once.
    """
    if request.param == "http":
        return request.getfixturevalue("server")
    return request.getfixturevalue("folder").as_uri()


@pytest.fixture(scope="session")
def model():
    return load_pretrained("mnist")


@pytest.fixture
def explore(visit, folder):
    """explore(hash, **options) opens the explorer's page and waits for the explorer.

    From its folder, where a browser forbids more, unless an `address` of the book is given.
    """

    def opened(state="", address=None, **options):
        page = visit(f"{address or folder.as_uri()}/book/explorer.html{state}", **options)
        page.wait_for_selector(".live-explorer[data-live=ready]")
        return page

    return opened


@pytest.fixture
def open_lab(visit, server):
    """open_lab(hash, **options) opens the lab's page and waits for the lab."""

    def opened(state="", address=None, **options):
        page = visit(f"{address or server}/book/lab.html{state}", **options)
        page.locator(".live-lab").scroll_into_view_if_needed()
        page.wait_for_selector(".live-lab[data-live=ready]")
        page.wait_for_selector(".lab-numbers div, .lab-line:not([hidden])")
        return page

    return opened
