"""A second, hostile extension in the same browser: no request of it gets in, nothing gets out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from server import demo_inbox
from tests.browser.harness.attack import CALLS, recorder
from tests.browser.harness.chromium import ID, Chromium
from tests.browser.harness.driver import EXTENSION, eventually
from tests.browser.harness.firefox import ADDON, Firefox
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

HOSTILE = Path(__file__).parent / "hostile"
GUARDED = {path: body for path, body in CALLS.items() if path not in ("/v1/hello", "/v1/pair")}
OURS = {"chromium": ID, "firefox": ADDON}


@pytest.fixture(params=["chromium", "firefox"])
def invaded(
    request: pytest.FixtureRequest, playwright: Playwright, site: Site
) -> Iterator[Chromium | Firefox]:
    """Each browser with the hostile extension beside ours, not paired yet."""
    if request.param == "chromium":
        chromium = Chromium(playwright, EXTENSION, site.port, beside=HOSTILE)
        yield chromium
        chromium.close()
    else:
        firefox: Firefox = request.getfixturevalue("running_firefox")
        firefox.fresh()
        with firefox.beside(HOSTILE):
            yield firefox


def test_another_extension_gets_nothing_in_and_nothing_out(
    invaded: Chromium | Firefox, service: Service, site: Site
) -> None:
    browser, ours = invaded, invaded.own_pages
    browser.pair(service.code(), service.port)
    browser.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    browser.scored(len(demo_inbox.SAMPLE))
    before = service.dump()

    plain = eventually(lambda: browser.ask_beside("call", service.port, GUARDED))
    browser.ask_beside("forge", ours, service.port)
    forged = browser.ask_beside("call", service.port, GUARDED)
    assert {status for _, status in plain + forged} == {403}
    assert service.dump() == before

    browser.open_own_page("pages/review.html")
    pried = browser.ask_beside("pry", OURS[browser.name], ours)
    assert pried.pop("tab").startswith(ours)
    assert all(told.startswith("failed: ") for told in pried.values()), pried
    browser.close_own_page()

    browser.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS + "?again"))
    browser.scored(len(demo_inbox.SAMPLE))  # while it listens
    heard: list[str] = browser.ask_beside("tell")
    its_own = [each for each in heard if f"127.0.0.1:{service.port}" in each]
    assert len(its_own) >= len(plain + forged), "it hears at least its own requests"
    everything = "\n".join(heard)
    assert "flood sensors drift" not in everything
    for guessed in ("Bearer null", "Bearer " + "A" * 43, '"Bearer"'):
        everything = everything.replace(guessed, "")
    assert "Bearer" not in everything

    service.stop()
    with recorder(service.port) as arrived:
        browser.ask_beside("call", service.port, GUARDED)
    assert arrived, "the attack is one"
    for each in arrived:
        assert f"Origin: {ours}\n" in each.everything.replace("\r", "")
        assert "Sec-Fetch-Site: none\n" in each.everything.replace("\r", "")
