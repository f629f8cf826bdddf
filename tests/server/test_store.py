from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.records import Message, Score
from server.clock import Moment
from server.errors import NotFound, StoreBusy, StoreDamaged, StoreFull
from server.paths import DataFolder
from server.store import NewDecision, NewLabel, SearchQuery, Store

shared_store = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)


def message(number: int = 1, text: str | None = None, **fields: object) -> Message:
    words = f"Letter number {number}" if text is None else text
    return Message.model_validate(
        {"id": f"m{number}", "text": words, "kind": "inbox_message", **fields}
    )


def score(of: Message, points: float = 10.0, band: str = "leaflet", model: str = "one") -> Score:
    return Score.model_validate({"id": of.id, "score": points, "band": band, "model": model})


def label(of: Message, value: str = "leaflet", key: str | None = None) -> NewLabel:
    return NewLabel(key or str(uuid.uuid4()), of, value, "badge")  # type: ignore[arg-type]


def decision(of: Message, action: str = "declined", key: str | None = None) -> NewDecision:
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    return NewDecision(key or str(uuid.uuid4()), action, of, 3.0, "leaflet", None, at)  # type: ignore[arg-type]


# --- history --------------------------------------------------------------------------------------


def test_a_message_seen_again_is_one_entry_with_the_newer_score_and_all_details(
    store: Store,
) -> None:
    full = message(1, "Dear  you", sender={"name": "Ida", "headline": "Smith"})
    bare = message(1, "Dear you", sender={"name": "Ida B."})
    store.record_scores([(full, score(full, 80, "relationship", "one"))])
    store.record_scores([(bare, score(bare, 20, "leaflet", "two"))])
    store.add_labels([label(bare)])  # a label brings no score and must not take one away
    (entry,) = store.search(SearchQuery()).entries
    assert (entry.score, entry.band, entry.model, entry.label) == (20, "leaflet", "two", "leaflet")
    assert entry.message.sender is not None
    assert (entry.message.sender.name, entry.message.sender.headline) == ("Ida B.", "Smith")


def test_every_filter_and_their_combination(store: Store) -> None:
    a = message(1, "Straße im Herbst", sender={"name": "ÄNNE"}, site="linkedin")
    b = message(2, "100% cotton_shirts", kind="connection_request", site="other")
    c = message(3, "nothing of note")
    store.record_scores([(a, score(a)), (b, score(b, 90, "relationship"))])
    store.add_labels([label(b, "relationship"), label(c)])
    store.add_decisions([decision(a)])

    def found(**query: object) -> list[str]:
        page = store.search(SearchQuery(**query))  # type: ignore[arg-type]
        return [entry.message.id for entry in page.entries]

    assert found() == ["m3", "m2", "m1"]
    assert found(text="STRASSE") == ["m1"]
    assert found(text="änne") == ["m1"]
    assert found(text="%") == found(text="n_S") == ["m2"]
    assert found(band="relationship") == ["m2"]
    assert found(label="none") == ["m1"]
    assert found(label="leaflet") == ["m3"]
    assert found(kind="connection_request") == ["m2"]
    assert found(site="linkedin") == ["m1"]
    assert found(decided=True) == ["m1"]
    assert found(decided=False) == ["m3", "m2"]
    assert found(decided=False, label="relationship", text="cotton", band="relationship") == ["m2"]
    assert found(text="cotton", label="leaflet") == []


