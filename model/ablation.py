"""What each part of the classifier brings: fitted again without it, measured on the holdout."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from model import bootstrap
from model.corpus import CorpusRow
from model.features import ATTRIBUTE_COLUMNS, READABLE, SIGNAL_COLUMNS, Features
from model.records import LabelledMessage
from model.starter import fit_rows, starter_rows

Bools = npt.NDArray[np.bool_]


class Part(BaseModel):
    """AUC on the test messages of a classifier that has only some columns, with its 95 % ends."""

    name: str
    auc: float
    low: float
    high: float


def ablation(
    corpus: Sequence[CorpusRow], tests: Sequence[LabelledMessage], features: Features
) -> list[Part]:
    """Fit the starter to all columns, to either kind alone, and without each attribute in turn.

    The encoder stays as it is; what its own parts bring takes a training each and stands in the
    table of ``docs/judgement.md``.
    """
    rows = starter_rows([row for row in corpus if row.has_note], features)
    noted = [row for row in tests if row.has_note]
    matrix = features.transform([row.text for row in noted])
    truth = np.array([row.label == "relationship" for row in noted], dtype=bool)
    everybody = np.ones(len(rows.truth), dtype=bool)
    whole = fit_rows(rows, everybody)
    settled = whole.coef_[0, : len(READABLE)] != 0
    parts = []
    for name, kept in _choices(settled).items():
        raw = fit_rows(rows, everybody, kept & settled).decision_function(matrix)
        (area,) = bootstrap.auc(raw, truth, np.ones((1, len(truth))))
        low, high = bootstrap.interval(lambda w, raw=raw: bootstrap.auc(raw, truth, w), truth)  # type: ignore[misc]
        parts.append(Part(name=name, auc=float(area), low=float(low), high=float(high)))
    return parts


def _choices(settled: Bools) -> dict[str, Bools]:
    """Mark the columns that each fit may use; an attribute without a weight is not left out."""
    columns = np.arange(len(READABLE))
    attribute = columns < ATTRIBUTE_COLUMNS.stop
    found = {
        "all (what ships)": np.ones(len(READABLE), dtype=bool),
        "attributes alone": attribute,
        "signals alone": (columns >= SIGNAL_COLUMNS.start) & (columns < SIGNAL_COLUMNS.stop),
    }
    for column, statement in READABLE:
        if attribute[column] and settled[column]:
            found[f"without {statement.name}"] = columns != column
    return {name: kept for name, kept in found.items() if (kept & settled).any()}
