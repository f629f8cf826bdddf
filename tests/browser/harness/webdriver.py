"""What Firefox and a Chromium driven by selenium have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selenium.common.exceptions import NoSuchShadowRootException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.harness.driver import Driver, eventually, one, same

# Elements that may host a shadow root of ours: nothing inside them, as the page sees it. Open roots
# of the page are searched too.
MAY_HOST = """
const plain = /^(article|aside|div|footer|header|main|nav|p|section|span)$/;
const search = (root) => [...root.querySelectorAll("*")].flatMap((element) => {
  if (element.shadowRoot) return search(element.shadowRoot);
  const may = element.localName.includes("-") || plain.test(element.localName);
  return may && !element.childNodes.length ? [element] : [];
});
return search(document.body)"""


class WebDriverBrowser(Driver):
    """A browser behind the WebDriver protocol, which may look into closed roots."""

    driver: WebDriver

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver
        self.driver.set_window_size(1100, 900)
        self.driver.set_script_timeout(30)
        self._tabs = [self.driver.current_window_handle]

    @abstractmethod
    def show_in_new_tab(self, address: str) -> None:
        """Open an address of the extension in a new tab; the browser tells its handle later."""

    def open(self, address: str) -> None:
        self.driver.get(address)

    def address(self) -> str:
        return self.driver.current_url

    def open_own_page(self, path: str) -> None:
        self.open_in_new_tab(f"{self.own_pages}/{path}")

    def open_in_new_tab(self, address: str) -> None:
        """Open a page of an extension in a new tab and go on there."""
        before = set(self.driver.window_handles)
        self.show_in_new_tab(address)
        tab = eventually(lambda: one(set(self.driver.window_handles) - before)).pop()
        self._tabs.append(tab)
        self.driver.switch_to.window(tab)
        protocol = address.partition("//")[0]
        eventually(lambda: same(self.run("return location.protocol"), protocol))
        eventually(lambda: same(self.run("return document.readyState"), "complete"))

    def close_own_page(self) -> None:
        self.driver.close()
        self._tabs.pop()
        self.driver.switch_to.window(self._tabs[-1])

    def close_welcome(self) -> None:
        """Close the page with which a newly installed extension begins."""
        eventually(lambda: same(len(self.driver.window_handles), 2))
        self.close_other_tabs()

    def close_other_tabs(self) -> None:
        """Back to the first tab alone, empty."""
        for tab in self.driver.window_handles:
            if tab != self._tabs[0]:
                self.driver.switch_to.window(tab)
                self.driver.close()
        del self._tabs[1:]
        self.driver.switch_to.window(self._tabs[0])
        self.driver.get("about:blank")

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
        """Pairs of the frame a root is in (None: the page itself) and the root."""
        frames = [None, *self.driver.find_elements(By.CSS_SELECTOR, "iframe")]
        return [(frame, root) for frame in frames for root in self._roots_in(frame)]

    def _roots_in(self, frame: WebElement | None) -> list[ShadowRoot]:
        found = []
        with self._inside(frame):
            for element in self.driver.execute_script(MAY_HOST):
                try:
                    found.append(element.shadow_root)
                except NoSuchShadowRootException:
                    continue
        return found

    def ask_root(self, root: Any, function: str) -> Any:
        frame, shadow = root
        with self._inside(frame):
            return self.driver.execute_script(f"return ({function})(arguments[0])", shadow)

    def press_in_root(self, root: Any, css: str) -> None:
        frame, shadow = root
        with self._inside(frame):
            shadow.find_element(By.CSS_SELECTOR, css).click()

    @contextmanager
    def _inside(self, frame: WebElement | None) -> Iterator[None]:
        if frame is None:
            yield
            return
        self.driver.switch_to.frame(frame)
        try:
            yield
        finally:
            self.driver.switch_to.parent_frame()

    def close(self) -> None:
        self.driver.quit()
