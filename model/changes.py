"""What would change for the user if another model took the place of the one in use."""

from __future__ import annotations

from collections.abc import Sequence

from model.context import Recipient
from model.encoder import MemoEncoder
from model.records import Band, Message, Record, Score, Strictness
from model.trained import TrainedModel

MOST_EXAMPLES = 10

CAPITAL: dict[Band, str] = {
    "leaflet": "Leaflet",
    "unsure": "Unsure",
    "relationship": "Relationship",
}
"""The bands a message with a note can be in, and the words of their badges."""


class Judged(Record):
    """What one model says of a message."""

    score: float
    band: Band


class Change(Record):
    """A message whose band would change."""

    message: Message
    before: Judged
    after: Judged


class Changes(Record):
    """What would change on some messages.

    ``compared`` counts those with a note, ``flips`` those of them whose band would change,
    ``moves`` the flips by the band they would have. ``examples`` are those whose score moves most.
    """

    compared: int
    flips: int
    sentence: str
    moves: dict[Band, int]
    examples: tuple[Change, ...]


def compared(
    current: TrainedModel,
    other: TrainedModel,
    messages: Sequence[Message],
    strictness: Strictness = "balanced",
    recipient: Recipient | None = None,
) -> Changes:
    """Say what would change on ``messages`` if ``other`` took the place of ``current``.

    Both must have been trained with the same encoder: it reads every text once.
    """
    noted = [message for message in messages if message.has_note]
    memo = MemoEncoder(current.encoder)
    before, after = (
        model.read_by(memo).score(noted, strictness=strictness, recipient=recipient)
        for model in (current, other)
    )
    return summed_up(noted, before, after)


def summed_up(
    messages: Sequence[Message], before: Sequence[Score], after: Sequence[Score]
) -> Changes:
    """Compare two lists of scores of the same messages, all of which have a note."""
    flips = [
        Change(message=message, before=_judged(old), after=_judged(new))
        for message, old, new in zip(messages, before, after, strict=True)
        if old.band != new.band
    ]
    flips.sort(key=lambda flip: -abs(flip.after.score - flip.before.score))
    moves = {band: sum(flip.after.band == band for flip in flips) for band in CAPITAL}
    return Changes(
        compared=len(messages),
        flips=len(flips),
        sentence=sentence(len(messages), moves),
        moves=moves,
        examples=tuple(flips[:MOST_EXAMPLES]),
    )


def sentence(n: int, moves: dict[Band, int]) -> str:
    """Say how many of the last ``n`` messages would change, and to what."""
    if n == 0:
        return "There are no messages yet on which to see what would change."
    flips = sum(moves.values())
    to = ", ".join(f"{moves[band]} to {word}" for band, word in CAPITAL.items() if moves[band])
    if n == 1:
        return "Your last message would change." if flips else "Your last message would not change."
    if flips == 0:
        return f"None of your last {n} messages would change."
    return f"{flips} of your last {n} messages would change: {to}."


def _judged(score: Score) -> Judged:
    assert score.score is not None
    return Judged(score=score.score, band=score.band)
