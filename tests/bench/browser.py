"""Page to badge: from the moment a request stands in the page until its badge has a verdict."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from model.corpus import read_corpus
from server.demo_inbox import ADDRESS, Request, card, page
from tests.bench.service import quantiles
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import eventually, same
from tests.browser.harness.service import Service
from tests.browser.harness.site import RunningSite

EXTENSION = Path(__file__).parents[2] / "extension"
ROUNDS = 40
QUIET = 0.3
PITCH = "We help firms like yours win more customers. Shall we book a call this week?"

# A card is put in where the site puts it; the clock starts with it.
ADD = """
  const list = document.querySelector("[role=listitem]").parentElement;
  const made = document.createRange().createContextualFragment(arguments[0]);
  list.append(made);
"""


def page_to_badge(data: Path) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, awake, over cards whose notes differ.

    ``data`` is a data folder with a model. The time includes the tester's own look into the page,
    a few milliseconds each.
    """
    notes = [row.text for row in read_corpus(Path("training_data")) if row.lang == "en"]
    spent = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        service = Service(data, Path(name) / "copy")
        service.start()
        with RunningSite(Path(name)) as site:
            browser = Chromium(playwright, EXTENSION, site.port)
            browser.pair(service.code(), service.port)
            browser.open(site.show(page([Request("First One", "Tester", PITCH)]), ADDRESS))
            browser.scored(1)
            eventually(lambda: same(len(browser.closed_roots()), 2))  # The corner has come, too.
            for i in range(ROUNDS):
                request = Request(f"Person Number{i}", "Tester", notes[i * 7][:300])
                before = len(browser.closed_roots())
                time.sleep(QUIET)  # A card that comes alone, not within a storm of changes.
                start = time.perf_counter()
                browser.run(ADD, card(request))
                wait_for_verdict(browser, before)
                spent.append((time.perf_counter() - start) * 1000)
            browser.close()
        service.stop()
    ordered = sorted(spent)
    return quantiles(spent)[0], ordered[int(0.95 * len(ordered))]


def wait_for_verdict(browser: Chromium, before: int, seconds: float = 10) -> None:
    """Return as soon as one badge more than ``before`` stands there and has its band."""
    deadline = time.perf_counter() + seconds
    asked = "(root) => root.querySelector('[data-band]')?.dataset.band"
    while time.perf_counter() < deadline:
        roots = browser.closed_roots()
        # The corner, which has no band, stands behind all badges.
        if len(roots) > before and any(browser.ask_root(root, asked) for root in roots[-2:-1]):
            return
    raise TimeoutError("no badge came")
