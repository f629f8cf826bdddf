"""The user's own data on the command line: export, erase, backup, restore, doctor."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from model.records import Message, Score
from server.paths import DataFolder
from server.registry import Registry, personal_id, renamed
from server.store import NewDecision, NewLabel, Store
from tests.server.command_line import CANARY, ROWS, doorstep, files, lines


@pytest.fixture
def fresh(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "fresh")


# --- one's own data -------------------------------------------------------------------------------


def fill(data: DataFolder) -> None:
    """A label, a scored message, a line in the journal, a profile."""
    with closing(Store.open(data)) as store:
        message = Message.model_validate(ROWS[0])
        score = Score(id=message.id, score=91.5, band="relationship", model="m")
        store.record_scores([(message, score)])
        store.add_labels([NewLabel("k1", message, "relationship", "badge")])
        at = datetime(2026, 1, 2, tzinfo=UTC)
        store.add_decisions(
            [NewDecision("d1", "declined", message, 91.5, "relationship", None, at)]
        )
        store.put_document("profile", {"text": f"I know that {CANARY}"})


def test_export_holds_everything_never_overwrites_and_can_be_imported(
    fresh: DataFolder, tmp_path: Path
) -> None:
    fill(fresh)
    target = tmp_path / "mine.zip"
    assert doorstep(fresh, "export", str(target)).exit_code == 0
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        rows = {
            name: [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
        }
    assert rows["labels.jsonl"][0]["label"] == "relationship"
    assert rows["history.jsonl"][0]["score"] == 91.5
    assert rows["history.jsonl"][0]["text"] == ROWS[0]["text"]
    assert rows["journal.jsonl"][0]["action"] == "declined"
    assert CANARY in rows["profile.json"][0]["text"]
    assert rows["settings.json"] == [{}]

    before = target.read_bytes()
    assert doorstep(fresh, "export", str(target)).exit_code == 1
    assert target.read_bytes() == before
    assert doorstep(fresh, "export", str(target), "--force").exit_code == 0

    other = DataFolder(tmp_path / "other")
    (tmp_path / "labels.jsonl").write_text(lines(rows["labels.jsonl"]))
    imported = doorstep(other, "label", "import", str(tmp_path / "labels.jsonl"))
    assert imported.stdout == "1 label stored.\n"


def test_erase_asks_first_says_what_goes_and_leaves_no_trace(data: DataFolder) -> None:
    fill(data)
    doorstep(data, "backup")
    with closing(Store.open(data)) as store:
        registry = Registry(data, store)
        registry.adopt(renamed(registry.ensure(), personal_id()))
    asked = doorstep(data, "erase", sent="n\n")
    assert asked.exit_code == 1
    assert "1 message, 1 label, 1 line of the journal, 1 personal model" in asked.stderr
    with closing(Store.open(data)) as store:
        assert store.counts().messages == 1
    assert doorstep(data, "erase", "--yes").exit_code == 0
    assert [p for p in files(data.root) if CANARY.encode() in p.read_bytes()] == []
    assert next(p.name for p in data.models.iterdir() if p.is_dir()).startswith("starter-")
    assert doorstep(data, "score", sent=lines(ROWS)).exit_code == 0


def test_a_backup_brings_everything_back_and_the_present_state_is_kept(
    fresh: DataFolder,
) -> None:
    fill(fresh)
    made = Path(doorstep(fresh, "backup").stdout.strip())
    assert made.parent == fresh.backups
    with closing(Store.open(fresh)) as store:
        second = Message.model_validate(ROWS[1])
        store.add_labels([NewLabel("k2", second, "relationship", "badge")])
    assert doorstep(fresh, "restore", str(made)).exit_code == 0
    with closing(Store.open(fresh)) as store:
        assert [label.key for label in store.current_labels()] == ["k1"]
    (aside,) = [p for p in fresh.backups.iterdir() if p.name.endswith(fresh.database.name)]
    assert aside.stat().st_size > 0


def test_restore_refuses_a_damaged_backup_and_changes_nothing(
    fresh: DataFolder, tmp_path: Path
) -> None:
    fill(fresh)
    bad = tmp_path / "bad.sqlite3"
    bad.write_bytes(b"SQLite format 3\0" + b"\x17" * 5000)
    result = doorstep(fresh, "restore", str(bad))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    with closing(Store.open(fresh)) as store:
        assert len(store.current_labels()) == 1


def test_restore_waits_for_no_running_service_but_says_who_runs(fresh: DataFolder) -> None:
    fill(fresh)
    made = doorstep(fresh, "backup").stdout.strip()
    with fresh.held(13667):
        result = doorstep(fresh, "restore", made)
    assert result.exit_code == 1
    assert "stop it first" in result.stderr


# --- doctor ---------------------------------------------------------------------------------------


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_the_doctor_finds_nothing_in_good_and_in_empty_folders(
    data: DataFolder, fresh: DataFolder
) -> None:
    for folder in (data, fresh):
        result = doorstep(folder, "doctor", "--port", free_port())
        assert (result.exit_code, result.stdout) == (0, "All is well.\n")
    assert not fresh.root.exists()


def test_the_doctor_names_the_command_that_repairs_a_damaged_model(data: DataFolder) -> None:
    with closing(Store.open(data)) as store:
        registry = Registry(data, store)
        starter = registry.ensure().id
        damaged = registry.adopt(renamed(registry.active(), personal_id()))
    (data.models / damaged / "model.joblib").write_bytes(b"no model")
    found = doorstep(data, "doctor", "--port", free_port())
    assert found.exit_code == 1
    assert f"doorstep models use {starter}" in found.stdout
    assert doorstep(data, "models", "use", starter).exit_code == 0
    spare = doorstep(data, "doctor", "--port", free_port())
    assert f"doorstep models remove {damaged}" in spare.stdout
    assert doorstep(data, "models", "remove", damaged).exit_code == 0
    assert doorstep(data, "doctor", "--port", free_port()).exit_code == 0


def test_the_doctor_sends_a_lost_database_to_restore(fresh: DataFolder) -> None:
    fill(fresh)
    doorstep(fresh, "backup")
    fresh.database.unlink()
    found = doorstep(fresh, "doctor", "--port", free_port())
    assert found.exit_code == 1
    assert "repair: doorstep restore" in found.stdout
    assert doorstep(fresh, "restore").exit_code == 0
    assert doorstep(fresh, "doctor", "--port", free_port()).exit_code == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_the_doctor_sees_a_folder_that_others_can_read(fresh: DataFolder) -> None:
    fill(fresh)
    fresh.root.chmod(0o755)
    found = doorstep(fresh, "doctor", "--port", free_port())
    assert found.exit_code == 1
    assert f"chmod 700 '{fresh.root}'" in found.stdout


def test_the_doctor_sees_another_program_on_the_port(fresh: DataFolder) -> None:
    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        port = stranger.server_port
        found = doorstep(fresh, "doctor", "--port", str(port))
        stranger.shutdown()
    assert found.exit_code == 1
    assert f"Another program uses port {port}" in found.stdout
    assert "doorstep serve --port" in found.stdout
