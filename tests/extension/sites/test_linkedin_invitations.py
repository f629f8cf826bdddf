"""LinkedIn's invitations: what is declined, what is only noticed, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.world import World, open_saved

NEWEST = "linkedin-invitations-newest-en"
TRUSTED = "linkedin-invitations-trusted-en"
FAST = "fake.speed(10)"


def decisions(world: World) -> list[dict[str, Any]]:
    return [mail["entry"] for mail in world.mail("decision")]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        (TRUSTED, "orla-finch"),
        (TRUSTED, "hal-brook"),
        ("linkedin-invitations-leading-de", "tilda-krahn"),
        ("linkedin-invitations-between-fr", "elodie-carre"),
        ("linkedin-invitations-ember-es", "nerea-soto"),
        ("linkedin-invitations-newest-ja", "hana-mori"),
        ("linkedin-invitations-newest-ar", "salma-nur"),
        ("linkedin-invitations-newest-sv", "nils-dal"),
        ("linkedin-invitations-pictured-en", "ivy-glass"),
    ],
)
def test_declining_presses_ignore_once_and_nothing_else(
    chromium_for_pages: Browser, name: str, slug: str
) -> None:
    with open_saved(chromium_for_pages, name, main=True, prepare=FAST) as world:
        world.press(slug, "decline")
        world.until("fake.mail.some((mail) => mail.type === 'decision')")
        world.page.wait_for_timeout(300)
        assert [entry["action"] for entry in decisions(world)] == ["declined"]
        assert world.ignored() == [slug]
        assert world.accepted() == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        (NEWEST, "bram-tolhuis"),
        (TRUSTED, "orla-finch"),
        ("linkedin-invitations-leading-de", "tilda-krahn"),
        ("linkedin-invitations-ember-es", "nerea-soto"),
    ],
)
def test_the_users_own_click_on_accept_is_noticed_once(
    chromium_for_pages: Browser, name: str, slug: str
) -> None:
    """Also where Accept is a link."""
    with open_saved(chromium_for_pages, name, main=True) as world:
        view = world.view(slug)
        for _ in range(2):
            world.page.click(f"[data-does='accepted:{slug}']")
        world.until("fake.mail.some((mail) => mail.type === 'decision')")
        world.page.wait_for_timeout(100)
        (entry,) = decisions(world)
        assert entry["action"] == "accepted"
        assert f"/in/{slug}" in entry["message"]["sender"]["profile_url"]
        assert entry["band"] == view["band"]
        assert world.accepted() == [slug, slug]


def test_an_accept_the_page_presses_itself_says_nothing_of_the_user(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("bram-tolhuis")
        world.page.evaluate(
            "document.querySelector('[data-does=\"accepted:bram-tolhuis\"]').click()"
        )
        world.page.wait_for_timeout(200)
        assert world.accepted() == ["bram-tolhuis"]
        assert decisions(world) == []


@pytest.mark.parametrize(
    "change",
    [
        "button.setAttribute('aria-label', 'Accept Ann Other’s invitation')",
        "card.querySelectorAll('a[href*=\"/in/\"]').forEach((a) => a.href = '/in/ann-other/')",
        "card.after(card.cloneNode(true))",
    ],
)
def test_an_accept_that_is_not_surely_this_persons_is_not_noted(
    chromium_for_pages: Browser, change: str
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("bram-tolhuis")
        # In one go, so that the click comes before the next look at the page.
        world.page.evaluate(f"""addEventListener('mousedown', () => {{
          const button = document.querySelector('[data-does="accepted:bram-tolhuis"]');
          const card = button.closest('.request');
          {change};
        }}, {{ once: true }})""")
        world.page.click("[data-does='accepted:bram-tolhuis']")
        world.page.wait_for_timeout(200)
        assert decisions(world) == []


@pytest.mark.parametrize("css", ["#cookies button", "label + button + button"])
def test_other_accept_buttons_of_the_page_are_nothing(
    chromium_for_pages: Browser, css: str
) -> None:
    with open_saved(chromium_for_pages, TRUSTED, main=True) as world:
        world.view("orla-finch")
        world.page.click(css)
        world.page.wait_for_timeout(200)
        assert decisions(world) == []


def test_a_button_whose_words_turn_into_accept_under_its_label_is_not_pressed(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=FAST) as world:
        world.press("bram-tolhuis", "decline")
        world.page.evaluate(
            "document.querySelector('[data-does=\"ignored:bram-tolhuis\"] span').textContent"
            " = 'Accept'"
        )
        world.until("fake.mail.some((mail) => mail.type === 'decision')")
        assert [entry["action"] for entry in decisions(world)] == ["refused"]
        assert world.ignored() == []
