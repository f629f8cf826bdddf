"""Messages chosen out of the history: the newest, those worth a label, the one of a text."""

from __future__ import annotations

from model.records import Message
from server.store_base import Database
from server.store_messages import LATEST_LABEL, Entry, decisions_of, entry, message_of

UNLABELLED = f"""
SELECT *, NULL AS label FROM message WHERE band = :band AND {LATEST_LABEL} IS NULL
ORDER BY id DESC LIMIT :most
"""  # noqa: S608  (our own)

WAITING = f"""
SELECT count(*) FROM message WHERE band = 'unsure' AND {LATEST_LABEL} IS NULL
"""  # noqa: S608  (our own)

NEWEST = "SELECT * FROM message WHERE band IS NOT 'no_note' ORDER BY id DESC LIMIT :most"

OF_TEXT = f"""
SELECT *, {LATEST_LABEL} AS label FROM message WHERE fingerprint = :fingerprint
ORDER BY id DESC LIMIT 1
"""  # noqa: S608  (our own)


class Picks(Database):
    """The part of the store that chooses messages."""

    def newest(self, most: int) -> list[Message]:
        """Give the newest messages that have a note."""
        with self.reading() as connection:
            rows = connection.execute(NEWEST, {"most": most}).fetchall()
        return [message for row in rows if (message := message_of(row)).has_note]

    def unlabelled(self, most: int) -> list[Entry]:
        """Give scored messages without a label, ``most`` of them.

        Those in the band ``unsure`` go first, then half of the rest from either side; of each the
        newest.
        """
        found: list[Entry] = []
        with self.reading() as connection:
            for share, band in ((1, "unsure"), (2, "relationship"), (1, "leaflet")):
                values = {"band": band, "most": (most - len(found)) // share}
                rows = connection.execute(UNLABELLED, values).fetchall()
                found += [entry(row, decisions_of(connection, row["id"])) for row in rows]
        return found

    def waiting(self) -> int:
        """Count the messages in the band ``unsure`` that have no label."""
        with self.reading() as connection:
            return int(connection.execute(WAITING).fetchone()[0])

    def entry_of(self, fingerprint: str) -> Entry | None:
        """Give the newest message that has this text."""
        with self.reading() as connection:
            row = connection.execute(OF_TEXT, {"fingerprint": fingerprint}).fetchone()
            return None if row is None else entry(row, decisions_of(connection, row["id"]))
