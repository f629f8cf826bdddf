"""Firefox by geckodriver: the extension installed temporarily, Local Network Access live."""

from __future__ import annotations

import json
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.firefox.options import Options
from selenium.webdriver.firefox.service import Service

from tests.browser.harness.driver import eventually, same
from tests.browser.harness.site import HOSTS
from tests.browser.harness.webdriver import WebDriverBrowser
from tests.browsers import find_firefox, find_geckodriver

ADDON = "doorstep@doorstep.invalid"
UUID = "6f1d0c52-8f0e-4c7b-9a35-d00d00d00d00"


def preferences(site_port: int) -> dict[str, str | int | bool]:
    """Our site on port 443 of the name, no other network, a fixed address for our own pages."""
    return {
        "network.dns.localDomains": ", ".join(HOSTS),
        "network.socket.forcePort": f"443={site_port}",
        # Else the page counts as loopback and Local Network Access never triggers.
        "network.lna.address_space.public.override": f"127.0.0.1:{site_port}",
        # All other names go to a proxy that is not there.
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": 9,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": 9,
        "network.proxy.no_proxies_on": ", ".join([*HOSTS, "127.0.0.1"]),
        "extensions.webextensions.keepUuidOnUninstall": True,
        # What a page of ours asks for on a click is given: a driver cannot press the dialog.
        "extensions.webextOptionalPermissionPrompts": False,
        "extensions.webextensions.uuids": json.dumps({ADDON: UUID}),
    }


class Firefox(WebDriverBrowser):
    """One browser for the whole run; `fresh` gives it a newly installed extension."""

    name = "firefox"
    own_pages = f"moz-extension://{UUID}"

    def __init__(self, extension: Path, site_port: int) -> None:
        self._extension = extension
        self._installed = False
        options = Options()
        options.binary_location = str(find_firefox())
        options.accept_insecure_certs = True
        # The second is needed to open our own pages, which WebDriver may not navigate to.
        for argument in ("-headless", "-remote-allow-system-access"):
            options.add_argument(argument)
        for name, value in preferences(site_port).items():
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
