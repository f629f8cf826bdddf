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
from server.store_audits import draw
from server.store_base import Database, Row, Values, moment, now
from server.store_echoes import ECHOES, columns
from server.store_words import candidates, index_words, words_before

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
SOME_DECIDED = "id IN (SELECT message FROM decision)"
"""Those few by index; in their place the rule above would ask every message there is."""

FOUND = "id IN (SELECT rowid FROM message_words WHERE message_words MATCH :runs)"
"""The messages that hold all runs of the words looked for; see ``store_words.py``."""

HISTORY = "message WHERE {rules} ORDER BY {key} {way}, id {way}"
FOUND_BY_AGE = """
message_words CROSS JOIN message ON message.id = message_words.rowid
WHERE message_words MATCH :runs AND {rules} ORDER BY {key} {way}
"""
"""By age out of the index itself: what many messages hold is not gathered to be sorted."""

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
        """Keep these messages with their scores; one already known gets the newer score.

        A share of them is drawn to be checked; see ``store_audits.py``.
        """
        key = self.data.key()
        with self.writing() as connection:
            for message, score in items:
                number = put_message(connection, message, score)
                draw(connection, key, number, fingerprint(message), score)

    def search(self, query: SearchQuery) -> SearchPage:
        """Give one page of the history."""
        statement, values = asked(query)
        with self.reading() as connection:
            rows = connection.execute(statement, values).fetchall()
            shown = rows[: query.limit]
            entries = entries_of(connection, shown)
        follows = len(rows) > query.limit
        return SearchPage(entries, Place(shown[-1]["key"], shown[-1]["id"]) if follows else None)

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """Give these messages, in this order."""
        statement = f"SELECT *, {LATEST_LABEL} AS label FROM message WHERE id = ?"  # noqa: S608
        with self.reading() as connection:
            rows = [connection.execute(statement, (number,)).fetchone() for number in numbers]
            return entries_of(connection, rows)

    def counts(self) -> Counts:
        """Count everything."""
        with self.reading() as connection:
            bands = tally(connection, "SELECT band, count(*) FROM message GROUP BY band")
            labels = tally(connection, "SELECT label, count(*) FROM current_label GROUP BY label")
            decisions = tally(connection, "SELECT action, count(*) FROM decision GROUP BY action")
        messages = sum(bands.values())
        bands.pop(None, None)
        return Counts(messages, bands, labels, decisions)


def asked(query: SearchQuery) -> tuple[str, Values]:
    """Give the statement of a search and its values; one row more tells whether a page follows."""
    values: Values = {
        name: value for name in FILTERS if (value := getattr(query, name)) is not None
    }
    rules = {name: FILTERS[name] for name in values}
    source, (key, way) = HISTORY, ORDERS[query.sort]
    if query.decided:
        rules["decided"] = SOME_DECIDED
    if query.text is not None:
        values["text"] = query.text.casefold()
        values["runs"] = candidates(query.text)
    if values.get("runs") and key == "id":
        source, key = FOUND_BY_AGE, "message_words.rowid"
    elif values.get("runs"):
        rules["found"] = FOUND
    if query.after is not None:
        beyond = "<" if way == "DESC" else ">"
        # The first half alone finds the place in the index.
        rules["after"] = f"{key} {beyond}= :key AND ({key}, id) {beyond} (:key, :number)"
        values |= {"key": query.after.key, "number": query.after.number}
    found = source.format(rules=" AND ".join(["TRUE", *rules.values()]), key=key, way=way)
    statement = f"SELECT message.*, {LATEST_LABEL} AS label, {key} AS key FROM {found} LIMIT :limit"  # noqa: S608
    return statement, {**values, "limit": query.limit + 1}


def fingerprint(message: Message) -> str:
    """Say which text this is, apart from white space and Unicode form.

    Messages without a note are told apart by site and id: there is no text they could share.
    """
    return fingerprint_of(message.text, f"\0{message.site or ''}\0{message.id}")


def fingerprint_of(text: str, otherwise: str = "") -> str:
    """Give the fingerprint of a message by its text; ``otherwise`` stands in for no text."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256((plain or otherwise).encode()).hexdigest()


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
    before = words_before(connection, values["site"], values["ref"], values["fingerprint"])
    number = int(connection.execute(UPSERT, values).fetchone()[0])
    index_words(connection, number, before)
    return number


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


def entries_of(connection: sqlite3.Connection, rows: Sequence[Row]) -> list[Entry]:
    """Give the entries of rows of ``message`` that have a ``label``."""
    return [entry(row, decisions_of(connection, row["id"])) for row in rows]


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
