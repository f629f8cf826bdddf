"""Labels that may be mistakes: those that a fit to all the others doubts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from model import duplicates
from model.personal import ReadTexts, moved
from model.records import LabelledMessage
from model.trained import TrainedModel

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FOLDS = 5


def doubted(trained: TrainedModel, labels: Sequence[LabelledMessage]) -> list[tuple[int, float]]:
    """Give place and probability of *relationship* of the labels that are probably wrong.

    The worst come first. The probability is of the starter model moved to the other labels alone,
    by the rules of ``model/personal.py``. All labels must have text, and each text one label.
    Nothing is doubted where the model's prior was not kept.
    """
    prior = trained.prior
    if prior is None or not labels:
        return []
    rows = ReadTexts().rows(labels, trained.estimator["features"])
    group = duplicates.groups(duplicates.shingles([label.text for label in labels]))
    raw = out_of_fold(lambda seen: moved(prior, rows, seen), rows.matrix, group)
    probability = trained.calibration.probability(raw)
    return [(i, float(probability[i])) for i in suspects(probability, rows.truth)]


def out_of_fold(
    fit: Callable[[Bools], LogisticRegression],
    rows: sparse.csr_matrix,
    group: npt.NDArray[np.int64],
    folds: int = FOLDS,
) -> Floats:
    """Give the raw score of every row by a fit that saw neither it nor any of its group.

    ``fit`` is given the rows it may see. Near-duplicates share a ``group``, for the label of one
    would give away the other's; each fold holds whole groups.
    """
    fold = group % folds
    raw = np.zeros(rows.shape[0])
    for number in np.unique(fold):
        left_out = fold == number
        raw[left_out] = fit(~left_out).decision_function(rows[left_out])
    return raw


def suspects(probability: Floats, is_relationship: Bools) -> list[int]:
    """Give the labels that are probably wrong, the worst first.

    Confident learning (Northcutt, Jiang and Chuang 2021, *Confident Learning: Estimating
    Uncertainty in Dataset Labels*, section 3.1): a label is suspected if the probability of the
    other class, out of fold, reaches the mean of that probability over those who bear the other
    label, and exceeds the probability of its own. The worst is the one whose own class is least
    probable. With labels of one class only there is nothing to compare with.

    Parameters
    ----------
    probability : ndarray of shape (n,)
        Of *relationship*, out of fold.
    is_relationship : ndarray of bool, shape (n,)
        The labels.
    """
    if is_relationship.all() or not is_relationship.any():
        return []
    own = np.where(is_relationship, probability, 1 - probability)
    confident = np.where(  # Of the other class: how sure the fit is of those who bear its label.
        is_relationship, np.mean(own[~is_relationship]), np.mean(own[is_relationship])
    )
    found = np.flatnonzero((1 - own >= confident) & (own < 0.5))
    return [int(i) for i in found[np.argsort(own[found], kind="stable")]]
