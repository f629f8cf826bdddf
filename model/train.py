"""Fit a model to the starter corpus and to the user's own labels."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from model import duplicates
from model.calibration import (
    LOST_RELATIONSHIPS,
    Calibration,
    Thresholds,
    choose_thresholds,
    fit_calibration,
)
from model.corpus import CorpusRow
from model.encoder import DIMENSIONS, TextEncoder, shared_encoder
from model.evaluate import figures
from model.features import SIGNAL_COLUMNS, Features
from model.invariance import without, writer_directions
from model.persistence import versions
from model.pipeline import make_classifier
from model.records import LabelledMessage, Strictness
from model.signals import LEANS
from model.text import normalise
from model.trained import TrainedModel, text_key

Progress = Callable[[float, str], None]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FIRST_LABEL_WEIGHT = 60.0
LEAST_LABEL_WEIGHT = 3.0

GRADE_WEIGHT = {1: 2.0, 2: 0.5, 4: 0.5, 5: 2.0}
"""Blatant cases carry the matter; fine ones carry the writer's hand."""

OPENING_WORDS = 15
OPENING_WEIGHT = 0.5
"""Each longer starter text is shown again as its first words, at half its weight: a verdict must
not hang on length, and a row of an inbox shows no more than an opening."""

HELD_SHARE = 0.2
HELD_LEAST = 10
"""The newest share of the user's labels tests the candidate, if that makes at least so many."""

_CHUNK = 250


def personal_weight(n: int) -> float:
    """How many starter rows one of ``n`` personal labels weighs.

    The first label must be felt; a thousand must not drown the corpus. So the whole grows with the
    square root of their number, until each weighs ``LEAST_LABEL_WEIGHT``.
    """
    return max(FIRST_LABEL_WEIGHT / math.sqrt(max(n, 1)), LEAST_LABEL_WEIGHT)


def train(
    corpus: Iterable[CorpusRow],
    personal: Iterable[LabelledMessage] = (),
    *,
    progress: Progress | None = None,
    encoder: TextEncoder | None = None,
) -> TrainedModel:
    """Fit, calibrate and choose the bands.

    Parameters
    ----------
    corpus : iterable of CorpusRow
        The starter rows; at least two writers.
    personal : iterable of LabelledMessage
        The user's labels, oldest first, one for each text. They weigh more than starter rows
        (``personal_weight``); texts that are nearly the same share one vote; a starter row that is
        nearly the same as one of them is left out, because the user's word counts.
    progress : callable
        Told ``(fraction, stage)`` now and then; fraction from 0 to 1.
    encoder : TextEncoder, optional
        Another encoder, for tests.

    Raises
    ------
    ValueError
        If there are fewer than two writers or not both labels.
    """
    tell = progress or (lambda fraction, stage: None)
    own = [row for row in personal if row.has_note]
    starter = _without_repeats([row for row in corpus if row.has_note], own)
    if len({row.writer for row in starter}) < 2 or len({row.label for row in starter}) < 2:
        raise ValueError("training needs messages of at least two writers and of both labels")
    features = Features(encoder)
    rows = _rows(starter, own, features, lambda f: tell(0.8 * f, "reading the messages"))

    raw = _out_of_fold(rows, lambda f: tell(0.8 + 0.1 * f, "calibrating"))
    judged = rows.whole & ~rows.own
    truth, writer = rows.truth[judged], rows.writer[judged]
    calibration = fit_calibration(raw[judged], truth)
    probability = calibration.probability(raw[judged])
    bands = {
        strictness: choose_thresholds(probability, truth, writer, strictness)
        for strictness in LOST_RELATIONSHIPS
    }

    tell(0.9, "fitting")
    metadata = _metadata(starter, own, features, calibration, bands)
    metadata["metrics"] = {
        "out_of_fold": figures(probability, truth).model_dump(),
        "writers": {
            str(name): figures(probability[writer == name], truth[writer == name]).model_dump()
            for name in np.unique(writer)
        },
    }
    metadata["held_out"] = _held_out(rows, own, calibration)
    classifier = _fit(rows, np.ones(len(rows.truth), dtype=bool))
    tell(1.0, "done")
    return TrainedModel(
        estimator=Pipeline([("features", features), ("classifier", classifier)]),
        calibration=calibration,
        bands=bands,
        baseline=np.asarray(rows.matrix[judged, : SIGNAL_COLUMNS.stop].mean(axis=0)).ravel(),
        metadata=metadata,
    )


@dataclass(frozen=True)
class _Rows:
    """Everything a fold needs, computed once; one row a text or opening.

    ``whole`` marks texts as against openings, ``own`` the user's labels, in their order.
    """

    matrix: sparse.csr_matrix
    truth: Bools
    weight: Floats
    writer: npt.NDArray[np.str_]
    hand: npt.NDArray[np.str_]
    whole: Bools
    own: Bools


