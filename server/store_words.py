"""Finding messages by a piece of their words, by an index of all runs of three letters.

The index (SQLite's FTS5, tokenizer ``trigram``, neither texts nor positions kept) names candidates;
whether the piece is in them is for ``contains`` to say. It holds words folded by Python, since
SQLite's own folding is simpler: to it ``ß`` is not ``ss``.
"""

from __future__ import annotations

import sqlite3

from server.migrations import folded
from server.store_base import Row

RUN = 3
"""Letters of a run; what is shorter than one is looked for in every message."""

WORDS = """
SELECT id, text, json_extract(details, '$.sender.name') AS name,
       json_extract(details, '$.sender.headline') AS headline
FROM message
"""


def candidates(piece: str) -> str | None:
    """Give the index's question for all runs of ``piece``, ``None`` if it has none."""
    words = folded(piece)
    runs = dict.fromkeys(words[start : start + RUN] for start in range(len(words) - RUN + 1))
    quoted = ['"' + run.replace('"', '""') + '"' for run in runs]
    return " AND ".join(quoted) or None


def words_before(connection: sqlite3.Connection, site: str, ref: str, fingerprint: str) -> str:
    """Give the words by which a message is found now, before it is put anew; else nothing."""
    row = connection.execute(
        f"{WORDS} WHERE site = ? AND ref = ? AND fingerprint = ?", (site, ref, fingerprint)
    ).fetchone()
    return "" if row is None else words_of(row)


def index_words(connection: sqlite3.Connection, number: int, before: str) -> None:
    """Bring the index up to date with the row of one message."""
    after = words_of(connection.execute(f"{WORDS} WHERE id = ?", (number,)).fetchone())
    if after == before:
        return
    if before:  # An index that keeps no text must be told what it indexed.
        connection.execute(
            "INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', ?, ?)",
            (number, before),
        )
    connection.execute("INSERT INTO message_words (rowid, words) VALUES (?, ?)", (number, after))


def forget_words(connection: sqlite3.Connection) -> None:
    """Empty the index."""
    connection.execute("INSERT INTO message_words (message_words) VALUES ('delete-all')")


def words_of(row: Row) -> str:
    """Fold the words of a row of :data:`WORDS`."""
    return folded(row["text"], row["name"], row["headline"])
