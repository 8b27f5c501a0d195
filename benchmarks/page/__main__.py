"""Time the networks in a browser: python -m benchmarks.page [--book FOLDER] [--onnx FOLDER]

Prints a table for the engine of the book's pages, and with --onnx for onnxruntime-web beside it.
README.md in this folder says how to get what --onnx needs.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RUNTIME = ("ort.wasm.min.js", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
NETWORKS = ("generator.onnx", "recognition.onnx")
BARS = {"payload": 8.0, "first": 2000.0, "image_cpu": 16.0, "grid_cpu": 250.0}


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


def megabytes(paths: list[Path]) -> float:
    """Size of files as a server sends them, compressed."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths) / 1e6


def cpu_seconds(metrics: CDPSession) -> float:
    """Processor time that the page's thread has used: a busy computer does not change it."""
    found = metrics.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in found if m["name"] == "TaskDuration")


def first_image(page: Page, book: str) -> float:
    """Milliseconds from the explorer's being seen to its first image."""
    page.goto(f"{book}/book/explorer.html")
    page.wait_for_selector("[data-live=ready]")
    return page.evaluate(
        "() => performance.getEntriesByName('live-ready')[0].startTime"
        " - performance.getEntriesByName('live-seen')[0].startTime"
    )


def engine(page: Page, address: str) -> dict[str, float]:
    """Milliseconds of one engine: medians by the clock, and means by the processor."""
    page.goto(address)
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
    result = {"ready": page.evaluate("prepare()")}
    for name, call in (("image", "images(200)"), ("grid", "grids(10)")):
        before = cpu_seconds(metrics)
        times = page.evaluate(call)
        spent = 1000 * (cpu_seconds(metrics) - before) / len(times)
        result |= {name: sorted(times)[len(times) // 2], f"{name}_cpu": spent}
    return result


def main() -> int:
    """Measure and print; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", type=Path, default=Path("_build/html"), help="the built book")
    parser.add_argument("--onnx", type=Path, help="folder with onnxruntime-web and the networks")
    options = parser.parse_args()
    live = options.book / "_static" / "live"
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None or not live.is_dir():
        print("needs Chromium, and a book built by make book", file=sys.stderr)
        return 2
    rows = {"own": {"payload": megabytes([p for p in live.iterdir() if p.suffix == ".js"])}}
    Handler.onnx = options.onnx
    handler = functools.partial(Handler, directory=str(options.book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page()
            page.set_default_timeout(0)  # however busy the computer
            rows["own"]["first"] = first_image(page, address)
            rows["own"] |= engine(page, f"{address}/bench/own.html")
            if options.onnx:
                files = [options.onnx / name for name in (*RUNTIME, *NETWORKS)]
                rows["onnxruntime-web"] = {"payload": megabytes(files)}
                rows["onnxruntime-web"] |= engine(page, f"{address}/bench/onnx.html")
            browser.close()
        server.shutdown()
    columns = ("payload", "first", "ready", "image", "image_cpu", "grid", "grid_cpu")
    print("payload in MB compressed, the rest in ms")
    print(f"{'':16}" + "".join(f"{name:>11}" for name in columns))
    for name, row in {"bar": BARS, **rows}.items():
        cells = (f"{row[c]:11.1f}" if c in row else f"{'':11}" for c in columns)
        print(f"{name:16}" + "".join(cells))
    print(json.dumps(rows))
    return int(any(rows["own"][name] > bar for name, bar in BARS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
