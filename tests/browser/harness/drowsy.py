"""Chromium by chromedriver, which, unlike Playwright, lets the extension's worker fall asleep."""

from __future__ import annotations

from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tests.browser.harness.chromium import ID, arguments
from tests.browser.harness.driver import eventually, same
from tests.browser.harness.webdriver import WebDriverBrowser
from tests.browsers import find_chromedriver, find_chromium


class DrowsyChromium(WebDriverBrowser):
    """A Chromium whose worker sleeps as it does at a user's: after 30 s without work."""

    name = "chromium"
    own_pages = f"chrome-extension://{ID}"

    def __init__(self, extension: Path, site_port: int) -> None:
        options = Options()
        options.binary_location = str(find_chromium())
        for argument in [*arguments(extension, site_port, public=True), "--headless=new"]:
            options.add_argument(argument)
        service = Service(str(find_chromedriver()))
        super().__init__(webdriver.Chrome(options=options, service=service))
        self.close_welcome()

    def show_in_new_tab(self, address: str) -> None:
        self.driver.switch_to.new_window("tab")
        self.driver.get(address)

    def sleep(self) -> None:
        """Wait until the worker has gone to sleep; needs a page that asks it nothing."""
        eventually(lambda: same(self._workers(), []), seconds=90)

    def _workers(self) -> list[str]:
        targets = self.driver.execute_cdp_cmd("Target.getTargets", {})["targetInfos"]
        return [t["url"] for t in targets if t["type"] == "service_worker" and ID in t["url"]]
