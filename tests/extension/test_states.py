"""The states of the connection: everywhere the same words, one sentence, and one repair."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import expect

from tests.browser.harness.driver import eventually, same
from tests.extension.fake_service import Answer, FakeService, refused
from tests.extension.installed import Installed

expect.set_options(timeout=20_000)
TOOLBAR = "() => Promise.all([chrome.action.getTitle({}), chrome.action.getBadgeText({})])"
# How a service comes into each state, and what the one button of our pages then says.
REPAIRS = {
    "connected": "Open your desk",
    "not-running": "Try again",
    "not-paired": "Pair this browser",
    "refused": "Pair again",
    "wrong-program": "Check the port",
    "wrong-version": "Reload the extension",
}
ANSWERS = {
    "refused": Answer(403),
    "wrong-program": Answer(200, {}, protocol=None),
    "wrong-version": Answer(412, refused()),
}


@pytest.mark.parametrize("state", REPAIRS)
def test_a_state_has_one_sentence_and_one_repair_wherever_it_is_told(
    paired: Installed, fake: FakeService, state: str
) -> None:
    if state == "not-running":
        fake.stop()
    elif state == "not-paired":
        paired.own({"type": "forget"})
    elif state in ANSWERS:
        fake.everywhere = lambda _: ANSWERS[state]
    told = set()
    for name in ("popup", "options", "review", "pair"):
        shown = paired.page(f"pages/{name}.html").locator("#connection")
        expect(shown).to_have_attribute("data-state", state)
        parts = shown.locator(".state-title"), shown.locator(".state-sentence")
        title, sentence = (part.text_content() for part in parts)
        told.add((title, sentence))
        # A page that is itself the repair has no button to itself.
        itself = {
            ("options", "wrong-program"),
            ("review", "connected"),
            ("pair", "refused"),
            ("pair", "not-paired"),
        }
        labels = [] if (name, state) in itself else [REPAIRS[state]]
        assert shown.locator("button").all_text_contents() == labels
    assert len(told) == 1
    mark = "" if state == "connected" else "!"
    ((title, _),) = told
    eventually(lambda: same(paired.home.evaluate(TOOLBAR), [f"Doorstep: {title}", mark]))


def test_a_service_that_hangs_is_told_apart_after_three_seconds_and_comes_back(
    paired: Installed, fake: FakeService
) -> None:
    going_on = threading.Event()

    def hang(_: object) -> None:
        going_on.wait(30)

    fake.everywhere = hang
    shown = paired.page("pages/popup.html").locator("#connection")
    expect(shown.locator(".state-title")).to_have_text("Service does not answer")
    expect(shown.locator(".state-sentence")).to_contain_text("three seconds")
    fake.everywhere = None
    going_on.set()
    shown.locator("button").click()
    expect(shown).to_have_attribute("data-state", "connected")
