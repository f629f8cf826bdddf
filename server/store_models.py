"""Which models there are and which one is in use; training jobs; profile and settings."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from model.wording import plain, revived
from server.errors import NotFound
from server.store_base import Database, Row, moment, now
from server.wording import sentence

JobState = Literal["running", "promoted", "kept", "failed", "interrupted"]
DocumentName = Literal["profile", "settings"]


@dataclass(frozen=True)
class StoredModel:
    """A model folder that may be used; ``waiting``: good enough, but the user has the last word."""

    id: str
    metadata: dict[str, Any]
    created_at: datetime
    waiting: bool


@dataclass(frozen=True)
class StoredJob:
    """One training, running or over; ``progress`` from 0 to 1, in ``report`` sentences."""

    id: str
    state: JobState
    progress: float
    report: dict[str, Any]
    started_at: datetime
    updated_at: datetime


class Models(Database):
    """The part of the store that knows models, jobs and documents."""

    def register_model(
        self, model_id: str, metadata: dict[str, Any], *, waiting: bool = False
    ) -> None:
        """Note that there is such a model; one known by that id gets the new metadata.

        A ``waiting`` one takes the place of whichever waited before.
        """
        with self.writing() as connection:
            if waiting:
                connection.execute("UPDATE model SET waiting = 0 WHERE waiting")
            connection.execute(
                "INSERT INTO model (id, metadata, created_at, waiting) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET"
                " metadata = excluded.metadata, waiting = excluded.waiting",
                (model_id, json.dumps(metadata), now(), waiting),
            )

    def activate_model(self, model_id: str, *, went_back: bool = False) -> None:
        """Make a registered model the one in use; raises :class:`NotFound` if there is none.

        Neither it nor any older one waits from then on. ``went_back`` notes that the user chose it
        over a newer one; see :meth:`labels_since_going_back`.
        """
        with self.writing() as connection:
            known = connection.execute("SELECT 1 FROM model WHERE id = ?", (model_id,)).fetchone()
            if known is None:
                raise NotFound(sentence("error.no_such_model"))
            connection.execute(
                "INSERT INTO active_model (only, id, back_at) VALUES"
                " (1, ?, CASE WHEN ? THEN (SELECT coalesce(max(id), 0) FROM label) END)"
                " ON CONFLICT (only) DO UPDATE SET id = excluded.id, back_at = excluded.back_at",
                (model_id, went_back),
            )
            connection.execute(
                "UPDATE model SET waiting = 0"
                " WHERE number <= (SELECT number FROM model WHERE id = ?)",
                (model_id,),
            )

    def labels_since_going_back(self) -> int | None:
        """Count the labels in force since the user chose an older model; ``None``: they did not."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM current_label WHERE id > back_at) AS count"
                " FROM active_model WHERE back_at IS NOT NULL"
            ).fetchone()
        return None if row is None else int(row["count"])

    def active_model(self) -> str | None:
        """Give the id of the model in use."""
        with self.reading() as connection:
            row = connection.execute("SELECT id FROM active_model").fetchone()
        return None if row is None else str(row["id"])

    def models(self) -> list[StoredModel]:
        """Give all registered models, in the order they were registered."""
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM model ORDER BY number").fetchall()
        return [
            StoredModel(
                id=row["id"],
                metadata=json.loads(row["metadata"]),
                created_at=moment(row["created_at"]),
                waiting=bool(row["waiting"]),
            )
            for row in rows
        ]

    def forget_model(self, model_id: str) -> None:
        """Strike a model from the list; if it was in use, none is."""
        with self.writing() as connection:
            connection.execute("DELETE FROM model WHERE id = ?", (model_id,))

    def start_job(self) -> str:
        """Note that a training has begun; gives its id."""
        job = secrets.token_hex(8)
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO job (id, state, progress, report, last_label, started_at, updated_at)"
                " VALUES (?, 'running', 0, '{}', (SELECT coalesce(max(id), 0) FROM label), ?, ?)",
                (job, now(), now()),
            )
        return job

    def update_job(self, job: str, *, state: str, progress: float, report: dict[str, Any]) -> None:
        """Note how far a training is."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE job SET state = ?, progress = ?, report = ?, updated_at = ? WHERE id = ?",
                (state, progress, json.dumps(report, default=plain), now(), job),
            )

    def job(self, job: str) -> StoredJob | None:
        """Give one training."""
        with self.reading() as connection:
            row = connection.execute("SELECT * FROM job WHERE id = ?", (job,)).fetchone()
        return None if row is None else stored_job(row)

    def last_job(self) -> StoredJob | None:
        """Give the training that was started last."""
        with self.reading() as connection:
            row = connection.execute("SELECT * FROM job ORDER BY rowid DESC LIMIT 1").fetchone()
        return None if row is None else stored_job(row)

    def labels_since_training(self) -> int:
        """Count the labels that no training has considered which runs or came to its end.

        By row, not by time: the clock may have been set in between.
        """
        with self.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM current_label WHERE id > (SELECT coalesce(max(last_label), 0)"
                " FROM job WHERE state IN ('running', 'promoted', 'kept'))"
            ).fetchone()
        return int(row[0])

    def interrupt_jobs(self) -> int:
        """Mark what was left running by a process that is gone; gives how many there were."""
        with self.writing() as connection:
            return connection.execute(
                "UPDATE job SET state = 'interrupted', updated_at = ? WHERE state = 'running'",
                (now(),),
            ).rowcount

    def get_document(self, name: DocumentName) -> dict[str, Any]:
        """Give the profile or the settings; empty if never written."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT value FROM document WHERE name = ?", (name,)
            ).fetchone()
        value: dict[str, Any] = {} if row is None else json.loads(row["value"])
        return value

    def put_document(self, name: DocumentName, value: dict[str, Any]) -> None:
        """Replace the profile or the settings."""
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO document (name, value, updated_at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET"
                " value = excluded.value, updated_at = excluded.updated_at",
                (name, json.dumps(value), now()),
            )


def stored_job(row: Row) -> StoredJob:
    """Give the job of a row."""
    return StoredJob(
        id=row["id"],
        state=row["state"],
        progress=row["progress"],
        report=json.loads(row["report"], object_hook=revived),
        started_at=moment(row["started_at"]),
        updated_at=moment(row["updated_at"]),
    )
