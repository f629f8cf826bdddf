"""Requests by keyboard: one chord, then plain keys, none of which the site hears."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser

from tests.extension.crowd import NEWEST, crowd
from tests.extension.world import World, open_saved

CHORD = "Alt+Shift+KeyD"
# What a site with single keys would hear; it listens before us and after us, as such sites do.
SITE = """<script>document.addEventListener("keydown", (event) => {
  (window.heard ??= []).push(event.key);
}, true);</script><input id="search"></body>"""


def where(world: World) -> Any:
    """Whose badge has the focus, and on which of its buttons."""
    return world.run("""(() => {
      const one = fake.shown().find(({ root }) => root.activeElement);
      const link = one?.host.closest('.request').querySelector('a[href*="/in/"]');
      const slug = link?.href.split('/in/')[1];
      return one ? [slug.replace('/', ''), one.root.activeElement.dataset.action] : null;
    })()""")


def sign(world: World) -> bool:
    return bool(world.run("fake.over().querySelector('.sign')?.checkVisibility() ?? false"))


def test_a_page_is_gone_through_by_keys_that_the_site_does_not_hear(
    chromium_for_pages: Browser,
) -> None:
    html = crowd().replace("</body>", SITE)
    with open_saved(
        chromium_for_pages, NEWEST, main=True, html=html, prepare="fake.speed(5)"
    ) as world:
        keys = world.page.keyboard
        world.view("tomasz-wilk-77")
        for key in "dnl":
            keys.press(key)
        assert world.page.evaluate("heard") == ["d", "n", "l"], "before the chord all is the site's"
        assert not sign(world)
        assert where(world) is None
        # A script of the page cannot switch them on.
        world.page.evaluate(
            "dispatchEvent(new KeyboardEvent('keydown',"
            " { code: 'KeyD', altKey: true, shiftKey: true }))"
        )
        assert not sign(world)
        world.page.evaluate("heard.length = 0")
        keys.press(CHORD)
        assert sign(world)
        keys.press("n")
        assert where(world) == ["ada-fenwick", "why"]
        keys.press("j")
        keys.press("n")
        keys.press("p")
        assert where(world) == ["bert-oakes", "why"]
        keys.press("r")
        world.until("fake.view('bert-oakes').pressed.includes('relationship')")
        keys.press("w")
        world.until("fake.view('bert-oakes').panel")
        keys.press("Escape")
        world.until("fake.view('bert-oakes').panel === null")
        assert sign(world), "the panel's Escape leaves the keys on"
        keys.press("n")
        keys.press("l")
        world.until("fake.view('cleo-marsh').pressed.includes('leaflet')")
        keys.press("d")
        world.until("fake.view('cleo-marsh').buttons.includes('undo')")
        keys.press("u")
        world.until("fake.view('cleo-marsh').buttons.includes('decline')")
        keys.press("x")
        assert set(world.page.evaluate("heard")) <= {"Alt", "Shift", "Escape"}
        labels = [(mail["entry"]["label"]) for mail in world.mail("label")]
        assert labels == ["relationship", "leaflet"]
        # In a field they are letters again, and with Ctrl the browser's.
        world.page.focus("#search")
        keys.type("dl")
        assert world.page.input_value("#search") == "dl"
        world.page.evaluate("document.activeElement.blur()")
        keys.press("d")
        world.page.wait_for_timeout(100)
        assert where(world) is not None, "without a request in focus the key goes to one"
        assert world.ignored() == []
        # The next leaflet is the surest, wherever it stands.
        world.run(
            "fake.band = (text) => (text.includes('webinar') ? [1.2, 'leaflet'] : [6.2, 'leaflet'])"
        )
        notice = {"type": "changed", "state": "connected", "model": "model-2"}
        world.run("fake.model = 'model-2'")
        world.run(f"fake.listeners.forEach((hear) => hear({json.dumps(notice)}, {{}}, () => {{}}))")
        world.until("fake.view('dan-ruiz').score === '1.2'")
        world.page.evaluate("document.activeElement.blur()")
        keys.press("f")
        assert where(world) == ["dan-ruiz", "why"]
        # Declined for good, its card goes; the next is the one after it.
        keys.press("d")
        world.page.wait_for_function("document.documentElement.dataset.ignored === 'dan-ruiz'")
        world.until("fake.of('dan-ruiz') === undefined")
        keys.press("n")
        assert where(world) == ["eve-lind", "why"]


def test_help_review_and_the_end_of_it(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, html=crowd()) as world:
        keys = world.page.keyboard
        world.view("tomasz-wilk-77")
        keys.press(CHORD)
        keys.press("n")
        keys.press("?")
        listed = world.run("[...fake.over().querySelectorAll('dialog kbd')].map(fake.words)")
        assert listed == [*"NJPKFWDULRV?", "Esc", "Alt+Shift+D"]
        for key in "dl":
            keys.press(key)
        keys.press("Escape")
        assert world.run("fake.over().querySelector('dialog')") is None
        assert where(world) == ["ada-fenwick", "why"], "the focus went back"
        assert world.mail("label") == []
        keys.press("v")
        world.until("fake.over().querySelectorAll('.person').length === 6")
        keys.press("Escape")
        assert sign(world)
        keys.press("Escape")
        assert not sign(world)
        keys.press(CHORD)
        assert sign(world)
        notice = {"type": "changed", "state": "connected", "model": "model-1", "keys": False}
        world.run(f"fake.listeners.forEach((hear) => hear({json.dumps(notice)}, {{}}, () => {{}}))")
        assert not sign(world)
        keys.press(CHORD)
        assert not sign(world), "switched off in the settings"