def _rows(
    starter: Sequence[CorpusRow],
    own: Sequence[LabelledMessage],
    features: Features,
    tell: Callable[[float], None],
) -> _Rows:
    """Lay out starter texts, their openings and the user's labels, and draw their features."""
    openings = [(row, _opening(row.text)) for row in starter]
    shown = [(row, text) for row, text in openings if text]
    texts = [row.text for row in starter] + [text for _, text in shown] + [r.text for r in own]
    authored = [*starter, *(row for row, _ in shown)]
    grades = np.array([GRADE_WEIGHT[row.grade] for row in authored])
    grades[len(starter) :] *= OPENING_WEIGHT
    none = [""] * len(own)
    index = np.arange(len(texts))
    return _Rows(
        matrix=_matrix(texts, features, tell),
        truth=np.array([row.label == "relationship" for row in [*authored, *own]]),
        weight=np.concatenate([grades, _votes(own)]),
        writer=np.array([row.writer for row in authored] + none),
        hand=np.array([row.writer + row.lang for row in authored] + none),
        whole=(index < len(starter)) | (index >= len(authored)),
        own=index >= len(authored),
    )


def _opening(text: str) -> str:
    """Give the first words of a longer text, nothing for a short one."""
    words = normalise(text).split()
    return " ".join(words[:OPENING_WORDS]) if len(words) > OPENING_WORDS else ""


def _without_repeats(starter: list[CorpusRow], own: Sequence[LabelledMessage]) -> list[CorpusRow]:
    found = duplicates.pairs([row.text for row in own], [row.text for row in starter])
    repeated = {j for _, j, _ in found}
    return [row for j, row in enumerate(starter) if j not in repeated]


def _votes(own: Sequence[LabelledMessage]) -> Floats:
    """Weights of the personal labels; each group of near-duplicates has one vote."""
    if not own:
        return np.empty(0)
    group = duplicates.groups([row.text for row in own])
    size = np.bincount(group)
    return np.asarray(personal_weight(len(size)) / size[group])


def _matrix(
    texts: Sequence[str], features: Features, tell: Callable[[float], None]
) -> sparse.csr_matrix:
    parts = []
    for start in range(0, len(texts), _CHUNK):
        parts.append(features.transform(texts[start : start + _CHUNK]))
        tell(min(1.0, (start + _CHUNK) / len(texts)))
    return sparse.vstack(parts, format="csr")


def _fit(rows: _Rows, seen: Bools) -> LogisticRegression:
    """Fit the classifier to the rows marked by ``seen``.

    The writers' hands are taken out, and so is every signal that would push against its meaning.
    """
    matrix, truth = rows.matrix[seen], rows.truth[seen]
    meaning = matrix[:, :DIMENSIONS].toarray()
    authored = (rows.whole & ~rows.own)[seen]
    directions = writer_directions(meaning[authored], rows.hand[seen][authored], truth[authored])
    meaning = without(meaning, directions)
    signals = matrix[:, SIGNAL_COLUMNS].toarray()
    words = matrix[:, SIGNAL_COLUMNS.stop :]
    while True:
        clean = sparse.hstack([meaning, signals, words], format="csr")
        classifier = make_classifier().fit(clean, truth, rows.weight[seen])
        astray = classifier.coef_[0][SIGNAL_COLUMNS] * LEANS < 0
        if not astray.any():
            return classifier
        signals[:, astray] = 0.0


def _out_of_fold(rows: _Rows, tell: Callable[[float], None]) -> Floats:
    """Raw score of every starter row from a classifier that never saw its writer."""
    raw = np.zeros(len(rows.truth))
    names = sorted(set(rows.writer[~rows.own]))
    for i, name in enumerate(names):
        left_out = rows.writer == name
        raw[left_out] = _fit(rows, ~left_out).decision_function(rows.matrix[left_out])
        tell((i + 1) / len(names))
    return raw


def _held_out(
    rows: _Rows, own: Sequence[LabelledMessage], calibration: Calibration
) -> dict[str, float]:
    """Probabilities of the user's newest labels from a fit to all but them; by text key.

    Empty while there are too few labels. ``model.adoption`` compares them with the model in use.
    """
    count = math.floor(HELD_SHARE * len(own))
    if count < HELD_LEAST:
        return {}
    newest = np.zeros(len(rows.truth), dtype=bool)
    newest[-count:] = True
    raw = _fit(rows, ~newest).decision_function(rows.matrix[newest])
    keys = [text_key(row.text) for row in own[-count:]]
    return dict(zip(keys, calibration.probability(raw).round(4).tolist(), strict=True))


def _metadata(
    starter: Sequence[CorpusRow],
    own: Sequence[LabelledMessage],
    features: Features,
    calibration: Calibration,
    bands: dict[Strictness, Thresholds],
) -> dict[str, Any]:
    now = datetime.now(UTC)
    digest = data_hash([*starter, *own])
    encoder = features.encoder or shared_encoder()
    return {
        "id": f"{now:%Y%m%d-%H%M%S}-{digest[:8]}",
        "created_at": now.isoformat(timespec="seconds"),
        "data": {"corpus": len(starter), "personal": len(own), "sha256": digest},
        "versions": versions(),
        "encoder": encoder.fingerprint,
        "calibration": calibration.model_dump(),
        "bands": {strictness: found.model_dump() for strictness, found in bands.items()},
        "trained_on": [text_key(row.text) for row in own],
    }


def data_hash(rows: Sequence[LabelledMessage]) -> str:
    """SHA-256 over texts and labels, in order, in hex."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.label}\0{row.text}\0".encode())
    return digest.hexdigest()
