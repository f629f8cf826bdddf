"""Why a message got its score; the words are in ``model/languages/``, drawing is for others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from model import text, wording
from model.features import READABLE
from model.records import Reason
from model.signals import Reading

if TYPE_CHECKING:
    from model.trained import TrainedModel

Floats = npt.NDArray[np.float64]

MOST_SIGNALS = 4
MOST_SENTENCES = 3
SMALLEST_EFFECT = 0.5
SMALLEST_ABSENCE = 2.0
"""Points of score below which a reason is left out. What is missing must weigh more to be named
than what is there: a list of words can overlook things."""
MOST_PIECES = 40
MOST_READ = 60_000
"""Most parts to leave out, and most characters to read again for it. In a wall of text neighbouring
sentences are left out together, so that an explanation stays affordable."""


def explain_one(
    trained: TrainedModel, message: str, language: str = wording.ENGLISH
) -> list[Reason]:
    """Give the few reasons that moved the score most, the strongest first.

    Spans are offsets into ``message`` as given; the reasons are worded in ``language``.
    """
    pieces = _pieces(message)
    classifier = trained.estimator["classifier"]
    reading = Reading(message)
    without = (Reading(message[:start] + " " + message[end:]) for start, end in pieces)
    dense, words = trained.drawn([reading, *without])
    raw = trained.odds(dense, words)
    if len(pieces) == 1:  # Nothing would be left: compare with the average message instead.
        raw[1] = classifier.intercept_[0] + classifier.coef_[0][: len(trained.baseline)] @ (
            trained.baseline
        )
    hold = float(trained.hold([reading])[0])
    found = [
        *_statement_reasons(trained, dense[0], float(raw[0]), hold, language),
        *_sentence_reasons(trained, pieces, raw, hold, language),
        *_held_back(trained, float(raw[0]), hold, language),
    ]
    return sorted(found, key=_strength)


def _held_back(trained: TrainedModel, raw: float, hold: float, language: str) -> list[Reason]:
    """Say that the text is in a language the model was not taught, and what that changes."""
    if hold == 1.0:
        return []
    effect = round(float(_points(trained, raw, hold) - _points(trained, raw, 1.0)), 1)
    words = wording.say("unknown_language", language)
    return [Reason(signal="unknown_language", text=words, effect=effect)]


def _statement_reasons(
    trained: TrainedModel, row: Floats, raw: float, hold: float, language: str
) -> list[Reason]:
    """Each statement's effect: the score as it is, less the score with it as in an average text."""
    columns = [column for column, _ in READABLE]
    above = row[columns] - trained.baseline[columns]
    parts = trained.estimator["classifier"].coef_[0][columns] * above
    effects = _points(trained, raw, hold) - _points(trained, raw - parts, hold)
    reasons = [
        Reason(
            signal=statement.name,
            text=wording.sided(statement.name, excess > 0, language),
            effect=round(float(effect), 1),
        )
        for (_, statement), excess, effect in zip(READABLE, above, effects, strict=True)
        if abs(effect) >= (SMALLEST_EFFECT if excess > 0 else SMALLEST_ABSENCE)
    ]
    return sorted(reasons, key=_strength)[:MOST_SIGNALS]


def _sentence_reasons(
    trained: TrainedModel,
    pieces: list[tuple[int, int]],
    raw: Floats,
    hold: float,
    language: str,
) -> list[Reason]:
    """Each sentence's effect: the score as it is, less the score without the sentence."""
    points = _points(trained, raw, hold)
    reasons = [
        Reason(
            signal="sentence",
            text=wording.sided("sentence", effect > 0, language),
            effect=round(float(effect), 1),
            span=span,
        )
        for span, effect in zip(pieces, points[0] - points[1:], strict=True)
        if abs(effect) >= SMALLEST_EFFECT
    ]
    return sorted(reasons, key=_strength)[:MOST_SENTENCES]


def _points(trained: TrainedModel, raw: npt.ArrayLike, hold: float) -> Floats:
    return 100 * trained.calibration.probability(raw, hold)


def _strength(reason: Reason) -> float:
    return -abs(reason.effect)


def _pieces(message: str) -> list[tuple[int, int]]:
    """Give the parts to leave out: sentences; of a single sentence, its clauses."""
    found = text.sentences(message)
    if len(found) == 1:
        found = text.clauses(message)
    size = math.ceil(len(found) / min(MOST_PIECES, max(2, MOST_READ // len(message))))
    runs = [found[i : i + size] for i in range(0, len(found), size)]
    return [(run[0][0], run[-1][1]) for run in runs]
