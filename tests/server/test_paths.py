from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from server.errors import AlreadyRunning, StoreDamaged, UnsafeFolder
from server.logs import logged
from server.paths import DataFolder, shipped, write_private
from server.store import Store

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_everything_in_the_folder_is_private_whatever_the_umask(folder: DataFolder) -> None:
    before = os.umask(0)
    try:
        store = Store.open(folder)
        folder.key()
        with folder.held(1), logged(folder):
            logging.getLogger("doorstep").info("a file whose maker names no mode")
            store.daily_backup()
            found = list(folder.root.rglob("*"))
        store.close()
    finally:
        os.umask(before)
    made = {folder.database, folder.key_file, folder.lock_file, folder.holder_file, folder.log_file}
    assert made <= set(found)
    assert mode(folder.root) == 0o700
    assert {path.name: mode(path) for path in found if path.is_file() and mode(path) != 0o600} == {}
    assert {path.name: mode(path) for path in found if path.is_dir() and mode(path) != 0o700} == {}


@posix
@pytest.mark.parametrize("bits", [0o755, 0o710, 0o701, 0o770])
def test_a_folder_open_to_others_is_refused_with_the_repair(folder: DataFolder, bits: int) -> None:
    Store.open(folder).close()
    folder.root.chmod(bits)
    with pytest.raises(UnsafeFolder, match=r"open to other users.*chmod 700"):
        Store.open(folder)


@posix
@pytest.mark.parametrize("name", ["database", "key_file"])
def test_a_file_open_to_others_is_refused_with_the_repair(folder: DataFolder, name: str) -> None:
    Store.open(folder).close()
    folder.key()
    getattr(folder, name).chmod(0o644)
    with pytest.raises(UnsafeFolder, match=r"chmod 600"):
        Store.open(folder)


@posix
def test_an_empty_folder_of_ours_is_simply_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Store.open(DataFolder(tmp_path)).close()
    assert mode(tmp_path) == 0o700


@posix
def test_another_users_folder_is_refused(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.prepare()
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    with pytest.raises(UnsafeFolder, match="belongs to another user"):
        folder.prepare()


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_text("not a folder")
    for root in (place, place / "below"):
        with pytest.raises(UnsafeFolder, match="--data-dir"):
            DataFolder(root).prepare()


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(folder: DataFolder) -> None:
    folder.prepare()
    folder.root.chmod(0o500)
    try:
        with pytest.raises(UnsafeFolder):
            folder.prepare()
    finally:
        folder.root.chmod(0o700)


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_DATA_DIR", str(tmp_path / "mine"))
    assert DataFolder.default().root == tmp_path / "mine"
    monkeypatch.delenv("DOORSTEP_DATA_DIR")
    assert DataFolder.default().root.name == "doorstep"


def test_the_key_is_made_once_and_kept(folder: DataFolder) -> None:
    folder.prepare()
    key = folder.key()
    assert len(key) == 32
    assert DataFolder(folder.root).key() == key
    folder.key_file.write_bytes(key[:-1])
    with pytest.raises(UnsafeFolder, match="damaged"):
        folder.key()


def test_a_private_file_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private(path, b"first")
    with pytest.raises(FileExistsError):
        write_private(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_two_services_never_share_a_folder(folder: DataFolder) -> None:
    folder.prepare()
    with folder.held(4711):
        other = subprocess.run(
            [
                sys.executable, "-c",
                "import sys; from pathlib import Path; from server.paths import DataFolder\n"
                "with DataFolder(Path(sys.argv[1])).held(4712): pass",
                str(folder.root),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert other.returncode == 1
    assert AlreadyRunning.__name__ in other.stderr
    assert f"process {os.getpid()} on port 4711" in other.stderr
    with folder.held(4713):
        pass


def test_a_killed_holder_lets_go(folder: DataFolder) -> None:
    folder.prepare()
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys, time; from pathlib import Path; from server.paths import DataFolder\n"
            "with DataFolder(Path(sys.argv[1])).held(1): print('held', flush=True); time.sleep(60)",
            str(folder.root),
        ],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(AlreadyRunning), folder.held(2):
            pass
        holder.kill()
        holder.wait()
        with folder.held(2):
            pass


def test_a_lost_database_is_not_taken_for_a_first_start(folder: DataFolder) -> None:
    Store.open(folder).close()
    for lose in (folder.database.unlink, lambda: folder.database.write_bytes(b"")):
        lose()
        with pytest.raises(StoreDamaged, match="gone"):
            Store.open(folder)


def test_shipped_folders_are_found() -> None:
    assert (shipped("extension") / "manifest.json").is_file()
    assert (shipped("training_data") / "corpus").is_dir()
