"""Cost to the page: 1,000 requests on one page, with the extension and without it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from server.demo_inbox import ADDRESS, SAMPLE, Request, page
from tests.bench.service import doorstep, free_port
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import EXTENSION, eventually
from tests.browser.harness.service import Service
from tests.browser.harness.site import RunningSite
from tests.browsers import find_chromium

CARDS = 1000
# In the page before anything else: tasks over 50 ms, and what moves without the user's doing.
OBSERVE = """<script>
  window.tasks = []; window.shifts = [];
  const watch = (type, keep) => new PerformanceObserver((list) => list.getEntries().forEach(keep))
    .observe({ type, buffered: true });
  watch("longtask", ({ startTime, duration }) => tasks.push([startTime, duration]));
  watch("layout-shift", ({ startTime, value, hadRecentInput }) =>
    hadRecentInput || shifts.push([startTime, value]));
</script>"""


@dataclass(frozen=True)
class Cost:
    """What one opening of the page cost its main thread, in ms."""

    longest: float
    """The longest task after the page itself was loaded; 0 when none was over 50 ms."""
    script: float
    """All script, the page's own too."""


def many() -> str:
    """The sample requests again and again, each of somebody else."""
    people = [
        Request(f"{SAMPLE[i % len(SAMPLE)].name} {i}", "Tester", SAMPLE[i % len(SAMPLE)].note)
        for i in range(CARDS)
    ]
    return page(people).replace("<head>", f"<head>{OBSERVE}", 1)


def cost(shown: Page, cdp: CDPSession, open_page: Callable[[], object]) -> Cost:
    """Open the page, let it settle, and read what it cost."""
    cdp.send("Performance.enable")
    open_page()
    metrics = {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
    loaded = shown.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    tasks = [span for start, span in shown.evaluate("tasks") if start > loaded]
    return Cost(max(tasks, default=0.0), metrics["ScriptDuration"] * 1000)


def cost_to_page(data: Path) -> tuple[Cost, Cost]:
    """With the extension and all badges scored, and without it. ``data`` has a model."""
    html = many()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        plain = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        shown = plain.new_page(viewport={"width": 1100, "height": 900})

        def serve(route: Route) -> None:
            route.fulfill(content_type="text/html; charset=utf-8", body=html)

        shown.route("**/*", serve)

        def alone() -> None:
            shown.goto(ADDRESS)
            shown.wait_for_timeout(3000)

        without = cost(shown, shown.context.new_cdp_session(shown), alone)
        plain.close()

        service = Service(data, Path(name) / "copy")
        service.start()
        with RunningSite(Path(name)) as site:
            browser = Chromium(playwright, EXTENSION, site.port)
            browser.pair(service.code(), service.port)
            address = site.show(html, ADDRESS)

            def badged() -> None:
                browser.open(address)
                eventually(lambda: all_scored(browser), 120)

            ours = cost(browser.page, browser.cdp, badged)
            browser.close()
        service.stop()
    return ours, without


def all_scored(browser: Chromium) -> None:
    """Fail until every card has a badge and the last one its verdict."""
    roots = browser.closed_roots()
    assert len(roots) == CARDS, len(roots)
    asked = "(root) => root.querySelector('[data-band]')?.dataset.band"
    assert browser.ask_root(roots[-1], asked)


def rows(data: Path) -> list[str]:
    """The lines of the table."""
    ours, without = cost_to_page(data)
    per_card = (ours.script - without.script) / CARDS
    return [
        f"| {CARDS} requests on a page: longest task after it is loaded | - |"
        f" {ours.longest:.0f} ms | {without.longest:.0f} ms | < 50 ms (0: none was) |",
        f"| the same: script a card, the whole way to its verdict | - |"
        f" {per_card:.2f} ms | - | <= 0.5 ms |",
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        made = doorstep(home, free_port())
        made.wait_until_open()
        made.stop()
        sys.stdout.write("\n".join(rows(home)) + "\n")
