"""How good a model is on labelled messages it was not trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel
from sklearn.metrics import roc_auc_score

from model.records import LabelledMessage
from model.trained import TrainedModel

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BINS = 10


class Figures(BaseModel):
    """Figures of one set of messages; ``None`` where the set cannot tell.

    ``n`` counts the messages that have text. ``auc`` needs both labels. ``brier`` is the mean
    squared error of the probability, ``ece`` the expected calibration error over ten equal bins,
    ``accuracy`` the share on the right side of one half.
    """

    n: int
    auc: float | None
    brier: float | None
    ece: float | None
    accuracy: float | None


class Report(Figures):
    """``Figures`` of all messages, and of slices: ``by["lang"]["de"]``."""

    by: dict[str, dict[str, Figures]]


_CHUNK = 250


def evaluate(
    trained: TrainedModel,
    labelled: Iterable[LabelledMessage],
    progress: Callable[[float, str], None] | None = None,
) -> Report:
    """Score labelled messages and compare; messages without text are left out.

    ``progress`` is told ``(fraction, stage)`` now and then.
    """
    messages = [message for message in labelled if message.has_note]
    probability = np.empty(len(messages))
    for start in range(0, len(messages), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        probability[chunk] = trained.probabilities([message.text for message in messages[chunk]])
        if progress:
            progress(min(1.0, (start + _CHUNK) / len(messages)), "messages")
    truth = np.array([message.label == "relationship" for message in messages], dtype=bool)
    return Report(
        **figures(probability, truth).model_dump(),
        by={
            name: _slices([key(message) for message in messages], probability, truth)
            for name, key in SLICES.items()
        },
    )


SLICES: dict[str, Callable[[LabelledMessage], str]] = {
    "lang": lambda m: m.lang or "unknown",
    "kind": lambda m: m.kind,
    "lang_kind": lambda m: f"{m.lang or 'unknown'} {m.kind}",
    "length": lambda m: "short" if len(m.text) < 120 else "long" if len(m.text) > 300 else "medium",
}


def figures(probability: Floats, truth: Bools) -> Figures:
    """Compare probabilities of *relationship* with the truth."""
    n = len(truth)
    if n == 0:
        return Figures(n=0, auc=None, brier=None, ece=None, accuracy=None)
    both = 0 < truth.sum() < n
    return Figures(
        n=n,
        auc=_rounded(roc_auc_score(truth, probability)) if both else None,
        brier=_rounded(np.mean((probability - truth) ** 2)),
        ece=_rounded(calibration_error(probability, truth)),
        accuracy=_rounded(np.mean((probability >= 0.5) == truth)),
    )


def calibration_error(probability: Floats, truth: Bools) -> float:
    """Give the expected calibration error: mean gap of probability and frequency by bin."""
    which = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = np.bincount(which, weights=probability - truth, minlength=BINS)
    return float(np.abs(gaps).sum() / len(truth))


def _slices(keys: Sequence[str], probability: Floats, truth: Bools) -> dict[str, Figures]:
    places: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(keys):
        places[key].append(i)
    return {key: figures(probability[at], truth[at]) for key, at in sorted(places.items())}


def _rounded(value: Any) -> float:
    return round(float(value), 4)
