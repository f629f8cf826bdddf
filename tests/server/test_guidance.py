"""What would change, and what to label next: real models, a real database, real HTTP."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import httpx
import pytest

from model.corpus import read_corpus
from model.records import LabelledMessage
from model.train import train
from model.trained import TrainedModel
from server import guidance
from server.paths import DataFolder, shipped
from server.registry import Registry, personal_id, renamed
from server.store import Store
from server.store_picks import UNLABELLED, WAITING
from tests.server.fakes import FakeTrainer, serving

SHELVES = [
    f"We sell {shelf} shelves to shops like yours. Shall I send you our prices for spring?"
    for shelf in ("oak", "steel", "pine", "glass", "folding", "hanging", "corner", "bamboo")
]
FRIENDS = [
    "Your talk about the tide mill stayed with me. How did you find the old drawings?",
    "We sat beside each other at the choir rehearsal on Sunday. Did you find your scarf?",
    "Martin told me you restore clocks. Mine stopped at four; would you have a look at it?",
]


@pytest.fixture
def store(data: DataFolder) -> Iterator[Store]:
    with closing(Store.open(data)) as opened:
        yield opened


@pytest.fixture
def registry(data: DataFolder, store: Store) -> Registry:
    registry = Registry(data, store)
    registry.ensure()
    return registry


@pytest.fixture
def http(data: DataFolder, store: Store, registry: Registry) -> Iterator[httpx.Client]:
    with serving(store, data, registry, FakeTrainer(store)) as running, running.http() as client:
        yield client


def message(number: int, text: str) -> Any:
    return {"id": f"m{number}", "text": text, "kind": "inbox_message"}


def score(http: httpx.Client, texts: list[str]) -> list[Any]:
    sent = [message(n, text) for n, text in enumerate(texts)]
    reply = http.post("/v1/score", json={"messages": sent})
    assert reply.status_code == 200, reply.text
    return reply.json()["scores"]


def give(http: httpx.Client, texts: list[str], label: str) -> None:
    labels = [
        {"key": str(uuid.uuid4()), "message": message(n, text), "label": label, "source": "review"}
        for n, text in enumerate(texts)
    ]
    reply = http.post("/v1/labels", json={"labels": labels})
    assert reply.json()["stored"] == len(texts)


def got(http: httpx.Client, path: str) -> Any:
    reply = http.get(f"/v1/{path}")
    assert reply.status_code == 200, reply.text
    return reply.json()


def shelf_lover(starter: TrainedModel) -> TrainedModel:
    """A model of somebody who wants to hear of shelves."""
    own = [
        LabelledMessage(id=str(n), text=text, kind="inbox_message", label="relationship")
        for n, text in enumerate(SHELVES[:4])
    ]
    rows = read_corpus(shipped("training_data"))
    return renamed(train(rows, own, like=starter), personal_id())


# --- what would change ----------------------------------------------------------------------------


def test_what_another_model_would_change_is_told_and_comes_true(
    http: httpx.Client, registry: Registry
) -> None:
    starter = registry.active().id
    other = registry.adopt(shelf_lover(registry.active()))
    registry.use(starter)
    texts = [*SHELVES, *FRIENDS, " "]
    before = score(http, texts)
    found = got(http, f"models/{other}/changes")
    nothing = got(http, f"models/{starter}/changes")
    assert (nothing["flips"], nothing["examples"]) == (0, [])
    assert nothing["sentence"] == "None of your last 11 messages would change."

    assert http.post("/v1/models/use", json={"id": other}).status_code == 200
    after = score(http, texts)
    flips = [
        (old, new) for old, new in zip(before, after, strict=True) if old["band"] != new["band"]
    ]
    assert flips
    assert (found["compared"], found["flips"]) == (11, len(flips))
    assert found["sentence"].startswith(f"{len(flips)} of your last 11 messages would change: ")
    told = {one["message"]["id"]: (one["before"], one["after"]) for one in found["examples"]}
    assert told == {
        old["id"]: tuple({"score": one["score"], "band": one["band"]} for one in (old, new))
        for old, new in flips
    }


def test_only_a_kept_and_sound_model_is_compared(http: httpx.Client, registry: Registry) -> None:
    assert http.get("/v1/models/personal-nowhere/changes").status_code == 404
    other = registry.adopt(renamed(registry.active(), personal_id()))
    (registry.folder(other) / "metadata.json").write_text("{}")
    reply = http.get(f"/v1/models/{other}/changes")
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "conflict")


def test_with_an_empty_history_nothing_is_compared(http: httpx.Client, registry: Registry) -> None:
    found = got(http, f"models/{registry.active().id}/changes")
    assert (found["compared"], found["flips"]) == (0, 0)
    assert "no messages yet" in found["sentence"]


# --- what to label next ---------------------------------------------------------------------------


def test_the_queue_holds_unlabelled_messages_of_different_kinds(http: httpx.Client) -> None:
    assert got(http, "queue") == {
        "picks": [],
        "waiting": 0,
        "labels": {"leaflet": 0, "relationship": 0},
        "advice": "No labels yet. Give the first few to whatever you find below or on the page.",
    }
    twice = [FRIENDS[0], FRIENDS[0] + " "]
    scores = score(http, [*SHELVES, *FRIENDS, *twice, "", " \n"])
    found = got(http, "queue?count=20")
    texts = [pick["message"]["text"] for pick in found["picks"]]
    assert set(FRIENDS[1:]) <= set(texts)
    assert len([text for text in texts if text.strip() == FRIENDS[0]]) == 1
    assert "" not in {text.strip() for text in texts}
    assert found["waiting"] == sum(one["band"] == "unsure" for one in scores)

    give(http, FRIENDS[1:], "relationship")
    again = got(http, "queue?count=20")
    assert not set(FRIENDS[1:]) & {pick["message"]["text"] for pick in again["picks"]}
    assert again["labels"] == {"leaflet": 0, "relationship": 2}
    assert again["advice"].startswith("2 labels; 1 more leaflet would help most")
    assert len(got(http, "queue?count=2")["picks"]) == 2
    assert got(http, "queue?count=1")["picks"][0]["label"] is None


def test_what_waits_to_be_checked_is_no_pick(http: httpx.Client) -> None:
    pitch = "I help founders like you book 20 qualified calls a month. Open to a quick chat?"
    scores = score(http, [pitch, *FRIENDS])
    assert scores[0]["band"] == "leaflet"
    assert [entry["message"]["text"] for entry in got(http, "bulk")["audit"]] == [pitch]
    picked = {pick["message"]["text"] for pick in got(http, "queue?count=20")["picks"]}
    assert picked == set(FRIENDS)


def test_a_near_duplicate_of_a_labelled_text_is_not_asked_about(http: httpx.Client) -> None:
    text = "May I ask what you think of the new lock at the mill, and of the ferry timetable? {}"
    score(http, [text.format("Ida"), text.format("Ada"), FRIENDS[0]])
    assert len(got(http, "queue")["picks"]) == 2
    give(http, [text.format("Ida")], "relationship")
    assert [pick["message"]["text"] for pick in got(http, "queue")["picks"]] == [FRIENDS[0]]


@pytest.mark.parametrize("count", ["0", "21", "many"])
def test_the_number_of_picks_has_bounds(http: httpx.Client, count: str) -> None:
    reply = http.get(f"/v1/queue?count={count}")
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, "count")


def test_unlabelled_messages_are_found_by_an_index(store: Store) -> None:
    with store.reading() as connection:
        for statement in (UNLABELLED, WAITING):
            values = {"band": "unsure", "most": 500}
            rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            plan = [row["detail"] for row in rows]
            outer = [row["detail"] for row in rows if row["parent"] == 0]
            assert "SEARCH message USING INDEX message_band (band=?)" in outer, plan
            assert not any(step.startswith("SCAN") for step in plan), plan
            assert not any("TEMP B-TREE" in step for step in outer), plan


# --- labels that may be mistakes ------------------------------------------------------------------


def test_slips_are_suspected_until_they_are_corrected(
    http: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert got(http, "suspects") == {"checked": 0, "suspects": []}
    give(http, SHELVES[:7], "leaflet")
    give(http, FRIENDS, "relationship")
    assert got(http, "suspects") == {"checked": 10, "suspects": []}
    slip = "Book a call to see how our platform doubles the sales of firms like yours."
    give(http, [slip], "relationship")
    found = got(http, "suspects")
    assert found["checked"] == 11
    (suspect,) = found["suspects"]
    assert suspect["entry"]["message"]["text"] == slip
    assert suspect["entry"]["label"] == "relationship"
    assert suspect["score"] < 50
    assert suspect["key"] == store.current_labels()[-1].key

    with monkeypatch.context() as patched:
        patched.setattr(guidance, "doubted", None)
        assert got(http, "suspects") == found, "the same labels are not fitted again"
    give(http, [slip], "leaflet")
    assert got(http, "suspects") == {"checked": 11, "suspects": []}


def test_many_labels_are_checked_as_far_as_time_allows_the_newest_first(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(http, SHELVES, "leaflet")
    give(http, FRIENDS, "relationship")
    with monkeypatch.context() as patched:
        seconds = itertools.count()
        patched.setattr(guidance, "monotonic", lambda: next(seconds))
        patched.setattr(guidance, "PATIENCE", len(FRIENDS))
        assert got(http, "suspects")["checked"] == len(FRIENDS)
    assert got(http, "suspects")["checked"] == len(FRIENDS) + len(SHELVES)


def test_the_service_ends_while_somebody_waits_for_an_answer(
    data: DataFolder, store: Store, registry: Registry
) -> None:
    with serving(store, data, registry, FakeTrainer(store)) as running, running.http() as client:
        give(client, [f"{text} {n}" for text in SHELVES for n in range(12)], "leaflet")
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(client.get, "/v1/suspects")
            until(lambda: running.context.guidance._encoder is not None)
            running.context.guidance.close()
            reply = waiting.result(10)
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "busy")


def until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.01)
