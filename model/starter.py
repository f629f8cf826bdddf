"""What the starter rows alone make: the part of a model that no label of the user's touches.

It takes ten seconds to fit and always comes out the same, so a training takes it over from the
model in use, if that was made of the very same rows by the same code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from model.calibration import (
    LOST_RELATIONSHIPS,
    Calibration,
    Thresholds,
    choose_thresholds,
    fit_calibration,
)
from model.corpus import CorpusRow
from model.crossfit import attributes_by_key
from model.encoder import ATTRIBUTE, WIDTH, Matrix
from model.evaluate import figures
from model.familiar import common_words
from model.features import DENSE_COLUMNS, LEANS, Features
from model.persistence import versions
from model.personal import Rows
from model.pipeline import make_classifier
from model.records import Strictness
from model.text import text_key
from model.trained import TrainedModel

Progress = Callable[[float, str], None]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_CODE = (
    "calibration.py",
    "crossfit.py",
    "evaluate.py",
    "familiar.py",
    "pipeline.py",
    "starter.py",
    "weights/crossfit.npz",
)


@dataclass(frozen=True)
class Starter:
    """A classifier fitted to the starter rows, and what was measured with their writers left out.

    Attributes
    ----------
    mark : str
        Of what it was made, see :func:`made_of`.
    classifier : LogisticRegression
        Fitted to all rows.
    calibration : Calibration
        From raw score to probability, from scores of left-out writers.
    bands : dict of Thresholds
        Likewise.
    baseline : ndarray of shape (n_dense,)
        Mean dense features of the rows.
    metrics : dict
        How well left-out writers are told, all together and each; JSON-able.
    languages : dict
        The commonest words of each language of the rows.
    left_out : ndarray of shape (n_rows,)
        Probability of each row by a fit that never saw its writer; empty if it was taken over from
        a model that was saved.
    """

    mark: str
    classifier: LogisticRegression
    calibration: Calibration
    bands: dict[Strictness, Thresholds]
    baseline: Floats
    metrics: dict[str, Any]
    languages: dict[str, list[str]]
    left_out: Floats


def fit_starter(starter: Sequence[CorpusRow], features: Features, tell: Progress) -> Starter:
    """Fit, calibrate and choose the bands; ``tell`` is told a fraction and a stage.

    The rows must have text, at least two writers and both labels.
    """
    tell(0.0, "reading the messages")
    rows = starter_rows(starter, features)
    tell(0.4, "fitting")
    classifier = fit_rows(rows, np.ones(len(rows.truth), dtype=bool))
    kept = classifier.coef_[0, : len(LEANS)] != 0
    raw = _out_of_fold(rows, kept, lambda f: tell(0.5 + 0.5 * f, "calibrating"))
    calibration = fit_calibration(raw, rows.truth)
    probability = calibration.probability(raw)
    return Starter(
        mark=made_of(starter, features),
        classifier=classifier,
        calibration=calibration,
        bands={
            strictness: choose_thresholds(probability, rows.truth, strictness)
            for strictness in LOST_RELATIONSHIPS
        },
        baseline=np.asarray(rows.matrix[:, DENSE_COLUMNS].mean(axis=0)).ravel(),
        metrics=_metrics(probability, rows),
        languages=common_words(starter),
        left_out=probability,
    )


def taken_over(model: TrainedModel, mark: str) -> Starter | None:
    """Give the starter within ``model`` if it was made of what ``mark`` names, else nothing."""
    if model.prior is None or model.metadata.get("starter") != mark:
        return None
    return Starter(
        mark=mark,
        classifier=model.prior,
        calibration=model.calibration,
        bands=model.bands,
        baseline=model.baseline,
        metrics=model.metadata["metrics"],
        languages=model.metadata["languages"],
        left_out=model.left_out,
    )


def made_of(starter: Sequence[CorpusRow], features: Features) -> str:
    """Name what a starter is made of, in hex: rows, code, libraries and encoder."""
    digest = hashlib.sha256(json.dumps([versions(), features.reader.fingerprint]).encode())
    digest.update(_code())
    for row in starter:
        digest.update(f"{row.writer}\0{row.lang}\0{row.label}\0{row.text}\0".encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _code() -> bytes:
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update(files("model").joinpath(name).read_bytes())
    return digest.digest()


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
