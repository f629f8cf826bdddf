"""Training, the models, what another would change; and the journal of what was done."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.extension.fake_desk import FakeDesk, model
from tests.extension.fake_service import Answer

Desk = Callable[..., Page]
SENTENCE = "2 of your last 12 messages would change: 1 to Leaflet, 1 to Relationship."


def changing(service: FakeDesk) -> None:
    """A model waits for the user's word; with it two verdicts would change."""
    service.models = [
        model("new-one", labels=48, waiting=True),
        model("model-one", labels=20, active=True),
        model("starter", labels=0),
    ]
    before = {"score": 61.0, "band": "unsure"}
    after = [{"score": 22.4, "band": "leaflet"}, {"score": 71.0, "band": "relationship"}]
    service.changes = {
        "compared": 12, "flips": 2, "sentence": SENTENCE,
        "moves": {"leaflet": 1, "unsure": 0, "relationship": 1},
        "examples": [
            {"message": entry["message"], "before": before, "after": change}
            for entry, change in zip(service.entries, after, strict=False)
        ],
    }  # fmt: skip


def test_what_would_change_is_seen_before_a_model_is_adopted(desk: Desk, service: FakeDesk) -> None:
    changing(service)
    page = desk("learning")
    expect(page.locator("#models > li")).to_have_count(3)
    waiting, current, starter = page.locator("#models > li").all()
    expect(waiting).to_contain_text("Waits for your word")
    expect(waiting).to_contain_text("48 labels of yours")
    expect(waiting).to_contain_text("94.1 %")
    expect(current).to_contain_text("✓ In use")
    assert current.get_by_role("button").count() == 0
    expect(starter).to_contain_text("Earlier")
    assert page.get_by_role("button", name="Adopt this model").count() == 0
    waiting.get_by_role("button", name="What would change?").click()
    expect(waiting.locator(".changes")).to_be_focused()
    expect(waiting.locator(".changes")).to_contain_text(SENTENCE)
    expect(waiting.locator(".moves").first).to_have_text("Unsure61→ would become Leaflet22")
    assert service.paths().count("/v1/models/new-one/changes") == 1
    waiting.get_by_role("button", name="Adopt this model").click()
    expect(page.locator("#models > li").first).to_contain_text("✓ In use")
    expect(page.locator("#models-said")).to_contain_text("new-one is in use")
    assert service.model == "new-one"


def test_the_way_back_shows_what_would_change_too(desk: Desk, service: FakeDesk) -> None:
    changing(service)
    page = desk("learning")
    starter = page.locator("#models > li").nth(2)
    starter.get_by_role("button", name="What would change?").click()
    starter.get_by_role("button", name="Use this model again").click()
    expect(page.locator("#models > li").nth(2)).to_contain_text("✓ In use")
    assert service.bodies("/v1/models/use") == [{"id": "starter"}]


def test_with_an_older_service_one_can_still_go_back(desk: Desk, service: FakeDesk) -> None:
    changing(service)
    service.unknown = {"/v1/models/starter/changes"}
    page = desk("learning")
    starter = page.locator("#models > li").nth(2)
    starter.get_by_role("button", name="What would change?").click()
    expect(starter).to_contain_text("newer Doorstep service")
    starter.get_by_role("button", name="Use this model again").click()
    expect(page.locator("#models > li").nth(2)).to_contain_text("✓ In use")


def test_a_training_shows_its_progress_and_opens_what_waits(desk: Desk, service: FakeDesk) -> None:
    service.job = {"job": "j1", "state": "running", "progress": 0.4,
                   "report": {"stage": "Learning from your labels"}}  # fmt: skip
    page = desk("learning")
    expect(page.locator("#training .said")).to_have_text("Learning from your labels…")
    expect(page.locator("#training progress")).to_have_attribute("value", "0.4")
    expect(page.get_by_role("button", name="Learn from my labels now")).to_be_disabled()
    changing(service)
    service.job |= {"state": "kept", "progress": 1.0,
                    "report": {"why": "It is no worse.", "candidate": "new-one"}}  # fmt: skip
    expect(page.locator("#training .said")).to_contain_text("waits for your word")
    expect(page.locator("#models > li").first.locator(".changes")).to_contain_text(SENTENCE)


def test_a_training_is_started_and_its_outcome_told(desk: Desk, service: FakeDesk) -> None:
    service.job = {"job": "j2", "state": "promoted", "progress": 1.0,
                   "report": {"why": "It is better.", "labels": 12}}  # fmt: skip
    page = desk("learning")
    page.get_by_role("button", name="Learn from my labels now").click()
    expect(page.locator("#training .said")).to_have_text(
        "It is better. It learnt from 12 labels of yours."
    )
    assert service.bodies("/v1/train") == [{}]


