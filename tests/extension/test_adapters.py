"""Every saved page is read exactly as a person would: these cards, these words, nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.world import PAGES, expected, open_saved, saved_pages

LINKEDIN = "https://www.linkedin.com/in/"
READ = """
(() => {
  const found = { seen: 0, notUnderstood: 0, cards: [] };
  for (const adapter of app.adapters) {
    if (!adapter.matches(document)) continue;
    const reading = adapter.read(document);
    found.seen += reading.seen;
    found.notUnderstood += reading.notUnderstood;
    for (const { element, anchor, ...card } of reading.cards) {
      const inside = element.contains(anchor) && !anchor.closest("a[href], button, [role=button]");
      found.cards.push({ ...card, inside });
    }
  }
  return found;
})()
"""


def read(browser: Browser, name: str) -> dict[str, Any]:
    total: dict[str, Any] = {"seen": 0, "notUnderstood": 0, "cards": []}
    with open_saved(browser, name, main=False) as world:
        for frame in range(len(world.contexts)):
            found = world.run(READ, frame=frame)
            for key in total:
                total[key] += found[key]
    return total


def as_expected(card: dict[str, Any]) -> dict[str, Any]:
    message, sender = card["message"], card["message"]["sender"]
    profile = sender.get("profile_url", "")
    linked = profile.startswith(LINKEDIN)
    return {
        "key": card["key"],
        "name": sender["name"],
        "slug": profile.removeprefix(LINKEDIN).strip("/") if linked else None,
        "profile": None if linked else profile or None,
        "headline": sender.get("headline"),
        "mutual": sender.get("mutual"),
        "note": message["text"],
        "partial": card["partial"],
        "canDecline": card["canDecline"],
        "incomplete": card["incomplete"],
        "mark": card["mark"],
        "thread": message.get("thread"),
    }


USUAL = {"partial": False, "mark": None, "thread": None, "profile": None}
"""What a card is like where its page's `expected.json` does not say."""


@pytest.mark.parametrize("name", saved_pages())
def test_a_saved_page_is_read_as_expected(chromium_for_pages: Browser, name: str) -> None:
    wanted = expected(name)
    found = read(chromium_for_pages, name)
    cards = [as_expected(card) for card in found["cards"]]
    for card, want in zip(cards, wanted["cards"], strict=False):
        assert card == {**USUAL, **want, "key": want.get("key", card["key"])}
    assert [card["name"] for card in cards] == [want["name"] for want in wanted["cards"]]
    assert (found["seen"], found["notUnderstood"]) == (wanted["seen"], wanted["notUnderstood"])


@pytest.mark.parametrize("name", saved_pages())
def test_every_badge_has_a_place_inside_its_card_and_outside_links(
    chromium_for_pages: Browser, name: str
) -> None:
    found = read(chromium_for_pages, name)
    assert [card["key"] for card in found["cards"] if not card["inside"]] == []
    ids = [card["message"]["id"] for card in found["cards"]]
    assert len(set(ids)) == len(ids)


def test_every_folder_of_saved_pages_is_whole() -> None:
    for folder in (each for each in PAGES.iterdir() if each.is_dir()):
        assert {"source.html", "expected.json"} <= {file.name for file in folder.iterdir()}, folder
