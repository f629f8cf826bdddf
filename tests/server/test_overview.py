"""Insights, strictness and backups over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from model.records import Message, Score
from server import overview
from server.overview import saved, thinned
from server.paths import DataFolder
from server.store import NewDecision, NewLabel, Store, backups

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def letter(number: int) -> Message:
    return Message(id=f"m{number}", text=f"letter number {number}", kind="inbox_message")


def keep(store: Store, points: Sequence[float], first: int = 0, model: str = "fake-1") -> None:
    """Store messages with these scores, in the bands of the stand-in judge."""
    store.record_scores(
        [
            (
                letter(number),
                Score(id=f"m{number}", score=score, band=band(score), model=model),
            )
            for number, score in enumerate(points, start=first)
        ]
    )


def band(score: float) -> Any:
    return "leaflet" if score < 20 else "unsure" if score < 80 else "relationship"


def say(store: Store, number: int, label: Any, source: Any = "badge") -> None:
    store.add_labels([NewLabel(str(uuid.uuid4()), letter(number), label, source)])


def decide(store: Store, number: int, action: Any) -> None:
    at = datetime.now(UTC)
    key = str(uuid.uuid4())
    store.add_decisions([NewDecision(key, action, letter(number), 5, "leaflet", None, at)])


def get(http: httpx.Client, path: str) -> Any:
    reply = http.get(f"/v1/{path}")
    assert reply.status_code == 200, reply.text
    return reply.json()


# --- insights -------------------------------------------------------------------------------------


def test_an_empty_history_has_figures_too(http: httpx.Client, store: Store) -> None:
    found = get(http, "insights")
    assert [(b["from"], b["to"]) for b in found["scores"]] == [
        (5 * n, 5 * n + 5) for n in range(20)
    ]
    assert all(b["leaflet"] == b["relationship"] == b["unlabelled"] == 0 for b in found["scores"])
    assert (found["reliability"], found["learning"], found["weeks"]) == ([], [], [])
    assert found["saved"] == {
        "declined": 0,
        "minutes": 0.0,
        "sentence": "Nothing has been declined here yet.",
    }


def test_scores_are_counted_by_label(http: httpx.Client, store: Store) -> None:
    keep(store, [0, 4.9, 5, 99.9, 100, 100])
    say(store, 0, "leaflet")
    say(store, 4, "leaflet")
    say(store, 4, "relationship")  # the last word
    say(store, 77, "leaflet")  # never scored
    bins = get(http, "insights")["scores"]
    assert bins[0] == {"from": 0, "to": 5, "leaflet": 1, "relationship": 0, "unlabelled": 1}
    assert bins[1]["unlabelled"] == 1
    assert bins[19] == {"from": 95, "to": 100, "leaflet": 0, "relationship": 1, "unlabelled": 2}
    assert sum(b["leaflet"] + b["relationship"] + b["unlabelled"] for b in bins) == 6


def test_reliability_goes_by_the_score_before_the_label(http: httpx.Client, store: Store) -> None:
    keep(store, [12, 14, 16, 95, 97, 40])
    for number, said in enumerate(["leaflet", "leaflet", "relationship", "relationship"]):
        say(store, number, said)
    say(store, 4, "relationship", source="import")  # concluded, not said
    keep(store, [0, 0, 100, 100])  # the judge has learnt them
    assert get(http, "insights")["reliability"] == [
        {"mean": 14.0, "share": pytest.approx(1 / 3, abs=1e-4), "count": 3},
        {"mean": 95.0, "share": 1.0, "count": 1},
    ]


def test_each_model_is_measured_by_what_was_said_until_the_next_took_over(
    http: httpx.Client, store: Store
) -> None:
    def labelled(points: float, said: Any) -> None:
        number = store.counts().messages
        keep(store, [points], first=number)
        say(store, number, said)

    def promoted(model: str, before: str, labels: int) -> None:
        job = store.start_job()
        report = {"model": model, "before": before, "labels": labels}
        store.update_job(job, state="promoted", progress=1, report=report)

    store.register_model("starter-1", {})
    store.activate_model("starter-1")
    (alone,) = get(http, "insights")["learning"]
    assert (alone["model"], alone["labels"], alone["auc"]) == ("starter-1", 0, None)

    for points, said in ((60, "leaflet"), (40, "relationship")):
        labelled(points, said)
    promoted("personal-1", "starter-1", 2)
    failed = store.start_job()
    store.update_job(failed, state="kept", progress=1, report={"model": "starter-1", "labels": 2})
    for points, said in ((10, "leaflet"), (90, "relationship")):
        labelled(points, said)
    learning = get(http, "insights")["learning"]
    assert [(p["model"], p["labels"]) for p in learning] == [("starter-1", 0), ("personal-1", 2)]
    assert [p["auc"] for p in learning] == [0.0, 0.75]
    assert [p["balanced_accuracy"] for p in learning] == [0.0, 0.5]
    assert learning[0]["created_at"] <= learning[1]["created_at"]


def test_many_models_are_thinned_but_never_the_first_or_the_last() -> None:
    assert thinned(list(range(7)), 50) == list(range(7))
    some = thinned(list(range(333)), 50)
    assert (len(some), some[0], some[-1]) == (50, 0, 332)
    assert some == sorted(set(some))


def test_weeks_begin_on_monday_and_go_half_a_year_back(
    http: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(when: datetime) -> None:
        monkeypatch.setattr("server.store_messages.now", when.timestamp)
        monkeypatch.setattr("server.store_insights.now", when.timestamp)

    at(MONDAY - timedelta(weeks=30))
    keep(store, [50])
    at(MONDAY - timedelta(weeks=25))
    keep(store, [5, 50], first=10)
    at(MONDAY - timedelta(seconds=1))
    keep(store, [5], first=20)
    at(MONDAY)
    keep(store, [95], first=30)
    store.record_scores([(letter(40), Score(id="m40", score=None, band="no_note", model="one"))])
    at(MONDAY + timedelta(days=6, hours=23))
    keep(store, [95], first=50)
    say(store, 60, "leaflet")  # never scored
    assert get(http, "insights")["weeks"] == [
        {"week": "2026-06-01", "leaflet": 1, "unsure": 1, "relationship": 0, "no_note": 0},
        {"week": "2026-11-16", "leaflet": 1, "unsure": 0, "relationship": 0, "no_note": 0},
        {"week": "2026-11-23", "leaflet": 0, "unsure": 0, "relationship": 2, "no_note": 1},
    ]


def test_time_saved_counts_what_stayed_declined_and_names_its_assumption(
    http: httpx.Client, store: Store
) -> None:
    for number in range(6):
        decide(store, number, "declined")
    decide(store, 0, "undone")
    decide(store, 1, "undone")
    decide(store, 1, "declined")
    decide(store, 9, "refused")
    assert get(http, "insights")["saved"] == {
        "declined": 5,
        "minutes": 1.7,
        "sentence": "5 declined: about 2 minutes, at 20 seconds a message read and declined.",
    }


@pytest.mark.parametrize(
    ("declined", "said"),
    [
        (1, "less than a minute"),
        (3, "about 1 minute,"),
        (200, "about 67 minutes"),
        (1_000, "about 5.6 hours"),
    ],
)
def test_time_saved_in_words(declined: int, said: str) -> None:
    assert said in str(saved(declined).sentence)


# --- strictness -----------------------------------------------------------------------------------


def test_strictness_sorts_by_stored_scores_and_shows_what_would_move(
    http: httpx.Client, store: Store
) -> None:
    keep(store, [5, 15, 15, 30, 30, 30, 90])
    found = get(http, "strictness")
    counts = {
        name: (choice["leaflet"], choice["unsure"], choice["relationship"])
        for name, choice in found["choices"].items()
    }
    assert found["compared"] == 7
    assert counts == {"gentle": (1, 5, 1), "balanced": (3, 3, 1), "strict": (6, 0, 1)}
    moved = {
        name: [entry["message"]["id"] for entry in choice["moved"]]
        for name, choice in found["choices"].items()
    }
    assert moved == {"gentle": ["m2", "m1"], "balanced": [], "strict": ["m5", "m4", "m3"]}
    assert http.put("/v1/settings", json={"strictness": "strict"}).status_code == 200
    assert get(http, "strictness")["choices"]["strict"]["moved"] == []


def test_strictness_is_of_the_newest_and_shows_five(
    http: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "COMPARED", 8)
    keep(store, [5.0] * 10 + [15.0] * 8)
    gentle = get(http, "strictness")["choices"]["gentle"]
    assert (gentle["leaflet"], gentle["unsure"]) == (0, 8)
    assert [entry["message"]["id"] for entry in gentle["moved"]] == [
        f"m{n}" for n in range(17, 12, -1)
    ]


# --- backups --------------------------------------------------------------------------------------


def test_a_backup_is_made_listed_and_sound(http: httpx.Client, folder: DataFolder) -> None:
    assert get(http, "backups") == {"backups": []}
    made = [http.post("/v1/backup", json={}).json() for _ in range(2)]
    assert get(http, "backups")["backups"] == made[::-1]
    files = backups(folder)
    assert [path.name for path in files] == [one["file"] for one in made]
    assert [path.stat().st_size for path in files] == [one["bytes"] for one in made]
    age = datetime.now(UTC) - datetime.fromisoformat(made[0]["at"])
    assert timedelta(0) <= age < timedelta(minutes=5)
