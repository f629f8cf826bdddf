"""What the history adds to an explanation: who else sent this text, what was said of such."""

from __future__ import annotations

import sqlite3
import time
import uuid
from contextlib import closing
from typing import Any

import httpx
import pytest

from model.records import Message, Score, Sender
from server import store_echoes
from server.errors import NoModel, StoreError
from server.paths import DataFolder
from server.readings import Readings
from server.remembered import Remembered
from server.store import NewLabel, Store, fingerprint
from tests.server.fakes import FakeModel, Running, serving

TEXT = (
    "Hi {}, I came across your profile and was impressed by your work. We help teams like yours win"
    " {} more meetings a month. Would you be open to a quick call to see whether it is useful?"
)
OTHER = "Your talk on looms stayed with me all week. How did you start with it, if I may ask you?"


def message(number: int, text: str = "", **sender: Any) -> Message:
    return Message(
        id=f"m{number}",
        text=text or TEXT.format(f"Reader{number}", 10 + number),
        kind="inbox_message",
        sender=Sender(**sender) if sender else None,
    )


def keep(store: Store, *messages: Message) -> None:
    band = "leaflet"
    store.record_scores([(m, Score(id=m.id, score=9.0, band=band, model="m")) for m in messages])


def explained(http: httpx.Client, *messages: Message, **asked: Any) -> list[dict[str, str]]:
    sent = [m.model_dump(mode="json", by_alias=True, exclude_none=True) for m in messages]
    reply = http.post("/v1/score", json={"messages": sent, "explain": True, **asked})
    assert reply.status_code == 200
    return [
        {r["signal"]: r["text"] for r in score["reasons"] if r["effect"] == 0}
        for score in reply.json()["scores"]
    ]


@pytest.fixture
def remembered(store: Store) -> Any:
    with closing(Remembered(store, FakeModel, Readings(store))) as made:
        yield made


# --- the same text --------------------------------------------------------------------------------


def test_people_who_sent_the_same_text_are_counted(store: Store, http: httpx.Client) -> None:
    keep(store, message(1, name="Ana"), message(2, name="Bo"), message(3, OTHER, name="Cy"))
    (told,) = explained(http, message(4, name="Di"))
    assert told == {"same_text": "3 people sent you this same text"}
    (told,) = explained(http, message(4, name="Di"), language="de-AT")
    assert told == {"same_text": "3 Personen haben denselben Text geschickt"}


def test_what_was_scored_or_is_asked_a_moment_ago_counts(http: httpx.Client) -> None:
    first, second = message(1, name="Ana"), message(2, name="Bo")
    assert explained(http, first) == [{}]
    told = explained(http, second, message(3, OTHER, name="Cy"), message(4, name="Di"))
    assert [set(reasons) for reasons in told] == [{"same_text"}, set(), {"same_text"}]
    assert told[0]["same_text"].startswith("3 ")


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"name": "Ana Lopez"}, {"name": "ana  lopez"}),
        ({"profile_url": "https://x/in/ana/"}, {"profile_url": "https://x/in/ana?trk=1"}),
        ({}, {}),
    ],
)
def test_one_person_is_one_however_often_they_wrote(
    store: Store, remembered: Remembered, known: dict[str, str], asked: dict[str, str]
) -> None:
    keep(store, message(1, **known), message(2, **known))
    assert remembered.reasons([message(3, **asked)], "en") == [[]]


def test_all_unknown_senders_are_one(store: Store, remembered: Remembered) -> None:
    keep(store, message(1), message(2), message(3, name="Ana"))
    ((reason,),) = remembered.reasons([message(4, name="Bo")], "en")
    assert (reason.text, reason.effect, reason.span) == (
        "3 people sent you this same text", 0.0, None
    )  # fmt: skip


def test_short_and_empty_notes_are_no_text_that_anybody_copied(
    store: Store, remembered: Remembered
) -> None:
    for text in (" ", "Hi there, nice to meet you!"):
        keep(store, message(1, text, name="Ana"), message(2, text, name="Bo"))
        assert remembered.reasons([message(3, text, name="Cy")], "en") == [[]]


