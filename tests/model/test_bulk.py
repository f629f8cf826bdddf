from __future__ import annotations

import secrets

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from model.bulk import (
    CONFIDENCE,
    ONE_IN,
    WINDOW,
    Check,
    Permission,
    is_drawn,
    permission,
    upper_bound,
)
from model.drift import Moved


def checks(outcomes: str) -> list[Check]:
    """One check a letter, oldest first: ``x`` is a wrong one."""
    return [Check(number, 5.0, letter == "x") for number, letter in enumerate(outcomes, start=1)]


def judge(outcomes: str, limit: float = 5.0, moved: Moved | None = None) -> Permission:
    return permission(checks(outcomes), limit, moved)


# --- the bound ------------------------------------------------------------------------------------


@given(st.integers(1, 500), st.data())
def test_the_bound_is_the_one_scipy_gives(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    theirs = binomtest(k, n, alternative="less").proportion_ci(CONFIDENCE, method="exact").high
    assert upper_bound(k, n) == pytest.approx(theirs, abs=1e-12)


@given(st.integers(0, 500), st.data())
def test_a_right_check_lowers_the_bound_and_a_wrong_one_raises_it(
    n: int, data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, n))
    bound = upper_bound(k, n)
    assert k / max(n, 1) <= bound <= 1
    assert upper_bound(k, n + 1) <= bound
    assert upper_bound(k + 1, n + 1) >= bound


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_the_bound_covers_the_truth_at_least_as_often_as_it_says(share: float) -> None:
    draws = np.random.default_rng(2026)
    for n in (20, 45, 100, 400):
        wrong = draws.binomial(n, share, size=20_000)
        # Three standard errors of slack for the simulation itself.
        assert np.mean(upper_bound(wrong, n) >= share) >= CONFIDENCE - 3 * np.sqrt(0.09 / 20_000)


def test_a_band_as_wrong_as_the_limit_is_rarely_allowed() -> None:
    draws = np.random.default_rng(7)
    seen = np.arange(1, WINDOW + 1)
    wrong = (draws.random((2_000, WINDOW)) < 0.05).cumsum(axis=1)
    allowed = upper_bound(wrong, seen) <= 0.05
    assert allowed.mean(axis=0).max() <= 0.12
    assert allowed.any(axis=1).mean() <= 0.35  # for those who look after every single check


# --- the draw -------------------------------------------------------------------------------------


def test_one_text_in_five_is_drawn_always_the_same_and_by_the_key() -> None:
    key, other = b"k" * 32, b"o" * 32
    texts = [secrets.token_hex(32) for _ in range(5_000)]
    drawn = [is_drawn(key, text) for text in texts]
    assert sum(drawn) / len(texts) == pytest.approx(1 / ONE_IN, abs=0.03)
    assert drawn == [is_drawn(key, text) for text in texts]
    both = sum(a and is_drawn(other, text) for a, text in zip(drawn, texts, strict=True))
    assert both / len(texts) == pytest.approx(1 / ONE_IN**2, abs=0.02)


# --- the permission -------------------------------------------------------------------------------


def test_nothing_is_allowed_before_anything_was_checked() -> None:
    found = judge("")
    assert (found.allowed, found.bound, found.checked, found.missing) == (False, None, 0, 45)
    assert str(found.why) == (
        "No leaflet has been checked yet. 45 more checks, all right, would be enough."
    )


def test_forty_five_right_checks_allow_five_percent() -> None:
    short, enough = judge("." * 44), judge("." * 45)
    assert (short.allowed, short.missing) == (False, 1)
    assert "1 more check, all right" in str(short.why)
    assert (enough.allowed, enough.missing, enough.bound, enough.alarm) == (True, 0, 5.0, None)
    assert str(enough.why) == (
        "None of 45 checked leaflets was a relationship; with 90 % confidence at most 5.0 % of the"
        " band are, within your limit of 5 %."
    )


@given(st.text("." * 9 + "x", max_size=450), st.sampled_from([1.0, 2.5, 5.0, 20.0]))
def test_missing_is_the_least_number_of_right_checks_that_allows(
    outcomes: str, limit: float
) -> None:
    missing = judge(outcomes, limit).missing
    assert judge(outcomes + "." * missing, limit).allowed
    if missing:
        assert not judge(outcomes, limit).allowed
        assert not judge(outcomes + "." * (missing - 1), limit).allowed


def test_old_checks_no_longer_count() -> None:
    assert not judge("x" * 40).allowed
    found = judge("x" * 40 + "." * WINDOW)
    assert (found.allowed, found.checked, found.wrong) == (True, WINDOW, 0)


def test_more_errors_of_late_withdraw_the_permission_though_the_bound_would_do() -> None:
    steady, worse = judge("...x" * 2 + "." * 392), judge("." * 300 + "x" * 7 + "." * 93)
    assert steady.allowed
    assert worse.bound is not None
    assert worse.bound <= 5
    assert not worse.allowed
    assert worse.alarm is not None
    assert str(worse.alarm).startswith("Of the newer 200 checks 7 were wrong, of the 200 before 0:")
    assert "withdrawn" in str(worse.why)
    better = judge("x" * 7 + "." * 393)  # errors that became fewer are no alarm
    assert better.allowed


def test_scores_that_moved_withdraw_it_until_the_checks_since_then_are_enough() -> None:
    moved = Moved(since=101)
    found = judge("." * 100, moved=moved)
    assert not found.allowed
    assert found.alarm is not None
    assert "200 messages of late differ from those of the 1,000 before" in str(found.alarm)
    assert found.missing == 45
    assert judge("." * 145, moved=moved).allowed
    assert not judge("." * 144, moved=moved).allowed
