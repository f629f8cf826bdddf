"""Labels, their withdrawals and the journal of decisions: appended, never changed, each once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from model.records import Band, Label, Message, OwnLabel, Source
from server.store_base import Database, Row, moment, now
from server.store_messages import Action, fingerprint, message_of, put_message


@dataclass(frozen=True)
class NewLabel:
    """A verdict of the user's; ``key`` is a UUID that makes delivering it twice harmless."""

    key: str
    message: Message
    label: Label
    source: Source


@dataclass(frozen=True)
class StoredLabel:
    """The verdict on a text that counts; ``new``: no training has judged it."""

    key: str
    message: Message
    label: Label
    source: Source
    created_at: datetime
    new: bool = True

    def labelled(self) -> OwnLabel:
        """Give message, label and source in one, as training takes them."""
        # Checked already as a message, and read once for every label given.
        return OwnLabel.model_construct(**dict(self.message), label=self.label, source=self.source)


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


LabelState = tuple[str | None, int]
"""The newest label's key, and how many were ever taken back."""

LAST_JUDGED = """
SELECT coalesce(max(last_label), 0) FROM job
WHERE state = 'promoted' OR state = 'kept' AND json_extract(report, '$.candidate') IS NULL
"""
"""The newest label that a training knew whose outcome is settled: one with a candidate that waits
for the user has judged nothing yet. By row, not by time: the clock may have been set in between."""


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
        labelled = "SELECT 1 FROM current_label WHERE fingerprint = ?"
        with self.writing() as connection:
            return sum(
                add_label(connection, label)
                for label in labels
                if not known(connection, labelled, fingerprint(label.message))
            )

    def undo_labels(self, keys: Sequence[str]) -> int:
        """Take labels back, for good; on disk when this returns. Gives how many stood until now.

        For each text the label before it counts again. Unknown keys take nothing back.
        """
        with self.writing() as connection:
            return sum(
                connection.execute(
                    "INSERT OR IGNORE INTO withdrawal (label, created_at)"
                    " SELECT id, ? FROM label WHERE key = ?",
                    (now(), key),
                ).rowcount
                for key in keys
            )

    def current_labels(self) -> list[StoredLabel]:
        """Give the label that counts of every text that has one, oldest first.

        Messages without a note are left out: there is nothing to learn from them.
        """
        return list(self.each_label())

    def each_label(self) -> Iterator[StoredLabel]:
        """As :meth:`current_labels`, one after another, for who need not hold them all."""
        with self.reading() as connection:
            (last_judged,) = connection.execute(LAST_JUDGED).fetchone()
            rows = connection.execute(
                "SELECT message.*, given.key, given.label, given.source, given.created_at,"
                " given.id > ? AS new"
                " FROM current_label AS given JOIN message ON message.id = given.message"
                " ORDER BY given.id",
                (last_judged,),
            )
            with closing(rows):
                for row in rows:
                    if (label := stored_label(row)).message.has_note:
                        yield label

    def label_state(self) -> LabelState:
        """Give what is another once a label came or was taken back; takes no time."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT (SELECT key FROM label ORDER BY id DESC LIMIT 1),"
                " (SELECT count(*) FROM withdrawal)"
            ).fetchone()
        return tuple(row)

    def labelled_texts(self, most: int) -> dict[str, str]:
        """Give the texts labelled last, ``most`` of them, by fingerprint, newest first."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT message.fingerprint, message.text"
                " FROM current_label AS given JOIN message ON message.id = given.message"
                " ORDER BY given.id DESC LIMIT ?",
                (most,),
            ).fetchall()
        return {row["fingerprint"]: row["text"] for row in rows if row["text"].strip()}

    def label_of(self, fingerprint: str) -> Label | None:
        """Give the label of a text that counts."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT label FROM current_label WHERE fingerprint = ?", (fingerprint,)
            ).fetchone()
        return None if row is None else row["label"]

    def labels_of(self, messages: Sequence[Message]) -> list[Label | None]:
        """Give the labels that count for the texts of these messages, in order."""
        return [self.label_of(fingerprint(message)) for message in messages]

    def add_decisions(self, decisions: Sequence[NewDecision]) -> int:
        """Append to the journal; on disk when this returns. Gives how many were new."""
        with self.writing() as connection:
            return sum(add_decision(connection, decision) for decision in decisions)


def stored_label(row: Row) -> StoredLabel:
    """Give the label of a row of ``message`` joined with the label that counts."""
    return StoredLabel(
        key=row["key"],
        message=message_of(row),
        label=row["label"],
        source=row["source"],
        created_at=moment(row["created_at"]),
        new=bool(row["new"]),
    )


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
