"""Work on the database as a whole: backup, check, restore, erase."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.errors import BadInput, StoreBusy, StoreDamaged
from server.migrations import APPLICATION_ID, MIGRATIONS, version
from server.paths import DataFolder
from server.store_base import Database, explained
from server.store_messages import fingerprint, message_of
from server.store_words import forget_words
from server.wording import sentence

BACKUP_EVERY = timedelta(days=1)
BACKUPS_KEPT = 7
STAMP = "%Y%m%dT%H%M%S%fZ"
NAMED = re.compile(r"\d{8}T\d{12}Z")

PERSONAL_TABLES = (
    "vector", "audit", "decision", "withdrawal", "label", "message", "job", "document",
    "pairing_code",
)  # fmt: skip
"""What erasing empties. Paired browsers stay paired; models are the registry's to remove."""


class Files(Database):
    """The part of the store that works on the whole file."""

    def backup(self, target: Path) -> None:
        """Write a copy to ``target`` (replacing what is there) and check it.

        Raises
        ------
        StoreDamaged
            If the copy is not sound; ``target`` is then as it was.
        """
        temporary = target.with_name(f"{target.name}.new")
        temporary.unlink(missing_ok=True)
        try:
            with explained():
                descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                os.close(descriptor)
                with self.reading() as source, closing(sqlite3.connect(temporary)) as copy:
                    source.backup(copy)
                    copy.execute("PRAGMA journal_mode = DELETE")
                check_copy(temporary)
            synced(temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def backup_now(self) -> Path:
        """Back up into the data folder, under the name of this moment."""
        target = self.data.backups / f"{datetime.now(UTC).strftime(STAMP)}.sqlite3"
        self.backup(target)
        return target

    def daily_backup(self) -> Path | None:
        """Back up into the data folder unless there is one of the last day; keep the newest seven.

        Age is told by the name. Whatever a clock that jumped has named, a backup goes only when
        seven were made after it.
        """
        kept = backups(self.data)
        yesterday = datetime.now(UTC) - BACKUP_EVERY
        if kept and yesterday.strftime(STAMP) < kept[-1].stem < tomorrow():
            return None
        target = self.backup_now()
        for old in backups(self.data)[:-BACKUPS_KEPT]:
            old.unlink()
        return target

    def before_migration(self) -> None:
        """Keep the database as it is now."""
        self.backup_now()

    def check(self) -> list[str]:
        """Look for damage, in the structure and in each text; gives sentences, none if all is well.

        SQLite has no checksums: a flipped bit inside a text shows only by its fingerprint.
        """
        with self._lock:
            found = self._problems("integrity_check") + self._problems("foreign_key_check")
        if found:
            return [f"SQLite: {problem}" for problem in found]
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM message")
            return [
                f"Message number {row['id']} is not as it was stored."
                for row in rows
                if fingerprint(message_of(row)) != row["fingerprint"]
            ]

    def erase(self) -> None:
        """Remove every message, label, decision, job, the profile, the settings and all backups.

        Nothing of them is left in any file of the database when this returns. Models that learnt
        from labels know words of them: call ``Registry.forget_personal`` before.

        Raises
        ------
        StoreBusy
            If another process keeps reading; call again.
        """
        with self.writing() as connection:
            for table in PERSONAL_TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608  (our own names)
            forget_words(connection)
        shutil.rmtree(self.data.backups)
        self.data.backups.mkdir(mode=0o700)
        incoming_file(self.data.database).unlink(missing_ok=True)
        with self._lock, explained():
            self._writer.execute("VACUUM")
            self._truncate_log()

    def _truncate_log(self) -> None:
        """Cut the write-ahead log to nothing; it still holds pages of what was deleted."""
        for _ in range(10):
            busy = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy:
                return
            time.sleep(0.1)
        raise StoreBusy(sentence("error.still_read"))


def restore(data: DataFolder, backup: Path | None = None) -> Path:
    """Put a backup (the newest, if none is named) in the database's place; gives which it was.

    What was there is kept beside the backups, as ``damaged-*``. No service may run meanwhile: the
    caller holds the folder.

    Raises
    ------
    BadInput
        If there is no such backup, or it is no sound database of Doorstep's.
    """
    data.prepare()
    source = backup or next(reversed(backups(data)), None)
    if source is None or not source.is_file():
        raise BadInput("There is no such backup. See the folder: " + str(data.backups))
    try:
        check_copy(source)
    except StoreDamaged:
        raise BadInput(f"{source} is damaged or no backup of Doorstep's.") from None
    incoming = incoming_file(data.database)
    shutil.copyfile(source, incoming)
    incoming.chmod(0o600)
    synced(incoming)
    stamp = datetime.now(UTC).strftime(STAMP)
    for path in (data.database, *log_files(data.database)):
        with suppress(FileNotFoundError):
            path.replace(data.backups / f"damaged-{stamp}-{path.name}")
    incoming.replace(data.database)
    return source


def backups(data: DataFolder) -> list[Path]:
    """Give the backups in the data folder, oldest first.

    Those named after tomorrow were made before the clock was set back, so they come first.
    """
    found = [p for p in data.backups.glob("*.sqlite3") if NAMED.fullmatch(p.stem)]
    return sorted(found, key=lambda backup: (backup.stem < tomorrow(), backup.stem))


def tomorrow() -> str:
    """Give the name of a backup made a day from now."""
    return (datetime.now(UTC) + BACKUP_EVERY).strftime(STAMP)


def is_sound(backup: Path) -> bool:
    """Whether a backup can be restored."""
    try:
        check_copy(backup)
    except (StoreDamaged, OSError):
        return False
    return True


def check_copy(path: Path) -> None:
    """Raise :class:`StoreDamaged` unless ``path`` is a sound database of ours."""
    with opened_read_only(path) as copy:
        try:
            sound = (
                copy.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
                and 1 <= version(copy) <= len(MIGRATIONS)
                and copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            )
        except sqlite3.DatabaseError:
            sound = False
    if not sound:
        raise StoreDamaged


@contextmanager
def opened_read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database file without any chance of changing it."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def incoming_file(database: Path) -> Path:
    """Give where a backup lies while it is put in a database's place; a kill may leave it there."""
    return database.with_suffix(".incoming")


def log_files(database: Path) -> list[Path]:
    """Give the files SQLite keeps beside a database in WAL mode."""
    return [database.with_name(f"{database.name}{suffix}") for suffix in ("-wal", "-shm")]


def synced(path: Path) -> None:
    """Wait until a file is on disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def made_at(backup: Path) -> datetime:
    """Tell from its name when a backup in the data folder was made."""
    return datetime.strptime(backup.stem, STAMP).replace(tzinfo=UTC)
