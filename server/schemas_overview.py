"""Replies about the history as a whole; see ``schemas.py`` for the rest of the protocol."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from model.records import Record, Strictness
from model.wording import Sentence
from server.schemas import EntryView


class BulkReply(Record):
    """Whether leaflets may come ticked; ``bound``, ``limit``, ``confidence`` are in percent.

    ``checked`` and ``wrong`` count the checks of the present band, ``missing`` the right ones still
    needed. ``audit``: messages of the band that were drawn and wait for a label.
    """

    allowed: bool
    bound: float | None
    limit: float
    confidence: int
    checked: int
    wrong: int
    missing: int
    why: Sentence
    alarm: Sentence | None
    audit: list[EntryView]


class ScoreBinView(Record):
    """Messages that score from ``from`` up to ``to`` points, by label."""

    start: int = Field(serialization_alias="from")
    end: int = Field(serialization_alias="to")
    leaflet: int
    relationship: int
    unlabelled: int


class CalibratedView(Record):
    """Labelled texts of about one score: ``mean`` in points, ``share`` of relationships, 0 to 1."""

    mean: float
    share: float
    count: int


class LearningView(Record):
    """How well the scores did while this model was in use; ``labels``: those it had learnt."""

    model: str
    created_at: datetime
    labels: int
    auc: float | None
    balanced_accuracy: float | None


class WeekView(Record):
    """Messages first seen in the week that begins on ``week``, a Monday, by band."""

    week: date
    leaflet: int
    unsure: int
    relationship: int
    no_note: int


class Saved(Record):
    """What declining here has spared the user, on an assumption that ``sentence`` names."""

    declined: int
    minutes: float
    sentence: Sentence


class InsightsReply(Record):
    """The figures of the desk's plots."""

    scores: list[ScoreBinView]
    reliability: list[CalibratedView]
    learning: list[LearningView]
    weeks: list[WeekView]
    saved: Saved


class StrictnessChoice(Record):
    """How one strictness sorts the messages; ``moved``: some that would change their band."""

    leaflet: int
    unsure: int
    relationship: int
    moved: list[EntryView]


class StrictnessReply(Record):
    """What each strictness would say of the newest messages, by their stored scores."""

    compared: int
    choices: dict[Strictness, StrictnessChoice]


class BackupView(Record):
    """A copy of the database in the data folder."""

    file: str
    bytes: int
    at: datetime


class BackupsReply(Record):
    """All such copies, newest first."""

    backups: list[BackupView]
