"""Which label of a text counts, and labels taken back."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.personal import EXPLICIT
from model.records import Source
from server import store_labels
from server.paths import DataFolder
from server.store import NewLabel, SearchQuery, Store, fingerprint
from tests.server.test_store import label, message, score, shared_store

TEXTS = ["a letter", "a  letter", "another", "é", "e\u0301"]
KEYS = [str(uuid.UUID(int=n, version=4)) for n in range(8)]
given_label = st.builds(
    lambda key, text, value, source: NewLabel(key, message(1, text), value, source),
    st.sampled_from(KEYS),
    st.sampled_from(TEXTS),
    st.sampled_from(["leaflet", "relationship"]),
    st.sampled_from(get_args(Source)),
)


@shared_store
@given(steps=st.lists(given_label | st.sampled_from(KEYS), max_size=16))
def test_of_the_labels_that_stand_the_newest_explicit_one_wins(
    tmp_path: Path, steps: list[NewLabel | str]
) -> None:
    kept: dict[str, NewLabel] = {}
    gone: set[str] = set()
    with closing(Store.open(DataFolder(tmp_path / uuid.uuid4().hex))) as store:
        for step in steps:
            if isinstance(step, NewLabel):
                assert store.add_labels([step]) == (step.key not in kept)
                kept.setdefault(step.key, step)
            else:
                assert store.undo_labels([step]) == (step in kept and step not in gone)
                gone |= {step} & set(kept)
        standing = [new for key, new in kept.items() if key not in gone]
        wins = {fingerprint(new.message): new for new in standing if new.source not in EXPLICIT}
        wins |= {fingerprint(new.message): new for new in standing if new.source in EXPLICIT}
        assert {fingerprint(s.message): s.key for s in store.current_labels()} == {
            text: new.key for text, new in wins.items()
        }
        assert set(store.labelled_texts(10)) == set(wins)
        for new in kept.values():
            text = fingerprint(new.message)
            found = wins[text].label if text in wins else None
            assert store.label_of(text) == found
            query = SearchQuery(label=found or "none")
            assert text in {fingerprint(e.message) for e in store.search(query).entries}
        assert sum(store.counts().labels.values()) == len(wins)


def test_the_same_key_twice_in_one_request_counts_once(store: Store) -> None:
    first = label(message(1))
    assert store.add_labels([first, label(message(2)), first]) == 2
    assert store.undo_labels([first.key, first.key, str(uuid.uuid4())]) == 1


def test_a_label_taken_back_stays_taken_back_however_often_it_is_delivered(store: Store) -> None:
    given = label(message(1))
    store.add_labels([given])
    store.undo_labels([given.key])
    assert store.add_labels([given]) == 0
    assert store.current_labels() == []


def test_an_import_labels_again_what_nobody_has_a_label_for_any_more(store: Store) -> None:
    said, drawn = label(message(1)), NewLabel("import-1", message(1), "relationship", "import")
    store.add_labels([said])
    assert store.add_inferred([drawn]) == 0
    store.undo_labels([said.key])
    assert store.add_inferred([drawn]) == 1
    assert store.label_of(fingerprint(message(1))) == "relationship"


def test_labels_are_new_until_a_training_whose_outcome_is_settled(store: Store) -> None:
    def new() -> list[bool]:
        return [found.new for found in store.current_labels()]

    store.add_labels([label(message(1))])
    job = store.start_job()
    store.add_labels([label(message(2))])
    assert new() == [True, True]
    store.update_job(job, state="kept", progress=1, report={"candidate": "personal-1"})
    assert new() == [True, True], "the candidate waits for the user"
    for state in ("kept", "promoted"):
        store.update_job(job, state=state, progress=1, report={"why": "no worse"})
        assert new() == [False, True]
    store.update_job(job, state="failed", progress=1, report={})
    assert new() == [True, True]


def test_labels_come_back_oldest_first_with_the_whole_message(store: Store) -> None:
    whole = message(
        1,
        sender={"name": "Änne Ó", "headline": "Weaver", "mutual": 3},
        thread=[{"from": "me", "text": "Hello"}, {"from": "them", "text": "Hi"}],
        received_at="2026-03-04T05:06:07+02:00",
        lang="de",
        site="linkedin",
    )
    store.add_labels([label(whole), label(message(2)), label(whole, "relationship")])
    second, first = store.current_labels()
    assert (second.message.id, first.label) == ("m2", "relationship")
    assert first.message == whole
    assert first.labelled().label == "relationship"
    assert first.labelled().thread == whole.thread


def test_messages_without_a_note_are_not_learnt_from_nor_mixed_up(store: Store) -> None:
    empty = [message(1, " "), message(2, "")]
    store.add_labels([label(empty[0])])
    store.record_scores([(m, score(m, 0, "no_note")) for m in empty])
    assert store.current_labels() == []
    labels = {entry.message.id: entry.label for entry in store.search(SearchQuery()).entries}
    assert labels == {"m1": "leaflet", "m2": None}


def test_a_batch_is_stored_whole_or_not_at_all(store: Store) -> None:
    bad = label(message(2), "neither")
    with pytest.raises(sqlite3.IntegrityError):
        store.add_labels([label(message(1)), bad])
    assert store.counts().messages == 0
    assert store.current_labels() == []


def test_labels_since_training_count_from_the_last_one_that_ended_well(store: Store) -> None:
    store.add_labels([label(message(n)) for n in range(3)])
    assert store.labels_since_training() == 3
    job = store.start_job()
    assert store.labels_since_training() == 0
    store.add_labels([label(message(9))])
    store.update_job(job, state="kept", progress=1, report={})
    assert store.labels_since_training() == 1
    store.update_job(job, state="failed", progress=1, report={})
    assert store.labels_since_training() == 4


def test_the_label_given_last_counts_wherever_the_clock_jumped(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, at = 86_400.0, 1_800_000_000.0
    for jump, value in ((0.0, "leaflet"), (365 * day, "relationship"), (-day, "leaflet")):
        monkeypatch.setattr(store_labels, "now", lambda at=at + jump: at)
        store.add_labels([label(message(1), value)])
        (standing,) = store.current_labels()
        assert standing.label == value


def test_the_state_of_the_labels_changes_when_one_comes_or_is_taken_back(store: Store) -> None:
    seen = [store.label_state()]
    first, second = label(message(1)), label(message(2), "relationship")
    for change in (
        lambda: store.add_labels([first]),
        lambda: store.add_labels([second]),
        lambda: store.undo_labels([first.key]),
        lambda: store.undo_labels([second.key]),
    ):
        change()
        seen.append(store.label_state())
    assert len(set(seen)) == len(seen)
    store.add_labels([first])
    store.undo_labels([first.key])
    assert store.label_state() == seen[-1], "what changed nothing does not show"
    store.erase()
    assert store.label_state() == seen[0]
