"""The history: every message seen, with its latest score. The one place where texts are kept."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from model.records import Band, Kind, Label, Message, Score
from server.store_base import Database, Row, Values, moment, now
from server.store_echoes import ECHOES, columns

Action = Literal["declined", "undone", "refused", "accepted"]
Sort = Literal["newest", "oldest", "lowest", "highest"]


@dataclass(frozen=True)
class Place:
    """Where a page ended: what its last entry is sorted by, and that entry's number."""

    key: float
    number: int


@dataclass(frozen=True)
class SearchQuery:
    """What to look for; ``None`` means anything.

    ``text`` is looked for, whatever its case, in the text and in the sender's name and headline.
    ``label`` ``"none"`` means not labelled. ``sort`` ``"lowest"`` and ``"highest"`` go by score,
    what has none last. ``after`` is the ``next`` of the page before.
    """

    text: str | None = None
    band: Band | None = None
    label: Label | Literal["none"] | None = None
    kind: Kind | None = None
    site: str | None = None
    decided: bool | None = None
    sort: Sort = "newest"
    after: Place | None = None
    limit: int = 50


@dataclass(frozen=True)
class StoredDecision:
    """One line of the journal."""

    key: str
    action: Action
    score: float | None
    band: Band | None
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One message of the history and all that is known of it."""

    number: int
    message: Message
    score: float | None
    band: Band | None
    model: str | None
    label: Label | None
    first_seen: datetime
    last_seen: datetime
    decisions: list[StoredDecision] = field(default_factory=list)


@dataclass(frozen=True)
class SearchPage:
    """Some entries, and where the following page starts (``None``: this was the last)."""

    entries: list[Entry]
    next: Place | None


@dataclass(frozen=True)
class Counts:
    """How much there is: messages by band (never scored ones apart), labels, decisions."""

    messages: int
    bands: dict[Band, int]
    labels: dict[Label, int]
    decisions: dict[Action, int]


UPSERT = """
INSERT INTO message (site, ref, fingerprint, kind, text, details, score, band, model,
                     first_seen, last_seen, echo1, echo2, echo3, echo4)
VALUES (:site, :ref, :fingerprint, :kind, :text, :details, :score, :band, :model,
        :now, :now, :echo1, :echo2, :echo3, :echo4)
ON CONFLICT (site, ref, fingerprint) DO UPDATE SET
    kind = excluded.kind,
    text = excluded.text,
    details = json_patch(details, excluded.details),
    score = CASE WHEN excluded.band IS NULL THEN score ELSE excluded.score END,
    model = CASE WHEN excluded.band IS NULL THEN model ELSE excluded.model END,
    band = coalesce(excluded.band, band),
    last_seen = excluded.last_seen,
    echo1 = excluded.echo1, echo2 = excluded.echo2, echo3 = excluded.echo3, echo4 = excluded.echo4
