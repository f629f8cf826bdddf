"""The sets of messages that the judge is measured on, each text scored once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from model import bootstrap
from model.corpus import CorpusRow, HoldoutRow
from model.records import LabelledMessage
from model.text import text_key
from model.trained import TrainedModel

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

WORST_TYPES = 5
LEAST_ROWS = 20
"""How many of the corpus's types are shown, and how many rows a type must have."""


@dataclass(frozen=True)
class Slice:
    """Some messages: their keys, the probabilities of *relationship*, and the truth."""

    name: str
    keys: npt.NDArray[np.str_]
    probability: Floats
    truth: Bools

    def part(self, name: str, where: Sequence[bool] | Bools) -> Slice:
        """Give the messages marked by ``where`` as a slice of their own."""
        at = np.asarray(where, dtype=bool)
        return Slice(name, self.keys[at], self.probability[at], self.truth[at])


def sliced(name: str, rows: Sequence[LabelledMessage], probability: Floats) -> Slice:
    """Put rows and their probabilities, in the same order, together.

    A key is the text's (``model.text.text_key``); a text met again gets its count added.
    """
    met: Counter[str] = Counter()
    keys = []
    for row in rows:
        key = text_key(row.text)
        met[key] += 1
        keys.append(key if met[key] == 1 else f"{key}.{met[key]}")
    truth = np.array([row.label == "relationship" for row in rows], dtype=bool)
    return Slice(name, np.array(keys, dtype=np.str_), probability, truth)


def scored(name: str, rows: Iterable[LabelledMessage], trained: TrainedModel) -> Slice:
    """Score the rows that have text."""
    noted = [row for row in rows if row.has_note]
    return sliced(name, noted, trained.probabilities([row.text for row in noted]))


def holdout_slices(rows: Sequence[HoldoutRow], trained: TrainedModel) -> list[Slice]:
    """Score the holdout, and slice it by language, kind, length and clearness; whole comes first.

    *Clear* are the messages whose publisher's verdict is beyond doubt (``sure``).
    """
    noted = [row for row in rows if row.has_note]
    whole = scored("holdout", noted, trained)
    english = np.array([row.lang == "en" for row in noted], dtype=bool)
    request = np.array([row.kind == "connection_request" for row in noted], dtype=bool)
    clear = np.array([row.sure for row in noted], dtype=bool)
    length = np.array([len(row.text) for row in noted], dtype=int)
    marks = {}
    for name, mine in {
        "English": english,
        "other languages": ~english,
        "connection requests": request,
        "inbox messages": ~request,
    }.items():
        marks[f"{name}, clear"] = mine & clear
        marks[f"{name}, all"] = mine
    for lang in sorted({row.lang for row in noted}):
        marks[f"language: {lang}"] = np.array([row.lang == lang for row in noted], dtype=bool)
    marks["under 60 characters"] = length < 60
    marks["60–200 characters"] = (length >= 60) & (length <= 200)
    marks["over 200 characters"] = length > 200
    return [whole, *(whole.part(name, where) for name, where in marks.items() if where.any())]


def far_slices(path: Path | None, trained: TrainedModel) -> list[Slice]:
    """Score a file of far messages, by its field ``set``; nothing if there is no file."""
    sets: dict[str, list[LabelledMessage]] = {}
    if path is not None:
        with path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                sets.setdefault(row["set"], []).append(LabelledMessage.model_validate(row))
    return [scored(f"far: {name}", rows, trained) for name, rows in sets.items()]


def corpus_slices(corpus: Iterable[CorpusRow], trained: TrainedModel) -> list[Slice]:
    """Slice the corpus by writer, each scored by a fit that never saw them; then the worst types.

    ``trained`` must be the starter model of this very corpus, without personal labels.
    """
    rows = [row for row in corpus if row.has_note]
    whole = sliced("left-out writers, all", rows, trained.left_out)
    writers = np.array([row.writer for row in rows])
    each = [whole.part(f"left-out writer {name}", writers == name) for name in np.unique(writers)]
    return [whole, *each, *_worst_types(rows, whole)]


def _worst_types(rows: Sequence[CorpusRow], whole: Slice) -> list[Slice]:
    """Find the types told least well from *all* rows of the other label.

    Most types have one label alone, so a type's rows are set against everything that is not so
    labelled.
    """
    types = np.array([row.type for row in rows])
    found = []
    for (kind, label), count in sorted(Counter((row.type, row.label) for row in rows).items()):
        if count >= LEAST_ROWS:
            side = whole.truth == (label == "relationship")
            name = f"type {kind} ({count} {label}s) against the rest"
            part = whole.part(name, ~side | (types == kind))
            area = bootstrap.auc(part.probability, part.truth, np.ones((1, len(part.truth))))
            found.append((float(area[0]), part))
    return [part for _, part in sorted(found, key=lambda pair: pair[0])[:WORST_TYPES]]
