"""One Chromium for all tests of the content scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browsers import find_chromium


@pytest.fixture(scope="session")
def chromium_for_pages() -> Iterator[Browser]:
    found = find_chromium()
    assert found, "No Chromium found; run tests/install_browsers.py"
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()
