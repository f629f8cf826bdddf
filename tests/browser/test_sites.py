"""A site the user allows later: nothing of ours is there before, and nothing stays behind after."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import demo_inbox
from tests.browser.harness.driver import Driver, eventually, same, throughout
from tests.browser.harness.firefox import Firefox
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

REMOVE = "return chrome.permissions.remove({ origins: [arguments[0]] })"
PAGE = Path(__file__).parents[1] / "pages" / "x-requests-chat-en" / "source.html"
ADDRESS = "https://x.com/i/chat/requests"


@pytest.fixture
def firefox(running_firefox: Firefox, service: Service) -> Firefox:
    """Firefox alone: Chromium's permission dialog cannot be answered by a driver."""
    running_firefox.fresh()
    running_firefox.pair(service.code(), service.port)
    return running_firefox


def press_permission(browser: Driver, host: str) -> None:
    """Press the button beside a permission in the settings."""
    browser.open_own_page("pages/options.html")
    mark = (
        "const row = [...document.querySelectorAll('#permissions tr')]"
        ".find((each) => each.textContent.includes(arguments[0]));"
        "if (row) row.querySelector('button').id = 'wanted'; return row !== undefined"
    )
    eventually(lambda: same(browser.run(mark, host), True))
    browser.press("#wanted")
    eventually(lambda: same(browser.run("return document.querySelector('#wanted')"), None))
    browser.close_own_page()


def test_a_site_is_read_from_the_moment_it_is_allowed_until_it_is_not(
    firefox: Firefox, site: Site
) -> None:
    firefox.open(site.show(PAGE.read_text(), ADDRESS))
    throughout(lambda: same(firefox.closed_roots(), []), 1.0)
    press_permission(firefox, "x.com")
    firefox.scored(2)
    firefox.open(ADDRESS)
    firefox.scored(2)
    press_permission(firefox, "x.com")
    eventually(lambda: same(firefox.closed_roots(), []))
    firefox.open(ADDRESS)
    throughout(lambda: same(firefox.closed_roots(), []), 1.0)
    assert site.presses == []
    # Taken back: the popup names it, and gives it back at a click.
    firefox.open_own_page("pages/popup.html")
    eventually(lambda: same("read X" in firefox.text("#hindrances"), True))
    firefox.press("#hindrances button")
    eventually(lambda: same(firefox.text("#hindrances"), ""))
    firefox.close_own_page()
    firefox.scored(2)


def test_a_permission_that_came_with_the_installation_and_went_is_named(
    firefox: Firefox, site: Site
) -> None:
    """In Firefox the user may take back LinkedIn, and this very computer."""
    firefox.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    firefox.scored(len(demo_inbox.SAMPLE))
    firefox.open_own_page("pages/popup.html")
    assert firefox.run_async(REMOVE, "https://www.linkedin.com/*")
    firefox.close_own_page()
    eventually(lambda: same(firefox.closed_roots(), []))

    firefox.open_own_page("pages/welcome.html")
    step = "return document.querySelector('#sites').dataset.state"
    eventually(lambda: same(firefox.run(step), "open"))
    eventually(lambda: same("Allow LinkedIn" in firefox.text("#site-list"), True))
    firefox.press("#site-list button")
    eventually(lambda: same("✓" in firefox.text("#site-list"), True))
    assert firefox.run_async(REMOVE, "http://127.0.0.1/*")
    firefox.close_own_page()

    firefox.open_own_page("pages/popup.html")
    eventually(lambda: same(firefox.text("#connection .state-title"), "Permission missing"))
    assert "127.0.0.1" in firefox.text("#connection")
    firefox.press("#connection button")
    eventually(lambda: same(firefox.text("#connection .state-title"), "Connected"))
    assert firefox.text("#hindrances") == ""
    firefox.close_own_page()
    firefox.open(demo_inbox.ADDRESS)
    firefox.scored(len(demo_inbox.SAMPLE))
