"""Counting a history of any size: everything here is added up by SQLite, from indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from model.prequential import Answer
from model.records import Band, Label
from server.store_audits import TELLING
from server.store_base import Database, moment, now
from server.store_messages import LATEST_LABEL

BINS, BIN = 20, 5
"""Bins of the scores, and their width in points."""

TENTHS = 10
MONDAY = 4 * 86_400
"""Seconds from 1970-01-01, a Thursday, to the first Monday (UTC)."""
WEEK = 7 * 86_400
WEEKS = 26

BY_SCORE = f"""
SELECT min(CAST(score / {BIN} AS INTEGER), {BINS - 1}) AS bin, count(*)
FROM message WHERE score IS NOT NULL GROUP BY bin
"""  # noqa: S608  (our own numbers)

LABELLED_BY_SCORE = f"""
SELECT min(CAST(score / {BIN} AS INTEGER), {BINS - 1}) AS bin, {LATEST_LABEL} AS said, count(*)
FROM message WHERE fingerprint IN (SELECT fingerprint FROM label) AND score IS NOT NULL
GROUP BY bin, said HAVING said IS NOT NULL
"""  # noqa: S608  (our own)

ANSWERS = f"""
SELECT id, score_before, said FROM (
    SELECT id, score_before,
           (SELECT {LATEST_LABEL} FROM message WHERE message.id = label.message) AS said
    FROM label WHERE id IN (SELECT min(id) FROM label GROUP BY fingerprint) AND {TELLING}
)
WHERE score_before IS NOT NULL AND said IS NOT NULL
"""  # noqa: S608  (our own)

CALIBRATED = f"""
SELECT avg(score_before) AS mean, avg(said = 'relationship') AS share, count(*) AS count
FROM ({ANSWERS})
GROUP BY min(CAST(score_before / {100 // TENTHS} AS INTEGER), {TENTHS - 1}) ORDER BY mean
"""  # noqa: S608  (our own)

PROMOTED = """
SELECT json_extract(report, '$.model') AS model, json_extract(report, '$.before') AS before,
       json_extract(report, '$.labels') AS labels, last_label, started_at, updated_at
FROM job WHERE state = 'promoted' ORDER BY rowid
"""

BY_WEEK = f"""
SELECT CAST((first_seen - {MONDAY}) / {WEEK} AS INTEGER) AS week, band, count(*)
FROM message WHERE first_seen >= :since AND band IS NOT NULL GROUP BY week, band ORDER BY week
"""  # noqa: S608  (our own numbers)

DECLINED = """
SELECT count(*) FROM decision WHERE action = 'declined' AND NOT EXISTS (
    SELECT 1 FROM decision AS later WHERE later.message = decision.message
    AND later.id > decision.id AND later.action IN ('declined', 'undone')
)
"""

NEWEST = """
SELECT id, score FROM message WHERE score IS NOT NULL ORDER BY id DESC LIMIT ?
"""

JUDGED = """
SELECT id, score FROM message WHERE judge = ? AND score IS NOT NULL ORDER BY id DESC LIMIT ?
"""


@dataclass(frozen=True)
class ScoreBin:
    """Messages that score from ``start`` up to ``end`` points (the last bin: 100 too)."""

    start: int
    end: int
    leaflet: int = 0
    relationship: int = 0
    unlabelled: int = 0


@dataclass(frozen=True)
class Calibrated:
    """Labelled texts of about one score: its mean, and which share of them were relationships."""

    mean: float
    share: float
    count: int


@dataclass(frozen=True)
class Week:
    """Messages first seen in the seven days from ``week``, a Monday (UTC), by band."""

    week: date
    leaflet: int = 0
    unsure: int = 0
    relationship: int = 0
    no_note: int = 0


@dataclass(frozen=True)
class Promotion:
    """A model put to use: when, how many labels it had learnt, the number of the last of them."""

    model: str
    at: datetime
    labels: int
    last_label: int


class Insights(Database):
    """The part of the store that adds up."""

    def score_bins(self) -> list[ScoreBin]:
        """Count scored messages by score and label."""
        labelled: dict[int, dict[Label, int]] = {}
        with self.reading() as connection:
            scored = dict(tuple(row) for row in connection.execute(BY_SCORE).fetchall())
            for number, label, count in connection.execute(LABELLED_BY_SCORE).fetchall():
                labelled.setdefault(number, {})[label] = count
        return [
            ScoreBin(
                start=BIN * number,
                end=BIN * (number + 1),
                unlabelled=scored.get(number, 0) - sum(labelled.get(number, {}).values()),
                **labelled.get(number, {}),
            )
            for number in range(BINS)
        ]

    def calibrated(self) -> list[Calibrated]:
        """Compare the scores that stood before a text's first label with what it turned out to be.

        By tenths of the score; texts the user did not label themselves are left out.
        """
        with self.reading() as connection:
            rows = connection.execute(CALIBRATED).fetchall()
        return [
            Calibrated(round(row["mean"], 1), round(row["share"], 4), row["count"]) for row in rows
        ]

    def answers(self) -> list[Answer]:
        """Give what the user said of each text with the score that stood before, oldest first."""
        with self.reading() as connection:
            rows = connection.execute(f"{ANSWERS} ORDER BY id").fetchall()
        return [
            Answer(row["id"], row["score_before"], row["said"] == "relationship") for row in rows
        ]

    def promotions(self) -> list[Promotion]:
        """Give the models that were put to use, oldest first, beginning with the starter."""
        with self.reading() as connection:
            rows = connection.execute(PROMOTED).fetchall()
            made = dict(tuple(r) for r in connection.execute("SELECT id, created_at FROM model"))
            active = connection.execute("SELECT id FROM active_model").fetchone()
        found = [
            Promotion(row["model"], moment(row["updated_at"]), row["labels"], row["last_label"])
            for row in rows
        ]
        first = rows[0]["before"] if rows else active and active["id"]
        if first is None:
            return found
        since = made.get(first, rows[0]["started_at"] if rows else now())
        return [Promotion(first, moment(since), 0, 0), *found]

    def weeks(self) -> list[Week]:
        """Count messages by band and week, for the newest :data:`WEEKS` weeks that had any."""
        this = int((now() - MONDAY) // WEEK)
        since = MONDAY + (this - WEEKS + 1) * WEEK
        found: dict[int, dict[Band, int]] = {}
        with self.reading() as connection:
            for week, band, count in connection.execute(BY_WEEK, {"since": since}).fetchall():
                found.setdefault(week, {})[band] = count
        return [Week(monday(week), **counts) for week, counts in found.items()]

    def declined(self) -> int:
        """Count declines that were not undone."""
        with self.reading() as connection:
            return int(connection.execute(DECLINED).fetchone()[0])

    def newest_scores(self, most: int) -> list[tuple[int, float]]:
        """Give number and score of the newest scored messages, newest first."""
        with self.reading() as connection:
            return [tuple(row) for row in connection.execute(NEWEST, (most,)).fetchall()]

    def scores_by(self, judge: str, most: int) -> list[tuple[int, float]]:
        """Give number and score of the newest messages one model scored, oldest first."""
        with self.reading() as connection:
            rows = connection.execute(JUDGED, (judge, most)).fetchall()
        return [tuple(row) for row in rows[::-1]]


def monday(week: int) -> date:
    """Give the day on which a week begins that is counted from the first Monday of 1970."""
    return (datetime.fromtimestamp(MONDAY, UTC) + timedelta(weeks=week)).date()