@shared_store
@given(total=st.integers(0, 23), limit=st.integers(1, 9))
def test_paging_gives_every_entry_once(tmp_path: Path, total: int, limit: int) -> None:
    with closing(Store.open(DataFolder(tmp_path / uuid.uuid4().hex))) as store:
        store.record_scores([(m, score(m)) for m in map(message, range(total))])
        seen, query, pages = [], SearchQuery(limit=limit), 0
        while pages == 0 or query.after is not None:
            page = store.search(query)
            seen += [entry.message.id for entry in page.entries]
            query, pages = replace(query, after=page.next), pages + 1
        assert seen == [f"m{n}" for n in reversed(range(total))]
        assert pages == max(1, -(-total // limit))


@shared_store
@given(
    text=st.text(min_size=1, max_size=300),
    name=st.text(max_size=50),
    thread=st.lists(st.text(max_size=50), max_size=3),
)
def test_any_text_comes_back_as_it_was(
    store: Store, text: str, name: str, thread: list[str]
) -> None:
    turns = [{"from": "them", "text": turn} for turn in thread]
    sent = message(1, text, id=uuid.uuid4().hex, sender={"name": name}, thread=turns)
    store.record_scores([(sent, score(sent))])
    (entry,) = store.search(SearchQuery(limit=1)).entries
    assert entry.message == sent
    assert store.check() == []


# --- the journal ----------------------------------------------------------------------------------


def test_the_journal_keeps_each_key_once_and_all_lines_in_order(store: Store) -> None:
    m, key = message(), str(uuid.uuid4())
    assert store.add_decisions([decision(m, "declined", key), decision(m, "undone")]) == 2
    assert store.add_decisions([decision(m, "accepted", key)]) == 0
    (entry,) = store.search(SearchQuery(decided=True)).entries
    assert [line.action for line in entry.decisions] == ["declined", "undone"]
    assert entry.decisions[0].at == decision(m).at
    assert store.counts().decisions == {"declined": 1, "undone": 1}


def test_counts_add_up(store: Store) -> None:
    a, b, c = message(1), message(2), message(3)
    store.record_scores([(a, score(a)), (b, score(b, 50, "unsure"))])
    store.add_labels([label(a), label(a, "relationship"), label(c)])
    counts = store.counts()
    assert counts.messages == 3
    assert counts.bands == {"leaflet": 1, "unsure": 1}
    assert counts.labels == {"relationship": 1, "leaflet": 1}


# --- models, jobs, documents ----------------------------------------------------------------------


def test_one_model_is_in_use_until_another_is_or_it_is_forgotten(store: Store) -> None:
    assert store.active_model() is None
    for name in ("one", "two"):
        store.register_model(name, {"metrics": {"auc": 0.9}})
    store.activate_model("one")
    store.activate_model("two")
    assert store.active_model() == "two"
    assert [m.id for m in store.models()] == ["one", "two"]
    with pytest.raises(NotFound):
        store.activate_model("three")
    store.forget_model("two")
    assert store.active_model() is None
    assert [m.id for m in store.models()] == ["one"]


def test_a_job_tells_its_progress_and_what_was_left_running_is_interrupted(store: Store) -> None:
    done, left = store.start_job(), store.start_job()
    store.update_job(done, state="promoted", progress=1.0, report={"why": "no worse"})
    assert store.interrupt_jobs() == 1
    found = store.job(done)
    assert found is not None
    assert (found.state, found.progress, found.report) == ("promoted", 1.0, {"why": "no worse"})
    last = store.last_job()
    assert last is not None
    assert (last.id, last.state) == (left, "interrupted")
    assert store.job("nobody") is None


def test_documents_are_replaced_as_a_whole(store: Store) -> None:
    assert store.get_document("profile") == {}
    store.put_document("profile", {"text": "a", "facts": ["b"]})
    store.put_document("profile", {"text": "c"})
    assert store.get_document("profile") == {"text": "c"}
    assert store.get_document("settings") == {}


# --- pairing codes --------------------------------------------------------------------------------


def test_a_code_works_once(store: Store) -> None:
    store.put_pairing_code("right", Moment(1000, 50))
    assert not store.try_pairing_code("wrong", Moment(1010, 60))
    assert store.try_pairing_code("right", Moment(1020, 70))
    assert not store.try_pairing_code("right", Moment(1021, 71))


def test_five_wrong_tries_close_a_code(store: Store) -> None:
    store.put_pairing_code("right", Moment(1000, 50))
    for _ in range(5):
        assert not store.try_pairing_code("wrong", Moment(1001, 51))
    assert not store.try_pairing_code("right", Moment(1001, 51))


@pytest.mark.parametrize(
    ("wall", "steady", "valid"),
    [
        (1119.9, 169.9, True),
        (1120, 170, False),  # two minutes
        (1010, 170, False),  # the wall clock was set back: not prolonged
        (999, 60, False),
        (1060, 10, False),  # restarted since: not revived
        (1060 + 31_536_000, 60, False),  # the wall clock jumped a year
    ],
)
def test_no_clock_prolongs_or_revives_a_code(
    store: Store, wall: float, steady: float, valid: bool
) -> None:
    store.put_pairing_code("right", Moment(1000, 50))
    assert store.try_pairing_code("right", Moment(wall, steady)) is valid
    assert not store.try_pairing_code("right", Moment(1001, 51))  # over either way


def test_a_new_code_closes_the_old(store: Store) -> None:
    store.put_pairing_code("old", Moment(1000, 50))
    store.put_pairing_code("new", Moment(1000, 50))
    assert not store.try_pairing_code("old", Moment(1001, 51))
    assert store.try_pairing_code("new", Moment(1001, 51))


# --- other processes, faults ----------------------------------------------------------------------


def test_another_process_is_noticed(store: Store, folder: DataFolder) -> None:
    before = store.data_version()
    assert store.data_version() == before
    with closing(Store.open(folder)) as other:
        other.add_client("elsewhere", "hash", b"key", None)
    assert store.data_version() != before
    assert [client.name for client in store.clients()] == ["elsewhere"]


def test_a_full_disk_stores_nothing_and_reading_goes_on(store: Store) -> None:
    store.add_labels([label(message(1))])
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull):
        store.add_labels([label(message(2, "x" * 20_000)) for _ in range(50)])
    assert [s.message.id for s in store.current_labels()] == ["m1"]
    store._writer.execute("PRAGMA max_page_count = 1000000")
    assert store.add_labels([label(message(2))]) == 1


def test_a_writer_that_will_not_end_is_told(store: Store, folder: DataFolder) -> None:
    store._writer.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            store.add_labels([label(message(1))])
    assert store.add_labels([label(message(1))]) == 1


@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: b"\0" * 100 + raw[100:],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:4096] + b"\xff" * 4096 + raw[8192:],
        lambda raw: b"a letter somebody renamed to this",
    ],
    ids=["header", "cut", "page", "other file"],
)
def test_a_damaged_database_is_refused_and_left_as_it_is(folder: DataFolder, harm: object) -> None:
    with closing(Store.open(folder)) as store:
        store.add_labels([label(message(n)) for n in range(200)])
    damaged = harm(folder.database.read_bytes())  # type: ignore[operator]
    folder.database.write_bytes(damaged)
    with pytest.raises(StoreDamaged):
        Store.open(folder)
    assert folder.database.read_bytes() == damaged


