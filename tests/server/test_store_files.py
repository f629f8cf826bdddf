from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from model.records import Message, Score
from server import store_files
from server.errors import BadInput, StoreDamaged
from server.paths import DataFolder
from server.store import (
    NewDecision,
    NewLabel,
    SearchQuery,
    Store,
    backups,
    restore,
)

CANARY = "zinnoberroter-kanarienvogel"


def letter(number: int = 1, text: str = "Dear reader") -> Message:
    words = {"text": f"{text} {number}", "sender": {"name": text[:100]}}
    return Message.model_validate({"id": f"m{number}", "kind": "inbox_message", **words})


def fill(store: Store, text: str = "Dear reader") -> None:
    for number in range(30):
        m = letter(number, text * (1 + 20 * number))  # some span several pages
        store.record_scores([(m, Score(id=m.id, score=5, band="leaflet", model="one"))])
        store.add_labels([NewLabel(str(uuid.uuid4()), m, "leaflet", "badge")])
        at = datetime.now(UTC)
        store.add_decisions([NewDecision(str(uuid.uuid4()), "refused", m, 5, "leaflet", text, at)])
        store.keep_vectors("encoder", {m.text: text.encode()})
    job = store.start_job()
    store.update_job(job, state="kept", progress=1, report={"note": text})
    store.put_document("profile", {"text": text})


def holders(folder: DataFolder, words: str) -> list[str]:
    """Files of the data folder that hold ``words``."""
    files = [path for path in folder.root.rglob("*") if path.is_file()]
    return [path.name for path in files if words.encode() in path.read_bytes()]


def rows_in(store: Store) -> dict[str, int]:
    """How many rows each table has, those of the index of words included."""
    with store.reading() as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in names
            if name != "message_words"
        }


def runs_in_the_index(store: Store) -> int:
    """How many runs of letters the index of words knows."""
    with store.writing() as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.runs USING fts5vocab(main, message_words, row)"
        )
        (count,) = connection.execute("SELECT count(*) FROM temp.runs").fetchone()
        connection.execute("DROP TABLE temp.runs")
    return int(count)


def test_after_erasing_no_file_holds_a_word_of_it(store: Store, folder: DataFolder) -> None:
    fill(store, CANARY)
    made = store.backup_now()
    store.put_document("profile", {"text": CANARY + " changed"})
    store.add_client("a browser", "hash", b"key", None)
    incoming = folder.database.with_suffix(".incoming")
    incoming.write_bytes(made.read_bytes())  # as a killed restore leaves it
    assert {made.name, incoming.name} < set(holders(folder, CANARY))  # and the database or its log
    assert len(list(store.audits())) > 0
    assert len(store.search(SearchQuery(text=CANARY)).entries) > 0
    assert runs_in_the_index(store) > 10
    with store.reading():  # an idle reader of ours must not keep the log alive
        pass
    store.erase()
    assert holders(folder, CANARY) == []
    kept = {table for table, rows in rows_in(store).items() if rows}
    assert kept == {"client", "message_words_config", "message_words_data"}
    assert runs_in_the_index(store) == 0
    assert store.counts().messages == 0
    assert store.get_document("profile") == {}
    assert store.last_job() is None
    assert [client.name for client in store.clients()] == ["a browser"]
    fill(store)
    assert store.counts().messages == 30


def test_erasing_beside_another_process_leaves_nothing_either(
    store: Store, folder: DataFolder
) -> None:
    with closing(Store.open(folder)) as other:
        fill(other, CANARY)
        store.erase()
        assert holders(folder, CANARY) == []
        assert other.counts().messages == 0
    assert holders(folder, CANARY) == []


def test_a_deleted_text_does_not_linger_in_the_file(store: Store, folder: DataFolder) -> None:
    store.put_document("profile", {"text": CANARY})
    store.put_document("profile", {"text": ""})
    store.close()
    assert holders(folder, CANARY) == []


def test_a_backup_is_a_whole_database(store: Store, folder: DataFolder) -> None:
    fill(store)
    target = folder.root / "copy.sqlite3"
    target.write_bytes(b"an older copy")
    store.backup(target)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM label").fetchone() == (30,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sorted(p.name for p in folder.root.glob("copy*")) == ["copy.sqlite3"]


def test_a_backup_that_fails_leaves_the_old_one(
    store: Store, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsound(path: object) -> None:
        raise StoreDamaged

    target = folder.root / "copy.sqlite3"
    target.write_bytes(b"an older copy")
    monkeypatch.setattr(store_files, "check_copy", unsound)
    with pytest.raises(StoreDamaged):
        store.backup(target)
    assert target.read_bytes() == b"an older copy"
    assert sorted(p.name for p in folder.root.glob("copy*")) == ["copy.sqlite3"]


def test_one_backup_a_day_and_seven_in_all(store: Store, folder: DataFolder) -> None:
    for days in range(20, 10, -1):
        old = datetime.now(UTC) - timedelta(days=days)
        (folder.backups / f"{old.strftime(store_files.STAMP)}.sqlite3").write_bytes(b"old")
    made = store.daily_backup()
    assert made is not None
    assert store.daily_backup() is None
    assert len(backups(folder)) == 7
    assert backups(folder)[-1] == made


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-1, minutes=-1)])
def test_a_clock_that_jumped_neither_stops_backups_nor_deletes_new_ones(
    store: Store, folder: DataFolder, jump: timedelta
) -> None:
    """A week of backups under a wrong clock, then the clock is right again."""
    wrong = [datetime.now(UTC) + jump + timedelta(hours=24 * n) for n in range(-6, 1)]
    for at in wrong:
        (folder.backups / f"{at.strftime(store_files.STAMP)}.sqlite3").write_bytes(b"earlier")
    made = store.daily_backup()
    assert made is not None
    assert len(backups(folder)) == 7
    assert backups(folder)[-1] == made, "the newest, for a restore"
    assert not (folder.backups / f"{wrong[0].strftime(store_files.STAMP)}.sqlite3").exists()
    assert store.daily_backup() is None, "and none every hour"
    assert made.exists()


def test_restoring_puts_the_newest_backup_in_place_and_keeps_what_was_there(
    folder: DataFolder,
) -> None:
    with closing(Store.open(folder)) as store:
        fill(store)
        backup = store.daily_backup()
    folder.database.write_bytes(b"\0" * 5000)
    with pytest.raises(StoreDamaged):
        Store.open(folder)
    assert restore(folder) == backup
    with closing(Store.open(folder)) as store:
        assert store.counts().messages == 30
        assert len(store.search(SearchQuery(limit=100)).entries) == 30
    (aside,) = folder.backups.glob("damaged-*")
    assert aside.read_bytes() == b"\0" * 5000


def test_a_lost_database_can_be_restored(folder: DataFolder) -> None:
    with closing(Store.open(folder)) as store:
        fill(store)
        store.daily_backup()
    folder.database.unlink()
    restore(folder)
    with closing(Store.open(folder)) as store:
        assert store.counts().messages == 30


def test_nothing_but_a_sound_backup_of_ours_is_restored(folder: DataFolder) -> None:
    Store.open(folder).close()
    before = folder.database.read_bytes()
    with pytest.raises(BadInput, match="no such backup"):
        restore(folder)
    other = folder.root / "other.sqlite3"
    with closing(sqlite3.connect(other)) as foreign:
        foreign.execute("CREATE TABLE x (y)")
    rubbish = folder.root / "rubbish"
    rubbish.write_bytes(b"rubbish")
    for source in (other, rubbish):
        with pytest.raises(BadInput, match="no backup"):
            restore(folder, source)
    assert folder.database.read_bytes() == before
