"""Probabilities and bands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calibration import (
    LOST_RELATIONSHIPS,
    PRAISED_LEAFLETS,
    Calibration,
    Thresholds,
    choose_thresholds,
    fit_calibration,
)


@pytest.fixture(scope="module")
def scores():
    rng = np.random.default_rng(0)
    truth = rng.random(4000) < 0.5
    return rng.normal(np.where(truth, 2.0, -2.0), 2.0), truth


def test_a_higher_raw_score_is_a_higher_probability(scores) -> None:
    raw, truth = scores
    found = fit_calibration(raw, truth).probability(np.sort(raw))
    assert (np.diff(found) > 0).all()
    assert ((found > 0) & (found < 1)).all()


def test_probabilities_are_more_careful_than_the_scores_of_the_corpus(scores) -> None:
    raw, truth = scores
    found = fit_calibration(raw, truth).probability(raw)
    confident = found > 0.8
    assert truth[confident].mean() > found[confident].mean()


@pytest.mark.parametrize(("strictness", "bound"), LOST_RELATIONSHIPS.items())
def test_no_more_relationships_are_lost_than_the_bound(scores, strictness, bound) -> None:
    raw, truth = scores
    probability = fit_calibration(raw, truth).probability(raw)
    bands = choose_thresholds(probability, truth, strictness)
    assert (probability[truth] < bands.leaflet).mean() <= bound
    assert (probability[~truth] > bands.relationship).mean() <= PRAISED_LEAFLETS
    assert 0 < bands.leaflet <= 0.5 <= bands.relationship < 1


@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0.5, 1))
def test_bands_follow_the_thresholds(probability: float, low: float, high: float) -> None:
    order = ["leaflet", "unsure", "relationship"]
    band = Thresholds(leaflet=low, relationship=high).band(probability)
    assert order.index(band) == (probability >= low) + (probability >= high)


def test_extreme_raw_scores_do_not_overflow() -> None:
    found = Calibration(slope=1, intercept=0).probability([-1e6, 1e6])
    assert found.tolist() == [0.0, 1.0]
