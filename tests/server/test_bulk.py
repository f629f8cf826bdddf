"""Earned bulk decline over HTTP: what is drawn, what counts as an outcome, when it is allowed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from model.bulk import FIRST_FEW, is_drawn
from model.records import Message, Score
from server.paths import DataFolder
from server.store import Store, fingerprint
from tests.server.fakes import Running

AT = "2026-11-25T10:00:00+01:00"


def leaflet(number: int, letters: int = 12) -> dict[str, Any]:
    """A text that the stand-in judge gives as many points as it has letters; below 20 a leaflet."""
    return {"id": f"m{number}", "text": f"{number:0{letters}d}", "kind": "inbox_message"}


def score(http: httpx.Client, messages: Iterable[dict[str, Any]]) -> None:
    waiting = list(messages)
    for start in range(0, len(waiting), 100):
        asked = {"messages": waiting[start : start + 100]}
        assert http.post("/v1/score", json=asked).status_code == 200
    bulk(http)  # Answered once the scores, which are kept in the background, are written.


def label(
    http: httpx.Client,
    messages: Iterable[dict[str, Any]],
    said: str = "leaflet",
    source: str = "badge",
) -> list[str]:
    """Label messages; gives the keys."""
    items = [
        {"key": str(uuid.uuid4()), "message": message, "label": said, "source": source}
        for message in messages
    ]
    for start in range(0, len(items), 100):
        asked = {"labels": items[start : start + 100]}
        assert http.post("/v1/labels", json=asked).status_code == 200
    return [item["key"] for item in items]


def bulk(http: httpx.Client) -> dict[str, Any]:
    reply = http.get("/v1/bulk")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def drawn(folder: DataFolder, message: dict[str, Any]) -> bool:
    return is_drawn(folder.key(), fingerprint(Message.model_validate(message)))


def drawn_leaflets(folder: DataFolder, count: int, letters: int = 12) -> list[dict[str, Any]]:
    """The first ``count`` messages that are drawn here."""
    every = (leaflet(number, letters) for number in range(10_000))
    return [
        message
        for message, _ in zip(filter(lambda m: drawn(folder, m), every), range(count), strict=False)
    ]


def test_nothing_is_allowed_at_first_and_it_says_what_is_missing(http: httpx.Client) -> None:
    found = bulk(http)
    assert found.pop("why").startswith("No leaflet has been checked yet. 45 more checks")
    assert found == {
        "allowed": False, "bound": None, "limit": 5.0, "confidence": 90, "checked": 0, "wrong": 0,
        "missing": 45, "alarm": None, "audit": [],
    }  # fmt: skip


def test_the_first_leaflets_are_drawn_all_and_then_one_in_five(
    http: httpx.Client, folder: DataFolder, store: Store
) -> None:
    score(http, map(leaflet, range(FIRST_FEW)))
    assert len(bulk(http)["audit"]) == 10
    later = [leaflet(number) for number in range(FIRST_FEW, 400)]
    score(http, later)
    bulk(http)
    assert {audit.id for audit in store.audits()} == {
        *(f"m{number}" for number in range(FIRST_FEW)),
        *(message["id"] for message in later if drawn(folder, message)),
    }
    assert 40 < len(list(store.audits())) < 140


def test_forty_five_right_checks_allow_it_and_a_wrong_one_takes_it_back(
    http: httpx.Client, folder: DataFolder
) -> None:
    checked = drawn_leaflets(folder, 47)
    score(http, checked)
    label(http, checked[:44])
    found = bulk(http)
    assert (found["allowed"], found["checked"], found["missing"]) == (False, 44, 1)
    assert [entry["message"]["id"] for entry in found["audit"]] == [
        message["id"] for message in reversed(checked[44:])
    ]
    assert all(entry["label"] is None and entry["band"] == "leaflet" for entry in found["audit"])
    label(http, checked[44:45], source="review")
    found = bulk(http)
    assert (found["allowed"], found["bound"], found["missing"]) == (True, 5.0, 0)
    label(http, checked[45:46], "relationship")
    found = bulk(http)
    assert (found["allowed"], found["wrong"], found["checked"]) == (False, 1, 46)
    assert found["missing"] == 77 - 46


def test_only_what_was_drawn_counts(http: httpx.Client, folder: DataFolder) -> None:
    score(http, map(leaflet, range(FIRST_FEW)))
    others = [m for m in map(leaflet, range(100, 400)) if not drawn(folder, m)]
    score(http, others)
    label(http, others)
    assert bulk(http)["checked"] == 0


def test_declining_says_nothing_and_does_not_spoil_a_later_check(
    http: httpx.Client, folder: DataFolder
) -> None:
    checked = drawn_leaflets(folder, 3)
    score(http, checked)
    label(http, checked, source="decline")
    assert bulk(http)["checked"] == 0
    label(http, checked[:2], source="review")
    assert bulk(http)["checked"] == 2


def test_accepting_says_relationship_and_a_label_outweighs_it(
    http: httpx.Client, folder: DataFolder
) -> None:
    (message,) = drawn_leaflets(folder, 1)
    score(http, [message])
    decision = {"key": str(uuid.uuid4()), "action": "accepted", "message": message, "at": AT}
    assert http.post("/v1/decisions", json={"decisions": [decision]}).status_code == 200
    found = bulk(http)
    assert (found["checked"], found["wrong"], found["audit"]) == (1, 1, [])
    label(http, [message])
    found = bulk(http)
    assert (found["checked"], found["wrong"]) == (1, 0)


def test_the_last_word_on_a_text_counts(http: httpx.Client, folder: DataFolder) -> None:
    (message,) = drawn_leaflets(folder, 1)
    score(http, [message])
    label(http, [message])
    assert bulk(http)["wrong"] == 0
    label(http, [message], "relationship")
    assert (bulk(http)["checked"], bulk(http)["wrong"]) == (1, 1)


def test_what_is_taken_back_was_never_said(http: httpx.Client, folder: DataFolder) -> None:
    checked = drawn_leaflets(folder, 2)
    score(http, checked)
    keys = label(http, checked, "relationship")
    assert http.post("/v1/labels/undo", json={"keys": keys[:1]}).json()["undone"] == 1
    found = bulk(http)
    assert (found["checked"], found["wrong"]) == (1, 1)
    assert [entry["message"]["id"] for entry in found["audit"]] == [checked[0]["id"]]
    label(http, checked[:1])
    assert (bulk(http)["checked"], bulk(http)["wrong"]) == (2, 1)


@pytest.mark.parametrize("first", ["badge", "decline", "import"])
def test_no_label_moves_its_own_check(
    http: httpx.Client, store: Store, folder: DataFolder, first: str
) -> None:
    checked = [Message.model_validate(message) for message in drawn_leaflets(folder, 2)]

    def rescored(points: float) -> None:
        band = "leaflet" if points < 20 else "unsure"
        store.record_scores(
            [(m, Score(id=m.id, score=points, band=band, model="fake-1")) for m in checked]
        )

    raw = [message.model_dump(mode="json", exclude_none=True) for message in checked]
    rescored(12)
    label(http, raw[:1], "relationship", source=first)
    rescored(45)  # The judge has learnt the label; on the other text it is merely another opinion.
    label(http, raw, "relationship")
    assert (bulk(http)["checked"], bulk(http)["wrong"]) == (1, 1)
    assert [audit.score for audit in store.audits()] == [12, 45]


def test_a_text_labelled_before_it_was_scored_is_not_drawn(
    http: httpx.Client, folder: DataFolder, store: Store
) -> None:
    known = drawn_leaflets(folder, 3)
    label(http, known, source="import")
    score(http, known)
    assert bulk(http)["audit"] == []
    assert list(store.audits()) == []


def test_a_gentler_strictness_asks_only_of_its_own_band(
    http: httpx.Client, folder: DataFolder
) -> None:
    faint, clear = drawn_leaflets(folder, 20, letters=15), drawn_leaflets(folder, 45, letters=6)
    score(http, [*faint, *clear])
    label(http, clear)
    label(http, faint, "relationship")
    assert not bulk(http)["allowed"]
    assert http.put("/v1/settings", json={"strictness": "gentle"}).status_code == 200
    found = bulk(http)
    assert (found["allowed"], found["checked"], found["wrong"]) == (True, 45, 0)


def test_a_stricter_band_is_judged_by_checks_that_were_drawn_for_it_too(
    http: httpx.Client, folder: DataFolder
) -> None:
    unsure = drawn_leaflets(folder, 3, letters=30)
    score(http, unsure)
    assert bulk(http)["audit"] == []
    assert http.put("/v1/settings", json={"strictness": "strict"}).status_code == 200
    assert len(bulk(http)["audit"]) == 3


def test_the_limit_is_the_user_s(http: httpx.Client, folder: DataFolder) -> None:
    checked = drawn_leaflets(folder, 22)
    score(http, checked)
    label(http, checked)
    assert not bulk(http)["allowed"]
    assert http.put("/v1/settings", json={"decline_limit": 10}).status_code == 200
    found = bulk(http)
    assert (found["allowed"], found["limit"]) == (True, 10.0)
    for wrong in (0.5, 21, "many"):
        refused = http.put("/v1/settings", json={"decline_limit": wrong})
        assert refused.status_code == 422
        assert refused.json()["error"]["field"] == "decline_limit"


def test_other_scores_than_before_withdraw_it_and_checks_since_then_bring_it_back(
    http: httpx.Client, store: Store, folder: DataFolder
) -> None:
    checked = drawn_leaflets(folder, 45)
    score(http, checked)
    label(http, checked)
    assert bulk(http)["allowed"]

    def came(numbers: range, points: float) -> None:
        store.record_scores(
            [
                (
                    Message(id=f"s{n}", text=f"a stream of letters, {n}", kind="inbox_message"),
                    Score(id=f"s{n}", score=points + n % 10, band="unsure", model="fake-1+strict"),
                )
                for n in numbers
            ]
        )

    came(range(1_000), 50)
    assert bulk(http)["allowed"]
    came(range(1_000, 1_200), 70)
    found = bulk(http)
    assert not found["allowed"]
    assert found["alarm"].startswith("The scores of 200 messages of late differ")
    assert found["missing"] == 45
    since = [m for m in drawn_leaflets(folder, 400) if m not in checked][:45]
    score(http, since)
    label(http, since)
    found = bulk(http)
    assert (found["allowed"], found["alarm"]) == (True, None)


def test_scores_of_another_model_are_not_compared(http: httpx.Client, store: Store) -> None:
    for model, points, count in (("older", 50.0, 1_000), ("fake-1", 70.0, 200)):
        scored = [
            (
                Message(id=f"{model}{n}", text=f"{model} {n}", kind="inbox_message"),
                Score(id=f"{model}{n}", score=points, band="unsure", model=model),
            )
            for n in range(count)
        ]
        store.record_scores(scored)
    assert bulk(http)["alarm"] is None


def test_without_a_model_there_is_no_permission(http: httpx.Client, running: Running) -> None:
    running.registry.model = None
    assert http.get("/v1/bulk").json()["error"]["code"] == "no_model"


def test_erasing_takes_the_checks_along(http: httpx.Client, store: Store) -> None:
    score(http, map(leaflet, range(5)))
    label(http, map(leaflet, range(3)))
    assert bulk(http)["checked"] == 3
    assert http.post("/v1/erase", json={}).status_code == 200
    assert (bulk(http)["checked"], bulk(http)["audit"]) == (0, [])
    assert list(store.audits()) == []
