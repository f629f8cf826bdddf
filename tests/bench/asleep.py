"""Page to badge while the extension's worker sleeps: ``python -m tests.bench.asleep [ROUNDS]``.

Chromium by chromedriver, whose presence keeps no worker awake; an open page of a known site does
(it asks every 20 s how things stand). So each round waits on an empty page until the worker has
gone to sleep, opens a page with one card, and takes the page's own time from its being parsed to
the verdict in the badge. Where the verdict was there before the badge was found, it is too long by
what finding took, never too short.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from selenium.common.exceptions import NoSuchShadowRootException
from selenium.webdriver.remote.shadowroot import ShadowRoot

from model.corpus import read_corpus
from server.demo_inbox import ADDRESS, Request, page
from tests.bench.browser import EXTENSION
from tests.bench.service import doorstep, free_port, quantiles
from tests.browser.harness.driver import eventually
from tests.browser.harness.drowsy import DrowsyChromium
from tests.browser.harness.service import Service
from tests.browser.harness.site import RunningSite

EMPTY = """
  const all = document.querySelectorAll("[role=listitem] *");
  return [...all].filter((each) => !each.childNodes.length);"""
VERDICT = """
  const [root, done] = arguments;
  const [{ domContentLoadedEventEnd: began }] = performance.getEntriesByType("navigation");
  const look = () => {
    if (root.querySelector("[data-band]")?.dataset.band) done(performance.now() - began);
    else setTimeout(look, 1);
  };
  look();"""


def badge(browser: DrowsyChromium) -> ShadowRoot:
    """The closed root of the card's badge; raises ``LookupError`` until there is one."""
    for element in browser.driver.execute_script(EMPTY):
        try:
            return element.shadow_root
        except NoSuchShadowRootException:
            continue
    raise LookupError


def asleep(data: Path, rounds: int) -> list[float]:
    """Milliseconds of each round. ``data`` is a data folder with a model."""
    notes = [row.text for row in read_corpus(Path("training_data")) if row.lang == "en"]
    spent = []
    with tempfile.TemporaryDirectory() as name:
        service = Service(data, Path(name) / "copy")
        service.start()
        with RunningSite(Path(name)) as site:
            browser = DrowsyChromium(EXTENSION, site.port)
            browser.pair(service.code(), service.port)
            for i in range(rounds):
                browser.open("about:blank")
                browser.sleep()
                request = Request(f"Person Number{i}", "Tester", notes[i * 7][:300])
                browser.open(site.show(page([request]), ADDRESS))
                root = eventually(lambda: badge(browser))
                spent.append(float(browser.driver.execute_async_script(VERDICT, root)))
            browser.close()
        service.stop()
    return spent


def main() -> None:
    """Measure with a folder of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rounds", nargs="?", type=int, default=8)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        starting = doorstep(data, free_port())
        starting.wait_until_open()
        starting.stop()
        spent = sorted(asleep(data, rounds))
    sys.stdout.write(f"p50 {quantiles(spent)[0]:.0f} ms, longest of {rounds}: {spent[-1]:.0f} ms\n")


if __name__ == "__main__":
    main()
