"""One text sent to many: found again by four numbers, whatever name it greets.

Of a text only the words written small are looked at, in order, so that names, numbers and the
beginnings of sentences may change. Three of them in a row are a *run*. Two texts are the same if
they share most of their runs. To find the candidates among very many, a text is sketched by four
numbers, each the least of another hash over its runs: a pair that shares a part ``p`` of its runs
agrees in at least one of them with probability ``1 - (1 - p)**4`` (Broder 1997, *On the resemblance
and containment of documents*).
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from model.text import normalise, words

SAME = 0.5
"""Part of the runs of both that two texts must share to count as the same."""

RUN = 3
LEAST_WORDS = 5
LEAST_LETTERS = 25
"""What must be left of a text: a greeting and a thank-you are no text that anybody copied."""

_MASK = 2**64 - 1
_TURNS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
"""One a number: what turns one hash into four."""

SKETCH_WIDTH = len(_TURNS)

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch | None:
    """Give four whole numbers of 64 bits with sign; ``None`` if too little of the text counts."""
    hashes = [
        int.from_bytes(blake2b("\0".join(run).encode(), digest_size=8).digest(), "big")
        for run in runs(text)
    ]
    if not hashes:
        return None
    return tuple(
        min(((value ^ turn) * turn) & _MASK for value in hashes) - 2**63 for turn in _TURNS
    )


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Give all runs of a text; none if too little of it counts."""
    kept = [part for word in words(normalise(text)) for part in _parts(word)]
    if len(kept) < LEAST_WORDS or sum(map(len, kept)) < LEAST_LETTERS:
        return frozenset()
    return frozenset(zip(*(kept[i:] for i in range(RUN)), strict=False))


def same(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> bool:
    """Whether two texts, given by their runs, are the same but for names and small changes."""
    shared = len(first & second)
    return shared > 0 and shared >= SAME * len(first | second)


def _parts(word: str) -> Iterator[str]:
    """Give a word written small; in a script that knows no capitals, its letters."""
    first = word[0]
    if first.lower() == first.upper():
        yield from word
    elif first.islower():
        yield word
