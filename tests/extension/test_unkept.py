"""The worker and texts that leave no trace: the user's drafts, and what they only try."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import expect

from tests.extension.fake_service import Answer, FakeService
from tests.extension.installed import Installed, message

CANARY = "zanderfjord"
STORED = """async () => JSON.stringify(
  [await chrome.storage.session.get(), await chrome.storage.local.get()])"""


def draft(text: str = f"Do the probes at {CANARY} stay dry?", **about: Any) -> dict[str, Any]:
    return {"type": "draft", "message": {**message(text), **about}}


def test_a_draft_is_asked_about_and_remembered_nowhere(
    paired: Installed, fake: FakeService
) -> None:
    script = paired.content_script()
    for times in (1, 2):
        reply = script.ask(draft())
        assert (reply["state"], reply["scores"][0]["band"]) == ("connected", "unsure")
        assert reply["scores"][0]["reasons"]
        asked = fake.bodies("/v1/score")
        assert len(asked) == times  # never answered from what this session knows
        wanted = {"explain": True, "keep": False, "own": True}
        assert {name: asked[-1][name] for name in wanted} == wanted
    assert CANARY not in paired.home.evaluate(STORED)
    assert paired.queue() == []


def test_the_name_of_what_judges_drafts_is_no_news(paired: Installed, fake: FakeService) -> None:
    script = paired.content_script()
    script.score(message())
    other = {"id": "d", "score": 9.0, "band": "leaflet", "model": "without-profile", "reasons": []}
    fake.override["/v1/score"] = lambda _: Answer(
        body={"model": "without-profile", "scores": [other]}
    )
    assert script.ask(draft())["scores"] == [other]
    assert script.ask({"type": "state"})["model"] == "model-one"


def test_hints_end_with_one_word_and_come_back_in_the_settings(
    paired: Installed, fake: FakeService
) -> None:
    script = paired.content_script()
    script.ask({"type": "no-hints"})
    assert script.ask(draft()) == {"state": "connected", "off": True}
    assert fake.paths().count("/v1/score") == 0
    page = paired.page("pages/options.html")
    expect(page.get_by_label("Hints on my drafts")).not_to_be_checked()
    page.check("#hintsOnDrafts")
    assert script.ask(draft())["scores"]


def test_a_service_that_is_away_is_not_asked_at_every_pause(
    paired: Installed, fake: FakeService
) -> None:
    script = paired.content_script()
    fake.everywhere = lambda _: Answer(200, {}, protocol=None)
    assert script.ask(draft())["state"] == "wrong-program"
    before = len(fake.requests)
    assert script.ask(draft())["state"] == "wrong-program"
    assert len(fake.requests) == before
    assert CANARY not in json.dumps([request.everything for request in fake.requests])


def test_what_is_tried_on_our_own_page_is_judged_and_not_kept(
    paired: Installed, fake: FakeService
) -> None:
    reply = paired.own({"type": "try", "messages": [message(CANARY), message("Another one")]})
    assert len(reply["scores"]) == 2
    (asked,) = fake.bodies("/v1/score")
    assert (asked["keep"], asked["own"]) == (False, False)
    assert CANARY not in paired.home.evaluate(STORED)


def test_a_page_may_neither_try_nor_look_for_ports(paired: Installed) -> None:
    script = paired.content_script()
    for request in ({"type": "try", "messages": [message()]}, {"type": "find", "port": 80}):
        assert script.ask(request) == {"error": "unknown request"}
    wrong = draft()
    wrong["message"]["mood"] = "fine"
    assert script.ask(wrong) == {"error": "not a draft request"}
