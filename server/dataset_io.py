"""Files of messages, one JSON object a line: read line by line, each fault with its line number.

A fault names the field and the rule, never the value: what stands in these files is private.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError

from model.records import LabelledMessage, Message

AnyMessage = TypeVar("AnyMessage", Message, LabelledMessage)

LABEL_NAMESPACE = uuid.UUID("6f0b3a52-43c5-5d0e-9b0f-2c1f3f0d7a11")
LONGEST_LINE = 1_000_000
"""Bytes of the longest line read: a message with a full thread stays far below."""


@dataclass(frozen=True)
class LineFault:
    """Why one line could not be read; ``id`` is the message's own where it has a usable one."""

    line: int
    id: str | None
    code: str
    message: str
    field: str | None = None

    def reply(self) -> dict[str, Any]:
        """Return the line ``doorstep score`` prints in place of a score."""
        error = {"code": self.code, "message": self.message}
        if self.field:
            error["field"] = self.field
        return {"id": self.id, "error": error}

    def __str__(self) -> str:
        where = f"line {self.line}"
        return (
            f"{where}, {self.field}: {self.message}" if self.field else f"{where}: {self.message}"
        )


def read_messages(
    lines: Iterable[bytes], record: type[AnyMessage]
) -> Iterator[AnyMessage | LineFault]:
    """Yield a ``record`` or a :class:`LineFault` for every line, in order."""
    for number, line in enumerate(lines, start=1):
        yield _read_line(number, line.removeprefix(b"\xef\xbb\xbf"), record)


def _read_line(number: int, line: bytes, record: type[AnyMessage]) -> AnyMessage | LineFault:
    if len(line) > LONGEST_LINE:
        return LineFault(number, None, "too_large", f"longer than {LONGEST_LINE:,} bytes")
    if not line.strip():
        return LineFault(number, None, "bad_json", "the line is empty")
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return LineFault(number, None, "bad_json", "not UTF-8; save the file as UTF-8")
    except (ValueError, RecursionError):
        return LineFault(number, None, "bad_json", "not a JSON object")
    if not isinstance(value, dict):
        return LineFault(number, None, "bad_json", "not a JSON object")
    try:
        return record.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        return LineFault(number, _usable_id(value.get("id")), "bad_input", first["msg"], field)


def _usable_id(value: object) -> str | None:
    """Return the id to answer under, if it is one we could print."""
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return value


def chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Split ``items`` into lists of at most ``size``."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def label_key(message: LabelledMessage) -> str:
    """Derive a UUID from what was labelled and how, so that importing twice stores once."""
    content = json.dumps([message.kind, message.text, message.label])
    return str(uuid.uuid5(LABEL_NAMESPACE, content))


def contradictions(messages: Sequence[LabelledMessage]) -> list[LineFault]:
    """Lines that label a text differently from an earlier line of the same file."""
    first: dict[str, tuple[int, str]] = {}
    faults = []
    for number, message in enumerate(messages, start=1):
        line, label = first.setdefault(message.text, (number, message.label))
        if label != message.label:
            rule = f"the same text is labelled {label} on line {line}; keep one of them"
            faults.append(LineFault(number, message.id, "contradiction", rule, "label"))
    return faults
