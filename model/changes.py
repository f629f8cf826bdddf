"""What would change for the user if another model took the place of the one in use."""

from __future__ import annotations

from collections.abc import Sequence

from model.context import Recipient
from model.encoder import MemoEncoder
from model.records import Band, Message, Record, Score, Strictness
from model.trained import TrainedModel
from model.wording import Sentence, sentence

MOST_EXAMPLES = 10

NOTED: tuple[Band, ...] = ("leaflet", "unsure", "relationship")
"""The bands a message with a note can be in."""


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
    sentence: Sentence
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
    moves = {band: sum(flip.after.band == band for flip in flips) for band in NOTED}
    return Changes(
        compared=len(messages),
        flips=len(flips),
        sentence=in_words(len(messages), moves),
        moves=moves,
        examples=tuple(flips[:MOST_EXAMPLES]),
    )


def in_words(n: int, moves: dict[Band, int]) -> Sentence:
    """Say how many of the last ``n`` messages would change, and to what."""
    flips = sum(moves.values())
    if n == 0:
        return sentence("changes.no_messages")
    if n == 1:
        return sentence("changes.last" if flips else "changes.not_last")
    if flips == 0:
        return sentence("changes.none", last=n)
    to = [sentence(f"changes.to_{band}", n=moves[band]) for band in NOTED if moves[band]]
    return sentence("changes.some", n=flips, last=n, to=to)


def _judged(score: Score) -> Judged:
    assert score.score is not None
    return Judged(score=score.score, band=score.band)
