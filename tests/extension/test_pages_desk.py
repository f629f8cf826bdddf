"""The user's desk, on the real service."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.service import Service
from tests.extension.installed import Installed, message

# A machine that trains a model beside the test may be slow to answer.
expect.set_options(timeout=20_000)
MARKUP = "<img src=x onerror=document.title='broken'><b>bold</b>"
LETTERS = [
    message("We help agencies book 30 meetings a month. Grab a slot!", sender={"name": "Rita"}),
    message("How did you keep the probes dry in the rain?", sender={"name": "Ola Winter"}),
    message(MARKUP, sender={"name": MARKUP, "headline": MARKUP}),
    message("", sender={"name": "Sam Quiet"}),
]
DECLINE = {"key": str(uuid.uuid4()), "action": "declined", "message": LETTERS[0], "score": 4,
           "band": "leaflet", "at": "2026-11-24T10:00:00Z"}  # fmt: skip


@pytest.fixture
def desk(extension: Installed, real_service: Service) -> Iterator[Page]:
    """The desk of a user with a small history."""
    code = real_service.code()
    request = {"type": "pair", "code": code, "name": "Test", "port": real_service.port}
    assert extension.own(request)["state"] == "connected"
    real_service.call("/v1/erase", {})
    real_service.call("/v1/score", {"messages": LETTERS})
    real_service.call("/v1/decisions", {"decisions": [DECLINE]})
    page = extension.page("pages/review.html")
    expect(page.locator("#entries tr")).to_have_count(len(LETTERS))
    yield page
    page.close()


def row(desk: Page, name: str) -> Any:
    return desk.locator("#entries tr", has=desk.get_by_text(name, exact=True))


def test_the_desk_shows_what_others_wrote_as_mere_text(desk: Page) -> None:
    shown = row(desk, MARKUP).first
    assert shown.locator(".note").inner_text() == MARKUP
    assert desk.locator("#entries img, #entries b").count() == 0
    assert desk.title() == "Your desk · Doorstep"


def test_the_history_is_searched_and_filtered(desk: Page) -> None:
    desk.fill("#text", "probes")
    expect(desk.locator("#entries tr")).to_have_count(1)
    expect(row(desk, "Ola Winter")).to_be_visible()
    desk.fill("#text", "")
    desk.select_option("#band", "no_note")
    expect(desk.locator("#entries tr")).to_have_count(1)
    expect(row(desk, "Sam Quiet")).to_be_visible()
    desk.select_option("#label", "leaflet")
    expect(desk.locator("#entries")).to_contain_text("Nothing fits these filters.")


def test_a_message_is_labelled_and_relabelled(desk: Page, real_service: Service) -> None:
    buttons = row(desk, "Ola Winter").locator(".pick button")
    for pressed, word in ((0, "leaflet"), (1, "relationship")):
        buttons.nth(pressed).click()
        expect(buttons.nth(pressed)).to_have_attribute("aria-pressed", "true")
        expect(buttons.nth(1 - pressed)).to_have_attribute("aria-pressed", "false")
        found = real_service.call("/v1/messages/search", {"text": "probes"})["messages"]
        assert [entry["label"] for entry in found] == [word]


def test_reasons_come_on_demand_and_are_marked_in_the_text(desk: Page) -> None:
    shown = row(desk, "Ola Winter")
    assert shown.locator("mark").count() == 0
    shown.get_by_text("Why this verdict?").click()
    expect(shown.locator(".reasons li").first).to_be_visible()
    assert shown.locator(".note").inner_text() == LETTERS[1]["text"]


def test_unsure_messages_are_decided_one_by_one_from_the_keyboard(
    desk: Page, real_service: Service
) -> None:
    unsure = real_service.call("/v1/messages/search", {"band": "unsure"})["messages"]
    assert unsure, "no letter of this test is unsure"
    desk.click("nav a[href='#queue']")
    for left in range(len(unsure), 0, -1):
        expect(desk.locator("#queue-count")).to_have_text(str(left))
        desk.locator("#question article").press("r")
        if left > 1:
            expect(desk.locator("#queue-count")).to_have_text(str(left - 1))
    expect(desk.locator("#question")).to_contain_text("Nothing to decide")
    found = real_service.call("/v1/messages/search", {"band": "unsure"})["messages"]
    assert {entry["label"] for entry in found} == {"relationship"}


def test_training_tells_how_it_ended_and_the_older_model_can_be_used_again(
    desk: Page, real_service: Service
) -> None:
    row(desk, "Ola Winter").locator(".pick button").nth(1).click()
    row(desk, "Rita").locator(".pick button").nth(0).click()
    expect(row(desk, "Rita").locator("[aria-pressed=true]")).to_have_count(1)
    desk.click("nav a[href='#learning']")
    expect(desk.locator("#labels-so-far")).to_contain_text("1 leaflet, 1 relationship")
    starter = desk.locator("#models code").inner_text()
    desk.get_by_role("button", name="Learn from my labels now").click()
    expect(desk.locator("#training progress")).to_be_visible()
    expect(desk.locator("#models tr")).to_have_count(2, timeout=240_000)
    expect(desk.locator("#training .said")).to_contain_text("2 labels of yours")
    old = desk.locator("#models tr", has_text=starter)
    old.get_by_role("button", name="Use this one").click()
    expect(old).to_contain_text("✓ In use")
    assert real_service.call("/v1/status")["model"] == starter


def test_the_journal_tells_what_was_done(desk: Page) -> None:
    desk.click("nav a[href='#journal']")
    expect(desk.locator("#decisions tr")).to_have_count(1)
    expect(desk.locator("#decisions")).to_contain_text("Declined")
    expect(desk.locator("#decisions")).to_contain_text("Rita")


def test_profile_and_settings_are_kept_by_the_service(desk: Page, real_service: Service) -> None:
    real_service.call("/v1/status")
    desk.click("nav a[href='#you']")
    expect(desk.locator("#auto-train")).to_be_checked()
    desk.fill("#profile-name", " Ida (Idi) Wren ")
    desk.fill("#profile-text", "I measure soil.")
    desk.fill("#profile-facts", "Tarnfield Institute\n\n  Valley workshop  ")
    desk.fill("#profile-tests", "heather honey\n ab")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#profile-said")).to_contain_text("Test word 2 is shorter than 3")
    desk.fill("#profile-tests", "heather honey\n\n")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#profile-said")).to_contain_text("Saved on this computer.")
    kept = {
        "name": "Ida (Idi) Wren",
        "text": "I measure soil.",
        "facts": ["Tarnfield Institute", "Valley workshop"],
        "test_words": ["heather honey"],
    }
    assert real_service.call("/v1/profile") == kept
    before = real_service.call("/v1/settings")
    desk.uncheck("#auto-train")
    expect(desk.locator("#settings-said")).not_to_be_empty()
    assert real_service.call("/v1/settings") == {**before, "auto_train": False}
    desk.select_option("#strictness", "strict")
    expect(desk.locator("#strictness-said")).to_contain_text("Saved")
    changed = {**before, "auto_train": False, "strictness": "strict"}
    assert real_service.call("/v1/settings") == changed


def test_everything_can_be_exported(desk: Page, tmp_path: Any) -> None:
    desk.click("nav a[href='#you']")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Export everything").click()
    download.value.save_as(tmp_path / "export.json")
    exported = json.loads((tmp_path / "export.json").read_text())
    assert len(exported["messages"]) == len(LETTERS)
    assert len(exported["decisions"]) == 1


def test_everything_is_erased_after_two_questions(desk: Page, real_service: Service) -> None:
    def kept() -> int:
        return len(real_service.call("/v1/messages/search", {})["messages"])

    desk.click("nav a[href='#you']")
    erase = desk.locator("#erase")
    erase.get_by_role("button", name="Erase everything").click()
    expect(erase.get_by_role("button", name="Leave it")).to_be_focused()
    erase.get_by_role("button", name="Go on").click()
    erase.get_by_role("button", name="Leave it").click()
    assert kept() == len(LETTERS)
    for name in ("Erase everything", "Go on", "Erase everything"):
        erase.get_by_role("button", name=name).click()
    expect(desk.locator("#erase-said")).to_contain_text("Erased.")
    assert kept() == 0


def test_the_desk_comes_back_when_the_service_does(desk: Page, real_service: Service) -> None:
    real_service.stop()
    desk.click("nav a[href='#journal']")
    expect(desk.locator("#connection")).to_have_attribute("data-state", "not-running")
    expect(desk.locator("#journal")).to_be_hidden()
    real_service.start()
    desk.locator("#connection button").click()
    expect(desk.locator("#decisions")).to_contain_text("Rita")
