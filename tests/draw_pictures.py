"""Takes the pictures of our own pages anew: `.venv/bin/python -m tests.draw_pictures [FOLDER]`.

Without a folder light and dark into `docs/pictures/`; with one every way a page may be seen into
that, to be looked at. Look at what it took before you commit it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import EXTENSION
from tests.browser.harness.site import RunningSite
from tests.extension.fake_desk import FakeDesk, band_of
from tests.extension.fake_service import CODE
from tests.extension.installed import Installed
from tests.extension.test_desk_access import READY, fill

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
INBOX = ROOT / "tests" / "pages" / "linkedin-invitations-newest-en" / "source.html"
RECIPE = ROOT / "tests" / "browser" / "taught" / "recipe.json"
ADDRESS = "https://www.linkedin.com/mynetwork/invitation-manager/received/"
# The popup asks for the tab in front, which here is its own.
IN_FRONT = """{
  const query = chrome.tabs.query;
  const site = { url: "https://*/*" };
  chrome.tabs.query = (about) => query.call(chrome.tabs, about.active ? site : about);
}"""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"color_scheme": "light", "width": 320},
    "large": {"color_scheme": "light", "width": 640, "size": "200%"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
SURFACES = {
    "pair": ("pair.html", "#connection .state-title", None),
    "popup": ("popup.html", "#bands li >> nth=0", 320),
    "options": ("options.html", "#permissions tr >> nth=3", 900),
    "recipes": ("options.html", "#taught .recipe", 900),
    **{
        view: (f"review.html#{view}", READY[view], 1280)
        for view in ("queue", "learning", "journal", "you", "ledger")
    },
    "welcome-end": ("welcome.html", "#sites-go", 900),
}
TALLEST = {"welcome-end": 1800, "options": 1300}
"""Pixels, else 900: a picture has less than 150 kB."""


class Judging(FakeDesk):
    """A desk whose verdicts differ, with reasons that fit."""

    def _score(self, message: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        text = message["text"]
        if any(word in text for word in ("e help", "15 minutes")):
            score, said = 4.2, {"says what many are told": -9.5, "asks for your time": -6.1}
        elif "?" in text:
            score, said = 91.6, {"goes on from something you said": 9.8, "asks you": 7.4}
        else:
            score, said = 52.0, {"tells how you met": 6.2, "asks nothing": -5.3}
        reasons = [
            {"signal": words, "text": words, "effect": effect, "span": None}
            for words, effect in said.items()
        ]
        return {
            "id": message["id"],
            "score": score if text else None,
            "band": band_of(score if text else None),
            "model": self.model,
            "reasons": reasons if body.get("explain") else [],
        }


def to_the_end(page: Page) -> None:
    """Go through the steps of the welcome page that are left."""
    page.click("#sites-go")
    page.click("#judge-samples")
    expect(page.locator("#samples .band")).to_have_count(3)
    page.evaluate("scrollTo(0, 0)")


def take(extension: Installed, name: str, look: dict[str, Any], target: Path) -> None:
    """One picture of one surface: all of the page, but for what is too far down."""
    path, ready, natural = SURFACES[name]
    width, size = look.get("width"), look.get("size", "")
    page = extension.browser.context.new_page()
    page.add_init_script(IN_FRONT if name == "popup" else "")
    page.set_viewport_size({"width": width or natural or 720, "height": 480})
    shown = {key: value for key, value in look.items() if key not in {"width", "size"}}
    page.emulate_media(reduced_motion="reduce", **shown)
    page.goto(extension.address(f"pages/{path}"))
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    page.locator(ready).wait_for()
    if name == "welcome-end":
        to_the_end(page)
    if name == "recipes":
        page.click("#taught summary >> nth=0")
    page.wait_for_timeout(400)  # drawings and fonts
    if name == "recipes":
        page.locator("section", has=page.locator("#taught")).screenshot(path=target)
    else:
        body = "document.documentElement.scrollHeight"
        height = page.evaluate("document.body.scrollHeight" if name == "popup" else body)
        page.set_viewport_size(
            {"width": page.evaluate("innerWidth"), "height": min(height, TALLEST.get(name, 900))}
        )
        page.screenshot(path=target)
    page.close()


def draw(folder: Path, looks: list[str]) -> None:
    """Take all of them."""
    service = fill(Judging())
    service.start()
    with sync_playwright() as playwright, RunningSite(Path(tempfile.mkdtemp())) as site:
        browser = Chromium(playwright, EXTENSION, site.port)
        extension = Installed(browser, site)
        extension.forget_all()
        extension.own({"type": "port", "port": service.port})
        todo = [(name, look) for name in SURFACES for look in looks]
        for name, look in todo:
            if name == "popup" and extension.state() != "connected":
                pair(extension, service, site.show(INBOX.read_text(), ADDRESS))
            take(extension, name, LOOKS[look], folder / f"{name}-{look}.png")
        browser.close()
    service.stop()


def pair(extension: Installed, service: FakeDesk, address: str) -> None:
    """Connect, with a page of requests open and a recipe kept."""
    reply = extension.own({"type": "pair", "code": CODE, "name": "Test", "port": service.port})
    assert reply["state"] == "connected"
    extension.home.evaluate(
        "(recipe) => chrome.storage.local.set({ recipes: { one: recipe } })",
        json.loads(RECIPE.read_text()),
    )
    inbox = extension.browser.context.new_page()
    inbox.goto(address)
    inbox.wait_for_timeout(3000)


if __name__ == "__main__":
    given = sys.argv[1:]
    draw(Path(given[0]) if given else PICTURES, list(LOOKS) if given else ["light", "dark"])
