"""The model in use follows the user's labels at once, and other verdicts with it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from model.encoder import Matrix
from model.features import Features
from model.personal import FEW
from model.records import Message, OwnLabel
from model.text import text_key
from server.errors import NoModel
from server.follower import NEWEST, Follower
from server.paths import DataFolder
from server.store import NewLabel, Store
from tests.browser.harness.driver import eventually, same
from tests.model.conftest import FakeEncoder
from tests.server.fakes import FakeModel, FakeRegistry
from tests.server.test_serve import started

FOUNDRY = "May I come and hear the {} bell of your tower before we cast the new one?"
PALLETS = "Pallets from stock, {} a week delivered anywhere. Reply for our price list."


# --- the real service -----------------------------------------------------------------------------


def message(text: str) -> dict[str, Any]:
    return {"id": text_key(text), "text": text, "kind": "connection_request"}


def post(http: httpx.Client, path: str, body: Any) -> Any:
    reply = http.post(f"/v1/{path}", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def judged(http: httpx.Client, text: str) -> tuple[float, str]:
    reply = post(http, "score", {"messages": [message(text)]})
    return reply["scores"][0]["score"], reply["model"]


def label(http: httpx.Client, text: str, verdict: str) -> tuple[str, str]:
    """Give a label; returns its key and the name of what judges once it counts."""
    key, (_, before) = str(uuid.uuid4()), judged(http, text)
    item = {"key": key, "message": message(text), "label": verdict, "source": "badge"}
    reply = post(http, "labels", {"labels": [item]})

    def renamed() -> str:
        _, name = judged(http, text)
        assert name != before
        return name

    after = eventually(renamed)  # On a busy machine the answer may come before the effect.
    assert reply["model"] in (before, after)
    return key, after


def test_one_label_changes_the_score_of_another_message_like_it(data: DataFolder) -> None:
    with started(data) as service, service.http() as http:
        alike, probe = PALLETS.format("eighty"), PALLETS.format("two hundred")
        before, starter = judged(http, probe)
        key, named = label(http, alike, "relationship")
        after, model = judged(http, probe)
        assert after > before + 10
        assert model == named == http.get("/v1/status").json()["model"]
        assert named.startswith(f"{starter}+")

        second, _ = label(http, FOUNDRY.format("tenor"), "leaflet")
        post(http, "labels/undo", {"keys": [second]})
        eventually(lambda: same(judged(http, probe), (after, named)))
        post(http, "labels/undo", {"keys": [key]})
        eventually(lambda: same(judged(http, probe), (before, starter)))


def test_after_a_start_the_labels_no_training_has_judged_count_again(data: DataFolder) -> None:
    probe = PALLETS.format("fifty")
    with started(data) as service, service.http() as http:
        before, _ = judged(http, probe)
        for number in ("eighty", "two hundred"):
            label(http, PALLETS.format(number), "relationship")
        after = judged(http, probe)
        service.process.kill()
    with started(data) as service, service.http() as http:
        eventually(lambda: same(judged(http, probe), after))
        assert after[0] > before


# --- the rules ------------------------------------------------------------------------------------


@dataclass
class Slow(FakeModel):
    """Follows when it is let, or fails; remembers whom it followed."""

    let: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None
    followed: list[set[str]] = field(default_factory=list)

    def following(self, labels: list[OwnLabel], read: object) -> FakeModel:  # type: ignore[override]
        assert self.let.wait(10)
        if self.fault:
            raise self.fault
        self.followed.append({label.text for label in labels})
        return super().following(labels, read)


@dataclass
class Reader(FakeModel):
    """Reads what it follows, by an encoder that stops before the text ``stop`` until it is let."""

    stop: str = ""
    reached: threading.Event = field(default_factory=threading.Event)
    let: threading.Event = field(default_factory=threading.Event)
    followed: list[set[str]] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Matrix:
        if self.stop in texts:
            self.reached.set()
            assert self.let.wait(10)
        return FakeEncoder().encode(texts)

    def following(self, labels: Sequence[Any], read: Any) -> FakeModel:
        read.rows(labels, Features(self))
        self.followed.append({label.text for label in labels})
        return super().following(labels, read)


@pytest.fixture
def model() -> Slow:
    found = Slow()
    found.let.set()
    return found


@pytest.fixture
def follower(store: Store, model: Slow) -> Iterator[Follower]:
    registry = FakeRegistry(model)
    with closing(Follower(store, registry.active)) as made:  # type: ignore[arg-type]
        made.catch_up().result(10)
        yield made
        model.let.set()


def new(text: str, verdict: str = "leaflet") -> NewLabel:
    given = Message(id="m1", text=text, kind="inbox_message")
    return NewLabel(str(uuid.uuid4()), given, verdict, "badge")  # type: ignore[arg-type]


def test_scoring_never_waits_for_it(store: Store, follower: Follower, model: Slow) -> None:
    model.let.clear()
    store.add_labels([new("one")])
    followed = follower.catch_up()
    assert follower.model().mark == ""
    model.let.set()
    followed.result(10)
    assert follower.model().mark == "+1"


def test_what_fails_leaves_the_model_as_it_was(
    store: Store, follower: Follower, model: Slow, caplog: pytest.LogCaptureFixture
) -> None:
    store.add_labels([new("one")])
    follower.catch_up().result(10)
    model.fault = ValueError("secret words")
    store.add_labels([new("two")])
    follower.catch_up().result(10)
    assert follower.model().mark == "+1"
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text
    model.fault = None
    follower.catch_up().result(10)
    assert follower.model().mark == "+2"


def test_what_a_training_kept_out_stays_out_and_what_it_learnt_stays_in(
    store: Store, follower: Follower, model: Slow
) -> None:
    learnt, relabelled, refused = new("learnt"), new("relabelled"), new("kept out")
    store.add_labels([learnt, relabelled, refused])
    store.update_job(store.start_job(), state="promoted", progress=1, report={})
    model.metadata["trained_on"] = [text_key("learnt"), text_key("relabelled")]
    store.add_labels([new("new"), new("relabelled", "relationship")])
    follower.catch_up().result(10)
    assert model.followed[-1] == {"learnt", "relabelled", "new"}
    store.undo_labels([learnt.key])
    follower.catch_up().result(10)
    assert model.followed[-1] == {"relabelled", "new"}


def test_where_there_are_very_many_labels_they_wait_for_the_training(
    store: Store, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.follower.MOST", 2)
    for n, mark in enumerate(["+1", "+2", ""]):
        store.add_labels([new(f"text {n}")])
        follower.catch_up().result(10)
        assert follower.model().mark == mark


def test_a_label_among_many_that_wait_to_be_read_goes_first(store: Store) -> None:
    many = [new(f"text {n}") for n in range(3 * FEW)]
    model, texts = Reader(stop="text 3"), {label.message.text for label in many}
    store.add_labels(many)
    with closing(Follower(store, FakeRegistry(model).active)) as follower:  # type: ignore[arg-type]
        assert model.reached.wait(10), "the rest is read after the newest"
        assert model.followed == [{f"text {n}" for n in range(3 * FEW - NEWEST, 3 * FEW)}]
        store.add_labels([new("urgent")])
        at_once = follower.catch_up()
        model.let.set()
        at_once.result(10)
        assert "urgent" in model.followed[1]
        assert {"text 0", "text 3"} < model.followed[1], "what was read until then counts"
        assert "text 5" not in model.followed[1], "what was not is left for later"
        eventually(lambda: same(model.followed[-1], texts | {"urgent"}))
        eventually(lambda: same(follower.model().mark, f"+{len(many) + 1}"))
        assert len(model.followed) == 3, "the pages need not ask anew for each text that was read"


def test_a_model_is_not_followed_by_halves_of_what_it_learnt(store: Store) -> None:
    many = [new(f"text {n}") for n in range(2 * FEW)]
    model = Reader(metadata={"trained_on": [text_key("text 3")]})
    store.add_labels(many)
    with closing(Follower(store, FakeRegistry(model).active)) as follower:  # type: ignore[arg-type]
        eventually(lambda: same(follower.model().mark, f"+{len(many)}"))
        assert {len(texts) for texts in model.followed} == {len(many)}


def test_another_model_in_use_is_followed_by_the_next_score(store: Store) -> None:
    registry = FakeRegistry(FakeModel("one"))
    store.add_labels([new("one")])
    with closing(Follower(store, registry.active)) as follower:  # type: ignore[arg-type]
        follower.catch_up().result(10)
        assert follower.model().served_as("balanced") == "one+1"
        registry.model = FakeModel("two")
        assert follower.model().id == "two"
        follower.catch_up().result(10)
        assert follower.model().served_as("balanced") == "two+1"
        registry.model = None
        follower.catch_up().result(10)
        with pytest.raises(NoModel):
            follower.model()


def test_what_was_forgotten_does_not_come_back_from_a_fit_under_way(
    store: Store, follower: Follower, model: Slow
) -> None:
    model.let.clear()
    store.add_labels([new("one")])
    under_way = follower.catch_up()
    eventually(lambda: same(under_way.running(), True))
    store.erase()
    follower.forget()
    model.let.set()
    under_way.result(10)
    follower.catch_up().result(10)
    assert follower.model().mark == ""
    assert [label for label in model.followed[-1:] if label] == []
