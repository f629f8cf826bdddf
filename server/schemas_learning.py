"""Learning in the protocol: what to label, trainings, models; the rest is in ``schemas.py``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from model.records import Label, Record
from model.wording import Sentence
from server.schemas import EntryView, Identifier

PickCount = Annotated[int, Field(ge=1, le=20)]


class QueueReply(Record):
    """The messages whose label would tell most; ``waiting`` counts unlabelled ones in ``unsure``.

    ``advice`` is a sentence on the user's labels: how many, how balanced, what would help.
    """

    picks: list[EntryView]
    waiting: int
    labels: dict[Label, int]
    advice: Sentence


class Suspect(Record):
    """A label that may be a mistake: ``score`` is what a model says that did not learn it."""

    entry: EntryView
    key: str
    score: float


class SuspectsReply(Record):
    """The labels most in doubt, the worst first, out of ``checked``."""

    checked: int
    suspects: list[Suspect]


class JobStarted(Record):
    """The training that now runs: a new one, or the one that ran already."""

    job: str


class ModelView(Record):
    """A model that can be used; one that is ``waiting`` is good enough, and the user decides.

    ``held_out``: figures on the user's newest labels by a fit that had not seen them.
    """

    id: str
    created_at: datetime
    active: bool
    waiting: bool
    metrics: dict[str, Any]
    held_out: dict[str, Any] | None
    labels: int


class ModelsReply(Record):
    """All kept models."""

    models: list[ModelView]


class UseModelRequest(Record):
    """Which model to use from now on."""

    id: Identifier
