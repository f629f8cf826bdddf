"""The command line as its user meets it: what is printed where, and with which exit status."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from model.records import Message, Score
from server.cli import main
from server.dataset_io import LONGEST_LINE
from server.paths import DataFolder
from server.registry import Registry, personal_id, renamed
from server.store import NewDecision, NewLabel, Store

CANARY = "Ottilie keeps bees in the bell tower"
ROWS = [
    {"id": f"r{n}", "text": f"{text} {CANARY}", "kind": "inbox_message", "label": label}
    for n, (text, label) in enumerate(
        [
            ("Which of your hives survived the frost?", "relationship"),
            ("May I watch when you open the new hive?", "relationship"),
            ("Boost your sales with our platform.", "leaflet"),
            ("Pallets from stock, delivered anywhere.", "leaflet"),
        ]
    )
]


def doorstep(data: DataFolder, *arguments: str, sent: bytes | str | None = None) -> Result:
    return CliRunner().invoke(main, ["--data-dir", str(data.root), *arguments], input=sent)


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text(lines(ROWS))
    return path


@pytest.fixture
def fresh(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "fresh")


# --- judging --------------------------------------------------------------------------------------


def test_score_answers_every_line_in_order_and_says_what_it_could_not_read(
    data: DataFolder,
) -> None:
    good = {key: ROWS[0][key] for key in ("id", "text", "kind")}
    sent = [
        json.dumps(good),
        "not json",
        json.dumps({**good, "id": "bad", "kind": "telegram"}),
        json.dumps({**good, "id": "empty", "text": " \n"}),
        "",
        json.dumps({**good, "id": "last", "unknown": 1}),
    ]
    result = doorstep(data, "score", "-", sent="\n".join(sent) + "\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [answer["id"] for answer in answers] == ["r0", None, "bad", "empty", None, "last"]
    assert [("error" in answer) for answer in answers] == [False, True, True, False, True, False]
    assert answers[2]["error"]["field"] == "kind"
    assert set(answers[1]["error"]) == {"code", "message"}
    assert (answers[3]["score"], answers[3]["band"]) == (None, "no_note")
    scored = Score.model_validate(answers[0])
    assert scored.score is not None
    assert 0 <= scored.score <= 100
    assert scored.reasons
    assert scored.model.startswith("starter-")
    assert "3 lines" in result.stderr
    assert CANARY not in result.stderr


def test_score_reads_a_file_and_more_lines_than_one_chunk(data: DataFolder, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(
        lines(
            [{"id": str(n), "text": f"Offer {n % 7}", "kind": "inbox_message"} for n in range(600)]
        )
    )
    result = doorstep(data, "score", str(path))
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [
        str(n) for n in range(600)
    ]


def test_score_remembers_nothing(data: DataFolder) -> None:
    assert doorstep(data, "score", sent=lines(ROWS)).exit_code == 0
    with closing(Store.open(data)) as store:
        assert store.counts().messages == 0


def test_a_pipe_in_another_process_gives_utf_8_whatever_the_locale(data: DataFolder) -> None:
    row = {"id": "größe-日本", "text": "Für wen ist das?", "kind": "inbox_message"}
    done = subprocess.run(
        [sys.executable, "-m", "server.cli", "score", "--data-dir", str(data.root)],
        input=json.dumps(row, ensure_ascii=False).encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["id"] == row["id"]


def test_evaluate_prints_a_table_or_one_object(data: DataFolder, labelled: Path) -> None:
    table = doorstep(data, "evaluate", str(labelled))
    assert table.exit_code == 0
    assert "AUC" in table.stdout
    assert "kind inbox_message" in table.stdout
    report = json.loads(doorstep(data, "evaluate", str(labelled), "--json").stdout)
    assert set(report) == {"n", "auc", "brier", "ece", "accuracy", "by"}
    assert report["n"] == len(ROWS)
    assert 0 <= report["brier"] <= 1


def test_evaluate_refuses_a_file_with_faults_and_names_their_lines(
    data: DataFolder, tmp_path: Path
) -> None:
    path = tmp_path / "faulty.jsonl"
    path.write_text(lines([ROWS[0], {**ROWS[1], "label": CANARY}, ROWS[2]]))
    result = doorstep(data, "evaluate", str(path))
    assert result.exit_code == 1
    assert "line 2, label" in result.stderr
    assert CANARY not in result.output


# --- learning -------------------------------------------------------------------------------------


def test_label_import_is_all_or_nothing_and_stores_a_file_once(
    fresh: DataFolder, labelled: Path, tmp_path: Path
) -> None:
    faulty = tmp_path / "faulty.jsonl"
    faulty.write_text(lines([*ROWS, {**ROWS[0], "label": "leaflet"}]))
    refused = doorstep(fresh, "label", "import", str(faulty))
    assert refused.exit_code == 1
    assert "line 5, label" in refused.stderr
    first = doorstep(fresh, "label", "import", str(labelled))
    assert (first.exit_code, first.stdout) == (0, "4 labels stored.\n")
    again = doorstep(fresh, "label", "import", str(labelled))
    assert (again.exit_code, again.stdout) == (0, "0 labels stored, 4 known already.\n")
    with closing(Store.open(fresh)) as store:
        assert len(store.current_labels()) == 4


def test_train_beside_a_running_service_is_followed_by_it_and_can_be_taken_back(
    data: DataFolder, labelled: Path
) -> None:
    with closing(Store.open(data)) as store:
        service = Registry(data, store)
        starter = service.ensure().id
        assert doorstep(data, "label", "import", str(labelled)).exit_code == 0
        trained = process("train", "--data-dir", str(data.root))
        assert trained.returncode == 0, trained.stderr
        verdict, model = trained.stdout.splitlines()[0].split(": ")
        assert verdict == "promoted"
        assert trained.stdout.splitlines()[1]
        assert "Training: " in trained.stderr, "a stage a line where there is no terminal"
        assert CANARY not in trained.stdout + trained.stderr
        assert service.active().id == model

        listed = doorstep(data, "models", "list").stdout.splitlines()
        assert [line.split()[:2] for line in listed] == [
            ["*", model],
            [starter, listed[1].split()[1]],
        ]
        assert doorstep(data, "models", "use", starter).exit_code == 0
        assert service.active().id == starter


def test_train_without_labels_keeps_the_model_and_says_why(data: DataFolder) -> None:
    result = doorstep(data, "train")
    assert result.exit_code == 0
    assert result.stdout.startswith("kept: starter-")
    assert "label" in result.stdout


def test_models_use_and_remove_refuse_what_can_not_be(data: DataFolder) -> None:
    assert doorstep(data, "models", "use", "personal-nowhere").exit_code == 1
    starter = doorstep(data, "models", "list").stdout.split()[1]
    refused = doorstep(data, "models", "remove", starter)
    assert refused.exit_code == 1
    assert "doorstep models use" in refused.stderr


# --- who may call ---------------------------------------------------------------------------------


def test_pair_prints_six_digits_alone(fresh: DataFolder) -> None:
    result = doorstep(fresh, "pair")
    assert result.stdout.strip().isdigit()
    assert len(result.stdout) == 7
    assert "2 minutes" in result.stderr


def test_a_token_is_printed_once_and_alone_and_can_be_revoked(fresh: DataFolder) -> None:
    made = doorstep(fresh, "token", "create", "my script")
    secret = made.stdout.strip()
    client = made.stderr.split()[1].rstrip(".")
    assert len(secret) >= 43
    assert secret not in made.stderr
    listed = doorstep(fresh, "token", "list").stdout
    assert client in listed
    assert "my script" in listed
    assert secret not in listed
    assert secret.encode() not in b"".join(p.read_bytes() for p in files(fresh.root))
    assert doorstep(fresh, "token", "revoke", client).exit_code == 0
    assert client not in doorstep(fresh, "token", "list").stdout
    assert doorstep(fresh, "token", "revoke", client).exit_code == 1


def test_a_token_needs_a_name_that_can_be_shown(fresh: DataFolder) -> None:
    for name in ("", "  ", "x" * 101, "two\nlines"):
        assert doorstep(fresh, "token", "create", name).exit_code == 2


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- one's own data -------------------------------------------------------------------------------


def fill(data: DataFolder) -> None:
    """A label, a scored message, a line in the journal, a profile."""
    with closing(Store.open(data)) as store:
        message = Message.model_validate(ROWS[0])
        score = Score(id=message.id, score=91.5, band="relationship", model="m")
        store.record_scores([(message, score)])
        store.add_labels([NewLabel("k1", message, "relationship", "badge")])
        at = score_time()
        store.add_decisions(
            [NewDecision("d1", "declined", message, 91.5, "relationship", None, at)]
        )
        store.put_document("profile", {"text": f"I know that {CANARY}"})


def score_time() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 1, 2, tzinfo=UTC)


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


# --- the whole ------------------------------------------------------------------------------------


def test_wrong_usage_is_status_two() -> None:
    for arguments in (["dance"], ["serve", "--port", "99999"], ["evaluate"], ["score", "/no/such"]):
        assert CliRunner().invoke(main, arguments).exit_code == 2, arguments


def test_an_expected_error_is_one_sentence_without_a_traceback(fresh: DataFolder) -> None:
    fresh.prepare()
    fresh.database.write_bytes(b"not a database, but long enough to be read as one" * 100)
    done = process("token", "list", "--data-dir", str(fresh.root))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "doorstep" in done.stderr


def test_an_unexpected_error_tells_kind_and_place_but_no_text(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("server.commands.judge.scored_lines", fail)
    result = doorstep(data, "score", sent=lines(ROWS))
    assert result.exit_code == 1
    assert "RuntimeError at test_cli.py" in result.stderr
    assert CANARY not in result.output


def test_the_folder_may_be_named_before_or_after_the_command_or_by_the_environment(
    tmp_path: Path,
) -> None:
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    runner = CliRunner(env={"DOORSTEP_DATA_DIR": str(three)})
    assert runner.invoke(main, ["--data-dir", str(one), "token", "list"]).exit_code == 0
    assert runner.invoke(main, ["token", "list", "--data-dir", str(two)]).exit_code == 0
    assert runner.invoke(main, ["token", "list"]).exit_code == 0
    assert all((folder / "doorstep.sqlite3").exists() for folder in (one, two, three))


def test_commands_that_need_no_model_do_not_load_one() -> None:
    code = (
        "import sys; from server.cli import main\n"
        "assert not {'sklearn', 'numpy', 'fastapi', 'joblib'} & set(sys.modules), 'slow start'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_extension_command_prints_a_folder_a_browser_can_load(fresh: DataFolder) -> None:
    folder = Path(doorstep(fresh, "extension").stdout.strip())
    assert json.loads((folder / "manifest.json").read_text())["manifest_version"] == 3


def test_a_very_long_line_does_not_end_the_others(data: DataFolder) -> None:
    sent = "x" * (LONGEST_LINE + 1) + "\n" + lines(ROWS[:1])
    answers = doorstep(data, "score", sent=sent).stdout.splitlines()
    assert json.loads(answers[0])["error"]["code"] == "too_large"
    assert json.loads(answers[1])["id"] == "r0"
