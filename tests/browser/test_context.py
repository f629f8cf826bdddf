"""What surrounds a message reaches the judge from the page and from the desk, and is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.wording import say
from server import demo_inbox
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import RECOVERY, Badge, eventually, same
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site
from tests.browser.test_saved_pages import show_saved

CONVERSATION = Path(__file__).parents[1] / "pages" / "linkedin-messaging-ember-en"

NOOR = demo_inbox.Request("Noor Haddad", "Librarian", "Hi Ines, hello!", "6 mutual connections")
MARA, TRENT, IFEOMA = (demo_inbox.SAMPLE[n] for n in (0, 1, 4))
PEOPLE = (MARA, TRENT, IFEOMA, NOOR)

NAMED = {
    MARA.note: [say("names_fact", "en")],  # Flood sensors: of the profile's facts.
    TRENT.note: [say("headline_sells", "en"), say("wrong_name", "en")],
    IFEOMA.note: [say("test_word", "en")],
    NOOR.note: ["6 contacts in common"],
}
"""By note, what is told of it once the profile is filled in. The others greet a Robin."""


@pytest.fixture
def browser(chromium: Chromium, service: Service) -> Chromium:
    chromium.pair(service.code(), service.port)
    return chromium


def badge(browser: Chromium, said: str) -> Badge:
    """The badge beside a person's note."""
    (found,) = [each for each in browser.badges() if said in " ".join(each.around.split())]
    return found


def names(browser: Chromium, said: str, expected: list[str]) -> None:
    """Open the reasons beside a note and wait until all of these are among them."""
    browser.press_in_root(badge(browser, said).root, "button[data-action=why]")

    def told() -> None:
        text = badge(browser, said).text
        assert [words for words in expected if words not in text] == [], text

    eventually(told, RECOVERY)


def test_profile_headline_contacts_and_thread_reach_the_judge(
    browser: Chromium, service: Service, site: Site
) -> None:
    browser.open_own_page("pages/review.html#you")
    browser.fill("#profile-name", "Ines Vale")
    browser.fill("#profile-facts", "Builds flood sensors")
    browser.fill("#profile-tests", "four-day week")
    browser.press("#profile [type=submit]")
    eventually(lambda: same("Saved" in browser.text("#profile-said"), True))
    browser.close_own_page()

    browser.open(site.show(demo_inbox.page(PEOPLE), demo_inbox.ADDRESS))
    browser.scored(len(PEOPLE))
    for note, expected in NAMED.items():
        names(browser, note, expected)

    address, cards = show_saved(site, CONVERSATION)
    browser.open(address)
    browser.scored(len(cards))
    names(browser, "Shall I bring our boxes along?", [say("answers_you", "en")])
    assert site.presses == []
