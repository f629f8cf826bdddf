"""Page to badge: from the moment a request stands in the page until its badge has a verdict."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

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

# A card is put in where the site puts it; the clock starts with it. Runs in the content scripts'
# own world, the only one that may open their badges' roots: asking for the whole page from outside
# every few milliseconds, as this once did, kept the page itself busy.
ADD = """
  (html) => new Promise((done) => {
    const list = document.querySelector("[role=listitem]").parentElement;
    const start = performance.now();
    list.append(document.createRange().createContextualFragment(html));
    const card = list.lastElementChild;
    const look = () => {
      const all = [...card.querySelectorAll("*")];
      const roots = all.map((each) => chrome.dom.openOrClosedShadowRoot(each));
      if (roots.some((root) => root?.querySelector("[data-band]")?.dataset.band)) {
        done(performance.now() - start);
      } else if (performance.now() - start < 10_000) {
        setTimeout(look, 1);
      } else {
        done(null);
      }
    };
    look();
  })
"""


def page_to_badge(data: Path) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, awake, over cards whose notes differ.

    ``data`` is a data folder with a model. By the page's clock, from the card's standing in the
    page to the verdict's standing in its badge.
    """
    notes = [row.text for row in read_corpus(Path("training_data")) if row.lang == "en"]
    spent = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        service = Service(data, Path(name) / "copy")
        service.start()
        with RunningSite(Path(name)) as site:
            browser = Chromium(playwright, EXTENSION, site.port)
            browser.pair(service.code(), service.port)
            worlds: list[int] = []
            browser.cdp.on("Runtime.executionContextCreated", partial(note_world, worlds))
            browser.cdp.send("Runtime.enable")
            browser.open(site.show(page([Request("First One", "Tester", PITCH)]), ADDRESS))
            browser.scored(1)
            eventually(lambda: same(len(browser.closed_roots()), 2))  # The corner has come, too.
            for i in range(ROUNDS):
                request = Request(f"Person Number{i}", "Tester", notes[i * 7][:300])
                time.sleep(QUIET)  # A card that comes alone, not within a storm of changes.
                spent.append(until_verdict(browser, worlds[-1], card(request)))
            browser.close()
        service.stop()
    ordered = sorted(spent)
    return quantiles(spent)[0], ordered[int(0.95 * len(ordered))]


def note_world(worlds: list[int], event: dict[str, Any]) -> None:
    """Keep the number of a content scripts' world that has come to be."""
    if event["context"]["origin"] == Chromium.own_pages:
        worlds.append(event["context"]["id"])


def until_verdict(browser: Chromium, world: int, html: str) -> float:
    """Put a card into the page; gives the milliseconds until its badge had a verdict."""
    asked = {
        "executionContextId": world,
        "functionDeclaration": ADD,
        "arguments": [{"value": html}],
        "awaitPromise": True,
        "returnByValue": True,
    }
    answer = browser.cdp.send("Runtime.callFunctionOn", asked)
    milliseconds = answer["result"].get("value")
    if milliseconds is None:
        raise TimeoutError(f"no badge came: {answer}")
    return float(milliseconds)
