"""Signs that what was measured no longer holds: more errors than before, or other scores.

Two tests that assume no shape. *Errors*: Fisher's exact test (Fisher 1935) on the newer half of the
checks against the older. *Scores*: the two-sample Kolmogorov-Smirnov test; comparing what a
classifier puts out finds shifts of what it is given, without a label (Lipton, Wang, Smola 2018;
Rabanser, Günnemann, Lipton 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

WORST_CHANCE = 0.01
"""An error rate that rose is no accident where this or more would come by chance more rarely."""

NEWEST, BEFORE = 200, 1_000
"""Scores that are compared: the newest ones against so many before them."""

UNLIKELY, FAR = 0.001, 0.15
"""Scores moved where chance is below the first and the distributions lie further apart than the
second: with many scores even a shift that matters to nobody is certain."""

LOOK_EVERY = 50
LOOK_BACK = 5_000
"""Scores looked at, one model's; a change is looked for about every 50th."""


@dataclass(frozen=True)
class Moved:
    """The scores are not what they were; ``since`` is the number of the first such message."""

    since: int
    newer: int = NEWEST
    older: int = BEFORE


def halves(wrong: Sequence[bool]) -> tuple[list[bool], list[bool]]:
    """Split checks, oldest first, in an older and a newer half; the older may have one more."""
    middle = (len(wrong) + 1) // 2
    return list(wrong[:middle]), list(wrong[middle:])


def chance_of_rise(older: Sequence[bool], newer: Sequence[bool]) -> float:
    """Chance that the newer checks hold so many of all errors if nothing rose; on one side.

    As ``scipy.stats.fisher_exact(..., alternative="greater")``, in whole numbers and quicker.
    """
    errors = sum(older) + sum(newer)
    ways = sum(
        comb(len(newer), k) * comb(len(older), errors - k)
        for k in range(sum(newer), min(errors, len(newer)) + 1)
    )
    return ways / comb(len(older) + len(newer), errors)


def scores_moved(scored: Sequence[tuple[int, float]]) -> Moved | None:
    """Say whether scores moved and did not come back; ``scored`` is (number, score), oldest first.

    The past is gone through again, so that an alarm once raised stays: until the newest scores look
    like those from before it, and not merely until the new ones have become the past. From then on
    what lay between counts for nothing.
    """
    points = [score for _, score in scored]
    moved: Moved | None = None
    usual: list[float] = []
    seen = 0
    for end in looks([number for number, _ in scored]):
        newest = points[end - NEWEST : end]
        if moved is None:
            usual = [*usual, *points[seen : end - NEWEST]][-BEFORE:]
            seen = end - NEWEST
        if not differ(newest, usual):
            moved, seen = None, end - NEWEST
        elif moved is None:
            moved = Moved(since=scored[end - NEWEST][0])
    return moved


def looks(numbers: Sequence[int]) -> list[int]:
    """Give the counts of messages after which to look: now, and as it was looked at before.

    By their numbers, which stay, so that the past is the same each time it is gone through.
    """
    ends = range(NEWEST + BEFORE, len(numbers) + 1)
    return [
        end
        for end in ends
        if end == len(numbers) or numbers[end] // LOOK_EVERY > numbers[end - 1] // LOOK_EVERY
    ]


def differ(newest: Sequence[float], usual: Sequence[float]) -> bool:
    """Whether two sets of scores are from different distributions, far enough to matter."""
    if distance(newest, usual) <= FAR:
        return False
    # Takes long to be imported: commands that ask for no figure need not wait for it.
    from scipy.stats import ks_2samp

    # The asymptotic chance is near enough at these sizes, and a hundred times quicker.
    return bool(ks_2samp(newest, usual, method="asymp").pvalue < UNLIKELY)


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Give the largest gap of two empirical distributions, Kolmogorov and Smirnov's statistic.

    As ``scipy.stats.ks_2samp`` does, without the milliseconds its checks and its chance take.
    """
    first, second = np.sort(one), np.sort(other)
    where = np.concatenate([first, second])
    below = np.searchsorted(first, where, side="right") / len(first)
    beside = np.searchsorted(second, where, side="right") / len(second)
    return float(np.abs(below - beside).max())
