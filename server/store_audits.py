"""Checks of the band ``leaflet``: which messages were drawn, and what the user said of them.

A text is drawn when it is first scored, unless it has a label: then the judge may have learnt it.
What came of it is no record of its own: what the user said of the text, last, is the outcome, and
the first label of the text, from wherever, kept the score that stood before. Declining says nothing
here, else what is declined unread would vouch for more of it; accepting does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from model.bulk import FIRST_FEW, HIGHEST_LEAFLET, Check, is_drawn
from model.records import Label, Score
from server.store_base import Database, moment, now

DRAW = """
INSERT OR IGNORE INTO audit (fingerprint, message, created_at)
SELECT :fingerprint, :message, :now
WHERE NOT EXISTS (SELECT 1 FROM label WHERE fingerprint = :fingerprint)
AND (:drawn OR NOT EXISTS (SELECT 1 FROM audit WHERE id >= :few))
"""

TELLING = """
source IN ('badge', 'review', 'accept') AND id NOT IN (SELECT label FROM withdrawal)
"""
"""Labels that say what a message was; declining says nothing here (see above)."""

SAID = f"""
coalesce(
    (SELECT label FROM label WHERE fingerprint = audit.fingerprint AND {TELLING}
     ORDER BY id DESC LIMIT 1),
    (SELECT 'relationship' FROM message JOIN decision ON decision.message = message.id
     WHERE message.fingerprint = audit.fingerprint AND action = 'accepted')
)
"""  # noqa: S608  (our own)

STOOD_BEFORE = """
CASE WHEN EXISTS (SELECT 1 FROM label WHERE fingerprint = audit.fingerprint)
THEN (SELECT score_before FROM label WHERE fingerprint = audit.fingerprint ORDER BY id LIMIT 1)
ELSE coalesce((SELECT score FROM decision WHERE message = audit.message AND action = 'accepted'
               ORDER BY id LIMIT 1), message.score) END
"""

CHECKED = f"""
SELECT number, score, said FROM (
    SELECT audit.id, audit.message AS number, {STOOD_BEFORE} AS score, {SAID} AS said
    FROM audit JOIN message ON message.id = audit.message
)
WHERE said IS NOT NULL AND score < :below ORDER BY id DESC LIMIT :most
"""  # noqa: S608  (our own)

OPEN = f"""
SELECT audit.message FROM audit CROSS JOIN message ON message.id = audit.message
WHERE message.score < :below AND {SAID} IS NULL ORDER BY audit.id DESC LIMIT :most
"""  # noqa: S608  (our own)

ALL = f"""
SELECT message.site, message.ref, audit.created_at, {STOOD_BEFORE} AS score, {SAID} AS said
FROM audit JOIN message ON message.id = audit.message ORDER BY audit.id
"""  # noqa: S608  (our own)


@dataclass(frozen=True)
class StoredAudit:
    """A message that was drawn, and what came of it; ``said`` is ``None`` while nothing did."""

    site: str | None
    id: str
    drawn_at: datetime
    score: float | None
    said: Label | None


class Audits(Database):
    """The part of the store that knows which messages are checked."""

    def checks(self, below: float, most: int) -> list[Check]:
        """Give the newest checks whose score stood below ``below`` points, oldest first."""
        with self.reading() as connection:
            rows = connection.execute(CHECKED, {"below": below, "most": most}).fetchall()
        checks = [Check(row["number"], row["score"], row["said"] != "leaflet") for row in rows]
        return checks[::-1]

    def unchecked(self, below: float, most: int) -> list[int]:
        """Give the numbers of drawn messages that score below ``below`` and wait for a label."""
        with self.reading() as connection:
            rows = connection.execute(OPEN, {"below": below, "most": most}).fetchall()
        return [row["message"] for row in rows]

    def audits(self) -> Iterator[StoredAudit]:
        """Give all that was drawn, oldest first."""
        with self.reading() as connection:
            rows = connection.execute(ALL).fetchall()
        for row in rows:
            drawn_at = moment(row["created_at"])
            yield StoredAudit(row["site"] or None, row["ref"], drawn_at, row["score"], row["said"])


def draw(
    connection: sqlite3.Connection, key: bytes, number: int, fingerprint: str, score: Score
) -> None:
    """Draw a message that was just scored, or not, inside the caller's transaction."""
    if score.score is None or score.score >= HIGHEST_LEAFLET:
        return
    drawn = is_drawn(key, fingerprint)
    if drawn or score.band == "leaflet":
        values = {
            "fingerprint": fingerprint,
            "message": number,
            "drawn": drawn,
            "few": FIRST_FEW,
            "now": now(),
        }
        connection.execute(DRAW, values)
