from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from server.errors import StoreDamaged
from server.migrations import APPLICATION_ID, MIGRATIONS, migrate, statements, version


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
