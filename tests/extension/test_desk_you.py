"""Strictness with its consequences, bulk decline, import, export, backups, erase."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.extension.fake_desk import FakeDesk
from tests.extension.fake_service import Answer

Desk = Callable[..., Page]


def test_the_slider_tells_its_consequences_before_anything_is_kept(
    desk: Desk, service: FakeDesk
) -> None:
    service.entries[0]["score"] = 41.0
    page = desk("you")
    slider = page.get_by_role("slider", name="How readily")
    shown = page.locator("#consequences")
    expect(shown).to_contain_text("Of your newest 11 scored messages")
    expect(shown).to_contain_text("This is how it is now.")
    expect(page.locator("#keep-strictness")).to_be_hidden()
    before = dict(service.settings)
    slider.press("ArrowRight")
    expect(shown).to_contain_text("That is 1 more leaflet than now.")
    expect(shown.locator(".examples li")).to_contain_text(["Mara Lindqvist"])
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^Strict: more leaflets"))
    assert service.settings == before
    page.get_by_role("button", name="Keep this").click()
    expect(page.locator("#strictness-said")).to_contain_text("Saved.")
    assert service.settings == {**before, "strictness": "strict"}
    expect(shown).to_contain_text("This is how it is now.")
    slider.press("ArrowLeft")
    expect(shown).to_contain_text("That is 1 fewer leaflet than now.")


def test_the_slider_follows_the_mouse_before_it_lets_go(desk: Desk, service: FakeDesk) -> None:
    page = desk("you")
    expect(page.locator("#consequences")).to_contain_text("This is how it is now.")
    slider = page.locator("#strictness")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 3, box["y"] + box["height"] / 2, steps=5)
    expect(page.locator("#strictness-word")).to_contain_text("Gentle")
    expect(page.locator("#consequences")).not_to_contain_text("This is how it is now.")
    assert service.settings["strictness"] == "balanced"
    page.mouse.up()
    assert service.settings["strictness"] == "balanced"


def test_the_bulk_panel_tells_bound_limit_and_what_is_missing(
    desk: Desk, service: FakeDesk
) -> None:
    page = desk("you")
    panel = page.locator("#bulk")
    for words in ("Nothing comes ticked", "10.9 %", "5 %", "25, if all are leaflets"):
        expect(panel).to_contain_text(words)
    page.fill("#decline-limit", "30")
    page.locator("#decline-limit").press("Enter")
    expect(page.locator("#limit-said")).to_have_text("A limit is a number from 1 to 20.")
    assert service.settings["decline_limit"] == 5.0
    service.bulk |= {"allowed": True, "limit": 12, "missing": 0, "why": "Few are wronged."}
    page.fill("#decline-limit", "12")
    page.locator("#decline-limit").press("Enter")
    expect(panel).to_contain_text("Leaflets come ticked")
    expect(panel).not_to_contain_text("still missing")
    assert service.settings["decline_limit"] == 12


def test_an_alarm_says_why_nothing_is_ticked(desk: Desk, service: FakeDesk) -> None:
    service.bulk |= {"alarm": "Two of your last ten answers were no leaflets.", "bound": None}
    page = desk("you")
    alarm = page.locator("#bulk [role=alert]")
    expect(alarm).to_have_text("Paused. Two of your last ten answers were no leaflets.")
    expect(page.locator("#bulk")).to_contain_text("not known yet")


def test_an_import_is_looked_through_before_it_is_written(
    desk: Desk, service: FakeDesk, tmp_path: Path
) -> None:
    archive = tmp_path / "Basic_LinkedInDataExport.zip"
    archive.write_bytes(b"PK\x03\x04 the bytes of the archive \xff\x00")
    page = desk("you")
    page.click("#import-look")
    expect(page.locator("#import-said")).to_contain_text("Choose the zip")
    page.set_input_files("#import-file", archive)
    service.requests.clear()
    page.click("#import-look")
    told = page.locator("#import-told")
    for words in ("412 people wrote to you", "74 you went on talking with", "251 only ever",
                  "87 the export does not tell", "325 labels are new", "Connections.csv",
                  "Would count as Relationship", "Lena Hofbauer"):  # fmt: skip
        expect(told).to_contain_text(words)
    assert [r.path for r in service.requests if "import" in r.path] == [
        "/v1/import/linkedin?dry_run=true"
    ]
    page.get_by_role("button", name="Import these labels").click()
    expect(page.locator("#import-said")).to_contain_text("61% were leaflets")
    expect(page.locator("#import-said")).to_contain_text("325 labels stored.")
    expect(told).to_be_empty()
    sent = [r for r in service.requests if "import" in r.path]
    assert [r.path for r in sent][1:] == ["/v1/import/linkedin?dry_run=false"]
    assert {r.body for r in sent} == {archive.read_bytes()}
    assert {r.headers["content-type"] for r in sent} == {"application/octet-stream"}


def test_a_broken_export_is_refused_beside_its_file(
    desk: Desk, service: FakeDesk, tmp_path: Path
) -> None:
    fault = {"code": "bad_export", "message": "messages.csv, line 12: the row has 3 columns.",
             "field": "messages.csv:12"}  # fmt: skip
    service.override["/v1/import/linkedin?dry_run=true"] = lambda _: Answer(422, {"error": fault})
    file = tmp_path / "messages.csv"
    file.write_text("no export")
    page = desk("you")
    page.set_input_files("#import-file", file)
    page.click("#import-look")
    expect(page.locator("#import-said")).to_have_text(fault["message"])
    expect(page.locator("#import-told")).to_be_empty()
    expect(page.locator("#problem")).to_be_hidden()


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv"])
def test_each_format_is_saved_as_the_service_gave_it(
    desk: Desk, service: FakeDesk, tmp_path: Path, format_: str
) -> None:
    page = desk("you")
    words = {"json": "Export everything", "jsonl": "JSON Lines", "csv": "Messages as CSV"}
    with page.expect_download() as download:
        page.get_by_role("button", name=words[format_]).click()
    assert download.value.suggested_filename.endswith(f".{format_}")
    download.value.save_as(tmp_path / "saved")
    assert json.loads((tmp_path / "saved").read_text()) == {"format": format_, "messages": 12}
    expect(page.locator("#export-said")).to_contain_text("in your downloads")


def test_a_backup_is_made_and_listed(desk: Desk, service: FakeDesk) -> None:
    page = desk("you")
    expect(page.locator("#backups-none")).to_be_visible()
    page.get_by_role("button", name="Back up now").click()
    expect(page.locator("#backups li")).to_have_count(1)
    expect(page.locator("#backups li")).to_contain_text("doorstep-1.sqlite3")
    expect(page.locator("#backups li")).to_contain_text("1.3 MB")
    expect(page.locator("#backup-said")).to_contain_text("Backed up: doorstep-1.sqlite3")
    expect(page.locator("#backups-none")).to_be_hidden()


def test_erasing_forgets_what_the_browser_remembered_of_labels(
    desk: Desk, service: FakeDesk
) -> None:
    page = desk("you")
    page.evaluate("() => chrome.storage.local.set({ 'confirmed-labels': ['k'] })")
    erase = page.locator("#erase")
    for name in ("Erase everything", "Go on", "Erase everything"):
        erase.get_by_role("button", name=name).click()
    expect(page.locator("#erase-said")).to_contain_text("Erased.")
    assert service.entries == []
    assert page.evaluate("() => chrome.storage.local.get('confirmed-labels')") == {}


def test_an_older_service_leaves_the_rest_of_the_page(desk: Desk, service: FakeDesk) -> None:
    service.unknown = {"/v1/strictness", "/v1/bulk", "/v1/backups"}
    page = desk("you")
    expect(page.locator("#you .older")).to_have_count(3)
    page.locator("#strictness").press("ArrowLeft")
    page.get_by_role("button", name="Keep this").click()
    expect(page.locator("#strictness-said")).to_contain_text("Saved.")
    assert service.settings["strictness"] == "gentle"
    expect(page.locator("#problem")).to_be_hidden()


def test_a_profile_is_kept_whole(desk: Desk, service: FakeDesk) -> None:
    page = desk("you")
    expect(page.locator("#consequences")).to_contain_text("This is how it is now.")
    page.fill("#profile-name", " Ida (Idi) Wren ")
    page.fill("#profile-facts", "Tarnfield Institute\n\n  Valley workshop  ")
    page.fill("#profile-tests", "heather honey\n ab")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#profile-said")).to_contain_text("Test word 2 is shorter than 3")
    page.fill("#profile-tests", "heather honey")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#profile-said")).to_contain_text("Saved on this computer.")
    kept: dict[str, Any] = service.profile
    assert kept["name"] == "Ida (Idi) Wren"
    assert kept["facts"] == ["Tarnfield Institute", "Valley workshop"]
    assert kept["test_words"] == ["heather honey"]
