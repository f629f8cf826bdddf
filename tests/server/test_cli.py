"""The command line as its user meets it: what is printed where, and with which exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from model.records import Score
from server.cli import main
from server.dataset_io import LONGEST_LINE
from server.paths import DataFolder
from server.registry import Registry
from server.store import Store
from tests.server.command_line import CANARY, ROWS, doorstep, files, lines, process


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


def test_score_knows_what_the_user_said_of_themselves(data: DataFolder) -> None:
    asked = lines([{"id": "a", "text": "Is it the heather honey?", "kind": "inbox_message"}])
    before = json.loads(doorstep(data, "score", sent=asked).stdout)
    with closing(Store.open(data)) as store:
        store.put_document("profile", {"test_words": ["heather honey"]})
    after = json.loads(doorstep(data, "score", sent=asked).stdout)
    assert after["score"] > before["score"] + 10
    (told,) = (reason for reason in after["reasons"] if reason["signal"] == "test_word")
    assert told["span"] == [10, 23]
    assert after["model"].startswith(before["model"] + "+")


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
        why, sentence = trained.stdout.splitlines()[1:]
        assert why.startswith("Adopted. ")
        assert re.fullmatch(r"(None|\d) of your last 4 messages would change(: .+)?\.", sentence)
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


def test_a_model_that_waits_is_listed_with_a_question_mark_and_can_be_put_to_use(
    data: DataFolder, labelled: Path
) -> None:
    with closing(Store.open(data)) as store:
        store.put_document("settings", {"auto_adopt": False})
    assert doorstep(data, "label", "import", str(labelled)).exit_code == 0
    trained = doorstep(data, "train")
    assert trained.stdout.startswith("kept: starter-")
    command = trained.stderr.splitlines()[-1].removeprefix("Put it to use: doorstep ")
    waiting = command.split()[-1]
    marks = [line.split()[:2] for line in doorstep(data, "models", "list").stdout.splitlines()]
    assert marks[0] == ["?", waiting]
    assert marks[1][0] == "*"
    assert doorstep(data, *command.split()).exit_code == 0
    assert doorstep(data, "models", "list").stdout.startswith(f"* {waiting}")


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
