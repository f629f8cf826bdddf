"""Which messages to ask about next, whatever the candidates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.queue import SPREAD, advice, doubt, pick


@st.composite
def candidates(draw):
    n = draw(st.integers(0, 25))
    probability = np.array(draw(st.lists(st.floats(0, 1), min_size=n, max_size=n)))
    group = draw(st.lists(st.integers(0, 8), min_size=n, max_size=n))
    seed = draw(st.integers(0, 2**32 - 1))
    rows = np.random.default_rng(seed).normal(size=(n, 4))
    return probability, rows / np.linalg.norm(rows, axis=1, keepdims=True), group


@given(given=candidates(), count=st.integers(1, 20), taken=st.sets(st.integers(0, 8)))
def test_no_two_picks_are_nearly_the_same_and_none_was_labelled(given, count, taken) -> None:
    probability, meanings, group = given
    picks = pick(probability, meanings, group, count, taken=taken)
    groups = [group[i] for i in picks]
    assert len(set(groups)) == len(groups)
    assert not set(groups) & taken
    assert len(picks) == min(count, len(set(group) - taken))


@given(given=candidates(), count=st.integers(1, 8))
def test_each_pick_is_worth_most_given_those_before(given, count) -> None:
    probability, meanings, group = given
    picks = pick(probability, meanings, group, count)
    for place, chosen in enumerate(picks):
        before = picks[:place]
        gone = {group[i] for i in before}

        def value(i: int, before=before) -> float:
            likeness = max([0.0, *(float(meanings[i] @ meanings[j]) for j in before)])
            return float(doubt(probability[i])) - SPREAD * likeness

        best = max(value(i) for i in range(len(probability)) if group[i] not in gone)
        assert value(chosen) == pytest.approx(best)


@given(p=st.floats(0, 1))
def test_doubt_is_greatest_at_one_half_and_the_same_on_either_side(p: float) -> None:
    assert 0 <= doubt(p) <= doubt(0.5) == 1
    assert doubt(p) == pytest.approx(doubt(1 - p))


def test_a_second_of_the_same_kind_gives_way_to_another_kind_in_less_doubt() -> None:
    meanings = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert pick(np.array([0.5, 0.5, 0.2]), meanings, [0, 1, 2], 2) == [0, 2]
    assert pick(np.array([0.5, 0.5, 0.02]), meanings, [0, 1, 2], 2) == [0, 1]


@pytest.mark.parametrize(
    ("leaflets", "relationships", "picks", "said"),
    [
        (0, 0, 5, "No labels yet."),
        (1, 0, 5, "1 label; 1 more relationship would help most."),
        (10, 2, 5, "12 labels; 3 more relationships would help most."),
        (2, 900, 5, "902 labels; 5 more leaflets would help most."),
        (6, 6, 5, "12 labels, well balanced. 8 more would make 20."),
        (700, 700, 5, "1,400 labels, well balanced. These would tell most."),
        (6, 6, 0, "12 labels, well balanced. Nothing waits for your word."),
    ],
)
def test_the_advice_in_words(leaflets: int, relationships: int, picks: int, said: str) -> None:
    found = str(advice({"leaflet": leaflets, "relationship": relationships}, picks))
    assert found.startswith(said)
    assert str(advice({}, picks)).startswith("No labels yet.")


@given(leaflets=st.integers(0, 5000), relationships=st.integers(0, 5000), picks=st.integers(0, 20))
def test_the_advice_asks_only_for_the_rarer_label(
    leaflets: int, relationships: int, picks: int
) -> None:
    said = str(advice({"leaflet": leaflets, "relationship": relationships}, picks))
    if "more relationship" in said:
        assert leaflets > relationships
    if "more leaflet" in said:
        assert relationships > leaflets
