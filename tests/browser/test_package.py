"""What the stores get, installed: the popup comes up in both browsers."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from server.extension_package import build
from tests.browser.harness.chromium import arguments
from tests.browser.harness.driver import eventually
from tests.browser.harness.firefox import Firefox
from tests.browsers import find_chromium

NOT_PAIRED = "Not paired yet"


def test_chromium_runs_its_package(playwright: Playwright, tmp_path: Path) -> None:
    build(tmp_path)
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(tmp_path / "doorstep-chromium.zip").extractall(unpacked)
    with playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=find_chromium(),
        headless=True,
        args=arguments([unpacked], 9, public=False),
    ) as context:
        if not context.service_workers:
            context.wait_for_event("serviceworker")
        # Without our key in the manifest the browser gives an id of its own.
        identity = context.service_workers[0].url.split("/")[2]
        page = context.new_page()
        page.goto(f"chrome-extension://{identity}/pages/popup.html")
        expect(page.locator("#connection")).to_contain_text(NOT_PAIRED, timeout=20_000)


@pytest.mark.usefixtures("running_site")
def test_firefox_runs_its_package(running_firefox: Firefox, tmp_path: Path) -> None:
    build(tmp_path)
    running_firefox.fresh(tmp_path / "doorstep-firefox.zip")
    running_firefox.open_own_page("pages/popup.html")

    def shown() -> None:
        text = "return document.querySelector('#connection').textContent"
        assert NOT_PAIRED in running_firefox.run(text)

    eventually(shown)
    running_firefox.close_own_page()
