"""The one rule by which a newly trained model takes the place of the one in use.

A candidate is adopted if it is no worse than the model in use on messages that neither of them
was trained on:

1. On the shipped holdout, it may lose at most ``ALLOWED_LOSS`` of AUC, and gain at most as much
   Brier error, against the best model adopted so far (so that many small losses cannot add up).
   The holdout knows no taste: by how much less error it foretells the user's newest labels (the
   second part), by twice as much more it may lose here, up to ``TASTE_LOSS``.
2. On the user's own newest labels, as far as the model in use has not learnt them, a fit that has
   not seen them either may have at most ``ALLOWED_LOSS`` more Brier error than the model in use.
   With fewer than ``LEAST_FRESH`` such labels only the first part counts.

The slack is what a set of two hundred messages cannot tell from nothing. It lets a single label
through, and stops a thousand wrong ones: who calls each pitch a relationship and each relationship
a leaflet loses far more than a taste costs (``tests/bench/personal_ways.py``: at most 0.10).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from model.encoder import MemoEncoder
from model.evaluate import Bools, Figures, Floats, evaluate
from model.evaluate import figures as evaluation
from model.records import LabelledMessage
from model.text import text_key
from model.trained import TrainedModel
from model.wording import Sentence, sentence

ALLOWED_LOSS = 0.02
TASTE_LOSS = 0.12
LEAST_FRESH = 10


class Verdict(BaseModel):
    """Whether to adopt, why in words fit to show the user, and the figures behind it."""

    model_config = ConfigDict(frozen=True)

    adopt: bool
    why: Sentence
    figures: dict[str, Any] = {}


def compare(
    current: TrainedModel,
    candidate: TrainedModel,
    holdout: Sequence[LabelledMessage],
    personal: Sequence[LabelledMessage] = (),
) -> Verdict:
    """Say whether ``candidate`` may replace ``current``.

    The candidate's metadata gets the figures under ``adoption``, so that the next comparison knows
    the best model so far; ``held_out`` in it is how well a fit that had not seen the user's newest
    labels foretells them. ``holdout`` needs both labels; ``personal`` are the labels the candidate
    was trained with. Both must have the same encoder: it reads every text once.
    """
    memo = MemoEncoder(current.encoder)
    before, after = (evaluate(model.read_by(memo), holdout) for model in (current, candidate))
    held = _held_out(candidate, personal)
    fresh = _fresh(current, held)
    best = _best(current.metadata.get("adoption", {}).get("best"), before)
    figures: dict[str, Any] = {
        "holdout": {
            "n": after.n,
            "auc": {"before": before.auc, "after": after.auc},
            "brier": {"before": before.brier, "after": after.brier},
        },
        "best": _best(best, after),
    }
    if held:
        figures["held_out"] = evaluation(*_sides(held)).model_dump()
    if fresh:
        figures["personal"] = fresh
    candidate.metadata["adoption"] = figures
    adopt, why = _ruling(before, after, best, fresh)
    return Verdict(adopt=adopt, why=why, figures=figures)


def _best(so_far: dict[str, float] | None, found: Figures) -> dict[str, float]:
    """Give the better of each figure; what could not be measured counts as the worst."""
    worst = {"auc": 0.0, "brier": 1.0}
    auc, brier = _measured(found)
    best = so_far or worst
    return {"auc": max(best["auc"], auc), "brier": min(best["brier"], brier)}


def _measured(found: Figures) -> tuple[float, float]:
    return found.auc or 0.0, 1.0 if found.brier is None else found.brier


def _ruling(
    before: Figures, after: Figures, best: dict[str, float], fresh: dict[str, Any] | None
) -> tuple[bool, Sentence]:
    """Apply the rule to what was measured, and say why it comes out so."""
    auc, brier = _measured(after)

    def worse_by(loss: float) -> bool:
        return auc < best["auc"] - loss or brier > best["brier"] + loss

    own, gain = {}, 0.0
    if fresh:
        own = {"fresh": fresh["n"], **fresh["brier"]}
        gain = own["before"] - own["after"]
    shipped = {"n": after.n, "auc": auc, "best_auc": best["auc"]}
    if worse_by(min(ALLOWED_LOSS + 2 * max(gain, 0.0), TASTE_LOSS)):
        return False, sentence("adoption.worse", **shipped, brier=brier, best_brier=best["brier"])
    if fresh and own["after"] > own["before"] + ALLOWED_LOSS:
        return False, sentence("adoption.worse_on_yours", **own)
    if fresh and worse_by(ALLOWED_LOSS):
        return True, sentence("adoption.better_on_yours", **own, **shipped)
    key = "adoption.no_worse_on_both" if fresh else "adoption.no_worse"
    return True, sentence(key, **own, n=after.n, auc=auc, was=before.auc or 0.0)


def _held_out(
    candidate: TrainedModel, personal: Sequence[LabelledMessage]
) -> list[tuple[LabelledMessage, float]]:
    """Give the user's newest labels, each with its probability by a fit that had not seen them."""
    held: dict[str, float] = candidate.metadata["held_out"]
    keyed = {text_key(row.text): row for row in personal if row.has_note}
    return [(row, held[key]) for key, row in keyed.items() if key in held]


def _sides(held: Sequence[tuple[LabelledMessage, float]]) -> tuple[Floats, Bools]:
    return (
        np.array([probability for _, probability in held]),
        np.array([row.label == "relationship" for row, _ in held], dtype=bool),
    )


def _fresh(
    current: TrainedModel, held: Sequence[tuple[LabelledMessage, float]]
) -> dict[str, Any] | None:
    """Compare both on labels that neither learnt; ``None`` if there are too few."""
    learnt = set(current.metadata["trained_on"])
    fresh = [(row, found) for row, found in held if text_key(row.text) not in learnt]
    if len(fresh) < LEAST_FRESH:
        return None
    after, truth = _sides(fresh)
    before = current.probabilities([row.text for row, _ in fresh])
    return {
        "n": len(fresh),
        "brier": {
            "before": round(float(np.mean((before - truth) ** 2)), 4),
            "after": round(float(np.mean((after - truth) ** 2)), 4),
        },
    }
