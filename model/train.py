"""Fit a model to the starter corpus and to the user's own labels."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
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
from model.crossfit import attributes_by_key
from model.encoder import ATTRIBUTE, WIDTH, Matrix, TextEncoder
from model.evaluate import figures
from model.familiar import common_words
from model.features import DENSE_COLUMNS, LEANS, Features
from model.persistence import versions
from model.personal import ReadTexts, Rows, mark_of, moved
from model.pipeline import make_classifier
from model.records import LabelledMessage, Strictness
from model.text import text_key
from model.trained import TrainedModel

Progress = Callable[[float, str], None]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HELD_SHARE = 0.2
HELD_LEAST = 10
"""The newest share of the user's labels tests the candidate, if that makes at least so many."""


def train(
    corpus: Iterable[CorpusRow],
    personal: Iterable[LabelledMessage] = (),
    *,
    progress: Progress | None = None,
    encoder: TextEncoder | None = None,
) -> TrainedModel:
    """Fit, calibrate, choose the bands, and move towards the user's labels.

    Parameters
    ----------
    corpus : iterable of CorpusRow
        The starter rows; at least two writers.
    personal : iterable of LabelledMessage
        The user's labels, oldest first, one for each text. They change the starter's weights by
        the rules of ``model/personal.py``; a starter row that is nearly the same as one of them is
        left out, because the user's word counts.
    progress : callable
        Told ``(fraction, stage)`` now and then; fraction from 0 to 1.
    encoder : TextEncoder, optional
        Another than the shared one, such as one that knows the user's texts already.

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
    tell(0.0, "reading the messages")
    rows = starter_rows(starter, features)
    labels = ReadTexts().rows(own, features, lambda f: tell(0.7 * f, "reading the messages"))

    tell(0.7, "fitting")
    classifier = fit_rows(rows, np.ones(len(rows.truth), dtype=bool))
    kept = classifier.coef_[0, : len(LEANS)] != 0
    raw = _out_of_fold(rows, kept, lambda f: tell(0.75 + 0.2 * f, "calibrating"))
    calibration = fit_calibration(raw, rows.truth)
    probability = calibration.probability(raw)
    bands = {
        strictness: choose_thresholds(probability, rows.truth, strictness)
        for strictness in LOST_RELATIONSHIPS
    }

    tell(0.95, "following your labels")
    metadata = _metadata(starter, own, features, calibration, bands)
    metadata["metrics"] = _metrics(probability, rows)
    metadata["held_out"] = _held_out(classifier, labels, own, calibration)
    adapted = moved(classifier, labels)
    tell(1.0, "done")
    return TrainedModel(
        estimator=Pipeline([("features", features), ("classifier", adapted)]),
        prior=classifier,
        calibration=calibration,
        bands=bands,
        baseline=np.asarray(rows.matrix[:, DENSE_COLUMNS].mean(axis=0)).ravel(),
        metadata=metadata,
        left_out=probability,
    )


def starter_rows(starter: Sequence[CorpusRow], features: Features) -> Rows:
    """Lay out the starter texts as encoders see them that never saw their writer.

    Their meaning is left at nothing: the encoder has learnt these texts, so only what it makes of
    strange ones may be used, and the attributes hold all of that.
    """
    return Rows(
        matrix=features.from_encoded(
            [row.text for row in starter], _crossfitted(starter, features)
        ),
        truth=np.array([row.label == "relationship" for row in starter]),
        weight=np.ones(len(starter)),
        writer=np.array([row.writer for row in starter]),
    )


def _crossfitted(starter: Sequence[CorpusRow], features: Features) -> Matrix:
    """Give the stored attributes; a text that has none is read by the encoder."""
    stored = attributes_by_key()
    encoded = np.zeros((len(starter), WIDTH), dtype=np.float32)
    unknown = []
    for i, row in enumerate(starter):
        attributes = stored.get(text_key(row.text))
        if attributes is None:
            unknown.append(i)
        else:
            encoded[i, ATTRIBUTE] = attributes
    if unknown:
        read = features.encoded([starter[i].text for i in unknown])
        encoded[unknown, ATTRIBUTE] = read[:, ATTRIBUTE]
    return encoded


def _without_repeats(starter: list[CorpusRow], own: Sequence[LabelledMessage]) -> list[CorpusRow]:
    found = duplicates.pairs([row.text for row in own], [row.text for row in starter])
    repeated = {j for _, j, _ in found}
    return [row for j, row in enumerate(starter) if j not in repeated]


def fit_rows(rows: Rows, seen: Bools, kept: Bools | None = None) -> LogisticRegression:
    """Fit the classifier to attributes and signals of the rows marked by ``seen``.

    Only those marked by ``kept`` get a weight; if it is not given, one after another that would
    push against its meaning is taken out. Meaning and words get no weight here; they are for what
    the user's own labels teach.
    """
    readable = rows.matrix[seen, : len(LEANS)].toarray()
    settled = kept is not None
    kept = kept if kept is not None else np.ones(len(LEANS), dtype=bool)
    while True:
        fitted = make_classifier().fit(readable[:, kept], rows.truth[seen], rows.weight[seen])
        coefficients = np.zeros(rows.matrix.shape[1])
        coefficients[: len(LEANS)][kept] = fitted.coef_[0]
        astray = coefficients[: len(LEANS)] * LEANS < 0
        if settled or not astray.any():
            break
        kept = kept & ~astray
    fitted.coef_ = coefficients[None, :]
    fitted.n_features_in_ = len(coefficients)
    return fitted


def _out_of_fold(rows: Rows, kept: Bools, tell: Callable[[float], None]) -> Floats:
    """Raw score of every starter row from a classifier that never saw its writer."""
    raw = np.zeros(len(rows.truth))
    names = sorted(set(rows.writer))
    for i, name in enumerate(names):
        left_out = rows.writer == name
        fitted = fit_rows(rows, ~left_out, kept)
        raw[left_out] = fitted.decision_function(rows.matrix[left_out])
        tell((i + 1) / len(names))
    return raw


def _metrics(probability: Floats, rows: Rows) -> dict[str, Any]:
    """Say how well each row is told by a fit that never saw its writer."""

    def of(some: Bools) -> dict[str, Any]:
        return figures(probability[some], rows.truth[some]).model_dump()

    names = np.unique(rows.writer)
    return {
        "out_of_fold": of(np.ones(len(rows.truth), dtype=bool)),
        "writers": {str(name): of(rows.writer == name) for name in names},
    }


def _held_out(
    starter: LogisticRegression,
    labels: Rows,
    own: Sequence[LabelledMessage],
    calibration: Calibration,
) -> dict[str, float]:
    """Probabilities of the user's newest labels from a fit to all but them; by text key.

    Empty while there are too few labels. ``model.adoption`` compares them with the model in use.
    """
    count = math.floor(HELD_SHARE * len(own))
    if count < HELD_LEAST:
        return {}
    newest = np.zeros(len(own), dtype=bool)
    newest[-count:] = True
    raw = moved(starter, labels, ~newest).decision_function(labels.matrix[newest])
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
    return {
        "id": f"{now:%Y%m%d-%H%M%S}-{digest[:8]}",
        "created_at": now.isoformat(timespec="seconds"),
        "data": {"corpus": len(starter), "personal": len(own), "sha256": digest},
        "versions": versions(),
        "encoder": features.reader.fingerprint,
        "calibration": calibration.model_dump(),
        "bands": {strictness: found.model_dump() for strictness, found in bands.items()},
        "languages": common_words(starter),
        "trained_on": [text_key(row.text) for row in own],
        "learnt": mark_of(own),
    }


def data_hash(rows: Sequence[LabelledMessage]) -> str:
    """SHA-256 over texts and labels, in order, in hex."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.label}\0{row.text}\0".encode())
    return digest.hexdigest()
