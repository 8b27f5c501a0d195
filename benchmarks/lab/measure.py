"""Runs of the lab's scenarios in a headless Chromium: where each ends, seed by seed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

LIVE = Path(__file__).parents[2] / "book" / "live"
PARTS = ("product", "layers", "draws", "game", "information", "run", "state", "scenarios")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MOMENTS = 10  # of a run at which everything is measured, the end included

# A scenario from its start to its end, with one seed. No picture is drawn, and nothing else differs
# from what the page's worker does.
PLAY = """([name, seed, moments]) => {
    const lab = {};
    for (const part of infogan.labParts) part(lab);
    const { labState, labScenarios } = infogan;
    const { values, then, steps } = labScenarios[name];
    const settings = labState.asRun({ ...labState.start(), ...values, seed }, []);
    const run = lab.createRun(settings);
    const recorded = [];
    const began = performance.now();
    for (let step = 1; step <= steps; step++) {
        run.advance();
        if (step === then?.at) {
            const turned = { ...labState.start(), ...values, ...then.values };
            run.setRules(labState.asRun(turned, []).rules);
        }
        if (step % Math.round(steps / moments)) continue;
        const { information, bound, gap, ...m } = run.measures(settings.code);
        const least = m.purity && settings.settings.categories ? Math.min(...m.purity) : null;
        recorded.push({
            step, information: information?.value ?? null, error: information?.error ?? null,
            bound: bound?.value ?? null, gap: gap?.value ?? null, covered: m.covered ?? null,
            good: m.good ?? null, purity: least, d: run.now().d, g: run.now().g,
        });
    }
    const { at, codes } = run.points();
    return {
        seed, steps, seconds: (performance.now() - began) / 1000, moments: recorded,
        points: Array.from(at, (x) => Math.round(1000 * x) / 1000), codes: Array.from(codes),
    };
}"""


@contextmanager
def engine(browser: str) -> Iterator[tuple[Page, str]]:
    """A page that holds the lab's engine and scenarios, and the browser's version."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        try:
            yield open_engine(chromium), chromium.version
        finally:
            chromium.close()


def open_engine(chromium: Browser) -> Page:
    """An empty page with the engine and the scenarios."""
    page = chromium.new_page()
    page.set_default_timeout(0)  # however busy the computer
    for part in PARTS:
        page.add_script_tag(path=LIVE / f"lab-{part}.js")
    return page


def names(page: Page) -> list[str]:
    """The scenarios, in the page's order."""
    return page.evaluate("Object.keys(infogan.labScenarios)")


def play(page: Page, scenario: str, seed: int) -> dict[str, Any]:
    """One run to its end: its moments, its seconds, and G's points there."""
    return page.evaluate(PLAY, [scenario, seed, MOMENTS])