def test_a_first_start_that_was_cut_off_is_begun_anew_but_a_lost_database_is_not(
    folder: DataFolder,
) -> None:
    folder.prepare()
    folder.database.touch(mode=0o600)
    with closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    blank = folder.database.read_bytes()
    assert blank, "SQLite's own header is there, and nothing of ours"
    with closing(Store.open(folder)) as store:
        assert store.add_labels([label(message(1))]) == 1
    folder.database.write_bytes(blank)
    with pytest.raises(StoreDamaged):
        Store.open(folder)


def test_a_flipped_bit_in_a_text_is_found_by_its_fingerprint(
    store: Store, folder: DataFolder
) -> None:
    m = message(1, "a letter with a canary in it")
    store.record_scores([(m, score(m))])
    assert store.check() == []
    store._writer.execute("UPDATE message SET text = replace(text, 'canary', 'canarz')")
    (problem,) = store.check()
    assert "number 1" in problem
    assert "canar" not in problem


def test_settings_of_the_file_are_the_safe_ones(store: Store) -> None:
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
        "trusted_schema": 0, "busy_timeout": 5000,
    }  # fmt: skip
    with store.reading() as reader:
        for connection in (store._writer, reader):
            found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
            assert found == wanted


def test_timestamps_are_of_now(store: Store) -> None:
    store.add_labels([label(message())])
    (stored,) = store.current_labels()
    assert abs(datetime.now(UTC) - stored.created_at) < timedelta(minutes=1)
