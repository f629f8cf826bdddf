"""What the user's own labels count, and how they move the starter's weights.

A verdict the user gave counts whole; one drawn from what they did (declined, accepted, talked with)
counts less, and all such together leave those that were given their say.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from model import duplicates
from model.centred import adapt
from model.features import (
    ATTRIBUTE_COLUMNS,
    MEANING_COLUMNS,
    NUANCE_COLUMNS,
    SIGNAL_COLUMNS,
    Encode,
    Features,
)
from model.records import LabelledMessage, OwnLabel, Source

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LabelT = TypeVar("LabelT", bound=LabelledMessage)

SOURCE_WEIGHT: dict[Source, float] = {
    "badge": 1.0,
    "review": 1.0,
    "import": 0.5,
    "accept": 0.5,
    "decline": 0.25,
}
"""What a label counts by how it came about. Whom one accepts and talks with, one mostly welcomes;
who is declined may only have come at the wrong time."""

EXPLICIT: frozenset[Source] = frozenset({"badge", "review"})
"""What the user said in so many words. The others are drawn from what the user did."""

FIRST_LABEL_WEIGHT = 6.0
LEAST_LABEL_WEIGHT = 1.0
"""What the first explicit label counts, and what each counts at least when there are many."""

PRECISION = {"attributes": 30.0, "signals": 10.0, "meaning": 4.0, "nuance": 4.0, "words": 0.05}
"""How firmly the starter model's weights are held against the user's first label. A label tells
most of the very words it was given to, less of what else has such a meaning, and hardly anything of
what an attribute counts."""

LEAST_PRECISION = {"meaning": 2.0, "nuance": 0.75}
"""Once there are many labels. The precision falls as their weight together grows: one label that
was a slip must not carry along all that is near it, fifty that agree must. Nuances are given the
most room, for there tastes differ; the meaning less, for by that all are told from leaflets."""

FEW = 10
"""So many new texts are read at once even where reading rests."""

_CHUNK = 250


@dataclass(frozen=True)
class Rows:
    """Features, labels and weights of some texts; ``writer`` is empty for the user's own."""

    matrix: sparse.csr_matrix
    truth: Bools
    weight: Floats
    writer: npt.NDArray[np.str_]

    def marked(self, seen: Bools) -> Rows:
        """Give those marked by ``seen``."""
        return Rows(self.matrix[seen], self.truth[seen], self.weight[seen], self.writer[seen])


def personal_weight(n: int, least: float = LEAST_LABEL_WEIGHT) -> float:
    """Give what one of ``n`` personal labels counts.

    The first label must be felt; a thousand must not drown the starter model. So the whole grows
    with the square root of their number, until each counts ``least``.
    """
    return max(FIRST_LABEL_WEIGHT / math.sqrt(max(n, 1)), least)


def vote_weights(labels: Sequence[LabelledMessage], group: npt.NDArray[np.int64]) -> Floats:
    """Give what each label counts; those of one ``group`` share one vote.

    Explicit labels are counted among themselves and implicit ones among themselves, so that
    hundreds of imported ones take nothing from a few given by hand; and an implicit label may come
    to count next to nothing, for there is no end to their number.
    """
    source = [source_of(label) for label in labels]
    by_source = np.array([SOURCE_WEIGHT[one] for one in source])
    explicit = np.array([one in EXPLICIT for one in source], dtype=bool)
    weight = np.zeros(len(labels))
    for kind, least in ((explicit, LEAST_LABEL_WEIGHT), (~explicit, 0.0)):
        size = np.bincount(group[kind])
        each = personal_weight(int(np.count_nonzero(size)), least)
        weight[kind] = each * by_source[kind] / size[group[kind]]
    return weight


def source_of(label: LabelledMessage) -> Source:
    """Say how a label came about; one that does not tell was given on purpose."""
    return label.source if isinstance(label, OwnLabel) else "review"


