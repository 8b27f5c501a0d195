"""What a reader of the built book waits for, measured in a headless Chromium."""

from __future__ import annotations

import functools
import gzip
import http.server
import statistics
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RUNTIME = ("ort.wasm.min.js", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
NETWORKS = ("generator.onnx", "recognition.onnx")
LEADS_ON = 'http-equiv="Refresh"'
LOW = {"width": 1280, "height": 560}  # a window in which the explorer's grid is not yet near

# The page is ready once its first picture is drawn (book/live/start.js).
FIRST = """() => performance.getEntriesByName("live-ready")[0].startTime
    - performance.getEntriesByName("live-seen")[0].startTime"""
# Moves of the first slider, one a frame, each waited for: G, Q, the picture and the reading.
SLIDE = """async (n) => {
    const frame = () => new Promise(requestAnimationFrame);
    const slider = document.querySelector(".live-slider input");
    for (let i = 0; i < n; i++) {
        slider.value = Math.sin(i);
        slider.dispatchEvent(new Event("input"));
        await frame();
    }
    await frame();
}"""
# Another z while the grid is in sight, until its last cell is drawn: milliseconds for each.
GRID = """async (n) => {
    const board = document.querySelector(".live-board");
    const another = [...document.querySelectorAll(".live button")]
        .find((button) => button.textContent === "another z");
    const times = [];
    for (let i = 0; i < n; i++) {
        const start = performance.now();
        another.click();
        while (!board.dataset.drawn) await new Promise((done) => setTimeout(done));
        times.push(performance.now() - start);
    }
    return times;
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the book, with this folder at /bench/ and the rival's files at /onnx/."""

    onnx: Path | None = None

    def translate_path(self, path: str) -> str:
        """Where on the disk a path of the server lies."""
        for prefix, folder in (("/bench/", HERE), ("/onnx/", self.onnx)):
            if folder and path.startswith(prefix):
                return str(folder / path.removeprefix(prefix).split("?")[0])
        return super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def measure(
    browser: str, book: Path, onnx: Path | None = None, images: int = 200, visits: int = 5
) -> dict[str, Any]:
    """Start the browser at this path and return :func:`measure_in`'s record."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        try:
            return measure_in(chromium, book, onnx, images, visits)
        finally:
            chromium.close()


def measure_in(
    chromium: Browser, book: Path, onnx: Path | None = None, images: int = 200, visits: int = 5
) -> dict[str, Any]:
    """Return ``{"browser": version, "pages": how many have no panel, "engines": {name: row}}``.

    A row maps a measure to its number; :mod:`benchmarks.page.report` says what each one is.
    """
    Handler.onnx = onnx
    handler = functools.partial(Handler, directory=str(book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        own = {
            "payload": megabytes([p for p in (book / "_static" / "live").iterdir() if p.is_file()])
        }
        own["first"] = statistics.median(first_image(chromium, address) for _ in range(visits))
        own |= explorer(chromium, address, images)
        bare = without_panel(book)
        own["elsewhere"] = asked_elsewhere(chromium, address, bare)
        own |= engine(chromium, f"{address}/bench/own.html", images)
        engines = {"own": own}
        if onnx:
            payload = megabytes([onnx / name for name in (*RUNTIME, *NETWORKS)])
            rival = engine(chromium, f"{address}/bench/onnx.html", images)
            engines["onnxruntime-web"] = {"payload": payload, **rival}
        server.shutdown()
    return {
        "browser": chromium.version,
        "pages": len(bare),
        "images": images,
        "engines": engines,
    }


def megabytes(paths: list[Path]) -> float:
    """Size of files as a server sends them, compressed."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths) / 1e6


def without_panel(book: Path) -> list[str]:
    """The pages, by their path in the book, that hold no live panel and lead to no other page."""
    found = []
    for path in sorted(book.rglob("*.html")):
        if "_static" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if "/live/start.js" not in text and LEADS_ON not in text:
            found.append(path.relative_to(book).as_posix())
    return found


def opened(chromium: Browser, address: str, **options: Any) -> Page:
    """A page of its own context: nothing is cached."""
    page = chromium.new_context(**options).new_page()
    page.set_default_timeout(0)  # however busy the computer
    page.goto(address)
    return page


def first_image(chromium: Browser, book: str) -> float:
    """Milliseconds from the explorer's being seen to its first image, loading included."""
    page = opened(chromium, f"{book}/book/explorer.html")
    page.wait_for_selector("[data-live=ready]")
    found = page.evaluate(FIRST)
    page.context.close()
    return found


def explorer(chromium: Browser, book: str, moves: int) -> dict[str, float]:
    """A slider's move and the grid, with all that the page does for them."""
    page = opened(chromium, f"{book}/book/explorer.html", viewport=LOW)
    page.wait_for_selector("[data-live=ready]")
    page.evaluate(SLIDE, 20)
    _, spent = processor(page, lambda: page.evaluate(SLIDE, moves))
    page.locator(".live-board").scroll_into_view_if_needed()
    page.wait_for_selector(".live-board[data-drawn*=style]")
    times = page.evaluate(GRID, 5)
    page.context.close()
    return {"move_cpu": spent / moves, "page_grid": statistics.median(times)}


def asked_elsewhere(chromium: Browser, book: str, pages: list[str]) -> int:
    """How many of the panels' files were asked for by pages that have no panel."""
    asked: list[str] = []
    for name in pages:
        page = chromium.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{book}/{name}", wait_until="load")
        page.context.close()
    return sum("/_static/live/" in url for url in asked)


def engine(chromium: Browser, address: str, images: int) -> dict[str, float]:
    """Milliseconds of one engine: medians by the clock, and means by the processor."""
    page = opened(chromium, address)
    result = {"ready": page.evaluate("prepare()")}
    for name, call in (("image", f"images({images})"), ("grid", f"grids({max(2, images // 20)})")):
        times, spent = processor(page, functools.partial(page.evaluate, call))
        result |= {name: statistics.median(times), f"{name}_cpu": spent / len(times)}
    page.context.close()
    return result


def processor(page: Page, work: Callable[[], Any]) -> tuple[Any, float]:
    """What ``work`` returns, and the milliseconds that the page's thread computed meanwhile.

    A busy computer does not change the second as it changes the clock.
    """
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _seconds(metrics)
    answer = work()
    return answer, 1000 * (_seconds(metrics) - before)


def _seconds(metrics: CDPSession) -> float:
    found = metrics.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in found if m["name"] == "TaskDuration")
