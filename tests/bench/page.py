"""Cost to the page: 1,000 requests on one page, with the extension and without it.

Times are what the page's main thread itself worked (thread clock), so that a busy machine does not
make tasks look longer than they are.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from server.demo_inbox import ADDRESS, SAMPLE, Request, page
from tests.bench.service import doorstep, free_port
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import EXTENSION
from tests.browser.harness.service import Service
from tests.browser.harness.site import RunningSite
from tests.browsers import find_chromium

CARDS = 1000
QUIET_MS = 15_000
TRACE = {"includedCategories": ["toplevel", "devtools.timeline", "v8"]}
SCRIPT = {"EvaluateScript", "TimerFire", "FunctionCall", "v8.callFunction", "v8.run"}

Event = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """What one opening of the page cost its main thread, in ms of its own time.

    ``longest`` is the longest task after the page had been drawn for the first time, ``script`` the
    sum of all script, the page's own too.
    """

    longest: float
    script: float


def many() -> str:
    """The sample requests again and again, each of somebody else."""
    people = [
        Request(f"{SAMPLE[i % len(SAMPLE)].name} {i}", "Tester", SAMPLE[i % len(SAMPLE)].note)
        for i in range(CARDS)
    ]
    return page(people)


def traced(shown: Page, cdp: CDPSession, open_page: Callable[[], object]) -> list[Event]:
    """What the browser did while the page was opened and came to rest."""
    events: list[Event] = []
    ended: list[object] = []
    cdp.on("Tracing.dataCollected", lambda batch: events.extend(batch["value"]))
    cdp.on("Tracing.tracingComplete", lambda event: ended.append(event))
    cdp.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": TRACE})
    open_page()
    shown.wait_for_timeout(QUIET_MS)
    cdp.send("Tracing.end")
    while not ended:
        shown.wait_for_timeout(100)
    return events


def cost(events: list[Event]) -> Cost:
    """Sum up the main thread that drew the page: of all renderers the one that worked most."""
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    timed = [event for event in events if event.get("ph") == "X" and "tdur" in event]
    by_thread = {
        main: sorted(
            (event for event in timed if (event["pid"], event["tid"]) == main),
            key=lambda event: (event["ts"], -event["dur"]),
        )
        for main in mains
    }
    busiest = max(by_thread.values(), key=lambda own: sum(event["tdur"] for event in own))
    tasks = [event for event in busiest if event["name"].endswith("RunTask")]
    drawn = next(event["ts"] for event in busiest if event["name"] == "Paint")
    later = [task["tdur"] for task in tasks if task["ts"] > drawn]
    return Cost(max(later) / 1000, script_in(busiest) / 1000)


def script_in(events: list[Event]) -> float:
    """Time in script, in µs; what runs within another script counts once."""
    total, until = 0.0, 0.0
    for event in events:
        if event["name"] in SCRIPT and event["ts"] >= until:
            total += event["tdur"]
            until = event["ts"] + event["dur"]
    return total


def cost_to_page(data: Path) -> tuple[Cost, Cost]:
    """With the extension and every card scored, and without it. ``data`` has a model."""
    html = many()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        plain = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        shown = plain.new_page(viewport={"width": 1100, "height": 900})

        def serve(route: Route) -> None:
            route.fulfill(content_type="text/html; charset=utf-8", body=html)

        shown.route("**/*", serve)
        session = shown.context.new_cdp_session(shown)
        bare = cost(traced(shown, session, lambda: shown.goto(ADDRESS)))
        plain.close()

        service = Service(data, Path(name) / "copy")
        service.start()
        with RunningSite(Path(name)) as site:
            browser = Chromium(playwright, EXTENSION, site.port)
            browser.pair(service.code(), service.port)
            address = site.show(html, ADDRESS)
            ours = cost(traced(browser.page, browser.cdp, lambda: browser.open(address)))
            assert len(browser.closed_roots()) in (CARDS, CARDS + 1), (
                "the machine is too slow to measure"
            )
            browser.close()
        service.stop()
    return ours, bare


def rows(data: Path) -> list[str]:
    """The lines of the table."""
    ours, bare = cost_to_page(data)
    script = (ours.script - bare.script) / CARDS
    return [
        f"| {CARDS:,} requests on a page: longest task once it is drawn | - |"
        f" {ours.longest:.0f} ms | {bare.longest:.0f} ms | <= 50 ms |",
        f"| {CARDS:,} requests on a page: script a card | - | {script:.2f} ms | - | <= 0.5 ms |",
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        made = doorstep(home, free_port())
        made.wait_until_open()
        made.stop()
        sys.stdout.write("\n".join(rows(home)) + "\n")
