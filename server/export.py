"""Everything Doorstep keeps about its user and their messages, as a zip of JSON lines."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import IO, Any

from model.records import Message
from server.store import Entry, SearchQuery, Store

PAGE = 500
PRIVATE = 0o600 << 16
"""Mode of the unpacked files, where zip keeps it."""


def write_export(store: Store, file: IO[bytes]) -> dict[str, int]:
    """Write the archive to ``file``; returns how many lines of each kind it holds.

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
        }


def json_document(store: Store) -> Iterator[str]:
    """Yield the same as one JSON object, in pieces: the reply of ``POST /v1/export``."""
    for separator, name in (("{", "profile"), (", ", "settings")):
        yield f"{separator}{json.dumps(name)}: {json.dumps(store.get_document(name))}"  # type: ignore[arg-type]
    kinds = {"labels": _labels(store), "messages": _history(store), "decisions": _journal(store)}
    for name, rows in kinds.items():
        yield f", {json.dumps(name)}: ["
        for number, row in enumerate(rows):
            yield (", " if number else "") + json.dumps(row, default=datetime.isoformat)
        yield "]"
    yield "}"


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]]) -> int:
    entry = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])
    entry.external_attr = PRIVATE
    entry.compress_type = zipfile.ZIP_DEFLATED
    count = 0
    with archive.open(entry, "w") as out:
        for row in rows:
            # Times are written as RFC 3339; everything else is JSON already.
            line = json.dumps(row, ensure_ascii=False, default=datetime.isoformat)
            out.write(line.encode() + b"\n")
            count += 1
    return count


def _labels(store: Store) -> Iterator[dict[str, Any]]:
    for label in store.current_labels():
        about = {"label": label.label, "source": label.source, "labelled_at": label.created_at}
        yield {**_message(label.message), **about}


def _history(store: Store) -> Iterator[dict[str, Any]]:
    for entry in _entries(store):
        known = asdict(replace(entry, decisions=[]))
        for name in ("message", "decisions", "number"):
            del known[name]
        yield {**_message(entry.message), **known}


def _journal(store: Store) -> Iterator[dict[str, Any]]:
    for entry in _entries(store):
        for decision in entry.decisions:
            yield {"id": entry.message.id, "site": entry.message.site, **asdict(decision)}


def _entries(store: Store) -> Iterator[Entry]:
    query: SearchQuery | None = SearchQuery(limit=PAGE)
    while query is not None:
        page = store.search(query)
        yield from page.entries
        query = replace(query, after=page.next) if page.next is not None else None


def _message(message: Message) -> dict[str, Any]:
    return message.model_dump(mode="json", by_alias=True, exclude_none=True)
