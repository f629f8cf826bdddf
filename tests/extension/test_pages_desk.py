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
from tests.server.linkedin_files import parts, zipped

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
    expect(page.locator("#entries li")).to_have_count(len(LETTERS))
    yield page
    page.close()


def row(desk: Page, name: str) -> Any:
    return desk.locator("#entries li", has=desk.get_by_text(name, exact=True))


def label_as(desk: Page, name: str, label: str) -> None:
    """Open a message and give it a label."""
    row(desk, name).first.click()
    button = desk.locator(f"#reading [data-label={label}]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_the_desk_shows_what_others_wrote_as_mere_text(desk: Page) -> None:
    row(desk, MARKUP).first.click()
    reading = desk.locator("#reading")
    expect(reading.locator(".reasons")).not_to_contain_text("Asking the judge")
    assert reading.locator(".note").evaluate("(e) => e.textContent") == MARKUP
    assert desk.locator("#history :is(img, b)").count() == 0
    assert desk.title() == "Your desk · Doorstep"


def test_the_history_is_searched_filtered_and_sorted(desk: Page) -> None:
    desk.fill("#text", "probes")
    expect(desk.locator("#entries li")).to_have_count(1)
    expect(row(desk, "Ola Winter")).to_be_visible()
    desk.fill("#text", "")
    desk.select_option("#band", "no_note")
    expect(desk.locator("#entries li")).to_have_count(1)
    expect(row(desk, "Sam Quiet")).to_be_visible()
    desk.select_option("#label", "leaflet")
    expect(desk.locator("#nothing")).to_contain_text("Nothing fits these filters.")
    desk.select_option("#label", "")
    desk.select_option("#band", "")
    desk.select_option("#sort", "highest")
    expect(desk.locator("#found")).to_have_text("4 messages, highest score first")
    assert desk.locator("#entries .name").last.inner_text() == "Sam Quiet"
    assert desk.locator("#entries .name").first.inner_text() == "Ola Winter"


def test_a_message_is_labelled_and_relabelled(desk: Page, real_service: Service) -> None:
    for word in ("leaflet", "relationship"):
        label_as(desk, "Ola Winter", word)
        found = real_service.call("/v1/messages/search", {"text": "probes"})["messages"]
        assert [entry["label"] for entry in found] == [word]


def test_the_judges_reasons_are_marked_in_the_text(desk: Page) -> None:
    row(desk, "Ola Winter").click()
    expect(desk.locator("#reading .moving li").first).to_be_visible()
    text = desk.locator("#reading .note").evaluate("(e) => e.textContent")
    assert text == LETTERS[1]["text"]


def test_training_tells_how_it_ended_and_the_older_model_can_be_used_again(
    desk: Page, real_service: Service
) -> None:
    label_as(desk, "Ola Winter", "relationship")
    label_as(desk, "Rita", "leaflet")
    desk.click("nav a[href='#learning']")
    expect(desk.locator("#labels-so-far")).to_contain_text("1 leaflet, 1 relationship")
    starter = desk.locator("#models code").inner_text()
    desk.get_by_role("button", name="Learn from my labels now").click()
    expect(desk.locator("#training progress")).to_be_visible()
    expect(desk.locator("#models > li")).to_have_count(2, timeout=240_000)
    expect(desk.locator("#training .said")).to_contain_text("2 labels of yours")
    old = desk.locator("#models > li", has_text=starter)
    old.get_by_role("button", name="What would change?").click()
    old.get_by_role("button", name="Use this model again").click()
    expect(old).to_contain_text("✓ In use")
    assert real_service.call("/v1/status")["model"] == starter


def test_the_journal_tells_what_was_done(desk: Page) -> None:
    desk.click("nav a[href='#journal']")
    expect(desk.locator("#decisions tr")).to_have_count(1)
    expect(desk.locator("#decisions")).to_contain_text("Declined")
    expect(desk.locator("#decisions")).to_contain_text("Rita")


def test_settings_are_kept_by_the_service(desk: Page, real_service: Service) -> None:
    before = real_service.call("/v1/settings")
    desk.click("nav a[href='#you']")
    desk.fill("#profile-name", "Ida Wren")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#profile-said")).to_contain_text("Saved on this computer.")
    assert real_service.call("/v1/profile")["name"] == "Ida Wren"
    desk.locator("#strictness").press("End")
    desk.get_by_role("button", name="Keep this").click()
    expect(desk.locator("#strictness-said")).to_contain_text("Saved")
    desk.click("nav a[href='#learning']")
    expect(desk.locator("#auto-train")).to_be_checked()
    desk.uncheck("#auto-train")
    expect(desk.locator("#settings-said")).not_to_be_empty()
    changed = {**before, "auto_train": False, "strictness": "strict"}
    assert real_service.call("/v1/settings") == changed


def test_a_real_export_of_linkedins_is_imported(desk: Page, tmp_path: Any) -> None:
    file = tmp_path / "export.zip"
    file.write_bytes(zipped(parts()))
    desk.click("nav a[href='#you']")
    desk.set_input_files("#import-file", file)
    desk.click("#import-look")
    expect(desk.locator("#import-told")).to_contain_text("wrote to you")
    desk.get_by_role("button", name="Import these labels").click()
    expect(desk.locator("#import-said")).to_contain_text("stored.")


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
