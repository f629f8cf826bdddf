"""On every saved page, in both browsers: a badge on each person's card and on nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.harness.driver import Badge, Driver, same, throughout
from tests.browser.harness.site import Site

SAVED = sorted((Path(__file__).parents[1] / "pages").iterdir())


def show_saved(site: Site, folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """Put a saved page and its frames on the site; its address and the cards expected on it."""
    expected = json.loads((folder / "expected.json").read_text())
    for path, file in expected.get("frames", {}).items():
        site.show((folder / file).read_text(), path)
    address = site.show((folder / "source.html").read_text(), expected["url"])
    return address, expected["cards"]


def belongs(badge: Badge, card: dict[str, Any]) -> bool:
    """Whether the badge stands in that card: beside its person's link, else beside its text."""
    if badge.person and card["slug"]:
        return badge.person == card["slug"]
    return "".join(card["note"].split())[:25] in "".join(badge.around.split())


def roots_but_the_corner(browser: Driver) -> list[Any]:
    """Elements of ours: the badges, and whatever else; the corner offers to review leaflets."""
    outside = "(root) => !root.querySelector('.corner')"
    return [root for root in browser.closed_roots() if browser.ask_root(root, outside)]


@pytest.mark.parametrize("folder", SAVED, ids=lambda folder: folder.name)
def test_every_card_of_a_saved_page_has_its_badge_and_nothing_else_has(
    shared: Driver, site: Site, folder: Path
) -> None:
    address, cards = show_saved(site, folder)
    shared.open(address)
    badges = shared.scored(len(cards))
    for badge, card in zip(badges, cards, strict=True):
        assert belongs(badge, card), (card["name"], badge.person, badge.around)
        assert (badge.band == "no_note") == (badge.score is None) == (not card["note"].strip())
        assert ("decline" in badge.actions) == card["canDecline"]
    throughout(lambda: same(len(roots_but_the_corner(shared)), len(cards)), 0.5)
    assert site.presses == []
