"""Declining: our own undo first, then exactly one press, on the right control, on a click alone."""

from __future__ import annotations

from server import demo_inbox
from tests.browser.harness.driver import Driver, eventually, same, throughout
from tests.browser.harness.service import Service
from tests.browser.harness.site import Press, Site

PEOPLE = len(demo_inbox.SAMPLE)
UNDO_SECONDS = 5
CLAUDIA = Press(
    "Ignore an invitation to connect from Claudia Brandt",
    "https://www.linkedin.com/in/claudia-brandt/",
    trusted=False,
)


def test_declining_presses_once_on_the_right_card_and_is_in_the_journal(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.scored(PEOPLE)
    paired.click("claudia-brandt", "decline")
    eventually(lambda: same(paired.badge("claudia-brandt").actions.count("undo"), 1))
    assert site.presses == []
    eventually(lambda: same(site.presses, [CLAUDIA]))
    eventually(lambda: same(service.decisions(), ["declined"]))
    throughout(lambda: same(site.presses, [CLAUDIA]), 1.0)
    left = [badge.person for badge in paired.scored(PEOPLE - 1)]
    assert "claudia-brandt" not in left


def test_undo_presses_nothing(paired: Driver, service: Service, site: Site) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.scored(PEOPLE)
    paired.click("dale-whitcombe", "decline")
    eventually(lambda: paired.click("dale-whitcombe", "undo"))
    eventually(lambda: same(service.decisions(), ["undone"]))
    throughout(lambda: same(site.presses, []), UNDO_SECONDS + 1)
    assert "decline" in paired.badge("dale-whitcombe").actions


def test_a_card_that_changes_its_person_during_the_undo_is_not_pressed(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.scored(PEOPLE)
    paired.click("claudia-brandt", "decline")
    paired.run(
        "const row = document.querySelector('[componentkey$=claudia-brandt]');"
        "row.innerHTML = row.innerHTML.replaceAll('claudia-brandt', 'clara-brandt')"
        ".replaceAll('Claudia', 'Clara')"
    )
    eventually(lambda: same(service.decisions(), ["refused"]))
    assert site.presses == []
