"""How the database is opened, read and written; what its faults are called.

One writer connection behind a lock, every write in a ``BEGIN IMMEDIATE`` transaction: a deferred
one that reads first can fail at once with SQLITE_BUSY_SNAPSHOT in spite of the timeout. WAL with
``synchronous=FULL``, since NORMAL loses acknowledged commits when the power goes (measured: 6 %).
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Self

from server.errors import StoreBusy, StoreDamaged, StoreError, StoreFull
from server.migrations import APPLICATION_ID, MIGRATIONS, migrate, version
from server.paths import DataFolder, write_private
from server.wording import sentence

PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)

FAULTS: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
}


class Database:
    """One SQLite file: its connections and nothing about what is in it."""

    def __init__(self, data: DataFolder) -> None:
        self.data = data
        self._lock = threading.Lock()
        self._watch_lock = threading.Lock()
        self._readers: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._writer = self._connect()
        self._watch = self._connect()

    @classmethod
    def open(cls, data: DataFolder) -> Self:
        """Open the database of ``data``; a fresh one is made only where there never was one.

        Raises
        ------
        UnsafeFolder
            If the folder is not private or cannot be written.
        StoreDamaged
            If the database is lost, damaged, another program's or a newer Doorstep's.
        """
        data.prepare()
        fresh = not data.database.exists() or data.database.stat().st_size == 0
        if fresh and data.marker.exists():
            raise StoreDamaged(
                f"The database {data.database.name} is gone from {data.root}. "
                "Put back a backup with: doorstep restore"
            )
        with explained():
            if fresh:
                data.database.touch(mode=0o600)
            store = cls(data)
            try:
                store._make_ready(fresh)
            except BaseException:
                store.close()
                raise
        with suppress(FileExistsError):
            write_private(
                data.marker, b"Doorstep keeps its data here; its database has been made.\n"
            )
        return store

    def _make_ready(self, fresh: bool) -> None:
        if not fresh and not self._is_blank():
            owner = self._writer.execute("PRAGMA application_id").fetchone()[0]
            if owner != APPLICATION_ID or self._problems("quick_check"):
                raise StoreDamaged
            if version(self._writer) < len(MIGRATIONS):
                self.before_migration()
        migrate(self._writer)

    def _is_blank(self) -> bool:
        """Whether a first start ended before its first step: a file, and nothing in it yet."""
        made = self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return made == 0 and version(self._writer) == 0 and not self.data.marker.exists()

    def before_migration(self) -> None:
        """Do what must be done before an older database changes its shape."""

    def close(self) -> None:
        """Bring everything into the main file and let go of it."""
        with self._lock, self._watch_lock:
            with suppress(sqlite3.Error):
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            while not self._readers.empty():
                self._readers.get().close()
            self._watch.close()
            self._writer.close()

    def data_version(self) -> int:
        """Give a number that changes whenever anyone wrote to the database; takes microseconds."""
        with self._watch_lock, explained():
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: on disk when the block is left, or not at all if it raised."""
        with self._lock, explained():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for reading; writers do not wait for it, nor it for them."""
        with explained():
            try:
                connection = self._readers.get_nowait()
            except queue.Empty:
                connection = self._connect()
            try:
                yield connection
            finally:
                self._readers.put(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.data.database, timeout=5, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.create_function("contains", 2, contains, deterministic=True)
        try:
            for pragma in PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection

    def _problems(self, pragma: str) -> list[str]:
        """Ask SQLite itself: ``quick_check``, ``integrity_check`` or ``foreign_key_check``."""
        try:
            rows = self._writer.execute(f"PRAGMA {pragma}").fetchall()
        except sqlite3.DatabaseError as error:
            return [error.sqlite_errorname]
        return [" ".join(map(str, row)) for row in rows if row[0] != "ok"]


@contextmanager
def explained() -> Iterator[None]:
    """Turn SQLite's errors into ours. Theirs could quote SQL, so the cause is cut off."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise fault(primary, error) from None


def fault(primary: int, error: sqlite3.Error) -> Exception:
    """Name one of SQLite's errors."""
    if primary in FAULTS:
        return FAULTS[primary]()
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        name = getattr(error, "sqlite_errorname", "")
        return StoreError(sentence("error.store_unusable", name=name))
    return error


def contains(haystack: str | None, needle: str) -> bool:
    """Whether ``needle`` (case-folded already) is in ``haystack``, whatever the case.

    SQLite's own LIKE folds ASCII only.
    """
    return haystack is not None and needle in haystack.casefold()


def now() -> float:
    """Seconds since 1970, for columns that say when."""
    return time.time()


def moment(seconds: float) -> datetime:
    """Give the time a column holds."""
    return datetime.fromtimestamp(seconds, UTC)


Row = sqlite3.Row
Values = dict[str, Any]
