"""Labels a fit without them doubts: only real contradictions, never by its own word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from model.suspects import doubted, out_of_fold, suspects
from tests.model.conftest import COLD, THINGS, WARM, labelled

labels = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40)


def sides(pairs):
    return np.array([p for p, _ in pairs]), np.array([truth for _, truth in pairs], dtype=bool)


@given(pairs=labels)
def test_a_suspect_is_on_the_wrong_side_and_the_worst_come_first(pairs) -> None:
    probability, truth = sides(pairs)
    found = suspects(probability, truth)
    own = np.where(truth, probability, 1 - probability)
    assert len(set(found)) == len(found)
    assert all(own[i] < 0.5 for i in found)
    assert list(own[found]) == sorted(own[found])
    for i in found:
        others = truth != truth[i]
        assert 1 - own[i] >= np.mean(own[others])


@given(pairs=labels)
def test_mirroring_all_labels_and_probabilities_changes_nothing(pairs) -> None:
    # In steps of a 64th, so that 1 - p is exact.
    probability, truth = sides([(round(64 * p) / 64, truth) for p, truth in pairs])
    assert set(suspects(probability, truth)) == set(suspects(1 - probability, ~truth))


def test_labels_of_one_class_are_not_suspected() -> None:
    assert suspects(np.array([0.1, 0.9]), np.array([True, True])) == []
    assert suspects(np.empty(0), np.empty(0, dtype=bool)) == []


def test_the_one_label_against_all_others_is_found() -> None:
    probability = np.array([0.9, 0.85, 0.8, 0.1, 0.15, 0.92])
    truth = np.array([True, True, True, False, False, False])
    assert suspects(probability, truth) == [5]


class Recorded:
    """A fit that scores a row by whether it was shown any row of the same group."""

    def __init__(self, shown: set[int]) -> None:
        self.shown = shown

    def decision_function(self, rows: sparse.csr_matrix) -> np.ndarray:
        return np.array([float(int(group) in self.shown) for group in rows.toarray()[:, 0]])


@given(groups=st.lists(st.integers(0, 30), min_size=1, max_size=60), folds=st.integers(2, 6))
def test_no_row_is_judged_by_a_fit_that_saw_a_near_duplicate(groups, folds) -> None:
    group = np.array(groups)
    rows = sparse.csr_matrix(group[:, None].astype(float))
    raw = out_of_fold(lambda seen: Recorded(set(group[seen])), rows, group, folds)
    assert raw == pytest.approx(np.zeros(len(groups)))


def test_a_slip_among_many_labels_is_doubted_and_its_near_duplicate_does_not_save_it(tiny) -> None:
    own = [labelled(t.format(thing), "relationship") for t in WARM for thing in THINGS]
    own += [labelled(t.format(thing), "leaflet") for t in COLD for thing in THINGS]
    assert doubted(tiny, own) == []
    text = "We help firms grow with our wonderful new lighthouse platform."
    slips = [labelled(text, "relationship"), labelled(text + ".", "relationship")]
    found = doubted(tiny, [*own, *slips])
    assert {place for place, _ in found} == {len(own), len(own) + 1}
    assert all(probability < 0.5 for _, probability in found)


def test_without_a_prior_or_labels_nothing_is_doubted(tiny) -> None:
    assert doubted(tiny, []) == []
    own = [labelled(WARM[0], "leaflet"), labelled(COLD[0], "relationship")]
    assert doubted(replace(tiny, prior=None), own) == []
