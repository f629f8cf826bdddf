"""Chromium by chromedriver, which, unlike Playwright, lets the extension's worker fall asleep."""

from __future__ import annotations

from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tests.browser.harness.chromium import ID, WELCOME, arguments
from tests.browser.harness.driver import eventually, one, same
from tests.browser.harness.webdriver import WebDriverBrowser
from tests.browsers import find_chromedriver, find_chromium

WORKER = f"chrome-extension://{ID}/background/worker.js"


class DrowsyChromium(WebDriverBrowser):
    """A Chromium whose worker sleeps as it does at a user's: after 30 s without work."""

    name = "chromium"
    own_pages = f"chrome-extension://{ID}"

    def __init__(self, extension: Path, site_port: int) -> None:
        options = Options()
        options.binary_location = str(find_chromium())
        for argument in [*arguments([extension], site_port, public=True), "--headless=new"]:
            options.add_argument(argument)
        service = Service(str(find_chromedriver()))
        super().__init__(webdriver.Chrome(options=options, service=service))
        self.close_welcome()

    def close_welcome(self) -> None:
        """Chromedriver does not list a tab that the extension opened, but the browser does."""
        target = eventually(lambda: one(set(self._targets(WELCOME)))).pop()
        self.driver.execute_cdp_cmd("Target.closeTarget", {"targetId": target})

    def show_in_new_tab(self, address: str) -> None:
        self.driver.switch_to.new_window("tab")
        self.driver.get(address)

    def sleep(self) -> None:
        """Wait until the worker has gone to sleep; needs a page that asks it nothing."""
        eventually(lambda: same(self._targets(WORKER), []), seconds=90)

    def _targets(self, address: str) -> list[str]:
        """Ids of what the browser shows or runs at an address."""
        targets = self.driver.execute_cdp_cmd("Target.getTargets", {})["targetInfos"]
        return [target["targetId"] for target in targets if target["url"] == address]