def test_what_was_adopted_meanwhile_and_changed_is_told(desk: Desk, service: FakeDesk) -> None:
    changes = {"compared": 12, "flips": 2}
    service.job = {"job": "j3", "state": "promoted", "progress": 1.0,
                   "report": {"why": "Adopted.", "labels": 5, "changes": changes}}  # fmt: skip
    page = desk("learning")
    expect(page.locator("#training .said")).to_have_text(
        "Last time: Adopted. It learnt from 5 labels of yours. "
        "2 of your last 12 messages have another verdict now."
    )
    expect(page.get_by_role("button", name="Learn from my labels now")).to_be_enabled()
    service.job = service.job | {"job": "j4"}
    service.job["report"]["changes"] = {"compared": 12, "flips": 0}
    page.get_by_role("button", name="Learn from my labels now").click()
    expect(page.locator("#training .said")).to_have_text(
        "Adopted. It learnt from 5 labels of yours. None of your last 12 messages changed."
    )


def test_each_switch_is_kept_and_leaves_the_other_settings(desk: Desk, service: FakeDesk) -> None:
    page = desk("learning")
    expect(page.locator("#auto-adopt")).to_be_checked()
    page.uncheck("#auto-adopt")
    expect(page.locator("#settings-said")).to_have_text("A new model will wait for your word.")
    page.uncheck("#auto-train")
    expect(page.locator("#settings-said")).to_have_text("It will train only when you say so.")
    assert service.settings == {
        "strictness": "balanced", "auto_train": False, "auto_adopt": False, "decline_limit": 5.0,
    }  # fmt: skip


def test_a_switch_an_older_service_lacks_cannot_be_set(desk: Desk, service: FakeDesk) -> None:
    del service.settings["auto_adopt"]
    page = desk("learning")
    expect(page.locator("#auto-adopt")).to_be_disabled()
    expect(page.locator("#adopt-older")).to_be_visible()
    expect(page.locator("#auto-train")).to_be_enabled()


def test_the_journal_leads_to_each_profile_and_tells_what_was_refused(
    desk: Desk, service: FakeDesk
) -> None:
    line = {"key": "k", "action": "declined", "score": 3.1, "band": "leaflet", "reason": None,
            "at": "2026-11-24T10:00:00Z"}  # fmt: skip
    service.entries[1]["decisions"] = [line]
    why = {"action": "refused", "reason": "The card changed.", "at": "2026-11-23T10:00:00Z"}
    service.entries[2]["decisions"] = [line | why]
    service.entries[2]["message"]["sender"]["profile_url"] = "javascript:alert(1)"
    page = desk("journal")
    rows = page.locator("#decisions tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Declined")
    link = rows.nth(0).get_by_role("link", name="Profile of Trent Calloway, in a new tab")
    expect(link).to_have_attribute("href", "https://www.linkedin.com/in/trent-calloway/")
    expect(link).to_have_attribute("rel", "noreferrer noopener")
    expect(link).to_have_attribute("target", "_blank")
    expect(rows.nth(1)).to_contain_text("Nothing pressed")
    expect(rows.nth(1)).to_contain_text("The card changed.")
    expect(rows.nth(1).locator("a")).to_have_count(0)


def test_a_long_journal_comes_in_pages(desk: Desk, service: FakeDesk) -> None:
    service.override["/v1/messages/search"] = lambda request: Answer(
        body={
            "messages": [
                {**entry, "decisions": [{"key": "k", "action": "declined", "score": 3.1,
                 "band": "leaflet", "reason": None, "at": "2026-11-24T10:00:00Z"}]}
                for entry in service.entries[int(request.json.get("cursor", 0)) :][:5]
            ],
            "next": None if request.json.get("cursor") == "5" else "5",
        }
    )  # fmt: skip
    page = desk("journal")
    expect(page.locator("#decisions")).to_contain_text("Mara Lindqvist")
    page.click("#older-decisions")
    expect(page.locator("#decisions")).to_contain_text("Claudia Brandt")
    expect(page.locator("#decisions tr")).to_have_count(5)
    expect(page.locator("#older-decisions")).to_be_disabled()
    page.click("#newer-decisions")
    expect(page.locator("#decisions")).to_contain_text("Mara Lindqvist")
