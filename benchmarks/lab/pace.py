"""How fast the lab runs in the built page while it draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.lab.measure import FLAGS

PLAY = "#K=8&batch=128"
#: What each measure is, the bar, and whether the bar is the least or the most.
BARS: dict[str, tuple[str, float, str]] = {
    "steps": ("training steps a second, while it draws", 150.0, "at least"),
    "frames": ("pictures a second", 20.0, "at least"),
    "blocked": ("longest the page was blocked while it played, ms", 50.0, "at most"),
    "script": ("script of the lab, kB", 150.0, "at most"),
    "measures": ("values of the exact I a second", 1.0, "at least"),
}
# Counts what happens between two moments of a playing lab. A frame is one that was painted after an
# answer of the worker; a task of more than 50 ms is one that the browser itself calls long.
WATCH = """async (seconds) => {
    const place = document.querySelector(".live-lab .live");
    let [frames, changes, blocked] = [0, 0, 0];
    let last = place.dataset.steps;
    let lastInformation = "";
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) blocked = Math.max(blocked, duration);
    }).observe({ type: "longtask" });
    const [start, from] = [performance.now(), Number(last)];
    while (performance.now() - start < 1000 * seconds) {
        await new Promise(requestAnimationFrame);
        if (place.dataset.steps !== last) frames++;
        last = place.dataset.steps;
        const row = [...place.querySelectorAll(".lab-numbers div")]
            .find((div) => div.textContent.startsWith("exact"));
        if (row && row.textContent !== lastInformation) {
            lastInformation = row.textContent;
            changes++;
        }
    }
    const passed = (performance.now() - start) / 1000;
    return {
        steps: (Number(last) - from) / passed, frames: frames / passed,
        measures: changes / passed, blocked,
    };
}"""


def measure(browser: str, book: Path, seconds: float) -> dict[str, Any]:
    """Play in the built page at 1366 × 900 and count."""
    folder = book / "_static" / "live"
    size = sum(p.stat().st_size for p in folder.glob("lab*.js")) / 1000
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        page = chromium.new_page(viewport={"width": 1366, "height": 900})
        page.goto(f"{(book / 'book' / 'lab.html').resolve().as_uri()}{PLAY}")
        page.locator(".live-lab").scroll_into_view_if_needed()
        page.wait_for_selector(".live-lab[data-live=ready]", timeout=0)
        page.get_by_role("button", name="play", exact=True).click()
        page.wait_for_function(
            "() => Number(document.querySelector('.live-lab .live').dataset.steps) > 200", timeout=0
        )
        found = page.evaluate(WATCH, seconds)
        version = chromium.version
        chromium.close()
    return {"browser": version, "seconds": seconds, "found": {**found, "script": size}}


def missed(record: dict[str, Any]) -> list[str]:
    """The bars that are not kept, a line each."""
    found = []
    for name, (what, bar, kind) in BARS.items():
        value = record["found"][name]
        if not (value >= bar if kind == "at least" else value <= bar):
            found.append(f"{what}: {value:.1f}, {kind} {bar:g}")
    return found


def render(record: dict[str, Any]) -> str:
    """Markdown: a row a measure, and where the numbers come from."""
    rows = ["| | bar | measured |", "|---|--:|--:|"]
    for name, (what, bar, kind) in BARS.items():
        value = record["found"][name]
        shown = "none" if name == "blocked" and value == 0 else f"{value:,.1f}"
        rows.append(f"| {what} | {kind} {bar:g} | {shown} |")
    machine = record["machine"]
    loads = [x for x in record["load"] if x is not None]
    shown = f"{min(loads):g} to {max(loads):g}" if loads else "unknown"
    return "\n".join([
        *rows, "",
        f"Measured {record['date']} on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}, in Chromium {record['browser']} without a window, over "
        f"{record['seconds']:g} s of playing. Blocked: the longest task of more than 50 ms, if "
        f"there was one. Load average {shown}; this run alone makes about 2. "
        f"Command: `{record['command']}`.",
    ])  # fmt: skip
