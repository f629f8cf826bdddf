"""Firefox by selenium and geckodriver: the extension installed temporarily, LNA live."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import NoSuchShadowRootException
from selenium.webdriver.common.by import By
from selenium.webdriver.firefox.options import Options
from selenium.webdriver.firefox.service import Service

from tests.browser.harness.driver import Driver, eventually, one, same
from tests.browser.harness.site import HOST
from tests.browsers import find_firefox, find_geckodriver

ADDON = "doorstep@doorstep.invalid"
UUID = "6f1d0c52-8f0e-4c7b-9a35-d00d00d00d00"
# Elements that may host a shadow root of ours: nothing inside them, as the page sees it.
MAY_HOST = """return [...document.querySelectorAll("body *")].filter((element) =>
  !element.childNodes.length && !element.shadowRoot && (element.localName.includes("-")
  || /^(article|aside|div|footer|header|main|nav|p|section|span)$/.test(element.localName)))"""


def preferences(site_port: int) -> dict[str, str | int]:
    """Our site on port 443 of the name, no other network, a fixed address for our own pages."""
    return {
        "network.dns.localDomains": HOST,
        "network.socket.forcePort": f"443={site_port}",
        # Else the page counts as loopback and Local Network Access never triggers.
        "network.lna.address_space.public.override": f"127.0.0.1:{site_port}",
        # All other names go to a proxy that is not there.
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": 9,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": 9,
        "network.proxy.no_proxies_on": f"{HOST}, 127.0.0.1",
        "extensions.webextensions.uuids": json.dumps({ADDON: UUID}),
    }


class Firefox(Driver):
    """One browser for the whole run; `fresh` gives it a newly installed extension."""

    name = "firefox"

    def __init__(self, extension: Path, site_port: int) -> None:
        self._extension = extension
        options = Options()
        options.binary_location = str(find_firefox())
        options.accept_insecure_certs = True
        # The second is needed to open our own pages, which WebDriver may not navigate to.
        for argument in ("-headless", "-remote-allow-system-access"):
            options.add_argument(argument)
        for name, value in preferences(site_port).items():
            options.set_preference(name, value)
        self.driver = webdriver.Firefox(options=options, service=Service(str(find_geckodriver())))
        self.driver.set_window_size(1100, 900)
        self.driver.set_script_timeout(20)
        self._tabs = [self.driver.current_window_handle]
        self._installed = False

    def fresh(self) -> None:
        """Install the extension anew: nothing it kept is left."""
        for tab in self.driver.window_handles:
            if tab != self._tabs[0]:
                self.driver.switch_to.window(tab)
                self.driver.close()
        del self._tabs[1:]
        self.driver.switch_to.window(self._tabs[0])
        self.driver.get("about:blank")
        if self._installed:
            self.driver.uninstall_addon(ADDON)
        self.driver.install_addon(str(self._extension), temporary=True)
        self._installed = True

    def open(self, address: str) -> None:
        self.driver.get(address)

    def open_own_page(self, path: str) -> None:
        before = set(self.driver.window_handles)
        with self.driver.context("chrome"):
            self.driver.execute_script(
                "gBrowser.selectedTab = gBrowser.addTab(arguments[0], { triggeringPrincipal: "
                "Services.scriptSecurityManager.getSystemPrincipal() })",
                f"moz-extension://{UUID}/{path}",
            )
        (tab,) = eventually(lambda: one(set(self.driver.window_handles) - before))
        self._tabs.append(tab)
        self.driver.switch_to.window(tab)
        eventually(lambda: same(self.run("return location.protocol"), "moz-extension:"))
        eventually(lambda: same(self.run("return document.readyState"), "complete"))

    def close_own_page(self) -> None:
        self.driver.close()
        self._tabs.pop()
        self.driver.switch_to.window(self._tabs[-1])

    def run(self, body: str, *arguments: Any) -> Any:
        return self.driver.execute_script(body, *arguments)

    def run_async(self, body: str, *arguments: Any) -> Any:
        return self.driver.execute_script(
            f"return (async function () {{ {body} }})(...arguments)", *arguments
        )

    def fill(self, css: str, value: str) -> None:
        field = self.driver.find_element(By.CSS_SELECTOR, css)
        field.clear()
        field.send_keys(value)

    def press(self, css: str) -> None:
        self.driver.find_element(By.CSS_SELECTOR, css).click()

    def closed_roots(self) -> list[Any]:
        found = []
        for element in self.driver.execute_script(MAY_HOST):
            try:
                found.append(element.shadow_root)
            except NoSuchShadowRootException:
                continue
        return found

    def ask_root(self, root: Any, function: str) -> Any:
        return self.driver.execute_script(f"return ({function})(arguments[0])", root)

    def press_in_root(self, root: Any, css: str) -> None:
        root.find_element(By.CSS_SELECTOR, css).click()

    def close(self) -> None:
        self.driver.quit()
