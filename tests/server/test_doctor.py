"""What the doctor finds beyond what `test_cli_data.py` shows, and that its repairs repair."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server import doctor
from server.errors import StoreDamaged
from server.paths import DataFolder
from server.store import Store
from server.store_files import STAMP
from tests.server.command_line import doorstep
from tests.server.test_serve import free_port
from tests.server.test_store import label, message

Harm = Callable[[Path], object]
HARMS: dict[str, Harm] = {
    "header": lambda path: path.write_bytes(b"\0" * 100 + path.read_bytes()[100:]),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "zero length": lambda path: os.truncate(path, 0),
    "missing": lambda path: path.unlink(),
}


def examined(folder: DataFolder) -> str:
    return doorstep(folder, "doctor", "--port", str(free_port())).stdout


def labelled(folder: DataFolder, number: int) -> None:
    with closing(Store.open(folder)) as store:
        store.add_labels([label(message(number, f"letter {number}"))])


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_harmed_database_is_named_restored_and_kept_aside(folder: DataFolder, harm: Harm) -> None:
    labelled(folder, 1)
    doorstep(folder, "backup")
    harm(folder.database)
    harmed = folder.database.read_bytes() if folder.database.exists() else None
    with pytest.raises(StoreDamaged):
        Store.open(folder)
    assert (folder.database.read_bytes() if folder.database.exists() else None) == harmed
    assert "repair: doorstep restore\n" in examined(folder)
    assert doorstep(folder, "restore").exit_code == 0
    assert examined(folder) == "All is well.\n"
    with closing(Store.open(folder)) as store:
        assert [stored.message.id for stored in store.current_labels()] == ["m1"]
    aside = list(folder.backups.glob("damaged-*.sqlite3"))
    assert [path.read_bytes() for path in aside] == ([] if harmed is None else [harmed])


def test_a_log_that_was_cut_loses_the_newest_labels_at_most(folder: DataFolder) -> None:
    """SQLite takes a cut write-ahead log for a crash: what is whole stays, in order."""
    with closing(Store.open(folder)) as store:
        for number in range(20):
            store.add_labels([label(message(number, f"letter {number}"))])
        wal = folder.database.with_name(f"{folder.database.name}-wal")
        saved = folder.root / "saved"
        shutil.copytree(folder.root, saved, ignore=lambda *_: ["saved"])
    cut = DataFolder(saved)
    os.truncate(saved / wal.name, (saved / wal.name).stat().st_size * 2 // 3)
    (saved / f"{folder.database.name}-shm").unlink(missing_ok=True)
    with closing(Store.open(cut)) as store:
        kept = [stored.message.id for stored in store.current_labels()]
        assert store.check() == []
    assert 0 < len(kept) < 20
    assert kept == [f"m{number}" for number in range(len(kept))]


def test_where_the_newest_backup_is_damaged_an_older_one_is_named(folder: DataFolder) -> None:
    labelled(folder, 1)
    older = doorstep(folder, "backup").stdout.strip()
    newest = Path(doorstep(folder, "backup").stdout.strip())
    newest.write_bytes(b"\0" * 4096)
    assert f"repair: {doctor._delete(newest)}" in examined(folder)
    folder.database.write_bytes(b"\0" * 4096)
    assert f"repair: doorstep restore '{older}'" in examined(folder)
    assert doorstep(folder, "restore", older).exit_code == 0


def test_without_any_backup_the_folder_is_moved_aside_not_overwritten(folder: DataFolder) -> None:
    labelled(folder, 1)
    folder.database.write_bytes(b"\0" * 4096)
    assert f'"{folder.root}-damaged"' in examined(folder)
    assert folder.database.read_bytes() == b"\0" * 4096


def test_an_old_backup_is_named(folder: DataFolder) -> None:
    labelled(folder, 1)
    made = Path(doorstep(folder, "backup").stdout.strip())
    before = (datetime.now(UTC) - timedelta(days=30)).strftime(STAMP)
    made.rename(made.with_name(f"{before}.sqlite3"))
    assert "30 days old.\n  repair: doorstep backup" in examined(folder)
    assert doorstep(folder, "backup").exit_code == 0
    assert examined(folder) == "All is well.\n"


def test_little_space_is_told(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.prepare()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 5 * 10**6))
    assert "nearly full (5 MB are free)" in examined(folder)


def test_a_taken_port_does_not_hide_a_damaged_database(folder: DataFolder) -> None:
    labelled(folder, 1)
    folder.database.write_bytes(b"\0" * 4096)
    with closing(socket.socket()) as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        stranger.setblocking(False)
        problems = doctor.examine(folder, stranger.getsockname()[1])
    assert [problem.what.split()[0] for problem in problems] == ["Another", "The"]


def test_a_database_of_a_newer_doorstep_says_so(folder: DataFolder) -> None:
    labelled(folder, 1)
    with closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("PRAGMA user_version = 999")
    assert "written by a newer Doorstep; update this one" in examined(folder)
