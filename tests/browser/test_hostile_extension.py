"""A second, hostile extension in the same Chromium: no request of it gets in, nothing gets out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, Worker

from server import demo_inbox
from tests.browser.harness.attack import CALLS
from tests.browser.harness.chromium import ID, Chromium
from tests.browser.harness.driver import EXTENSION, eventually
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

HOSTILE = Path(__file__).parent / "hostile"
GUARDED = {path: body for path, body in CALLS.items() if path not in ("/v1/hello", "/v1/pair")}


def worker_of_the_other(browser: Chromium) -> Worker:
    (found,) = [each for each in browser.context.service_workers if ID not in each.url]
    return found


def test_another_extension_gets_nothing_in_and_nothing_out(
    playwright: Playwright, service: Service, site: Site
) -> None:
    browser = Chromium(playwright, EXTENSION, site.port, beside=HOSTILE)
    try:
        hostile = eventually(lambda: worker_of_the_other(browser))
        browser.pair(service.code(), service.port)
        browser.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
        browser.scored(len(demo_inbox.SAMPLE))
        before = service.dump()

        plain: list[Any] = hostile.evaluate("([p, c]) => call(p, c)", [service.port, GUARDED])
        hostile.evaluate("([id, port]) => forge(id, port)", [ID, service.port])
        forged: list[Any] = hostile.evaluate("([p, c]) => call(p, c)", [service.port, GUARDED])
        assert {status for _, status in plain + forged} == {403}
        assert service.dump() == before

        browser.open_own_page("pages/review.html")
        tabs = "() => chrome.tabs.query({}).then((all) => all.find((t) => t.active).id)"
        pried = hostile.evaluate("([id, tab]) => pry(id, tab)", [ID, hostile.evaluate(tabs)])
        assert all(told.startswith("failed: ") for told in pried.values()), pried
        browser.close_own_page()

        browser.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS + "?again"))
        browser.scored(len(demo_inbox.SAMPLE))  # while it listens
        heard: list[str] = hostile.evaluate("() => heard")
        ours = [each for each in heard if f"127.0.0.1:{service.port}" in each]
        assert len(ours) >= len(plain + forged), "it hears at least its own requests"
        assert not [each for each in ours if ID in each.split('"initiator":')[-1][:80]]
        everything = "\n".join(heard)
        assert "flood sensors drift" not in everything
        assert "Bearer" not in everything.replace("Bearer null", "").replace(
            "Bearer " + "A" * 43, ""
        ).replace('"Bearer"', "")
    finally:
        browser.close()
