"""Every view of the desk for everybody: in words, by keyboard, in any light, on a small screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.extension.fake_desk import FakeDesk, insights, suspect
from tests.extension.sight import faint_words, loose_ends, nameless, small_targets, too_wide
from tests.extension.test_desk_learning import changing

Desk = Callable[..., Page]
READY = {
    "history": "#reading mark >> nth=0",
    "queue": "#suspects > li >> nth=0",
    "learning": "#models > li >> nth=0",
    "figures": "figure svg >> nth=0",
    "journal": "#decisions a >> nth=0",
    "you": "#bulk dl",
    "ledger": "#requests tr >> nth=0",
}


def fill(service: FakeDesk) -> FakeDesk:
    """Give a service something to show in every view."""
    changing(service)
    service.insights = insights()
    service.suspects = [suspect(service.entries[0], "leaflet", 91.0)]
    service.bulk["alarm"] = "Two of your last ten answers were no leaflets."
    line = {"key": "k", "action": "declined", "score": 3.1, "band": "leaflet", "reason": None,
            "at": "2026-11-24T10:00:00Z"}  # fmt: skip
    service.entries[1]["decisions"] = [line]
    return service


@pytest.fixture
def full(service: FakeDesk) -> FakeDesk:
    return fill(service)


def opened(desk: Desk, view: str, **about: Any) -> Page:
    """A view with all its parts there and what can be opened in it opened."""
    page = desk(view, **about)
    if view == "history":
        expect(page.locator("#entries li")).to_have_count(12)
        page.locator("#entries li").nth(1).click()
        page.click("#reading [data-label=leaflet]")
        expect(page.locator("#undo-bar")).to_be_visible()
    if view == "learning":
        page.get_by_role("button", name="What would change?").first.click()
        expect(page.get_by_role("button", name="Adopt this model")).to_be_visible()
    if view == "you":
        page.locator("#strictness").press("End")
    expect(page.locator(READY[view])).to_be_visible()
    return page


@pytest.mark.parametrize("view", READY)
def test_everything_has_a_name_a_place_and_a_size(desk: Desk, full: FakeDesk, view: str) -> None:
    page = opened(desk, view)
    assert nameless(page) == []
    assert loose_ends(page) == []
    assert small_targets(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", READY)
def test_words_stand_out_from_their_ground(
    desk: Desk, full: FakeDesk, view: str, scheme: Any
) -> None:
    assert faint_words(opened(desk, view, color_scheme=scheme)) == []


@pytest.mark.parametrize("view", READY)
def test_nothing_is_wider_than_a_small_screen(desk: Desk, full: FakeDesk, view: str) -> None:
    page = opened(desk, view, width=320)
    assert too_wide(page) == 0
    assert small_targets(page) == []


@pytest.mark.parametrize("view", READY)
def test_twice_the_size_of_letters_breaks_nothing(desk: Desk, full: FakeDesk, view: str) -> None:
    page = opened(desk, view, width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert too_wide(page) == 0


def test_the_list_tells_a_screen_reader_where_it_stands(desk: Desk, full: FakeDesk) -> None:
    page = desk("history")
    expect(page.locator("#entries li")).to_have_count(12)
    page.locator("#entries").press("ArrowDown")
    assert page.locator("#entries").get_attribute("aria-activedescendant") == "entry-1"
    option = page.get_by_role("option", name="Trent Calloway Leaflet 3").first
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("r")
    expect(page.get_by_role("option", name="your label: ✓ Relationship")).to_have_count(1)


def test_the_keyboard_reaches_all_of_a_view_and_gets_out_again(desk: Desk, full: FakeDesk) -> None:
    page = desk("history")
    expect(page.locator("#reading mark").first).to_be_visible()
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("document.activeElement.id || document.activeElement.textContent")
        )
    for stop in ("text", "band", "label", "kind", "sort", "entries"):
        assert stop in seen
    assert any("Relationship" in stop for stop in seen)
    assert seen.index("text") < seen.index("entries") < len(seen) - 1