RETURNING id
"""

LATEST_LABEL = """
(SELECT label FROM current_label WHERE current_label.fingerprint = message.fingerprint)
"""

FILTERS = {
    "text": "(contains(text, :text) OR contains(json_extract(details, '$.sender.name'), :text)"
    " OR contains(json_extract(details, '$.sender.headline'), :text))",
    "band": "band = :band",
    "kind": "kind = :kind",
    "site": "site = :site",
    "label": f"coalesce({LATEST_LABEL}, 'none') = :label",
    "decided": "EXISTS (SELECT 1 FROM decision WHERE decision.message = message.id) = :decided",
}

ORDERS: dict[Sort, tuple[str, str]] = {
    "newest": ("id", "DESC"),
    "oldest": ("id", "ASC"),
    "lowest": ("coalesce(score, 101)", "ASC"),
    "highest": ("coalesce(score, -1)", "DESC"),
}
"""By what to sort, and which way; the two of scores have an index each."""


class Messages(Database):
    """The part of the store that knows messages."""

    def record_scores(self, items: Sequence[tuple[Message, Score]]) -> None:
        """Keep these messages with their scores; one already known gets the newer score."""
        with self.writing() as connection:
            for message, score in items:
                put_message(connection, message, score)

    def search(self, query: SearchQuery) -> SearchPage:
        """Give one page of the history."""
        values: Values = {
            name: value for name in FILTERS if (value := getattr(query, name)) is not None
        }
        conditions = [FILTERS[name] for name in values]
        if "text" in values:
            values["text"] = query.text.casefold() if query.text else ""
        key, way = ORDERS[query.sort]
        if query.after is not None:
            beyond = "<" if way == "DESC" else ">"
            # The first half alone finds the place in the index.
            conditions += [f"{key} {beyond}= :key", f"({key}, id) {beyond} (:key, :number)"]
            values |= {"key": query.after.key, "number": query.after.number}
        where = " AND ".join(conditions) or "TRUE"
        statement = (
            f"SELECT *, {LATEST_LABEL} AS label, {key} AS key"  # noqa: S608  (ours)
            f" FROM message WHERE {where} ORDER BY {key} {way}, id {way} LIMIT :limit"
        )
        with self.reading() as connection:
            # One more than asked tells whether a page follows.
            rows = connection.execute(statement, {**values, "limit": query.limit + 1}).fetchall()
            shown = rows[: query.limit]
            entries = [entry(row, decisions_of(connection, row["id"])) for row in shown]
        follows = len(rows) > query.limit
        return SearchPage(entries, Place(shown[-1]["key"], shown[-1]["id"]) if follows else None)

    def counts(self) -> Counts:
        """Count everything."""
        with self.reading() as connection:
            bands = tally(connection, "SELECT band, count(*) FROM message GROUP BY band")
            labels = tally(connection, "SELECT label, count(*) FROM current_label GROUP BY label")
            decisions = tally(connection, "SELECT action, count(*) FROM decision GROUP BY action")
        messages = sum(bands.values())
        bands.pop(None, None)
        return Counts(messages, bands, labels, decisions)


def fingerprint(message: Message) -> str:
    """Say which text this is, apart from white space and Unicode form.

    Messages without a note are told apart by site and id: there is no text they could share.
    """
    text = " ".join(unicodedata.normalize("NFC", message.text).split())
    identity = text or f"\0{message.site or ''}\0{message.id}"
    return hashlib.sha256(identity.encode()).hexdigest()


def put_message(
    connection: sqlite3.Connection, message: Message, score: Score | None = None
) -> int:
    """Add or refresh one message inside the caller's transaction; returns its number."""
    details = message.model_dump(
        mode="json", by_alias=True, exclude_none=True, include=set(DETAILS)
    )
    values: Values = {
        "site": message.site or "",
        "ref": message.id,
        "fingerprint": fingerprint(message),
        "kind": message.kind,
        "text": message.text,
        "details": json.dumps(details, ensure_ascii=True),
        "score": score and score.score,
        "band": score and score.band,
        "model": score and score.model,
        "now": now(),
        **dict(zip(ECHOES, columns(message.text), strict=True)),
    }
    return int(connection.execute(UPSERT, values).fetchone()[0])


DETAILS = ("lang", "sender", "received_at", "thread")
"""The fields of a message kept as JSON; the others have columns."""


def message_of(row: Row) -> Message:
    """Give the message of a row of ``message``."""
    return Message.model_validate(
        {
            **json.loads(row["details"]),
            "id": row["ref"],
            "text": row["text"],
            "kind": row["kind"],
            "site": row["site"] or None,
        }
    )


def entry(row: Row, decisions: list[StoredDecision]) -> Entry:
    """Give the entry of a row of the search."""
    return Entry(
        number=row["id"],
        message=message_of(row),
        score=row["score"],
        band=row["band"],
        model=row["model"],
        label=row["label"],
        first_seen=moment(row["first_seen"]),
        last_seen=moment(row["last_seen"]),
        decisions=decisions,
    )


def decisions_of(connection: sqlite3.Connection, message: int) -> list[StoredDecision]:
    """Give what was decided about one message, oldest first."""
    rows = connection.execute(
        "SELECT * FROM decision WHERE message = ? ORDER BY id", (message,)
    ).fetchall()
    return [
        StoredDecision(
            key=row["key"],
            action=row["action"],
            score=row["score"],
            band=row["band"],
            reason=row["reason"],
            at=datetime.fromisoformat(row["at"]),
        )
        for row in rows
    ]


def tally(connection: sqlite3.Connection, statement: str) -> dict[Any, int]:
    """Run a statement that gives names and numbers."""
    return dict(tuple(row) for row in connection.execute(statement).fetchall())
