"""Badges for everybody, in the language with the longest words: WCAG 2.2 AA by axe, and room."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.sight import violations
from tests.extension.test_locales import LOCALES
from tests.extension.world import World, open_saved

PAGE = "linkedin-invitations-newest-en"
# Closed roots are closed to axe too; what is in them stays the same when they are open.
PREPARED = """
  Object.assign(MESSAGES, %s);
  const closed = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function () { return closed.call(this, { mode: "open" }); };
""" % (LOCALES / "de" / "messages.json").read_text()  # noqa: UP031
ROOTS = (
    "[...document.querySelectorAll('*')].map((each) => each.shadowRoot)"
    ".filter((root) => root?.querySelector('.box'))"
)
BADGES = "fake.shown().map(({ root }) => root).filter((root) => root.querySelector('.box'))"
CUT_OFF = f"""() => {ROOTS}.flatMap((root) => [...root.querySelectorAll(".box, .box *")])
  .filter((e) => e.checkVisibility() && !e.closest("svg, .quiet"))
  .filter((e) => e.getBoundingClientRect().right > innerWidth || e.scrollWidth > e.clientWidth + 1)
  .filter((e) => getComputedStyle(e).display !== "inline")
  .map((e) => e.outerHTML)"""
# Of the window; the page leaves its cards 278 px less.
WIDTHS = (1100, 600, 540)
# The page decides whether its badges are light or dark.
DARK = "body, body * { background-color: #14171a !important; color: #e8eaed !important }"
THEMES = f"() => {ROOTS}.map((root) => root.querySelector('.box').dataset.theme)"


def every(condition: str) -> str:
    return f"{BADGES}.every((root) => {condition})"


def some(condition: str) -> str:
    return f"{BADGES}.some((root) => {condition})"


def looked_at(page: Any, scheme: str) -> None:
    """All that is to be seen of the badges, at several widths."""
    assert set(page.evaluate(THEMES)) == {scheme}
    assert violations(page, within_roots=True) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CUT_OFF) == [], width
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def turn(world: World, scheme: str) -> None:
    """Turn the whole page dark, as a site's own switch does."""
    if scheme == "dark":
        world.page.add_style_tag(content=DARK)
        world.until(f"{BADGES}.length > 2")
        world.page.evaluate("document.documentElement.classList.add('dark')")
        world.until(every("root.querySelector('.box').dataset.theme === 'dark'"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_badge_is_for_everybody(chromium_for_pages: Browser, scheme: Any) -> None:
    with open_saved(
        chromium_for_pages, PAGE, main=True, prepare=PREPARED,
        color_scheme=scheme, reduced_motion="reduce",
    ) as world:  # fmt: skip
        page = world.page
        turn(world, scheme)
        world.until(f"{BADGES}.length > 2")
        world.until(every("fake.words(root.querySelector('.box')).includes('Ablehnen')"))
        world.until(every("!root.querySelector('.waiting')"))
        looked_at(page, scheme)  # scored
        page.evaluate(f"() => {ROOTS}.forEach((r) => r.querySelector('[data-action=why]').click())")
        world.until(some("!root.querySelector('.panel').hidden"))
        looked_at(page, scheme)  # with reasons
        page.evaluate(
            f"() => {ROOTS}.forEach((r) => r.querySelector('[data-action=decline]').click())"
        )
        world.until(some("!root.querySelector('.count').hidden"))
        looked_at(page, scheme)  # counting down
    with open_saved(
        chromium_for_pages, PAGE, main=True, color_scheme=scheme,
        prepare=f"{PREPARED} fake.state = 'wrong-version';",
    ) as world:  # fmt: skip
        world.until(some("fake.words(root.querySelector('.box')).includes('Versionen')"))
        turn(world, scheme)
        looked_at(world.page, scheme)
