"""Pairing by code, and that nothing leaves the browser for a program that is not ours."""

from __future__ import annotations

from server import demo_inbox
from tests.browser.harness.attack import recorder
from tests.browser.harness.driver import Driver, throughout
from tests.browser.harness.service import Service, doorstep, free_port
from tests.browser.harness.site import Site


def test_a_browser_pairs_by_its_code(browser: Driver, service: Service) -> None:
    browser.pair(doorstep(service.data, "pair").strip(), service.port)
    assert len(service.clients()) == 1


def test_a_wrong_code_pairs_nobody(browser: Driver, service: Service) -> None:
    wrong = f"{(int(service.code()) + 1) % 1_000_000:06d}"
    browser.pair(wrong, service.port, expected="refused")
    assert service.clients() == []


def test_where_nothing_listens_the_pairing_page_says_so(browser: Driver) -> None:
    browser.pair("123456", free_port(), expected="not-running")


def test_another_program_on_the_port_is_told_and_never_gets_the_code(browser: Driver) -> None:
    port = free_port()
    with recorder(port) as arrived:
        browser.pair("123456", port, expected="wrong-program")
    assert arrived
    assert "123456" not in "\n".join(each.everything for each in arrived)


def test_another_program_on_the_port_gets_neither_token_nor_text(
    paired: Driver, service: Service, site: Site
) -> None:
    service.stop()
    with recorder(service.port) as arrived:
        paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
        badges = paired.unscored(len(demo_inbox.SAMPLE), "another program answers")
        paired.click("mara-lindqvist", "repair")  # whatever it opens, it may ask again
        throughout(lambda: None, 1.0)
    assert all(badge.score is None for badge in badges)
    everything = "\n".join(each.everything for each in arrived).lower()
    assert "/v1/hello" in everything
    for word in ("bearer", "authorization", "robin", "lindqvist", "unlocks your"):
        assert word not in everything
