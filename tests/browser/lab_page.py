"""What tests ask of the lab in its page."""

from __future__ import annotations

PLACE = ".live-lab .live"
STEPS = "() => Number(document.querySelector('.live-lab .live').dataset.steps)"
MOVED = f"n => ({STEPS})() > n"
# Waits until it has made no step for a while; returns how many there were.
REST = f"""async () => {{
    for (let before = -1, now = 0; ; before = now) {{
        now = ({STEPS})();
        if (now === before) return now;
        await new Promise((done) => setTimeout(done, 400));
    }}
}}"""
SHORT = """() => {
    for (const scenario of Object.values(infogan.labScenarios)) {
        scenario.steps = 3;
        if (scenario.then) scenario.then.at = 2;
    }
}"""


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)
