"""Logistic regression around a prior."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from model.centred import adapt

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(60, 5))
TRUTH = ROWS[:, 0] + 0.3 * RNG.normal(size=60) > 0


@pytest.fixture(scope="module")
def prior() -> LogisticRegression:
    return LogisticRegression().fit(ROWS, TRUTH)


def moved(prior, rows, truth, weight=1.0, precision=1.0) -> LogisticRegression:
    rows = sparse.csr_matrix(np.atleast_2d(rows))
    count = rows.shape[0]
    return adapt(
        prior, rows, np.array(truth), np.full(count, weight), np.full(rows.shape[1], precision)
    )


def test_without_labels_the_prior_stays(prior) -> None:
    assert adapt(prior, sparse.csr_matrix((0, 5)), np.empty(0, bool), np.empty(0), np.ones(5)) is (
        prior
    )


def test_a_label_pulls_its_own_text_and_leaves_the_prior_as_it_was(prior) -> None:
    before = prior.coef_.copy()
    row = np.array([2.0, 0, 0, 1, 0])
    after = moved(prior, row, [False])
    assert after.decision_function([row])[0] < prior.decision_function([row])[0]
    assert np.array_equal(prior.coef_, before)
    assert after.intercept_ == prior.intercept_


def test_what_a_label_does_not_touch_stays(prior) -> None:
    after = moved(prior, [1.0, 0, 0, 0, 0], [False])
    assert np.array_equal(after.coef_[0, 1:], prior.coef_[0, 1:])


def test_the_firmer_the_prior_the_smaller_the_step(prior) -> None:
    row = [1.0, 1, 0, 0, 0]
    steps = [
        np.linalg.norm(moved(prior, row, [False], precision=p).coef_ - prior.coef_)
        for p in (0.1, 1.0, 10.0, 1e6)
    ]
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] < 1e-4


def test_the_minimum_is_a_minimum(prior) -> None:
    """The gradient of the stated loss is nothing at the outcome."""
    truth = ~TRUTH[:20]
    weight, precision = 2.0, 3.0
    after = moved(prior, ROWS[:20], truth, weight, precision)
    sign = np.where(truth, 1.0, -1.0)
    margin = sign * after.decision_function(ROWS[:20])
    slope = ROWS[:20].T @ (-sign * weight / (1 + np.exp(margin)))
    slope += precision * (after.coef_ - prior.coef_)[0]
    assert np.abs(slope).max() < 0.01


@settings(max_examples=25)
@given(st.lists(st.booleans(), min_size=1, max_size=20), st.floats(0.01, 1e3))
def test_any_labels_give_finite_weights(prior, labels, weight) -> None:
    after = moved(prior, 1e3 * ROWS[: len(labels)], labels, weight)
    assert np.isfinite(after.coef_).all()
