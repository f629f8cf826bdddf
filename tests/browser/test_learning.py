"""Labels given on the page: stored, learnt from, shown again; kept while the service is away."""

from __future__ import annotations

from server import demo_inbox
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import Driver, eventually, same, throughout
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

PEOPLE = len(demo_inbox.SAMPLE)


def note_of(name: str) -> str:
    return next(request.note for request in demo_inbox.SAMPLE if request.name == name)


def test_the_other_badges_of_the_page_follow_a_label(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    before = {badge.person: badge.score for badge in paired.scored(PEOPLE)}
    model = service.call("/v1/status")["model"]
    paired.click("trent-calloway", "relationship")

    def changed() -> None:
        after = {badge.person: badge.score for badge in paired.badges()}
        assert after["trent-calloway"] > before["trent-calloway"]
        assert sum(after[person] != before[person] for person in before) > 1

    eventually(changed, seconds=40)
    assert service.call("/v1/status")["model"].startswith(f"{model}+")


def test_a_label_is_learnt_and_the_open_page_shows_it(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    before = {badge.person: badge.score for badge in paired.scored(PEOPLE)}
    paired.click("priya-raman", "relationship")
    eventually(lambda: same(service.labels(), [(note_of("Priya Raman"), "relationship")]))
    job = service.train()
    assert job["state"] == "promoted", job["report"]

    def changed() -> None:
        after = paired.badge("priya-raman").score
        assert after is not None
        assert after > (before["priya-raman"] or 0)

    eventually(changed, seconds=40)


def test_labels_given_while_the_service_is_away_arrive_once(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.scored(PEOPLE)
    service.stop()
    paired.click("trent-calloway", "leaflet")
    paired.click("tomasz-borek", "relationship")
    service.start()
    paired.open_own_page("pages/popup.html")  # whoever opens the popup wants to know it now
    paired.close_own_page()
    expected = [
        (note_of("Trent Calloway"), "leaflet"),
        (note_of("Tomasz Borek"), "relationship"),
    ]
    eventually(lambda: same(service.labels(), expected))
    throughout(lambda: same(service.labels(), expected), 2.0)


def test_badges_come_back_when_the_service_does(
    paired: Driver, service: Service, site: Site
) -> None:
    service.stop()
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.unscored(PEOPLE, "not running")
    service.start()
    paired.open_own_page("pages/popup.html")  # whoever opens the popup wants to know it now
    paired.close_own_page()
    paired.scored(PEOPLE)


def test_badges_come_back_by_themselves(chromium: Chromium, service: Service, site: Site) -> None:
    """A page that only waits asks at least every 40 s: a look every 20, a rest of 30 between."""
    chromium.pair(service.code(), service.port)
    service.stop()
    chromium.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    chromium.unscored(PEOPLE, "not running")
    service.start()
    chromium.scored(PEOPLE, seconds=60)
