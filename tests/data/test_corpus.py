"""The shipped training data, and the command that checks them."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from model.corpus import CorpusError, read_corpus, read_holdout, read_readings
from model.corpus_check import (
    CUES,
    agreement,
    between_readers,
    cues,
    main,
    problems,
    reading_problems,
)

FOLDER = Path(__file__).parents[2] / "training_data"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder of our own with two of the corpus files and the holdout."""
    (tmp_path / "corpus").mkdir()
    for name in ("corpus/a-requests-en.jsonl", "corpus/b-inbox-en.jsonl", "holdout.jsonl"):
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def change(path: Path, **fields: object) -> None:
    """Change the second row of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), **fields}, ensure_ascii=False)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_shipped_data_have_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FOLDER)]) == 0
    out = capsys.readouterr().out
    assert "No problems." in out
    assert all(name in out for name in CUES)


def test_classes_are_balanced_in_every_file() -> None:
    labels = Counter((row.writer, row.label) for row in read_corpus(FOLDER))
    for writer in "abcdefg":
        share = labels[writer, "leaflet"] / (
            labels[writer, "leaflet"] + labels[writer, "relationship"]
        )
        assert 0.45 < share < 0.55


def test_the_holdout_is_not_in_the_corpus() -> None:
    corpus = {row.text.casefold().strip() for row in read_corpus(FOLDER)}
    assert not [row.id for row in read_holdout(FOLDER) if row.text.casefold().strip() in corpus]


def test_recipients_named_in_the_corpus_exist() -> None:
    known = {one["id"] for one in json.loads((FOLDER / "recipients.json").read_text("utf-8"))}
    assert {row.to for row in read_corpus(FOLDER) if row.to} <= known


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"grade": 1, "label": "relationship"}, "grade 1 does not mean relationship"),
        ({"grade": 3}, "grade"),
        ({"text": "x" * 301, "kind": "connection_request"}, "at most 300 characters"),
        ({"kind": "letter"}, "kind"),
        ({"id": "b0002"}, "id must begin with 'a'"),
        ({"label": "spam"}, "label"),
        ({"text": None}, "text"),
    ],
)
def test_a_broken_row_is_named_by_file_line_and_rule(copy, fields, rule, capsys) -> None:
    change(copy / "corpus" / "a-requests-en.jsonl", **fields)
    with pytest.raises(CorpusError, match=rule) as error:
        read_corpus(copy)
    assert str(error.value).startswith("a-requests-en.jsonl:2: ")
    assert main([str(copy)]) == 1
    assert rule in capsys.readouterr().err


def test_a_line_that_is_not_json_is_named(copy) -> None:
    with (copy / "corpus" / "a-requests-en.jsonl").open("a", encoding="utf-8") as out:
        out.write("{not json\n")
    with pytest.raises(CorpusError, match="701: not JSON"):
        read_corpus(copy)


def test_an_empty_folder_is_told(tmp_path) -> None:
    with pytest.raises(CorpusError, match="no corpus files"):
        read_corpus(tmp_path)


def found(folder: Path) -> list[str]:
    return list(problems(read_corpus(folder), read_holdout(folder)))


def test_two_rows_with_one_id_are_a_problem(copy) -> None:
    change(copy / "corpus" / "a-requests-en.jsonl", id="a0001")
    assert "id a0001 occurs 2 times" in found(copy)


def test_a_near_copy_in_another_file_is_a_problem(copy) -> None:
    text = read_corpus(copy)[3].text
    change(copy / "corpus" / "b-inbox-en.jsonl", text=text.upper() + "!")
    assert any("nearly the same" in problem for problem in found(copy))


def test_a_holdout_message_in_the_corpus_is_a_problem(copy) -> None:
    text = read_holdout(copy)[5].text
    change(copy / "corpus" / "b-inbox-en.jsonl", text=text)
    assert any("of the holdout is in the corpus" in problem for problem in found(copy))


def test_a_cue_that_gives_the_label_away_is_a_problem(copy) -> None:
    for path in (copy / "corpus").glob("*.jsonl"):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            row["text"] = row["text"].replace("!", ".")[:290]
            row["text"] += "!" if row["label"] == "leaflet" else ""
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert any("exclamation mark" in problem for problem in found(copy))
    assert {cue.name: cue for cue in cues(read_corpus(copy))}["exclamation mark"].auc < 0.1


def test_every_row_was_read_a_second_time_and_the_readers_agree() -> None:
    corpus, readings = read_corpus(FOLDER), read_readings(FOLDER)
    assert list(reading_problems(corpus, readings)) == []
    assert 0.9 < agreement(corpus, readings) < 1


def test_a_missing_a_double_and_a_foreign_reading_are_named() -> None:
    corpus, (first, *rest) = read_corpus(FOLDER), read_readings(FOLDER)
    assert list(reading_problems(corpus, rest)) == [f"{first.id} was read 0 times"]
    assert list(reading_problems(corpus, [first, first, *rest])) == [f"{first.id} was read 2 times"]
    foreign = first.model_copy(update={"id": "z9999"})
    assert "the reading of z9999 is of no row" in reading_problems(corpus, [first, foreign, *rest])


def test_a_second_reader_reads_no_row_twice() -> None:
    corpus, readings = read_corpus(FOLDER), read_readings(FOLDER)
    again = next(reading for reading in readings if reading.reader == 2)
    (problem,) = reading_problems(corpus, [*readings, again])
    assert problem == f"reader 2 read {again.id} 2 times"


def test_two_readers_are_compared_on_the_rows_both_have_read() -> None:
    readings = read_readings(FOLDER)
    found = between_readers(readings)
    assert found is not None
    assert found.n == sum(reading.reader == 2 for reading in readings) >= 2_900
    assert found.kappa > 0.9
    assert between_readers([reading for reading in readings if reading.reader == 1]) is None
    same = [r.model_copy(update={"reader": 2}) for r in readings if r.reader == 1]
    twin = between_readers([*same, *(r for r in readings if r.reader == 1)])
    assert twin is not None
    assert (twin.kappa, twin.apart) == (1, 0)
    assert set(twin.attributes.values()) == {1.0}


def test_readers_who_disagree_put_the_labels_in_doubt() -> None:
    corpus, readings = read_corpus(FOLDER), read_readings(FOLDER)
    turned = [reading.model_copy(update={"score": 100 - reading.score}) for reading in readings]
    (problem,) = reading_problems(corpus, turned)
    assert "kappa" in problem
