"""Fit a model to the starter corpus and to the user's own labels."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.pipeline import Pipeline

from model import duplicates
from model.calibration import choose_thresholds, fit_calibration
from model.corpus import CorpusRow
from model.encoder import DIMENSIONS, TextEncoder, shared_encoder
from model.evaluate import figures
from model.features import Features
from model.persistence import versions
from model.pipeline import make_classifier
from model.records import LabelledMessage
from model.signals import SIGNALS
from model.trained import TrainedModel

Progress = Callable[[float, str], None]
Floats = npt.NDArray[np.float64]

FIRST_LABEL_WEIGHT = 60.0
LEAST_LABEL_WEIGHT = 3.0
HELD_SHARE = 0.2
HELD_LEAST = 10
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
    rows: list[LabelledMessage] = [*starter, *own]
    truth = np.array([row.label == "relationship" for row in rows])
    writer = np.array([row.writer for row in starter] + [""] * len(own))
    if len(set(writer) - {""}) < 2 or len(set(truth)) < 2:
        raise ValueError("training needs messages of at least two writers and of both labels")
    weight = np.concatenate([np.ones(len(starter)), _votes(own)])
    features = Features(encoder)

    matrix = _matrix(rows, features, lambda f: tell(0.75 * f, "reading the messages"))
    raw = _out_of_fold(matrix, truth, weight, writer, lambda f: tell(0.75 + 0.2 * f, "calibrating"))
    judged = writer != ""
    calibration = fit_calibration(raw[judged], truth[judged], weight[judged])
    probability = calibration.probability(raw)
    thresholds = choose_thresholds(probability[judged], truth[judged], writer[judged])

    tell(0.95, "fitting")
    classifier = make_classifier().fit(matrix, truth, weight)
    width = DIMENSIONS + len(SIGNALS)
    now = datetime.now(UTC)
    digest = data_hash(rows)
    metadata: dict[str, Any] = {
        "id": f"{now:%Y%m%d-%H%M%S}-{digest[:8]}",
        "created_at": now.isoformat(timespec="seconds"),
        "data": {"corpus": len(starter), "personal": len(own), "sha256": digest},
        "versions": versions(),
        "encoder": (encoder or shared_encoder()).fingerprint,
        "calibration": calibration.model_dump(),
        "thresholds": thresholds.model_dump(),
        "metrics": {"out_of_fold": figures(probability[judged], truth[judged]).model_dump()},
    }
    tell(1.0, "done")
    return TrainedModel(
        estimator=Pipeline([("features", features), ("classifier", classifier)]),
        calibration=calibration,
        thresholds=thresholds,
        baseline=np.asarray(matrix[:, :width].mean(axis=0)).ravel(),
        metadata=metadata,
    )


def data_hash(rows: Sequence[LabelledMessage]) -> str:
    """SHA-256 over texts and labels, in order, in hex."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.label}\0{row.text}\0".encode())
    return digest.hexdigest()


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
    return personal_weight(len(size)) / size[group]


def _matrix(
    rows: Sequence[LabelledMessage], features: Features, tell: Callable[[float], None]
) -> sparse.csr_matrix:
    parts = []
    for start in range(0, len(rows), _CHUNK):
        parts.append(features.transform([row.text for row in rows[start : start + _CHUNK]]))
        tell(min(1.0, (start + _CHUNK) / len(rows)))
    return sparse.vstack(parts, format="csr")


def _out_of_fold(
    matrix: sparse.csr_matrix,
    truth: npt.NDArray[np.bool_],
    weight: Floats,
    writer: npt.NDArray[np.str_],
    tell: Callable[[float], None],
) -> Floats:
    """Raw score of every starter row from a classifier that never saw its writer."""
    raw = np.zeros(len(truth))
    names = sorted(set(writer) - {""})
    for i, name in enumerate(names):
        seen = writer != name
        classifier = make_classifier().fit(matrix[seen], truth[seen], weight[seen])
        raw[~seen] = classifier.decision_function(matrix[~seen])
        tell((i + 1) / len(names))
    return raw
