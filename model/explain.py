"""Why a message got its score, as data; wording and drawing are for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model import text
from model.features import SIGNAL_COLUMNS
from model.records import Reason
from model.signals import SIGNALS

if TYPE_CHECKING:
    from model.trained import TrainedModel

MOST_SIGNALS = 4
MOST_SENTENCES = 3
SMALLEST_EFFECT = 1.0
"""Points of score below which a reason is left out."""
MOST_VARIANTS = 60
"""Sentences beyond this many are not tried one by one; a wall of text stays affordable."""


def explain_one(trained: TrainedModel, message: str) -> list[Reason]:
    """Give the few reasons that moved the score most, the strongest first."""
    pieces = _pieces(message)
    variants = [message[:start] + " " + message[end:] for start, end in pieces]
    rows = trained.estimator["features"].transform([message, *variants])
    raw = trained.estimator["classifier"].decision_function(rows)
    return sorted(
        _signal_reasons(trained, rows[0].toarray()[0], float(raw[0]))
        + _sentence_reasons(trained, pieces, raw, message),
        key=lambda reason: -abs(reason.effect),
    )


def _signal_reasons(trained: TrainedModel, row: np.ndarray, raw: float) -> list[Reason]:
    """Each signal's effect: the score as it is, less the score with the signal at its mean."""
    coefficients = trained.estimator["classifier"].coef_[0][SIGNAL_COLUMNS]
    above = row[SIGNAL_COLUMNS] - trained.baseline[SIGNAL_COLUMNS]
    parts = coefficients * above
    effects = 100 * (
        trained.calibration.probability(raw) - trained.calibration.probability(raw - parts)
    )
    reasons = [
        Reason(
            signal=signal.name,
            text=signal.high if above[i] > 0 else signal.low,
            effect=round(float(effects[i]), 1),
        )
        for i, signal in enumerate(SIGNALS)
        if abs(effects[i]) >= SMALLEST_EFFECT
    ]
    return sorted(reasons, key=lambda reason: -abs(reason.effect))[:MOST_SIGNALS]


def _sentence_reasons(
    trained: TrainedModel, pieces: list[tuple[int, int]], raw: np.ndarray, message: str
) -> list[Reason]:
    """Each sentence's effect: the score as it is, less the score without the sentence."""
    probabilities = trained.calibration.probability(raw)
    effects = 100 * (probabilities[0] - probabilities[1:])
    reasons = [
        Reason(
            signal="sentence",
            text="speaks for a relationship" if effect > 0 else "speaks for a leaflet",
            effect=round(float(effect), 1),
            span=span,
        )
        for span, effect in zip(pieces, effects, strict=True)
        if abs(effect) >= SMALLEST_EFFECT
    ]
    return sorted(reasons, key=lambda reason: -abs(reason.effect))[:MOST_SENTENCES]


def _pieces(message: str) -> list[tuple[int, int]]:
    """The parts to leave out: sentences, else clauses, else the whole."""
    found = text.sentences(message)
    if len(found) == 1:
        found = text.clauses(message)
    return found[:MOST_VARIANTS]
