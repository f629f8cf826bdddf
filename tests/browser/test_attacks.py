"""A hostile page against the real service, and what a page can see of us: nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Playwright

from server import demo_inbox
from tests.browser.harness import attack
from tests.browser.harness.chromium import ID, Chromium
from tests.browser.harness.driver import EXTENSION, Driver, eventually
from tests.browser.harness.firefox import Firefox
from tests.browser.harness.service import Service
from tests.browser.harness.site import REBOUND, Site

EMPTY = "<!doctype html><html lang=en><head></head><body></body></html>"


@pytest.fixture(params=["chromium", "firefox"])
def unprotecting(
    request: pytest.FixtureRequest, playwright: Playwright, site: Site
) -> Iterator[Driver]:
    """Each browser with Local Network Access out of the way."""
    browser: Driver
    if request.param == "chromium":
        browser = Chromium(playwright, EXTENSION, site.port, public=False)
    else:
        browser = Firefox(EXTENSION, site.port, public=False)
    yield browser
    browser.close()


def fire(browser: Driver, site: Site, port: int) -> str:
    """One round of every request a page can send; the title tells if a WebSocket opened."""
    page = site.show(EMPTY, "/somewhere/")
    browser.open(page)
    told = str(browser.run_async(attack.SCRIPT, port, attack.CALLS))
    for method, path in attack.LEAVES:
        browser.open(page)
        eventually(partial(leave, browser, page, port, path, method))
    return told


def leave(browser: Driver, page: str, port: int, path: str, method: str) -> None:
    """Have the page go to the service, once more if a busy browser dropped that; see it gone."""
    if browser.address() == page:
        browser.run(attack.LEAVE, port, path, attack.CALLS[path], method)
    for _ in range(20):
        if browser.address() != page:
            return
        time.sleep(0.1)
    raise AssertionError(f"still at {page}")


def test_no_request_of_a_web_page_passes_when_the_browser_does_not_stop_it(
    unprotecting: Driver, service: Service, site: Site
) -> None:
    service.stop()
    with attack.recorder(service.port) as arrived:
        fire(unprotecting, site, service.port)
    assert len({each.line for each in arrived}) > 30, arrived  # the attack is one
    service.start()
    before = service.dump()
    assert fire(unprotecting, site, service.port) != "opened"
    assert service.dump() == before
    assert service.call("/v1/status")


def test_a_page_whose_name_comes_to_lead_to_the_service_gets_one_empty_answer(
    browser: Driver, service: Service
) -> None:
    """DNS rebinding: loaded from its own server, which then makes way for ours on the same port.

    The browser does not stop it: page and service are one site to it, and both on this computer.
    """
    service.stop()
    with attack.recorder(service.port) as arrived:
        browser.open(f"http://{REBOUND}:{service.port}/")
        browser.run_async(attack.REBOUND, attack.CALLS)
    assert len([a for a in arrived if f"Host: {REBOUND}" in a.everything]) > 20, arrived
    assert any(attack.CANARY in a.everything for a in arrived), "the attack is one"
    service.start()
    before = service.dump()
    told = browser.run_async(attack.REBOUND, attack.CALLS)
    assert len(told["answers"]) == 3 * len(attack.CALLS) + 3
    assert {tuple(answer) for answer in told["answers"]} == {(403, "")}
    assert not told["opened"]
    assert service.dump() == before
    assert service.call("/v1/status")


def test_the_guard_holds_with_local_network_access_live_too(
    browser: Driver, service: Service, site: Site
) -> None:
    """It stops most, but no page that goes to the service itself; Firefox no WebSocket either."""
    service.stop()
    with attack.recorder(service.port) as arrived:
        fire(browser, site, service.port)
    came = {re.sub(r"\?\S*", "", each.line) for each in arrived}
    assert {f"{method.upper()} {path} document" for method, path in attack.LEAVES} <= came
    service.start()
    before = service.dump()
    assert fire(browser, site, service.port) != "opened"
    assert service.dump() == before


def test_the_page_sees_nothing_of_a_badge(paired: Driver, site: Site) -> None:
    """An empty neutral element is all: no words, no open root, no address of the extension."""
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    before = paired.scored(len(demo_inbox.SAMPLE))
    assert "Relationship" in before[0].text
    seen = paired.run("return document.documentElement.outerHTML + document.body.innerText")
    for word in ("extension://", ID, "doorstep", "Leaflet", "Relationship", "data-band"):
        assert word.lower() not in seen.lower()
    opened = "return [...document.querySelectorAll('*')].filter((e) => e.shadowRoot).length"
    assert paired.run(opened) == 0
    assert paired.run("return typeof app") == "undefined"
