"""Fit a model to the starter corpus and to the user's own labels."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from model import duplicates
from model.corpus import CorpusRow
from model.encoder import TextEncoder
from model.features import Features
from model.persistence import versions
from model.personal import ReadTexts, Rows, mark_of, moved
from model.records import LabelledMessage
from model.starter import Progress, Starter, fit_starter, made_of, taken_over
from model.text import text_key
from model.trained import TrainedModel

HELD_SHARE = 0.2
HELD_LEAST = 10
"""The newest share of the user's labels tests the candidate, if that makes at least so many."""


def train(
    corpus: Iterable[CorpusRow],
    personal: Iterable[LabelledMessage] = (),
    *,
    progress: Progress | None = None,
    encoder: TextEncoder | None = None,
    like: TrainedModel | None = None,
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
    like : TrainedModel, optional
        A model whose starter is taken over if it is made of the same rows by the same code. The
        outcome is the same, ten seconds earlier.

    Raises
    ------
    ValueError
        If there are fewer than two writers or not both labels.
    """
    tell = progress or (lambda fraction, stage: None)
    own = [row for row in personal if row.has_note]
    rows = _without_repeats([row for row in corpus if row.has_note], own)
    if len({row.writer for row in rows}) < 2 or len({row.label for row in rows}) < 2:
        raise ValueError("training needs messages of at least two writers and of both labels")
    features = Features(encoder)
    begun = 0.0
    starter = taken_over(like, made_of(rows, features)) if like else None
    if starter is None:
        starter = fit_starter(rows, features, lambda f, stage: tell(0.5 * f, stage))
        begun = 0.5

    def read(fraction: float) -> None:
        tell(begun + (0.95 - begun) * fraction, "reading the messages")

    labels = ReadTexts().rows(own, features, read)
    tell(0.95, "following your labels")
    metadata = _metadata(rows, own, features, starter)
    metadata["held_out"] = _held_out(starter, labels, own)
    adapted = moved(starter.classifier, labels)
    tell(1.0, "done")
    return TrainedModel(
        estimator=Pipeline([("features", features), ("classifier", adapted)]),
        prior=starter.classifier,
        calibration=starter.calibration,
        bands=starter.bands,
        baseline=starter.baseline,
        metadata=metadata,
        left_out=starter.left_out,
    )


def _without_repeats(starter: list[CorpusRow], own: Sequence[LabelledMessage]) -> list[CorpusRow]:
    found = duplicates.pairs([row.text for row in own], [row.text for row in starter])
    repeated = {j for _, j, _ in found}
    return [row for j, row in enumerate(starter) if j not in repeated]


def _held_out(starter: Starter, labels: Rows, own: Sequence[LabelledMessage]) -> dict[str, float]:
    """Probabilities of the user's newest labels from a fit to all but them; by text key.

    Empty while there are too few labels. ``model.adoption`` compares them with the model in use.
    """
    count = math.floor(HELD_SHARE * len(own))
    if count < HELD_LEAST:
        return {}
    newest = np.zeros(len(own), dtype=bool)
    newest[-count:] = True
    raw = moved(starter.classifier, labels, ~newest).decision_function(labels.matrix[newest])
    keys = [text_key(row.text) for row in own[-count:]]
    return dict(zip(keys, starter.calibration.probability(raw).round(4).tolist(), strict=True))


def _metadata(
    rows: Sequence[CorpusRow],
    own: Sequence[LabelledMessage],
    features: Features,
    starter: Starter,
) -> dict[str, Any]:
    now = datetime.now(UTC)
    digest = data_hash([*rows, *own])
    return {
        "id": f"{now:%Y%m%d-%H%M%S}-{digest[:8]}",
        "created_at": now.isoformat(timespec="seconds"),
        "data": {"corpus": len(rows), "personal": len(own), "sha256": digest},
        "versions": versions(),
        "encoder": features.reader.fingerprint,
        "starter": starter.mark,
        "calibration": starter.calibration.model_dump(),
        "bands": {strictness: found.model_dump() for strictness, found in starter.bands.items()},
        "languages": starter.languages,
        "metrics": starter.metrics,
        "trained_on": [text_key(row.text) for row in own],
        "learnt": mark_of(own),
    }


def data_hash(rows: Sequence[LabelledMessage]) -> str:
    """SHA-256 over texts and labels, in order, in hex."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.label}\0{row.text}\0".encode())
    return digest.hexdigest()
