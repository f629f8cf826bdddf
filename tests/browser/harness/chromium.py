"""Chromium by Playwright: a persistent context with the extension, Local Network Access live."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright

from tests.browser.harness.driver import Driver, eventually
from tests.browser.harness.site import HOSTS, REBOUND
from tests.browsers import find_chromium

ID = "kgkodoedoojgmjakmbopjponjpnjgnie"
WELCOME = f"chrome-extension://{ID}/pages/welcome.html"


def arguments(extensions: Sequence[Path], site_port: int, *, public: bool) -> list[str]:
    """Command line of a Chromium with the extensions, our site and no other network.

    `public` forces the site's address space, without which the page is loopback like the service
    and Local Network Access never triggers.
    """
    loaded = ",".join(map(str, extensions))
    sites = " , ".join(f"MAP {host}:443 127.0.0.1:{site_port}" for host in HOSTS)
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--ignore-certificate-errors",
        f"--disable-extensions-except={loaded}",
        f"--load-extension={loaded}",
        f"--host-resolver-rules={sites} , MAP {REBOUND} 127.0.0.1 , MAP * ~NOTFOUND ,"
        " EXCLUDE 127.0.0.1",
    ]
    if public:
        flags.append(f"--ip-address-space-overrides=127.0.0.1:{site_port}=public")
    return flags


class Chromium(Driver):
    """One profile of its own, gone with `close`. Speaks English, unless told otherwise.

    `beside` is a second extension in it, of somebody else.
    """

    name = "chromium"
    own_pages = f"chrome-extension://{ID}"

    def __init__(
        self,
        playwright: Playwright,
        extension: Path,
        site_port: int,
        *,
        public: bool = True,
        language: str = "en-US",
        beside: Path | None = None,
    ) -> None:
        extensions = [extension, *([beside] if beside else [])]
        self._profile = tempfile.mkdtemp(prefix="doorstep-chromium-")
        self.context = playwright.chromium.launch_persistent_context(
            self._profile,
            executable_path=find_chromium(),
            headless=True,
            ignore_https_errors=True,
            viewport={"width": 1100, "height": 900},
            args=[*arguments(extensions, site_port, public=public), f"--lang={language}"],
            # On Linux it is this that decides, not the argument.
            env={**os.environ, "LANGUAGE": language},
        )
        if not self.context.service_workers:
            self.context.wait_for_event("serviceworker")
        eventually(self._close_welcome)
        self._pages: list[tuple[Page, CDPSession]] = []
        # Not one that was there before: the welcome page may have been the first to be known.
        self._use(self.context.pages[0] if self.context.pages else self.context.new_page())

    def _close_welcome(self) -> None:
        """Close the page with which a newly installed extension begins."""
        self.context.pages[0].wait_for_timeout(20)  # Only then does Playwright hear of new pages
        (page,) = [page for page in self.context.pages if page.url == WELCOME]
        page.close()

    def update(self) -> None:
        """Load the extension anew, as after an update; pages of sites stay open as they are."""
        page = self.context.new_page()
        page.goto("chrome://extensions")
        page.evaluate("chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})")
        with self.context.expect_event("serviceworker"):
            page.evaluate("(id) => chrome.developerPrivate.reload(id)", ID)
        page.close()

    def ask_beside(self, function: str, *arguments: Any) -> Any:
        """Call a function of the second extension's worker; gives what it returns."""
        workers = self.context.service_workers
        (worker,) = [each for each in workers if ID not in each.url]
        return worker.evaluate(f"(a) => {function}(...a)", list(arguments))

    def _use(self, page: Page) -> None:
        self._pages.append((page, self.context.new_cdp_session(page)))

    @property
    def page(self) -> Page:
        return self._pages[-1][0]

    @property
    def cdp(self) -> CDPSession:
        return self._pages[-1][1]

    def open(self, address: str) -> None:
        self.page.goto(address)

    def address(self) -> str:
        self.page.wait_for_timeout(20)  # Playwright hears of a new one only while it waits
        return self.page.url

    def open_own_page(self, path: str) -> None:
        self._use(self.context.new_page())
        self.page.goto(f"{self.own_pages}/{path}")

    def close_own_page(self) -> None:
        page, _ = self._pages.pop()
        page.close()
        self.page.bring_to_front()

    def run(self, body: str, *arguments: Any) -> Any:
        return self.page.evaluate(f"(a) => (function () {{ {body} }})(...a)", list(arguments))

    def run_async(self, body: str, *arguments: Any) -> Any:
        return self.page.evaluate(f"(a) => (async function () {{ {body} }})(...a)", list(arguments))

    def fill(self, css: str, value: str) -> None:
        self.page.fill(css, value)

    def press(self, css: str) -> None:
        self.page.click(css)

    def closed_roots(self) -> list[Any]:
        document = self.cdp.send("DOM.getDocument", {"depth": -1, "pierce": True})
        found: list[Any] = []
        waiting = [document["root"]]
        while waiting:
            node = waiting.pop()
            inner = [*node.get("shadowRoots", []), *node.get("children", [])]
            if "contentDocument" in node:
                inner.append(node["contentDocument"])
            waiting += reversed(inner)
            if node.get("shadowRootType") == "closed":
                found.append(node["backendNodeId"])
        return found

    def ask_root(self, root: Any, function: str) -> Any:
        answer = self.cdp.send(
            "Runtime.callFunctionOn",
            {
                "objectId": self._object(root),
                "functionDeclaration": f"function () {{ return ({function})(this); }}",
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press_in_root(self, root: Any, css: str) -> None:
        found = self.cdp.send(
            "Runtime.callFunctionOn",
            {
                "objectId": self._object(root),
                "functionDeclaration": "function (css) { return this.querySelector(css); }",
                "arguments": [{"value": css}],
            },
        )
        element = {"objectId": found["result"]["objectId"]}
        self.cdp.send("DOM.scrollIntoViewIfNeeded", element)
        before = None
        # A page that is still being laid out would move it from under the mouse.
        while before != (corners := self.cdp.send("DOM.getContentQuads", element)["quads"][0]):
            before = corners
            self.page.wait_for_timeout(40)
        self.page.mouse.click(sum(corners[::2]) / 4, sum(corners[1::2]) / 4)

    def _object(self, node: int) -> str:
        resolved = self.cdp.send("DOM.resolveNode", {"backendNodeId": node})
        return str(resolved["object"]["objectId"])

    def close(self) -> None:
        self.context.close()
        eventually(self._remove_profile)  # the browser goes on writing for a moment

    def _remove_profile(self) -> None:
        shutil.rmtree(self._profile, ignore_errors=True)
        assert not Path(self._profile).exists()
