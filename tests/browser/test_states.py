"""What can happen while a page is open, end to end: each ends in a calm sentence or in badges."""

from __future__ import annotations

import json
import time

from server import demo_inbox
from tests.browser.harness.chromium import ID, Chromium
from tests.browser.harness.driver import FRESH, Driver, eventually, same
from tests.browser.harness.firefox import Firefox
from tests.browser.harness.service import Service, doorstep
from tests.browser.harness.site import Site

PEOPLE = len(demo_inbox.SAMPLE)
ROWS = "document.querySelector('[data-testid=lazy-column]').firstElementChild"
NEWCOMER = demo_inbox.Request("Noor Haddad", "Librarian", "May I ask how you catalogue your maps?")
HINDRANCES = """import('/pages/popup-page.js').then(async ({ showHindrances }) => {
  await showHindrances();
  return document.querySelector('#hindrances').textContent;
})"""
WITHDRAW = "return await chrome.permissions.remove({ origins: ['http://127.0.0.1/*'] });"
TAB = "chrome.tabs.query({ url: 'https://www.linkedin.com/*' })"


def test_a_service_that_hangs_is_told_so_and_recovers(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    paired.scored(PEOPLE)
    service.hang()
    paired.run(f"{ROWS}.insertAdjacentHTML('beforeend', arguments[0])", demo_inbox.card(NEWCOMER))
    eventually(lambda: same("Not scored" in paired.badge("noor-haddad").text, True))
    paired.open_own_page("pages/popup.html")
    eventually(lambda: same(paired.text("#connection .state-title"), "Service does not answer"))
    service.go_on()
    paired.press("#connection button")
    eventually(lambda: same(paired.text("#connection .state-title"), "Connected"))
    paired.close_own_page()
    paired.scored(PEOPLE + 1)


def test_two_browsers_on_one_service_and_one_of_them_sent_away(
    chromium: Chromium, running_firefox: Firefox, service: Service, site: Site
) -> None:
    running_firefox.fresh()
    address = site.show(demo_inbox.page(), demo_inbox.ADDRESS)
    for browser in (chromium, running_firefox):
        browser.pair(service.code(), service.port)
        browser.open(address)
        browser.scored(PEOPLE)
    assert len(service.clients()) == 2
    ((gone,),) = service.rows("SELECT id FROM client WHERE name LIKE 'Firefox%'")
    doorstep(service.data, "token", "revoke", str(gone))
    time.sleep(FRESH)
    for browser in (chromium, running_firefox):
        browser.open("about:blank")
        browser.open(address)
    running_firefox.unscored(PEOPLE, "no longer knows this browser")
    chromium.scored(PEOPLE)


def test_a_permission_that_is_withdrawn_is_named(
    running_firefox: Firefox, service: Service
) -> None:
    """For real where it can be taken away; Chromium lets no extension let go of it."""
    running_firefox.fresh()
    running_firefox.pair(service.code(), service.port)
    running_firefox.open_own_page("pages/popup.html")
    shown = "#connection .state-title"
    eventually(lambda: same(running_firefox.text(shown), "Connected"))
    assert running_firefox.run_async(WITHDRAW)
    eventually(lambda: same(running_firefox.text(shown), "Permission missing"))
    assert "127.0.0.1" in running_firefox.text("#connection .state-sentence")
    running_firefox.close_own_page()


def test_an_update_under_an_open_page_ends_quietly_and_the_popup_says_what_helps(
    chromium: Chromium, service: Service, site: Site
) -> None:
    chromium.pair(service.code(), service.port)
    chromium.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    chromium.scored(PEOPLE)
    said: list[str] = []
    page = chromium.page
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text))
    chromium.update()
    page.bring_to_front()

    def ended() -> None:
        # The old copy finds out with the next thing it is asked.
        if chromium.badges():
            chromium.click("mara-lindqvist", "leaflet")
        same(chromium.badges(), [])

    eventually(ended)
    assert said == []

    own = chromium.context.new_page()
    own.goto(f"chrome-extension://{ID}/pages/options.html")
    assert [each.url for each in chromium.context.pages if "welcome" in each.url] == []
    (tab,) = own.evaluate(TAB)
    # The popup looks at the active tab; opened as a tab it would itself be that one.
    own.add_init_script(f"chrome.tabs.query = async () => [{json.dumps(tab)}]")
    own.goto(f"chrome-extension://{ID}/pages/popup.html")
    own.get_by_text("Reload it to see badges").wait_for()
    page.reload()
    chromium.scored(PEOPLE)
    assert own.evaluate(HINDRANCES) == ""
