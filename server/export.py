"""Everything Doorstep keeps about its user and their messages, in several forms.

The whole: a zip of JSON lines, or one JSON document. The history alone, a message a line: JSON
lines, or a table for a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import IO, Any

from model.records import Message, Sender
from server.schemas import ExportFormat
from server.store import Entry, SearchQuery, Store

PAGE = 500
PRIVATE = 0o600 << 16
"""Mode of the unpacked files, where zip keeps it."""

CONTENT_TYPES: dict[ExportFormat, str] = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
}

COLUMNS = (
    "first_seen", "last_seen", "site", "id", "kind", "lang", "received_at", "name", "headline",
    "profile_url", "mutual", "score", "band", "model", "label", "decision", "decided_at", "text",
)  # fmt: skip

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection")."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes the table for another encoding."""


def write_export(store: Store, file: IO[bytes]) -> dict[str, int]:
    """Write the zip to ``file``; returns how many lines of each kind it holds.

    ``labels.jsonl`` is what ``doorstep label import`` reads.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        about = {"product": "doorstep", "version": version("doorstep"), "at": datetime.now(UTC)}
        _write(archive, "about.json", [about])
        for name in ("profile", "settings"):
            _write(archive, f"{name}.json", [store.get_document(name)])
        return {
            "labels": _write(archive, "labels.jsonl", _labels(store)),
            "messages": _write(archive, "history.jsonl", _history(store)),
            "decisions": _write(archive, "journal.jsonl", _journal(store)),
            "audits": _write(archive, "audits.jsonl", _audits(store)),
        }


def document(store: Store, form: ExportFormat) -> Iterator[str]:
    """Yield an export in pieces, of which at most a page of messages is in memory."""
    forms: dict[ExportFormat, Callable[[Store], Iterator[str]]] = {
        "json": json_document,
        "jsonl": json_lines,
        "csv": table,
    }
    return forms[form](store)


def json_document(store: Store) -> Iterator[str]:
    """Yield the same as the zip, as one JSON object."""
    for separator, name in (("{", "profile"), (", ", "settings")):
        yield f"{separator}{json.dumps(name)}: {json.dumps(store.get_document(name))}"  # type: ignore[arg-type]
    kinds = {
        "labels": _labels(store),
        "messages": _history(store),
        "decisions": _journal(store),
        "audits": _audits(store),
    }
    for name, rows in kinds.items():
        yield f", {json.dumps(name)}: ["
        for number, row in enumerate(rows):
            yield (", " if number else "") + json.dumps(row, default=datetime.isoformat)
        yield "]"
    yield "}"


def json_lines(store: Store) -> Iterator[str]:
    """Yield the history, newest first: each message with what is known of it and its decisions."""
    for entry in _entries(store):
        decisions = [asdict(decision) for decision in entry.decisions]
        yield _line({**_known(entry), "decisions": decisions})


def table(store: Store) -> Iterator[str]:
    """Yield the history as CSV (RFC 4180), newest first; the conversations before are left out."""
    yield BYTE_ORDER_MARK + _csv(COLUMNS)
    for entry in _entries(store):
        row = _row(entry)
        yield _csv([row[name] for name in COLUMNS])


def defused(cell: object) -> object:
    """Put an apostrophe before what a spreadsheet would work out or run, and leave the rest."""
    if isinstance(cell, str) and (cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)):
        return f"'{cell}"
    return cell


def _csv(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([defused(cell) for cell in cells])
    return out.getvalue()


def _row(entry: Entry) -> dict[str, object]:
    message, sender = entry.message, entry.message.sender or Sender()
    last = entry.decisions[-1] if entry.decisions else None
    return {
        **vars(message),
        **vars(sender),
        **vars(entry),
        "first_seen": entry.first_seen.isoformat(),
        "last_seen": entry.last_seen.isoformat(),
        "received_at": message.received_at and message.received_at.isoformat(),
        "decision": last and last.action,
        "decided_at": last and last.at.isoformat(),
    }


def _line(row: dict[str, Any]) -> str:
    # Times are written as RFC 3339; everything else is JSON already.
    return json.dumps(row, ensure_ascii=False, default=datetime.isoformat) + "\n"


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]]) -> int:
    entry = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])
    entry.external_attr = PRIVATE
    entry.compress_type = zipfile.ZIP_DEFLATED
    count = 0
    with archive.open(entry, "w") as out:
        for row in rows:
            out.write(_line(row).encode())
            count += 1
    return count


def _labels(store: Store) -> Iterator[dict[str, Any]]:
    for label in store.current_labels():
        about = {"label": label.label, "source": label.source, "labelled_at": label.created_at}
        yield {**_message(label.message), **about}


def _history(store: Store) -> Iterator[dict[str, Any]]:
    for entry in _entries(store):
        yield _known(entry)


def _journal(store: Store) -> Iterator[dict[str, Any]]:
    for entry in _entries(store):
        for decision in entry.decisions:
            yield {"id": entry.message.id, "site": entry.message.site, **asdict(decision)}


def _audits(store: Store) -> Iterator[dict[str, Any]]:
    for audit in store.audits():
        yield asdict(audit)


def _known(entry: Entry) -> dict[str, Any]:
    known = asdict(replace(entry, decisions=[]))
    for name in ("message", "decisions", "number"):
        del known[name]
    return {**_message(entry.message), **known}


def _entries(store: Store) -> Iterator[Entry]:
    query: SearchQuery | None = SearchQuery(limit=PAGE)
    while query is not None:
        page = store.search(query)
        yield from page.entries
        query = replace(query, after=page.next) if page.next is not None else None


def _message(message: Message) -> dict[str, Any]:
    return message.model_dump(mode="json", by_alias=True, exclude_none=True)
