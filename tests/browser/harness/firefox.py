"""Firefox by geckodriver: the extension installed temporarily, Local Network Access live."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.firefox.options import Options
from selenium.webdriver.firefox.service import Service

from tests.browser.harness.driver import eventually, same
from tests.browser.harness.site import HOSTS, REBOUND
from tests.browser.harness.webdriver import WebDriverBrowser
from tests.browsers import find_firefox, find_geckodriver

ADDON = "doorstep@doorstep.invalid"
UUID = "6f1d0c52-8f0e-4c7b-9a35-d00d00d00d00"
HOSTILE = "hostile@doorstep.invalid"
"""A second extension, of somebody else (`tests/browser/hostile/`)."""
HOSTILE_UUID = "bad00bad-8f0e-4c7b-9a35-bad00bad00ba"


def preferences(site_port: int, *, public: bool) -> dict[str, str | int | bool]:
    """Our site on port 443 of the name, no other network, a fixed address for our own pages.

    `public` forces the site's address space, without which the page is loopback like the service
    and Local Network Access never triggers.
    """
    override = f"127.0.0.1:{site_port}" if public else ""
    return {
        "network.dns.localDomains": ", ".join([*HOSTS, REBOUND]),
        "network.socket.forcePort": f"443={site_port}",
        "network.lna.address_space.public.override": override,
        # All other names go to a proxy that is not there.
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": 9,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": 9,
        "network.proxy.no_proxies_on": ", ".join([*HOSTS, REBOUND, "127.0.0.1"]),
        "extensions.webextensions.keepUuidOnUninstall": True,
        # What a page of ours asks for on a click is given: a driver cannot press the dialog.
        "extensions.webextOptionalPermissionPrompts": False,
        "extensions.webextensions.uuids": json.dumps({ADDON: UUID, HOSTILE: HOSTILE_UUID}),
    }


class Firefox(WebDriverBrowser):
    """One browser for the whole run; `fresh` gives it a newly installed extension."""

    name = "firefox"
    own_pages = f"moz-extension://{UUID}"

    def __init__(self, extension: Path, site_port: int, *, public: bool = True) -> None:
        self._extension = extension
        self._installed = False
        options = Options()
        options.binary_location = str(find_firefox())
        options.accept_insecure_certs = True
        # The second is needed to open our own pages, which WebDriver may not navigate to.
        for argument in ("-headless", "-remote-allow-system-access"):
            options.add_argument(argument)
        for name, value in preferences(site_port, public=public).items():
            options.set_preference(name, value)
        service = Service(str(find_geckodriver()))
        super().__init__(webdriver.Firefox(options=options, service=service))

    def fresh(self, extension: Path | None = None) -> None:
        """Install the extension anew, or a variant of it: nothing it kept is left."""
        self.close_other_tabs()
        if self._installed:
            self.driver.uninstall_addon(ADDON)
        self.driver.install_addon(str(extension or self._extension), temporary=True)
        self._installed = True
        self.close_welcome()

    @contextmanager
    def beside(self, extension: Path) -> Iterator[None]:
        """Have a second extension in it meanwhile, of somebody else."""
        self.driver.install_addon(str(extension), temporary=True)
        try:
            yield
        finally:
            self.close_other_tabs()
            self.driver.uninstall_addon(HOSTILE)

    def ask_beside(self, function: str, *arguments: Any) -> Any:
        """Call a function of the second extension's background page; gives what it returns."""
        self.open_in_new_tab(f"moz-extension://{HOSTILE_UUID}/page.html")
        page = "(await chrome.runtime.getBackgroundPage())"
        told = self.run_async(f"return {page}.{function}(...arguments)", *arguments)
        self.close_own_page()
        return told

    def show_in_new_tab(self, address: str) -> None:
        with self.driver.context("chrome"):
            self.driver.execute_script(
                "gBrowser.selectedTab = gBrowser.addTab(arguments[0], { triggeringPrincipal: "
                "Services.scriptSecurityManager.getSystemPrincipal() })",
                address,
            )

    def sleep(self) -> None:
        """Put the background page to sleep as Firefox does after 30 s without work."""
        extension = f"WebExtensionPolicy.getByID('{ADDON}').extension"
        with self.driver.context("chrome"):
            self.driver.execute_script(f"return {extension}.terminateBackground()")
            eventually(
                lambda: same(
                    self.driver.execute_script(f"return {extension}.backgroundState"), "stopped"
                )
            )
