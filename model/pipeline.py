"""The estimator: features, then logistic regression. Nothing here is fitted."""

from __future__ import annotations

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from model.features import Features

STRENGTH = 0.003
"""Inverse of the regularisation (scikit-learn's ``C``). Attributes say much the same; a firm ridge
lets each of them count, so that each can be a reason (``docs/judgement.md``)."""


def make_pipeline() -> Pipeline:
    """Give the whole estimator: texts in, log-odds of *relationship* out (not yet calibrated)."""
    return Pipeline([("features", Features()), ("classifier", make_classifier())])


def make_classifier() -> LogisticRegression:
    """Give the last step alone, for rows that are already computed."""
    return LogisticRegression(C=STRENGTH, solver="newton-cholesky", max_iter=100)
