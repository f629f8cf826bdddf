"""What goes out: every form, over HTTP and from the command line, and no formula among it."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.records import Message, Score
from server.export import COLUMNS, FORMULA, defused
from server.paths import DataFolder
from server.store import NewDecision, NewLabel, Store
from tests.server.command_line import doorstep

FORMULAS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " \n=1", "＝1")


def letter(number: int, **more: Any) -> Message:
    words = {"id": f"m{number}", "text": f'Dear "reader",\n{number}', "kind": "inbox_message"}
    return Message.model_validate({**words, **more})


def fill(store: Store) -> None:
    """1,203 messages, one of them labelled, declined and checked."""
    messages = [letter(number) for number in range(1_203)]
    store.record_scores(
        [(m, Score(id=m.id, score=5.5, band="leaflet", model="one")) for m in messages]
    )
    store.add_labels([NewLabel(str(uuid.uuid4()), messages[0], "leaflet", "review")])
    at = datetime(2026, 11, 25, tzinfo=UTC)
    key = str(uuid.uuid4())
    store.add_decisions([NewDecision(key, "declined", messages[0], 5.5, "leaflet", None, at)])


def exported(http: httpx.Client, form: str) -> httpx.Response:
    reply = http.post("/v1/export", json={"format": form})
    assert reply.status_code == 200, reply.text
    return reply


def rows_of(text: str) -> list[dict[str, str]]:
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_json_is_everything_and_what_comes_unasked(http: httpx.Client, store: Store) -> None:
    fill(store)
    reply = exported(http, "json")
    assert reply.headers["content-type"] == "application/json"
    whole = reply.json()
    assert whole == http.post("/v1/export", json={}).json()
    assert {name: len(whole[name]) for name in ("labels", "messages", "decisions")} == {
        "labels": 1, "messages": 1_203, "decisions": 1,
    }  # fmt: skip
    first = whole["audits"][0]
    assert (first["id"], first["said"], first["score"]) == ("m0", "leaflet", 5.5)
    assert len(whole["audits"]) > 20


def test_json_lines_are_the_history_with_its_decisions(http: httpx.Client, store: Store) -> None:
    fill(store)
    reply = exported(http, "jsonl")
    assert reply.headers["content-type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in reply.text.splitlines()]
    assert [row["id"] for row in rows] == [f"m{n}" for n in range(1_202, -1, -1)]
    assert (rows[-1]["label"], rows[-1]["band"], rows[-1]["score"]) == ("leaflet", "leaflet", 5.5)
    assert rows[-1]["decisions"][0]["action"] == "declined"
    assert rows[0]["decisions"] == []


def test_the_table_has_a_row_a_message(http: httpx.Client, store: Store) -> None:
    fill(store)
    sender = {"name": "Ida Wren", "headline": "Weaver", "profile_url": "u", "mutual": 3}
    received = "2026-11-24T08:00:00Z"
    thread = [{"from": "me", "text": "before"}]
    known = letter(9_000, sender=sender, received_at=received, site="s", lang="en", thread=thread)
    store.record_scores([(known, Score(id=known.id, score=None, band="no_note", model="one"))])
    reply = exported(http, "csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = rows_of(reply.text)
    assert len(rows) == 1_204
    assert tuple(rows[0]) == COLUMNS
    told = {name: rows[0][name] for name in ("name", "headline", "mutual", "received_at", "score")}
    assert told == {
        "name": "Ida Wren",
        "headline": "Weaver",
        "mutual": "3",
        "received_at": "2026-11-24T08:00:00+00:00",
        "score": "",
    }
    assert rows[-1]["text"] == 'Dear "reader",\n0'
    assert (rows[-1]["decision"], rows[-1]["label"], rows[-1]["score"]) == (
        "declined", "leaflet", "5.5"
    )  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(http: httpx.Client, store: Store, formula: str) -> None:
    sender = {"name": formula, "headline": formula, "profile_url": formula}
    bad = letter(1, text=formula, site=formula, lang=formula, sender=sender, id=formula)
    score = Score(id=bad.id, score=5, band="leaflet", model="one")
    store.record_scores([(bad, score)])
    (row,) = rows_of(exported(http, "csv").text)
    for name in ("text", "site", "lang", "name", "headline", "profile_url", "id"):
        assert row[name] == f"'{formula}"
    assert row["kind"] == "inbox_message"


@given(st.text())
def test_defusing_changes_nothing_but_the_beginning(cell: str) -> None:
    safe = defused(cell)
    assert safe in (cell, f"'{cell}")
    assert isinstance(safe, str)
    assert not safe.lstrip().startswith(FORMULA)
    assert not safe.startswith(FORMULA)


def test_another_format_is_refused(http: httpx.Client) -> None:
    refused = http.post("/v1/export", json={"format": "xlsx"})
    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == "format"


@pytest.mark.parametrize("name", ["mine.json", "mine.jsonl", "MINE.CSV"])
def test_the_ending_decides_on_the_command_line(
    http: httpx.Client, store: Store, folder: DataFolder, tmp_path: Path, name: str
) -> None:
    fill(store)
    target = tmp_path / name
    assert doorstep(folder, "export", str(target)).exit_code == 0
    form = name.lower().rpartition(".")[2]
    assert target.read_bytes() == exported(http, form).content
