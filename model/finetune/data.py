"""What the network is taught: every row's verdict and attributes, as a reader judged them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.attributes import NAMES
from model.corpus import CorpusRow, Reading

MARGIN = 0.03
"""The writer's label counts as this far from certain."""

TAUGHT_BY = 1
"""The reader whose judgement is taught; what others read tells how far readers agree."""

WRITER_SHARE = 0.3
"""How much the writer's own label weighs beside the reader's judgement."""

DISPUTED = 0.6
"""A row is left out if the reader is at least so far from the writer's label."""

FOLDS = 3

AGAINST_MODELS = frozenset("CDxyz")
AGAINST_WEIGHT = 0.3
"""Writers who wrote against an earlier model, and what a row of theirs counts in the loss. Left at
1 their rows, all near the line, outweigh the plain ones (``docs/judgement.md``)."""


@dataclass(frozen=True)
class Example:
    """One text and its targets: attributes, then the verdict; each a probability."""

    id: str
    text: str
    writer: str
    relationship: bool
    targets: tuple[float, ...]
    weight: float


def examples(rows: Sequence[CorpusRow], readings: Sequence[Reading]) -> list[Example]:
    """Join rows with their readings; rows without text, unread or disputed ones are left out."""
    read = {reading.id: reading for reading in readings if reading.reader == TAUGHT_BY}
    found = []
    for row in rows:
        mine = read.get(row.id)
        if not row.has_note or mine is None:
            continue
        own = float(row.label == "relationship")
        score = mine.score / 100
        if abs(own - score) >= DISPUTED:
            continue
        verdict = WRITER_SHARE * abs(own - MARGIN) + (1 - WRITER_SHARE) * score
        attributes = [float(name in mine.attributes) for name in NAMES]
        weight = AGAINST_WEIGHT if row.writer in AGAINST_MODELS else 1.0
        targets = (*attributes, verdict)
        found.append(Example(row.id, row.text, row.writer, bool(own), targets, weight))
    return found


def folds(found: Sequence[Example]) -> list[np.ndarray]:
    """Give, for each fold, which examples are left out: whole writers, dealt in turn."""
    writers = sorted({example.writer for example in found})
    place = {writer: i % FOLDS for i, writer in enumerate(writers)}
    mine = np.array([place[example.writer] for example in found])
    return [mine == fold for fold in range(FOLDS)]
