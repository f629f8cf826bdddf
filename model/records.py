"""What goes into the judge and what comes out: messages, labels, scores and reasons.

These shapes are the contract of ``docs/reference/protocol.md``; the service and the command line
use the same classes, so a message means the same thing everywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Label = Literal["leaflet", "relationship"]
Band = Literal["leaflet", "unsure", "relationship", "no_note"]
Kind = Literal["connection_request", "inbox_message"]
Strictness = Literal["gentle", "balanced", "strict"]
"""How readily the user lets a message be called a leaflet."""
Source = Literal["badge", "review", "decline", "accept", "import"]
"""How a verdict of the user's came about; ``model/personal.py`` says what each counts."""

MAX_TEXT = 20_000
"""Longest text of one message, in characters."""

ShortText = Annotated[str, StringConstraints(max_length=500)]
MessageId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
MessageText = Annotated[str, StringConstraints(max_length=MAX_TEXT)]


class Record(BaseModel):
    """Base of all records: immutable, unknown fields ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Sender(Record):
    """Who wrote, as far as the page shows it."""

    name: ShortText | None = None
    headline: ShortText | None = None
    profile_url: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    mutual: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class Turn(Record):
    """One earlier message of the same conversation."""

    author: Literal["them", "me"] = Field(alias="from")
    text: MessageText


class Message(Record):
    """One connection request or inbox message, exactly as it was received."""

    id: MessageId
    text: MessageText
    kind: Kind
    site: ShortText | None = None
    lang: Annotated[str, StringConstraints(max_length=35)] | None = None
    sender: Sender | None = None
    received_at: datetime | None = None
    thread: Annotated[list[Turn], Field(max_length=200)] | None = None

    @property
    def has_note(self) -> bool:
        """Whether there is any text to judge."""
        return bool(self.text.strip())


class LabelledMessage(Message):
    """A message with somebody's verdict on it."""

    label: Label


class OwnLabel(LabelledMessage):
    """A verdict of the user's on a message, and how it came about."""

    source: Source = "review"


class Reason(Record):
    """One thing that moved a score.

    ``effect`` is in points of score (0-100), its sign the direction: positive towards
    *relationship*. ``span`` holds character offsets ``[start, end)`` into the message's text.
    """

    signal: str
    text: str
    effect: float
    span: tuple[int, int] | None = None


class Score(Record):
    """The judgement of one message.

    ``score`` is 100 x the calibrated probability that the message is a relationship, rounded to
    one decimal; ``None`` exactly when ``band`` is ``no_note``.
    """

    id: str
    score: float | None
    band: Band
    model: str
    reasons: list[Reason] = Field(default_factory=list)
