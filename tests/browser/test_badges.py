"""Badges while a page changes, and the reasons they give."""

from __future__ import annotations

from server import demo_inbox
from tests.browser.harness.driver import Driver, eventually, same
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

ROWS = "document.querySelector('[data-testid=lazy-column]').firstElementChild"
NEWCOMER = demo_inbox.Request("Noor Haddad", "Librarian", "May I ask how you catalogue your maps?")


def test_cards_that_come_later_get_their_badge(
    paired: Driver, service: Service, site: Site
) -> None:
    """Lazily added, drawn anew, and after a move inside the site: scored once, kept once."""
    people = len(demo_inbox.SAMPLE)
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.scored(people)

    paired.run(f"{ROWS}.insertAdjacentHTML('beforeend', arguments[0])", demo_inbox.card(NEWCOMER))
    paired.scored(people + 1)

    again = "".join(demo_inbox.card(request) for request in demo_inbox.SAMPLE)
    paired.run(f"{ROWS}.innerHTML = arguments[0]", again)
    assert len({badge.person for badge in paired.scored(people)}) == people

    paired.run(f"history.pushState(null, '', '/feed/'); {ROWS}.replaceChildren()")
    eventually(lambda: same(paired.badges(), []))
    paired.run(
        f"history.pushState(null, '', arguments[1]); {ROWS}.innerHTML = arguments[0]",
        again,
        "/mynetwork/invitation-manager/received/",
    )
    paired.scored(people)
    (messages,) = service.rows("SELECT count(*) FROM message")
    assert messages == (people + 1,)
    assert site.presses == []


def test_the_reasons_open_in_the_badge_with_the_note_marked(paired: Driver, site: Site) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.scored(len(demo_inbox.SAMPLE))
    before = paired.badge("trent-calloway").text
    paired.click("trent-calloway", "why")
    eventually(lambda: same("qualified calls a month" in paired.badge("trent-calloway").text, True))
    assert "qualified calls a month" not in before
    marks = "(root) => [...root.querySelectorAll('mark')].map((e) => e.dataset.words).join(' ')"
    marked = paired.ask_root(paired.badge("trent-calloway").root, marks)
    assert marked
    assert all(word in demo_inbox.SAMPLE[1].note for word in marked.split())
