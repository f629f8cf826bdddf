"""The one rule by which a newly trained model takes the place of the one in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from model.evaluate import evaluate
from model.records import LabelledMessage
from model.trained import TrainedModel

ALLOWED_LOSS = 0.02
"""How much AUC on the shipped holdout a candidate may lose to the best model so far."""


@dataclass(frozen=True)
class Verdict:
    """Whether to adopt, why in a sentence fit to show the user, and the figures behind it."""

    adopt: bool
    why: str
    figures: dict[str, Any] = field(default_factory=dict)


def compare(
    current: TrainedModel,
    candidate: TrainedModel,
    holdout: Sequence[LabelledMessage],
    personal: Sequence[LabelledMessage] = (),
) -> Verdict:
    """Say whether ``candidate`` is no worse than ``current`` on messages neither was trained on."""
    now = evaluate(current, holdout).auc or 0.0
    then = evaluate(candidate, holdout).auc or 0.0
    found = {"holdout_auc": {"current": now, "candidate": then}}
    if then < now - ALLOWED_LOSS:
        return Verdict(False, "It was worse on messages kept aside for checking.", found)
    return Verdict(True, "It is no worse on messages kept aside for checking.", found)
