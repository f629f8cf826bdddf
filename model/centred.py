"""Logistic regression around a prior: what the user's labels may change of the starter model.

The weights of the starter model are the centre of a Gaussian prior; the user's labels pull away
from it as far as they outweigh its precision. So one label is felt, none is forgotten, and where
the user has said nothing the starter model stays as it is (Chelba and Acero 2004, *Adaptation of
Maximum Entropy Classifier*; Evgeniou and Pontil 2004, *Regularized Multi-Task Learning*).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse
from scipy.special import expit, log1p
from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float64]


def adapt(
    prior: LogisticRegression,
    rows: sparse.csr_matrix,
    is_relationship: npt.NDArray[np.bool_],
    weight: Floats,
    precision: Floats,
) -> LogisticRegression:
    """Give ``prior`` moved towards labelled rows.

    Minimises ``sum(weight * log loss) + sum(precision * change ** 2) / 2`` over the change of the
    coefficients; the intercept stays, so that a user who labels only leaflets does not turn
    everything into leaflets.

    Parameters
    ----------
    prior : LogisticRegression
        Fitted; it is not changed.
    rows : csr_matrix of shape (n, n_features)
        Features of the labelled texts.
    is_relationship : ndarray of bool, shape (n,)
        The labels.
    weight : ndarray of shape (n,)
        What each label counts.
    precision : ndarray of shape (n_features,)
        How firmly each coefficient is held.
    """
    if not rows.shape[0]:
        return prior
    used = np.flatnonzero(np.bincount(rows.indices))  # The others have nothing to learn from.
    # In such units every change costs the same: a tenth of the steps suffices.
    unit = 1 / np.sqrt(precision[used])
    seen = _narrowed(rows, used, unit)
    start = rows @ prior.coef_[0] + prior.intercept_[0]
    sign = np.where(is_relationship, 1.0, -1.0)

    def loss(change: Floats) -> tuple[float, Floats]:
        margin = sign * (start + seen @ change)
        value = weight @ (log1p(np.exp(-np.abs(margin))) + np.maximum(-margin, 0))
        slope = seen.T @ (-sign * weight * expit(-margin))
        return value + change @ change / 2, slope + change

    found = optimize.minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B")
    adapted = LogisticRegression().set_params(**prior.get_params())
    adapted.classes_, adapted.n_features_in_ = prior.classes_, prior.n_features_in_
    adapted.n_iter_ = np.array([found.nit])
    adapted.coef_ = prior.coef_.copy()
    adapted.coef_[0, used] += unit * found.x
    adapted.intercept_ = prior.intercept_.copy()
    return adapted


def _narrowed(
    rows: sparse.csr_matrix, used: npt.NDArray[np.intp], unit: Floats
) -> sparse.csr_matrix:
    """Give ``rows[:, used] * unit``, where ``used`` are all columns that hold anything.

    Many labels make large rows: this is one copy of them, where indexing and scaling make three.
    """
    place = np.zeros(rows.shape[1], dtype=rows.indices.dtype)
    place[used] = np.arange(len(used))
    columns = place[rows.indices]
    data = unit[columns]
    data *= rows.data
    return sparse.csr_matrix((data, columns, rows.indptr), shape=(rows.shape[0], len(used)))
