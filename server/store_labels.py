"""Labels and the journal of decisions: appended, never changed, each key once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from model.records import Band, Label, LabelledMessage, Message
from server.store_base import Database, moment, now
from server.store_messages import Action, fingerprint, message_of, put_message

Source = Literal["badge", "review", "decline", "accept", "import"]


@dataclass(frozen=True)
class NewLabel:
    """A verdict of the user's; ``key`` is a UUID that makes delivering it twice harmless."""

    key: str
    message: Message
    label: Label
    source: Source


@dataclass(frozen=True)
class StoredLabel:
    """The newest verdict on a text."""

    key: str
    message: Message
    label: Label
    source: Source
    created_at: datetime

    def labelled(self) -> LabelledMessage:
        """Give message and label in one, as training takes them."""
        return LabelledMessage.model_validate(
            {**self.message.model_dump(by_alias=True), "label": self.label}
        )


@dataclass(frozen=True)
class NewDecision:
    """A line for the journal; ``reason`` says why nothing was pressed, when refused."""

    key: str
    action: Action
    message: Message
    score: float | None
    band: Band | None
    reason: str | None
    at: datetime


class Labels(Database):
    """The part of the store that knows labels and decisions."""

    def add_labels(self, labels: Sequence[NewLabel]) -> int:
        """Append labels; on disk when this returns. Gives how many were new."""
        with self.writing() as connection:
            return sum(add_label(connection, label) for label in labels)

    def add_inferred(self, labels: Sequence[NewLabel]) -> int:
        """Append labels drawn from what the user did elsewhere, as :meth:`add_labels` does.

        A text that has a label keeps it: what the user said of it outweighs what we conclude.
        """
        labelled = "SELECT 1 FROM label WHERE fingerprint = ?"
        with self.writing() as connection:
            return sum(
                add_label(connection, label)
                for label in labels
                if not known(connection, labelled, fingerprint(label.message))
            )

    def current_labels(self) -> list[StoredLabel]:
        """Give the newest label of every text that has one, oldest first.

        Messages without a note are left out: there is nothing to learn from them.
        """
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT message.*, label.key, label.label, label.source, label.created_at"
                " FROM label JOIN message ON message.id = label.message"
                " WHERE label.id IN (SELECT max(id) FROM label GROUP BY fingerprint)"
                " ORDER BY label.id"
            ).fetchall()
        labels = [
            StoredLabel(
                key=row["key"],
                message=message_of(row),
                label=row["label"],
                source=row["source"],
                created_at=moment(row["created_at"]),
            )
            for row in rows
        ]
        return [label for label in labels if label.message.has_note]

    def labelled_texts(self, most: int) -> dict[str, str]:
        """Give the texts labelled last, ``most`` of them, by fingerprint, newest first."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT message.fingerprint, message.text FROM"
                " (SELECT max(id) AS newest FROM label GROUP BY fingerprint"
                " ORDER BY newest DESC LIMIT ?)"
                " JOIN label ON label.id = newest JOIN message ON message.id = label.message"
                " ORDER BY newest DESC",
                (most,),
            ).fetchall()
        return {row["fingerprint"]: row["text"] for row in rows if row["text"].strip()}

    def label_of(self, fingerprint: str) -> Label | None:
        """Give the newest label of a text."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT label FROM label WHERE fingerprint = ? ORDER BY id DESC LIMIT 1",
                (fingerprint,),
            ).fetchone()
        return None if row is None else row["label"]

    def add_decisions(self, decisions: Sequence[NewDecision]) -> int:
        """Append to the journal; on disk when this returns. Gives how many were new."""
        with self.writing() as connection:
            return sum(add_decision(connection, decision) for decision in decisions)


def add_label(connection: sqlite3.Connection, new: NewLabel) -> bool:
    """Append one label unless its key is known; tells whether it was new."""
    if known(connection, "SELECT 1 FROM label WHERE key = ?", new.key):
        return False
    number, text = put_message(connection, new.message), fingerprint(new.message)
    score, band = said_before(connection, number, text)
    connection.execute(
        "INSERT INTO label"
        " (key, message, fingerprint, label, source, created_at, score_before, band_before)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (new.key, number, text, new.label, new.source, now(), score, band),
    )
    return True


def said_before(
    connection: sqlite3.Connection, number: int, text: str
) -> tuple[float | None, Band | None]:
    """Give score and band of a text as they stand, best of this very message."""
    row = connection.execute(
        "SELECT score, band FROM message WHERE fingerprint = ? AND band IS NOT NULL"
        " ORDER BY id = ? DESC, id DESC LIMIT 1",
        (text, number),
    ).fetchone()
    return (None, None) if row is None else (row["score"], row["band"])


def add_decision(connection: sqlite3.Connection, new: NewDecision) -> bool:
    """Append one line to the journal unless its key is known; tells whether it was new."""
    if known(connection, "SELECT 1 FROM decision WHERE key = ?", new.key):
        return False
    connection.execute(
        "INSERT INTO decision (key, message, action, score, band, reason, at, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.key,
            put_message(connection, new.message),
            new.action,
            new.score,
            new.band,
            new.reason,
            new.at.isoformat(),
            now(),
        ),
    )
    return True


def known(connection: sqlite3.Connection, statement: str, key: str) -> bool:
    """Tell whether a key is there already."""
    return connection.execute(statement, (key,)).fetchone() is not None
