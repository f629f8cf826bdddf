from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest

from server.errors import StoreDamaged
from server.migrations import APPLICATION_ID, MIGRATIONS, folded, migrate, statements, version
from server.paths import DataFolder
from server.store import SearchQuery, Store, backups, fingerprint, restore
from tests.server.test_store import label, message


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_all_steps_are_taken_from_empty_and_only_once(empty: sqlite3.Connection) -> None:
    assert migrate(empty) == len(MIGRATIONS)
    assert version(empty) == len(MIGRATIONS)
    assert empty.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert {"message", "label", "decision", "model", "job", "client"} <= tables(empty)
    assert migrate(empty) == 0


def test_a_later_step_is_taken_from_every_earlier_version(empty: sqlite3.Connection) -> None:
    steps = (
        *MIGRATIONS,
        "CREATE TABLE later (id INTEGER PRIMARY KEY); INSERT INTO later VALUES (7)",
    )
    migrate(empty)
    assert migrate(empty, steps) == 1
    assert empty.execute("SELECT id FROM later").fetchall() == [(7,)]


def test_messages_of_the_first_version_wait_to_be_sketched(empty: sqlite3.Connection) -> None:
    migrate(empty, MIGRATIONS[:1])
    empty.execute(
        "INSERT INTO message (site, ref, fingerprint, kind, text, details, first_seen, last_seen)"
        " VALUES ('', 'm1', 'f', 'inbox_message', 'Hello', '{}', 0, 0)"
    )
    assert migrate(empty) == len(MIGRATIONS) - 1
    rows = empty.execute("SELECT text, echo1, echo2, echo3, echo4 FROM message").fetchall()
    assert rows == [("Hello", None, None, None, None)]


def test_a_step_that_fails_leaves_nothing_behind(empty: sqlite3.Connection) -> None:
    migrate(empty)
    before = tables(empty)
    with pytest.raises(sqlite3.OperationalError):
        migrate(empty, (*MIGRATIONS, "CREATE TABLE half (id INTEGER); CREATE NONSENSE;"))
    assert tables(empty) == before
    assert version(empty) == len(MIGRATIONS)


def test_a_newer_database_is_not_touched(empty: sqlite3.Connection) -> None:
    empty.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreDamaged, match="newer"):
        migrate(empty)
    assert tables(empty) == set()


def test_statements_are_split_at_their_ends_only() -> None:
    script = "CREATE TABLE a (b TEXT DEFAULT ';'); -- a; comment\nDELETE FROM a"
    assert statements(script)[0] == "CREATE TABLE a (b TEXT DEFAULT ';');"


@pytest.mark.parametrize("taken", range(1, len(MIGRATIONS)))
def test_every_earlier_database_is_backed_up_then_upgraded_with_all_it_held(
    folder: DataFolder, taken: int
) -> None:
    folder.prepare()
    folder.database.touch(mode=0o600)
    old, key = message(1, "Does the mill still turn?"), str(uuid.uuid4())
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:taken])
        connection.execute(
            "INSERT INTO message (site, ref, fingerprint, kind, text, details, first_seen,"
            " last_seen) VALUES ('', ?, ?, ?, ?, '{}', 1, 2)",
            (old.id, fingerprint(old), old.kind, old.text),
        )
        connection.execute(
            "INSERT INTO label (key, message, fingerprint, label, source, created_at)"
            " VALUES (?, 1, ?, 'relationship', 'badge', 3)",
            (key, fingerprint(old)),
        )
        if taken >= 6:  # From then on the store itself enters what it keeps into the index.
            connection.execute(
                "INSERT INTO message_words (rowid, words) VALUES (1, ?)", (folded(old.text),)
            )
    with closing(Store.open(folder)) as store:
        assert [(it.key, it.message.text) for it in store.current_labels()] == [(key, old.text)]
        assert len(store.search(SearchQuery(text="MILL")).entries) == 1
        assert store.add_labels([label(message(2, "And the sluice?"))]) == 1
        assert store.check() == []
    (before,) = backups(folder)
    with closing(sqlite3.connect(before)) as connection:
        assert version(connection) == taken
    restore(folder)
    with closing(Store.open(folder)) as store:
        assert [it.key for it in store.current_labels()] == [key], "and the backup upgrades, too"
