"""How well scores did that were given before the answer was known, as TREC measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NEWEST = 100
"""Answers that one figure is of: few enough to follow a change."""


@dataclass(frozen=True)
class Answer:
    """A score in points, and what the message was after all; ``number`` counts all labels up."""

    number: int
    score: float
    relationship: bool


@dataclass(frozen=True)
class Skill:
    """``auc``, and at 50 points the mean of the shares of both labels that lie on their side."""

    auc: float | None
    balanced_accuracy: float | None


def skill(answers: Sequence[Answer], until: int) -> Skill:
    """Measure the newest answers up to number ``until``; nothing where a label is wanting."""
    known = [answer for answer in answers if answer.number <= until][-NEWEST:]
    truth = np.array([answer.relationship for answer in known], dtype=bool)
    points = np.array([answer.score for answer in known])
    if truth.all() or not truth.any():  # Both hold of no answers at all.
        return Skill(None, None)
    # Takes a while to be imported: commands that ask for no figure need not wait for it.
    from sklearn.metrics import roc_auc_score

    right = (points >= 50) == truth
    balanced = (right[truth].mean() + right[~truth].mean()) / 2
    return Skill(round(float(roc_auc_score(truth, points)), 4), round(float(balanced), 4))
