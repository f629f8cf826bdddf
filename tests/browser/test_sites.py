"""A site the user allows later: nothing of ours is there before, and nothing stays behind after."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.harness.driver import Driver, eventually, same, throughout
from tests.browser.harness.firefox import Firefox
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

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
