"""Lines in, messages or faults out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.records import LabelledMessage, Message
from server.dataset_io import (
    LONGEST_LINE,
    LineFault,
    contradictions,
    label_key,
    read_messages,
)

GOOD = {"id": "m1", "text": "Which of your talks should I start with?", "kind": "inbox_message"}


def one(line: bytes) -> Message | LineFault:
    (item,) = read_messages([line], Message)
    return item


def test_a_good_line_is_a_message_and_unknown_fields_are_ignored() -> None:
    message = one(json.dumps({**GOOD, "shoe_size": 43}).encode())
    assert isinstance(message, Message)
    assert message.text == GOOD["text"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert isinstance(one(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n"), Message)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "bad_json"),
        (b"   \n", "bad_json"),
        (b"{", "bad_json"),
        (b"[1, 2]", "bad_json"),
        (b'"text"', "bad_json"),
        (b"\xff\xfe{}", "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "bad_json"),
        (b"x" * (LONGEST_LINE + 1), "too_large"),
    ],
)
def test_a_line_that_is_no_json_object_is_a_fault_without_an_id(line: bytes, code: str) -> None:
    fault = one(line)
    assert isinstance(fault, LineFault)
    assert (fault.id, fault.code, fault.line) == (None, code, 1)


@pytest.mark.parametrize(
    ("change", "field", "known_id"),
    [
        ({"kind": "telegram"}, "kind", "m1"),
        ({"text": None}, "text", "m1"),
        ({"text": "x" * 20_001}, "text", "m1"),
        ({"sender": {"mutual": -1}}, "sender.mutual", "m1"),
        ({"thread": [{"from": "them"}]}, "thread.0.text", "m1"),
        ({"received_at": "yesterday"}, "received_at", "m1"),
        ({"id": 7}, "id", None),
        ({"id": ""}, "id", None),
        ({"id": "\ud800"}, "id", None),
        ({"id": "x" * 201}, "id", None),
    ],
)
def test_a_fault_names_field_and_rule_and_keeps_the_id(
    change: dict[str, object], field: str, known_id: str | None
) -> None:
    fault = one(json.dumps({**GOOD, **change}).encode())
    assert isinstance(fault, LineFault)
    reply = fault.reply()
    assert reply["id"] == known_id
    assert reply["error"]["field"] == field
    assert reply["error"]["message"]


def test_a_fault_never_quotes_what_was_sent() -> None:
    secret = "Liebe Henrike, das bleibt unter uns"
    for change in ({"kind": secret}, {"received_at": secret}, {"sender": secret}, {"id": [secret]}):
        fault = one(json.dumps({**GOOD, **change}, ensure_ascii=False).encode())
        assert isinstance(fault, LineFault)
        assert secret not in json.dumps(fault.reply(), ensure_ascii=False) + str(fault)


@given(st.lists(st.binary(max_size=60)))
def test_every_line_gives_exactly_one_answer_in_order(lines: list[bytes]) -> None:
    answers = list(read_messages(lines, Message))
    assert len(answers) == len(lines)
    for number, answer in enumerate(answers, start=1):
        assert isinstance(answer, Message) or answer.line == number


def labelled(text: str, label: str) -> LabelledMessage:
    return LabelledMessage.model_validate({**GOOD, "text": text, "label": label})


def test_the_key_of_a_label_depends_on_its_content_alone() -> None:
    first = labelled("same", "leaflet")
    assert label_key(first) == label_key(first.model_copy(update={"id": "other"}))
    assert label_key(first) != label_key(labelled("same", "relationship"))
    assert label_key(first) != label_key(labelled("Same", "leaflet"))


def test_a_text_labelled_both_ways_is_found_with_both_lines() -> None:
    rows = [labelled("a", "leaflet"), labelled("b", "leaflet"), labelled("a", "relationship")]
    (fault,) = contradictions(rows)
    assert fault.line == 3
    assert "line 1" in fault.message
