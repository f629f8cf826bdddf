"""The calls of the protocol, on the real application over a real socket."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest

from server.errors import StoreDamaged, StoreFull
from server.store import Store
from tests.server.fakes import FakeTrainer, Running

PROFILE = {
    "name": "Ida Wren",
    "text": "I weave",
    "facts": ["Looms", "Tide tables"],
    "test_words": ["heather honey"],
}


def message(number: int = 1, text: str = "Dear reader, about your loom", **more: Any) -> Any:
    return {"id": f"m{number}", "text": text, "kind": "connection_request", **more}


def label(of: Any, value: str = "leaflet") -> Any:
    return {"key": str(uuid.uuid4()), "message": of, "label": value, "source": "badge"}


def decision(of: Any, action: str = "declined") -> Any:
    made = {"score": 3.5, "band": "leaflet", "at": "2026-03-04T05:06:07+02:00"}
    return {"key": str(uuid.uuid4()), "message": of, "action": action, **made}


def post(http: httpx.Client, path: str, body: Any) -> Any:
    reply = http.post(f"/v1/{path}", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_scores_come_in_order_with_the_model_and_enter_the_history(http: httpx.Client) -> None:
    sent = [message(n, "x" * n) for n in range(1, 101)]
    reply = post(http, "score", {"messages": sent})
    assert [score["id"] for score in reply["scores"]] == [m["id"] for m in sent]
    assert {score["model"] for score in reply["scores"]} == {reply["model"]} == {"fake-1"}
    assert set(reply["scores"][0]) == {"id", "score", "band", "model", "reasons"}
    page = post(http, "messages/search", {"limit": 100})
    assert [entry["message"]["id"] for entry in page["messages"]] == [
        m["id"] for m in reversed(sent)
    ]


def test_no_note_has_no_number(http: httpx.Client) -> None:
    (score,) = post(http, "score", {"messages": [message(1, " \n")]})["scores"]
    assert (score["score"], score["band"]) == (None, "no_note")


def test_reasons_come_only_when_asked_for(http: httpx.Client) -> None:
    plain, told = (
        post(http, "score", {"messages": [message()], "explain": explain})["scores"][0]
        for explain in (False, True)
    )
    assert plain["reasons"] == []
    assert told["reasons"] == [{"signal": "length", "text": "long", "effect": 1.0, "span": [0, 1]}]


def test_the_judge_is_told_the_language_of_the_reasons(
    running: Running, http: httpx.Client
) -> None:
    for language in ({}, {"language": None}, {"language": "pt-BR"}, {"language": "tlh"}):
        post(http, "score", {"messages": [message()], "explain": True, **language})
    assert running.registry.active().languages == ["en", "en", "pt-BR", "tlh"]
    reply = http.post("/v1/score", json={"messages": [message()], "language": "x" * 36})
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, "language")


def test_unknown_fields_are_ignored(http: httpx.Client) -> None:
    body = {"messages": [message(mood="fine", sender={"name": "Ida", "shoe": 42})], "later": 1}
    assert post(http, "score", body)["scores"]


def test_more_than_a_hundred_messages_are_too_many(http: httpx.Client) -> None:
    reply = http.post("/v1/score", json={"messages": [message(n) for n in range(101)]})
    assert reply.status_code == 422
    assert reply.json()["error"]["field"] == "messages"


def test_a_label_is_stored_once_and_the_trainer_hears_of_it(
    http: httpx.Client, running: Running
) -> None:
    body = {"labels": [label(message(1)), label(message(2, "Another"), "relationship")]}
    assert post(http, "labels", body)["stored"] == 2
    assert post(http, "labels", body)["stored"] == 0
    assert len(running.store.current_labels()) == 2
    trainer = running.context.trainer
    assert isinstance(trainer, FakeTrainer)
    assert trainer.told == 2


def test_a_label_taken_back_counts_nowhere(http: httpx.Client, running: Running) -> None:
    first, second = label(message(1)), label(message(1), "relationship")
    post(http, "labels", {"labels": [first, second]})
    undo = {"keys": [second["key"], str(uuid.uuid4())]}
    assert post(http, "labels/undo", undo)["undone"] == 1
    assert post(http, "labels/undo", undo)["undone"] == 0
    assert http.get("/v1/status").json()["counts"]["labels"] == {"leaflet": 1}
    post(http, "labels/undo", {"keys": [first["key"].upper()]})
    assert post(http, "messages/search", {"label": "none"})["messages"]
    assert post(http, "export", {})["labels"] == []
    assert running.context.trainer.told == 4  # type: ignore[attr-defined]
    for keys in ([], ["m1"], [str(uuid.uuid4())] * 101):
        assert http.post("/v1/labels/undo", json={"keys": keys}).status_code == 422


def test_the_labels_of_texts_are_told_in_order(http: httpx.Client) -> None:
    post(http, "labels", {"labels": [label(message(1)), label(message(2, "Hi"), "relationship")]})
    asked = [message(3, "Hi"), message(4, "Nobody has seen this"), message(1)]
    told = post(http, "labels/current", {"messages": asked})
    assert told == {"labels": ["relationship", None, "leaflet"]}
    assert http.get("/v1/status").json()["counts"]["messages"] == 2
    for messages in ([], [message()] * 101):
        reply = http.post("/v1/labels/current", json={"messages": messages})
        assert (reply.status_code, reply.json()["error"]["field"]) == (422, "messages")


def test_a_label_and_its_undoing_name_what_judges_from_now_on(
    http: httpx.Client, running: Running
) -> None:
    def judging() -> set[str]:
        scored = post(http, "score", {"messages": [message()]})
        return {
            scored["model"],
            scored["scores"][0]["model"],
            http.get("/v1/status").json()["model"],
        }

    given = label(message(1))
    after = post(http, "labels", {"labels": [given]})["model"]
    assert judging() == {after} == {"fake-1+1"}
    post(http, "labels", {"labels": [label(message(2, "Another"))]})
    assert judging() == {"fake-1+2"}
    undone = post(http, "labels/undo", {"keys": [given["key"]]})["model"]
    assert judging() == {undone} == {"fake-1+1"}
    post(http, "erase", {})
    assert judging() == {"fake-1"}
    running.registry.model = None
    reply = post(http, "labels", {"labels": [label(message(3, "A third"))]})
    assert reply == {"stored": 1, "model": None}


def test_the_desk_finds_scores_labels_and_decisions_together(http: httpx.Client) -> None:
    mine = message(1, "Dear reader", sender={"name": "Ida", "mutual": 2}, thread=[
        {"from": "me", "text": "Hello"}])  # fmt: skip
    post(http, "score", {"messages": [mine, message(2)]})
    post(http, "labels", {"labels": [label(mine)]})
    assert post(http, "decisions", {"decisions": [decision(mine), decision(mine, "undone")]}) == {
        "stored": 2
    }
    (entry,) = post(http, "messages/search", {"decided": True})["messages"]
    assert {k: v for k, v in entry["message"].items() if v is not None} == {
        **mine, "sender": {"name": "Ida", "headline": None, "profile_url": None, "mutual": 2}
    }  # fmt: skip
    assert (entry["label"], entry["model"]) == ("leaflet", "fake-1")
    declined, undone = entry["decisions"]
    assert (declined["action"], undone["action"]) == ("declined", "undone")
    assert declined["at"] == "2026-03-04T05:06:07+02:00"
    assert (declined["score"], declined["band"], declined["reason"]) == (3.5, "leaflet", None)


def test_the_cursor_leads_through_all_pages(http: httpx.Client) -> None:
    post(http, "score", {"messages": [message(n) for n in range(7)]})
    seen: list[str] = []
    cursor = None
    while True:
        page = post(http, "messages/search", {"limit": 3, "cursor": cursor})
        seen += [entry["message"]["id"] for entry in page["messages"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"m{n}" for n in reversed(range(7))]


def test_training_is_started_and_followed(http: httpx.Client, running: Running) -> None:
    job = post(http, "train", {})["job"]
    assert http.get(f"/v1/train/{job}").json() == {
        "job": job, "state": "running", "progress": 0, "report": {}
    }  # fmt: skip
    running.store.update_job(job, state="kept", progress=1, report={"why": "worse"})
    found = http.get(f"/v1/train/{job}").json()
    assert (found["state"], found["report"]) == ("kept", {"why": "worse"})
    assert http.get("/v1/status").json()["training"] == found


def test_models_are_listed_and_chosen(http: httpx.Client) -> None:
    (model,) = http.get("/v1/models").json()["models"]
    assert (model["id"], model["active"], model["metrics"]) == ("fake-1", True, {})
    assert post(http, "models/use", {"id": "fake-1"})["models"] == [model]
    assert http.post("/v1/models/use", json={"id": "other"}).status_code == 404


def test_status_tells_counts_bands_and_health(http: httpx.Client) -> None:
    post(http, "score", {"messages": [message(1), message(2, "")]})
    status = http.get("/v1/status").json()
    assert (status["product"], status["protocol"], status["model"]) == ("doorstep", 1, "fake-1")
    assert status["bands"] == {"leaflet": 20, "relationship": 80}
    assert status["counts"] == {
        "messages": 2, "bands": {"unsure": 1, "no_note": 1}, "labels": {}, "decisions": {}
    }  # fmt: skip
    assert status["store"] == {"ok": True, "unrecorded": 0, "problem": None}
    assert status["clients"] == 1


@pytest.mark.parametrize(
    ("name", "value", "bad"),
    [
        ("profile", PROFILE, {"facts": ["x" * 501]}),
        ("profile", PROFILE, {"test_words": ["ab"]}),
        ("profile", PROFILE, {"test_words": ["tide"] * 21}),
        ("profile", PROFILE, {"name": "x" * 201}),
        (
            "settings",
            {
                "strictness": "gentle",
                "auto_train": False,
                "auto_adopt": False,
                "decline_limit": 2.5,
            },
            {"strictness": "merciless"},
        ),
    ],
)
def test_documents_are_put_and_got(http: httpx.Client, name: str, value: Any, bad: Any) -> None:
    default = http.get(f"/v1/{name}").json()
    assert set(default) == set(value)
    reply = http.put(f"/v1/{name}", json=value)
    assert (reply.status_code, reply.json()) == (200, value)
    assert http.get(f"/v1/{name}").json() == value
    assert http.put(f"/v1/{name}", json=bad).status_code == 422
    assert http.get(f"/v1/{name}").json() == value
    assert http.put(f"/v1/{name}", json={}).json() == default


def test_the_export_holds_everything(http: httpx.Client) -> None:
    mine = message(1)
    post(http, "score", {"messages": [message(n) for n in range(1, 100)]})
    post(http, "score", {"messages": [message(n) for n in range(100, 190)]})
    post(http, "labels", {"labels": [label(mine)]})
    post(http, "decisions", {"decisions": [decision(mine)]})
    http.put("/v1/profile", json={"text": "I weave"})
    whole = json.loads(http.post("/v1/export", json={}).content)
    assert len(whole["messages"]) == 189
    assert whole["profile"]["text"] == "I weave"
    assert whole["labels"][0]["label"] == "leaflet"
    assert whole["decisions"][0]["action"] == "declined"


def test_erasing_over_http_leaves_nothing_and_the_browser_paired(
    http: httpx.Client, running: Running
) -> None:
    canary = "zinnoberroter-kanarienvogel"
    post(http, "score", {"messages": [message(1, canary)]})
    post(http, "labels", {"labels": [label(message(1, canary))]})
    http.put("/v1/profile", json={"text": canary})
    assert post(http, "erase", {}) == {"erased": True}
    assert running.registry.forgot
    assert isinstance(running.context.trainer, FakeTrainer)
    assert running.context.trainer.cancelled
    for path in running.context.data.root.rglob("*"):
        assert path.is_dir() or canary.encode() not in path.read_bytes(), path.name
    assert http.get("/v1/status").json()["counts"]["messages"] == 0


def test_a_full_disk_acknowledges_nothing_and_scoring_goes_on(
    http: httpx.Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise StoreFull

    monkeypatch.setattr(running.store, "add_labels", full)
    monkeypatch.setattr(running.store, "record_scores", full)
    reply = http.post("/v1/labels", json={"labels": [label(message())]})
    assert (reply.status_code, reply.json()["error"]["code"]) == (507, "store_full")
    assert post(http, "score", {"messages": [message()]})["scores"]
    health = http.get("/v1/status").json()["store"]
    assert (health["ok"], health["unrecorded"]) == (False, 1)
    assert "disk is full" in health["problem"]
    monkeypatch.undo()
    assert post(http, "score", {"messages": [message()]})
    assert http.get("/v1/status").json()["store"]["ok"]


def test_a_database_that_breaks_stops_neither_scores_nor_status(
    http: httpx.Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: Any) -> None:
        raise StoreDamaged

    assert http.get("/v1/status").status_code == 200  # the clients are known from here on
    for name in ("record_scores", "counts", "data_version", "add_labels", "search"):
        monkeypatch.setattr(Store, name, damaged)
    assert post(http, "score", {"messages": [message()]})["scores"]
    status = http.get("/v1/status").json()
    assert status["counts"] is None
    assert "doorstep restore" in status["store"]["problem"]
    for path, body in (("labels", {"labels": [label(message())]}), ("messages/search", {})):
        reply = http.post(f"/v1/{path}", json=body)
        assert (reply.status_code, reply.json()["error"]["code"]) == (503, "store_damaged")


def test_strictness_moves_the_band_and_never_the_score(http: httpx.Client) -> None:
    asked = {"messages": [{"id": "a", "text": "x" * 30, "kind": "inbox_message"}]}
    balanced = post(http, "score", asked)["scores"][0]
    settings = http.get("/v1/settings").json()
    http.put("/v1/settings", json={**settings, "strictness": "strict"})
    strict = post(http, "score", asked)
    assert balanced["band"] == "unsure"
    assert strict["scores"][0]["band"] == "leaflet"
    assert strict["scores"][0]["score"] == balanced["score"]
    status = http.get("/v1/status").json()
    assert status["model"] == strict["model"] != balanced["model"]
    assert status["bands"]["leaflet"] == 40


def test_what_the_user_says_of_themselves_reaches_the_judge_at_once_and_renames_verdicts(
    http: httpx.Client, running: Running
) -> None:
    asked = {"messages": [message()]}
    assert post(http, "score", asked)["model"] == "fake-1"
    http.put("/v1/profile", json=PROFILE)
    reply = post(http, "score", asked)
    post(http, "score", asked)
    assert reply["model"] == reply["scores"][0]["model"] == "fake-1+Ida Wren"
    assert http.get("/v1/status").json()["model"] == reply["model"]
    nobody, first, second = running.registry.active().recipients
    assert nobody is None
    assert first is second  # Read once, as long as it is the same.
    assert first is not None
    assert (first.facts, first.test_words) == (("Looms", "Tide tables"), ("heather honey",))
    http.put("/v1/profile", json={})
    assert post(http, "score", asked)["model"] == "fake-1"


def test_a_profile_of_an_older_version_still_counts(http: httpx.Client, running: Running) -> None:
    running.store.put_document("profile", {"text": "I weave", "facts": ["Looms"]})
    assert http.get("/v1/profile").json() == {
        "name": "", "text": "I weave", "facts": ["Looms"], "test_words": []
    }  # fmt: skip
    post(http, "score", {"messages": [message()]})
    (recipient,) = running.registry.active().recipients
    assert recipient is not None
    assert recipient.text == "I weave"


def test_a_database_that_breaks_leaves_the_recipient_as_last_known(
    http: httpx.Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    http.put("/v1/profile", json=PROFILE)
    known = post(http, "score", {"messages": [message()]})["model"]

    def damaged(*_: Any) -> None:
        raise StoreDamaged

    monkeypatch.setattr(Store, "get_document", damaged)
    assert post(http, "score", {"messages": [message()]})["model"] == known
