"""The installed extension as its parts see it: asked by its own pages or by a content script."""

from __future__ import annotations

import json
import uuid
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.harness.chromium import ID, Chromium
from tests.browser.harness.site import HOST, Site
from tests.extension.fake_service import CODE, FakeService

EMPTY_PAGE = "<!doctype html><html><head></head><body></body></html>"

# What the user's browser keeps, removed by hand: the worker goes on, as it would after a reload.
FORGET = """async () => {
  await chrome.runtime.sendMessage({ type: "forget" });
  await chrome.runtime.sendMessage({ type: "port", port: 13667 });
  await chrome.storage.local.clear();
  await chrome.storage.session.clear();
  const database = await new Promise((done, failed) => {
    const opening = indexedDB.open("doorstep");
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
  await new Promise((done) => {
    const change = database.transaction("queue", "readwrite");
    change.objectStore("queue").clear();
    change.oncomplete = done;
  });
  database.close();
}"""

QUEUE = """async () => {
  const database = await new Promise((done) => {
    const opening = indexedDB.open("doorstep");
    opening.onsuccess = () => done(opening.result);
  });
  const items = await new Promise((done) => {
    const asked = database.transaction("queue").objectStore("queue").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  database.close();
  return items;
}"""


def message(text: str = "How do you keep the probes dry?", **about: Any) -> dict[str, Any]:
    return {"id": f"m-{uuid.uuid4()}", "text": text, "kind": "connection_request", **about}


def label(**about: Any) -> dict[str, Any]:
    entry = {"key": str(uuid.uuid4()), "message": message(), "label": "leaflet", "source": "badge"}
    return {"type": "label", "entry": {**entry, **about}}


class ContentScript:
    """The isolated world of our content scripts in one page."""

    def __init__(self, page: Page, cdp: CDPSession) -> None:
        self.page = page
        self._cdp = cdp
        worlds: list[dict[str, Any]] = []
        cdp.on("Runtime.executionContextCreated", lambda event: worlds.append(event["context"]))
        cdp.send("Runtime.enable")
        (self._world,) = [w["uniqueId"] for w in worlds if ID in w["origin"]]

    def run(self, expression: str) -> Any:
        answer = self._cdp.send(
            "Runtime.evaluate",
            {
                "expression": f"(async () => {expression})()",
                "uniqueContextId": self._world,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def ask(self, request: Any) -> Any:
        """Send a request to the worker, as a content script or whoever got into one would."""
        return self.run(f"chrome.runtime.sendMessage({json.dumps(request)})")

    def score(self, *messages: dict[str, Any], explain: bool = False) -> Any:
        return self.ask({"type": "score", "messages": list(messages), "explain": explain})


class Installed:
    """One Chromium with the extension, an own page open in it."""

    def __init__(self, browser: Chromium, site: Site) -> None:
        self.browser = browser
        self.site = site

    def forget_all(self) -> None:
        """Put the extension back to how it was installed, with one blank own page open."""
        context = self.browser.context
        home = context.new_page()
        for page in context.pages:
            if page is not home:
                page.close()
        home.goto(f"chrome-extension://{ID}/icons/doorstep.svg")
        home.evaluate(FORGET)
        self.home = home

    def own(self, request: dict[str, Any]) -> Any:
        """Send a request to the worker from a page of ours."""
        return self.home.evaluate("(request) => chrome.runtime.sendMessage(request)", request)

    def pair(self, fake: FakeService) -> None:
        reply = self.own({"type": "pair", "code": CODE, "name": "Test", "port": fake.port})
        assert reply["state"] == "connected", reply

    def state(self) -> str:
        return str(self.own({"type": "connection"})["state"])

    def queue(self) -> list[Any]:
        return list(self.home.evaluate(QUEUE))

    def address(self, path: str) -> str:
        """Where a page of ours is."""
        return f"chrome-extension://{ID}/{path}"

    def page(self, path: str) -> Page:
        """Open a page of ours beside the others."""
        page = self.browser.context.new_page()
        page.goto(self.address(path))
        return page

    def content_script(self) -> ContentScript:
        """Open an empty page of a supported site; our content scripts run in it."""
        page = self.browser.context.new_page()
        page.goto(self.site.show(EMPTY_PAGE, f"https://{HOST}/feed/"))
        return ContentScript(page, self.browser.context.new_cdp_session(page))
