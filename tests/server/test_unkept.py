"""Texts that are judged and leave no trace: the user's own drafts, and what they only try."""

from __future__ import annotations

import itertools
from typing import Any

import httpx

from server.paths import DataFolder
from tests.server.fakes import Running

CANARY = "Canary: the ferryman's barometer reads seven fathoms."
PROFILE = {"name": "Ida Wren", "facts": ["Looms"]}


def score(http: httpx.Client, text: str, **asked: Any) -> Any:
    message = {"id": "draft", "text": text, "kind": "connection_request"}
    reply = http.post("/v1/score", json={"messages": [message], **asked})
    assert reply.status_code == 200, reply.text
    return reply.json()


def holders(data: DataFolder, text: str) -> list[str]:
    """Files of the data folder that hold the text."""
    files = (path for path in data.root.rglob("*") if path.is_file())
    return [path.name for path in files if text.encode() in path.read_bytes()]


def test_what_is_not_to_be_kept_is_scored_and_in_no_file(
    http: httpx.Client, running: Running, folder: DataFolder
) -> None:
    for explain, own in itertools.product((False, True), repeat=2):
        (found,) = score(http, CANARY, explain=explain, own=own, keep=False)["scores"]
        assert found["score"] == len(CANARY)
        assert bool(found["reasons"]) == explain
    assert http.get("/v1/status").json()["counts"]["messages"] == 0  # waits for what is written
    assert holders(folder, CANARY) == []
    score(http, CANARY)
    running.context.recorder.flush()
    assert holders(folder, CANARY)  # else the line above would prove nothing


def test_a_draft_is_judged_without_what_the_user_says_about_themselves(
    http: httpx.Client, running: Running
) -> None:
    http.put("/v1/profile", json=PROFILE)
    assert score(http, CANARY)["model"] == "fake-1+Ida Wren"
    assert score(http, CANARY, own=True, keep=False)["model"] == "fake-1"
    assert [who and who.name for who in running.registry.active().recipients] == ["Ida Wren", None]


def test_what_others_sent_the_user_is_no_reason_about_a_draft(
    http: httpx.Client, running: Running
) -> None:
    for name in ("Ann", "Ben"):
        message = {
            "id": name,
            "text": CANARY * 3,
            "kind": "inbox_message",
            "sender": {"name": name},
        }
        http.post("/v1/score", json={"messages": [message]})
    running.context.recorder.flush()

    def told(**asked: bool) -> list[str]:
        (found,) = score(http, CANARY * 3, explain=True, **asked)["scores"]
        return [reason["signal"] for reason in found["reasons"]]

    assert "same_text" in told(keep=False)
    assert told(keep=False, own=True) == ["length"]