def test_a_plain_score_asks_the_history_nothing(
    running: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(running.context, "remembered")
    sent = message(1, name="Ana").model_dump(exclude_none=True)
    assert http.post("/v1/score", json={"messages": [sent]}).status_code == 200


def test_reasons_come_without_the_history_when_it_cannot_be_read(
    running: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise StoreError("The database cannot be used now.")

    monkeypatch.setattr(running.store, "echoes", fail)
    assert explained(http, message(1, name="Ana")) == [{}]


def test_messages_of_an_earlier_doorstep_are_sketched_in_the_background(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.remembered.AT_ONCE", 2)
    with closing(Store.open(folder)) as store:
        keep(store, *(message(n, name=f"Reader{n}") for n in range(5)))
        with store.writing() as connection:
            connection.execute("UPDATE message SET echo1 = NULL, echo2 = NULL, echo3 = NULL")
        with serving(store, folder) as service, service.http() as http:
            until = time.monotonic() + 10
            while store.sketch_old(0) or unsketched(store):
                assert time.monotonic() < until
                time.sleep(0.01)
            (told,) = explained(http, message(9, name="Reader9"))
    assert told["same_text"].startswith("6 ")


def unsketched(store: Store) -> int:
    with store.reading() as connection:
        return int(
            connection.execute("SELECT count(*) FROM message WHERE echo1 IS NULL").fetchone()[0]
        )


def test_no_question_to_the_history_reads_all_of_it(store: Store) -> None:
    with store.reading() as connection:
        plans = [
            connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            for statement, values in (
                (store_echoes.FIND, (1, 2, 3, 4)),
                ("SELECT id, text FROM message WHERE echo1 IS NULL LIMIT 5", ()),
            )
        ]
    for plan in plans:
        told = [row["detail"] for row in plan]
        assert not [line for line in told if line.startswith("SCAN")], told
        assert any("USING INDEX message_echo" in line for line in told)


def test_a_text_that_thousands_sent_is_counted_as_far_as_it_is_read(
    store: Store, remembered: Remembered
) -> None:
    keep(store, *(message(n, TEXT.format("you", 7), name=f"Sender {n}") for n in range(1500)))
    start = time.monotonic()
    ((reason,),) = remembered.reasons([message(2000, TEXT.format("you", 8), name="Ana")], "en")
    assert time.monotonic() - start < 1
    assert reason.text.startswith(f"{store_echoes.MOST_ECHOES + 1} ")


def test_the_sketch_of_a_message_is_its_own(store: Store) -> None:
    keep(store, message(1), message(2, " "))
    with closing(sqlite3.connect(store.data.database)) as connection:
        rows = connection.execute("SELECT echo1, echo2, echo3, echo4 FROM message ORDER BY id")
        first, second = rows.fetchall()
    assert first == store_echoes.columns(message(1).text)
    assert second == (0, 0, 0, 0)


# --- the nearest labelled messages ----------------------------------------------------------------

LOOMS = "About looms: " + "is the second one still in the shed, and does it run? " * 2


def label(store: Store, text: str, said: str, key: str | None = None) -> None:
    given = message(1, text, name="Ana")
    store.add_labels([NewLabel(key or str(uuid.uuid4()), given, said, "badge")])


def read(remembered: Remembered, count: int) -> None:
    """Wait until so many labelled texts have been read."""
    remembered.catch_up()
    until = time.monotonic() + 10
    while len(remembered._labelled.keys) != count:
        assert time.monotonic() < until
        time.sleep(0.005)


def test_the_nearest_labelled_messages_are_quoted(
    running: Running, http: httpx.Client, store: Store
) -> None:
    sent = message(1, LOOMS, name="Ana").model_dump(mode="json", exclude_none=True)
    item = {"key": str(uuid.uuid4()), "message": sent, "label": "relationship", "source": "badge"}
    assert http.post("/v1/labels", json={"labels": [item]}).status_code == 200
    read(running.context.remembered, 1)
    near, far = message(2, "About looms, again", name="Bo"), message(3, OTHER, name="Cy")
    quote = " ".join(LOOMS.split())[:60].rstrip()
    told = explained(http, near, far)
    assert told == [
        {"like_yours": f"close to a message you called Relationship: “{quote}…”"}, {}
    ]  # fmt: skip
    (told_in_french,) = explained(http, near, language="fr")
    assert "Relation\u00a0: «\u00a0About looms" in told_in_french["like_yours"]


def test_a_text_is_not_close_to_itself(store: Store, remembered: Remembered) -> None:
    label(store, LOOMS, "leaflet")
    read(remembered, 1)
    assert remembered.reasons([message(7, LOOMS.replace(" ", "\n"), name="Ana")], "en") == [[]]


def test_at_most_two_are_named_and_no_quote_twice(store: Store, remembered: Remembered) -> None:
    for end in ("!", "?", "."):
        label(store, LOOMS + end, "leaflet")
        label(store, f"About looms {end}", "leaflet")
    read(remembered, 6)
    (told,) = remembered.reasons([message(2, "About looms", name="Bo")], "en")
    assert [reason.signal for reason in told] == ["like_yours"] * 2
    assert told[0].text != told[1].text


def test_the_label_told_is_the_one_of_this_moment(store: Store, remembered: Remembered) -> None:
    label(store, LOOMS, "leaflet")
    read(remembered, 1)
    label(store, LOOMS, "relationship")
    ((told,),) = remembered.reasons([message(2, "About looms", name="Bo")], "en")
    assert "Relationship" in told.text


def test_what_was_erased_is_quoted_no_more(store: Store, remembered: Remembered) -> None:
    label(store, LOOMS, "leaflet")
    read(remembered, 1)
    store.erase()  # As another process would.
    assert remembered.reasons([message(2, "About looms", name="Bo")], "en") == [[]]
    read(remembered, 0)


def test_erasing_forgets_at_once(running: Running, http: httpx.Client, store: Store) -> None:
    label(store, LOOMS, "leaflet")
    read(running.context.remembered, 1)
    assert http.post("/v1/erase", json={}).status_code == 200
    read(running.context.remembered, 0)


def test_only_the_newest_labelled_texts_are_held(
    store: Store, remembered: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.remembered.MOST_LABELS", 3)
    for n in range(5):
        label(store, f"Text number {n}", "leaflet")
    label(store, "Text number 0", "relationship")
    label(store, "  ", "leaflet")
    read(remembered, 2)  # The newest has no text.
    assert set(remembered._labelled.texts) == {"Text number 0", "Text number 4"}
    assert set(remembered._labelled.keys) == {
        fingerprint(message(1, text)) for text in ("Text number 0", "Text number 4")
    }


def test_labels_are_read_again_only_after_one_came_or_went(
    store: Store, remembered: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    texts = store.labelled_texts
    monkeypatch.setattr(store, "labelled_texts", lambda most: asked.append(most) or texts(most))
    label(store, LOOMS, "leaflet")
    read(remembered, 1)
    before = len(asked)
    remembered._prepare()
    assert len(asked) == before
    label(store, "Another text", "leaflet")
    remembered._prepare()
    assert len(asked) > before
    assert len(remembered._labelled.keys) == 2


def test_a_judge_that_fails_costs_the_reasons_of_the_history_alone(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    label(store, LOOMS, "leaflet")
    judge = FakeModel(fails=ValueError(LOOMS))
    with closing(Remembered(store, lambda: judge, Readings(store))) as remembered:
        until = time.monotonic() + 10
        while not caplog.records:
            assert time.monotonic() < until
            time.sleep(0.005)
        assert remembered.reasons([message(2, "About looms", name="Bo")], "en") == [[]]
        judge.fails = None
        read(remembered, 1)
    assert LOOMS not in caplog.text


def test_without_a_model_the_labels_are_read_later(store: Store) -> None:
    label(store, LOOMS, "leaflet")
    judge = FakeModel(fails=NoModel())
    with closing(Remembered(store, lambda: judge, Readings(store))) as remembered:
        assert remembered.reasons([message(2, "About looms", name="Bo")], "en") == [[]]
        judge.fails = None
        read(remembered, 1)
