"""The learning curve: how much more writers help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel
from sklearn.metrics import roc_auc_score

from model.corpus import CorpusRow
from model.features import Features
from model.records import LabelledMessage
from model.starter import fit_rows, starter_rows

SIZES = (1, 2, 4, 8, 16)
ORDERS = 5
SEED = 16


class Point(BaseModel):
    """AUC on the test messages after so many writers: mean, least and most over the orders."""

    writers: int
    auc: float
    least: float
    most: float


def learning_curve(
    corpus: Sequence[CorpusRow], tests: Sequence[LabelledMessage], features: Features
) -> list[Point]:
    """Fit the starter to 1, 2, 4, 8, 16 and all writers, in ``ORDERS`` random orders of them.

    No calibration is needed, because AUC only asks which of two messages scores higher. The
    encoder stays as it is: it has learnt from all writers, so this is the curve of the
    classifier on top of it alone. A first writer of one label alone is passed over.
    """
    rows = starter_rows([row for row in corpus if row.has_note], features)
    noted = [row for row in tests if row.has_note]
    matrix = features.transform([row.text for row in noted])
    truth = np.array([row.label == "relationship" for row in noted])
    writers = np.unique(rows.writer)
    random = np.random.default_rng(SEED)
    orders = [random.permutation(writers) for _ in range(ORDERS)]
    points = []
    for size in [*(size for size in SIZES if size < len(writers)), len(writers)]:
        areas = []
        for order in orders if size < len(writers) else orders[:1]:
            seen = np.isin(rows.writer, order[:size])
            if 0 < rows.truth[seen].sum() < seen.sum():
                raw = fit_rows(rows, seen).decision_function(matrix)
                areas.append(float(roc_auc_score(truth, raw)))
        if areas:
            mean = float(np.mean(areas))
            points.append(Point(writers=size, auc=mean, least=min(areas), most=max(areas)))
    return points