class ReadTexts:
    """What was drawn from the user's labelled texts, each read once; for one thread at a time.

    ``rest``, where given, is called after each text with the seconds it took to read, if more than
    ``FEW`` are new: it may wait, so that others go first, or raise to end the reading; what was
    read until then stays read. ``encode`` is what reads.
    """

    def __init__(
        self, rest: Callable[[float], None] | None = None, encode: Encode = Features.encoded
    ) -> None:
        self._rest = rest
        self._encode = encode
        self._place: dict[str, int] = {}
        self._parts: tuple[sparse.csr_matrix, ...] = ()

    def __len__(self) -> int:
        return len(self._place)

    def unread(self, labels: Sequence[LabelT]) -> list[LabelT]:
        """Give the labels whose texts have not been read, in order."""
        return [label for label in labels if label.text not in self._place]

    def keep(self, labels: Sequence[LabelledMessage]) -> None:
        """Forget all texts but those of ``labels``."""
        kept = [text for text in dict.fromkeys(row.text for row in labels) if text in self._place]
        if len(kept) < len(self._place):
            rows = [self._place[text] for text in kept]
            self._parts = tuple(part[rows] for part in self._parts)
            self._place = {text: row for row, text in enumerate(kept)}

    def rows(
        self,
        labels: Sequence[LabelledMessage],
        features: Features,
        tell: Callable[[float], None] | None = None,
    ) -> Rows:
        """Lay out labelled texts; those that are nearly the same share one vote.

        Reads what is new, which ``tell`` is told of (a fraction).
        """
        self._learn(labels, features, tell or (lambda fraction: None))
        place = [self._place[label.text] for label in labels]
        rows, shingles = (_at(place, part) for part in self._parts)
        return Rows(
            matrix=sparse.csr_matrix(
                (rows.data.astype(np.float64), rows.indices, rows.indptr), shape=rows.shape
            ),
            truth=np.array([label.label == "relationship" for label in labels], dtype=bool),
            weight=vote_weights(labels, duplicates.groups(shingles)),
            writer=np.array([""] * len(labels)),
        )

    def _learn(
        self,
        labels: Sequence[LabelledMessage],
        features: Features,
        tell: Callable[[float], None],
    ) -> None:
        new = list(dict.fromkeys(label.text for label in self.unread(labels)))
        rest = self._rest if len(new) > FEW else None
        size = 1 if rest else _CHUNK
        read = [self._parts or self._read([], features)]
        try:
            for start in range(0, len(new), size):
                began = time.monotonic()
                read.append(self._read(new[start : start + size], features))
                if rest:
                    rest(time.monotonic() - began)
                tell(min(1.0, (start + size) / len(new)))
        finally:
            self._parts = tuple(sparse.vstack(parts, "csr") for parts in zip(*read, strict=True))
            done = new[: self._parts[0].shape[0] - len(self._place)]
            self._place.update((text, row) for row, text in enumerate(done, start=len(self._place)))

    def _read(self, texts: Sequence[str], features: Features) -> tuple[sparse.csr_matrix, ...]:
        """Give a row of features for each text, at half the width, and one of shingles."""
        rows = features.from_encoded(texts, self._encode(features, texts))
        return rows.astype(np.float32), duplicates.shingles(texts)


def _at(place: Sequence[int], part: sparse.csr_matrix) -> sparse.csr_matrix:
    """Give the rows at these places; all of them in order, the usual case, without a copy."""
    return part if place == list(range(part.shape[0])) else part[place]


def moved(
    starter: LogisticRegression, labels: Rows, seen: Bools | None = None
) -> LogisticRegression:
    """Move the starter's weights towards the user's labels, all or those marked by ``seen``."""
    if seen is not None:
        labels = labels.marked(seen)
    precision = np.full(labels.matrix.shape[1], PRECISION["words"])
    precision[ATTRIBUTE_COLUMNS] = PRECISION["attributes"]
    precision[SIGNAL_COLUMNS] = PRECISION["signals"]
    weight = float(labels.weight.sum())
    precision[MEANING_COLUMNS] = loosened("meaning", weight)
    precision[NUANCE_COLUMNS] = loosened("nuance", weight)
    return adapt(starter, labels.matrix, labels.truth, labels.weight, precision)


def loosened(part: str, weight: float) -> float:
    """Give how firmly the weights of a part are held against labels of so much weight together."""
    firm = PRECISION[part] * FIRST_LABEL_WEIGHT / max(weight, FIRST_LABEL_WEIGHT)
    return max(firm, LEAST_PRECISION[part])


def mark_of(labels: Sequence[LabelledMessage]) -> str:
    """Give six hex digits that change with the labels and what they count, not with their order."""
    said = sorted(f"{source_of(row)} {row.label} {row.text}" for row in labels)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:6]
