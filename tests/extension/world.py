"""The content scripts in a real Chromium: an isolated world of their own, as an extension's is.

Only the worker is faked (`fake_worker.js`), so that its answers can be chosen and its mail read.
The fake also remembers closed shadow roots: so the tests see into a badge that the page cannot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "extension"
PAGES = ROOT / "tests" / "pages"
NAME = "doorstep-test"

MESSAGES = (EXTENSION / "_locales" / "en" / "messages.json").read_text()
FAKE = f"const MESSAGES = {MESSAGES};" + (Path(__file__).parent / "fake_worker.js").read_text()


def content_scripts(*, main: bool) -> str:
    """The content scripts in the manifest's order; without `main.js` nothing starts by itself."""
    (entry,) = json.loads((EXTENSION / "manifest.json").read_text())["content_scripts"]
    names = [name for name in entry["js"] if main or name != "content/main.js"]
    return "\n;\n".join((EXTENSION / name).read_text() for name in names)


def saved_pages() -> list[str]:
    return sorted(folder.name for folder in PAGES.iterdir() if (folder / "expected.json").is_file())


def expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAGES / name / "expected.json").read_text())
    return loaded


@dataclass
class World:
    """One open page with the content scripts in it."""

    page: Page
    session: CDPSession
    contexts: dict[str, int] = field(default_factory=dict)

    def run(self, expression: str, *, frame: int = 0) -> Any:
        """What an expression gives in the content scripts' world; promises are awaited."""
        context = list(self.contexts.values())[frame]
        reply = self.session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": context,
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        assert "exceptionDetails" not in reply, reply["exceptionDetails"]
        return reply["result"].get("value")

    def until(self, expression: str, *, frame: int = 0, tries: int = 200) -> Any:
        """Wait for an expression to be true; its value."""
        for _ in range(tries):
            if value := self.run(expression, frame=frame):
                return value
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {expression}")

    def ignored(self) -> list[str]:
        """Whose Ignore the page saw pressed, in order."""
        return (self.page.evaluate("document.documentElement.dataset.ignored") or "").split()

    def accepted(self) -> list[str]:
        return (self.page.evaluate("document.documentElement.dataset.accepted") or "").split()

    def view(self, slug: str) -> dict[str, Any]:
        """What the badge of a person shows."""
        shown: dict[str, Any] = self.until(f"fake.view({json.dumps(slug)})")
        return shown

    def press(self, slug: str, action: str) -> None:
        """Press a button of a badge with the mouse, as a user does."""
        self.until(f"fake.view({json.dumps(slug)})?.buttons.includes({json.dumps(action)})")
        middle = f"fake.middle({json.dumps(slug)}, {json.dumps(action)})"
        before = None
        # A page that is still being laid out would move it from under the mouse.
        while before != (now := self.run(middle)):
            before = now
            self.page.wait_for_timeout(20)
        self.page.mouse.click(*now)

    def mail(self, kind: str) -> list[dict[str, Any]]:
        """What the content scripts asked the worker, of one kind."""
        return [each for each in self.run("fake.mail") if each["type"] == kind]


def _html(name: str, path: str) -> str | None:
    folder, details = PAGES / name, expected(name)
    if path == urlsplit(details["url"]).path:
        return (folder / "source.html").read_text()
    frame = details.get("frames", {}).get(path)
    return (folder / frame).read_text() if frame else None


@contextmanager
def open_saved(
    browser: Browser,
    name: str,
    *,
    main: bool,
    html: str | None = None,
    prepare: str = "",
    **options: Any,
) -> Iterator[World]:
    """Open a saved page at its own address.

    Parameters
    ----------
    browser : Browser
        A running Chromium.
    name : str
        Folder under `tests/pages`.
    main : bool
        Whether the content scripts start by themselves (`main.js`).
    html : str, optional
        Shown in place of the saved page.
    prepare : str
        Script run in the world before the content scripts, to set the fake worker up.
    **options
        For the browser's context: colour scheme, motion, size.
    """
    context: BrowserContext = browser.new_context(**options)

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        body = html if html is not None and path == urlsplit(expected(name)["url"]).path else None
        body = body or _html(name, path)
        if body is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=body)

    context.route(re.compile(r"^https?://"), serve)
    page = context.new_page()
    session = context.new_cdp_session(page)
    world = World(page, session)

    def created(event: dict[str, Any]) -> None:
        made = event["context"]
        if made["name"] == NAME:
            world.contexts[made["auxData"]["frameId"]] = made["id"]

    session.on("Runtime.executionContextCreated", created)
    session.send("Runtime.enable")
    session.send("Page.enable")
    idle = f"addEventListener('DOMContentLoaded', () => {{ {content_scripts(main=main)} }});"
    source = "(() => { if (location.href === 'about:blank') return;\n"
    source += f"{FAKE}\n{prepare}\n{idle}\n}})();"
    session.send("Page.addScriptToEvaluateOnNewDocument", {"source": source, "worldName": NAME})
    page.goto(expected(name)["url"])
    for frame in page.frames[1:]:
        frame.wait_for_load_state("domcontentloaded")
    try:
        yield world
    finally:
        context.close()
