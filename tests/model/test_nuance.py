"""The chief directions of meaning are taken out, and nothing else is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.encoder import MEANING_WIDTH, shared_encoder
from model.features import NUANCE_COLUMNS, Features
from model.nuance import COUNT, directions, found, nuance, unit

PITCHES = [
    "We build dashboards that double your pipeline. Book a demo this week!",
    "Our clinic whitens teeth in one visit. 30 % off for new patients, call now!",
]


def test_the_directions_stand_square_to_each_other() -> None:
    assert directions().shape == (MEANING_WIDTH, COUNT)
    assert directions().T @ directions() == pytest.approx(np.eye(COUNT), abs=1e-5)


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10))
def test_the_directions_are_taken_out_and_the_rest_stays(seed: int, beside: float) -> None:
    random = np.random.default_rng(seed)
    chief = directions().astype(float)
    along = random.normal(size=(3, COUNT)) @ chief.T
    other = random.normal(size=(3, MEANING_WIDTH))
    other -= other @ chief @ chief.T
    assert nuance(unit(along + beside * other)) == pytest.approx(unit(other), abs=1e-3)


def test_the_longest_directions_are_found() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(400, 40))
    rows[:, 3:7] *= 20
    inside = found(rows)[3:7]
    assert inside.T @ inside == pytest.approx(np.eye(COUNT), abs=0.05)


def test_two_pitches_for_different_things_are_told_apart() -> None:
    features = Features()
    meaning = features.meaning(shared_encoder().encode(PITCHES))
    row = features.transform(PITCHES)[:, NUANCE_COLUMNS].toarray()
    assert meaning[0] @ meaning[1] > 0.7
    assert row[0] @ row[1] < 0.5
    assert np.linalg.norm(row, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_nothing_means_nothing() -> None:
    assert not nuance(np.zeros((2, MEANING_WIDTH))).any()
    assert nuance(np.zeros((0, MEANING_WIDTH))).shape == (0, MEANING_WIDTH)
