from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact, ks_2samp

from model.drift import chance_of_rise, distance, halves, scores_moved

Scored = list[tuple[int, float]]


def stream(*parts: tuple[int, float, float], seed: int = 1) -> Scored:
    """Scores with a bell around each part's (count, centre, width), numbered from 1."""
    draws = np.random.default_rng(seed)
    points = np.concatenate([draws.normal(centre, width, n) for n, centre, width in parts])
    return [(number, float(p)) for number, p in enumerate(np.clip(points, 0, 100), start=1)]


flags = st.lists(st.booleans(), max_size=60)


@given(flags, flags)
def test_the_chance_of_a_rise_is_fisher_s(older: list[bool], newer: list[bool]) -> None:
    rows = [[sum(half), len(half) - sum(half)] for half in (newer, older)]
    theirs = fisher_exact(rows, alternative="greater").pvalue
    assert chance_of_rise(older, newer) == pytest.approx(theirs)


@given(flags)
def test_halves_are_all_of_it_in_order(wrong: list[bool]) -> None:
    older, newer = halves(wrong)
    assert older + newer == wrong
    assert len(older) - len(newer) in (0, 1)


points = st.lists(st.integers(0, 20).map(float), min_size=1, max_size=40)


@given(points, points)
def test_the_distance_is_kolmogorov_s_and_smirnov_s(one: list[float], other: list[float]) -> None:
    assert distance(one, other) == pytest.approx(ks_2samp(one, other, method="asymp").statistic)


def test_steady_scores_raise_no_alarm() -> None:
    assert [scores_moved(stream((4_000, 40, 15), seed=seed)) for seed in range(20)] == [None] * 20


def test_too_few_scores_raise_none() -> None:
    assert scores_moved([]) is None
    assert scores_moved(stream((999, 20, 5), (200, 90, 5))) is None


def test_a_shift_is_seen_at_once_and_where_it_began_is_told() -> None:
    moved = scores_moved(stream((1_000, 30, 15), (200, 50, 15)))
    assert moved is not None
    assert moved.since == 1_001
    assert (moved.newer, moved.older) == (200, 1_000)


def test_a_shift_too_small_to_matter_is_none() -> None:
    assert scores_moved(stream((1_000, 30, 15), (200, 31, 15))) is None


def test_the_alarm_stays_though_the_new_scores_have_become_the_past() -> None:
    moved = scores_moved(stream((1_000, 30, 15), (2_500, 55, 15)))
    assert moved is not None
    assert moved.since <= 1_050


def test_the_alarm_ends_when_scores_look_as_before() -> None:
    assert scores_moved(stream((1_000, 30, 15), (700, 55, 15), (900, 30, 15))) is None


def test_what_is_told_does_not_depend_on_how_many_more_came() -> None:
    all_of_it = stream((1_000, 30, 15), (800, 55, 15))
    told = {scores_moved(all_of_it[:end]) for end in range(1_300, 1_800, 7)}
    assert len(told) == 1
