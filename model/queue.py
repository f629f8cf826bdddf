"""Which messages to ask the user about next: those in doubt, and not all of one kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import get_args

import numpy as np
import numpy.typing as npt

from model.records import Label
from model.wording import Sentence, sentence

Floats = npt.NDArray[np.float64]

SPREAD = 0.5
"""What meaning the same as one already picked costs, as a share of the greatest doubt. Set by hand:
a message next to a pick must be more than twice as doubtful as one unlike all picks."""

ENOUGH = 20
"""Labels below which their number is what is said about them."""

BALANCE = 2
"""The rarer label is missed while there is more than so much of the other."""

MOST_WISHED = 5
"""More labels of a kind are never asked for at once."""


def doubt(probability: npt.ArrayLike) -> Floats:
    """Say how much each label would tell: ``4 p (1 - p)``, 1 at one half, 0 where all is clear.

    The variance of the label, scaled: uncertainty sampling (Lewis and Gale 1994, *A Sequential
    Algorithm for Training Text Classifiers*).
    """
    p = np.asarray(probability, dtype=float)
    return np.asarray(4 * p * (1 - p))


def pick(
    probability: Floats,
    meanings: npt.NDArray[np.floating],
    group: Sequence[int] | npt.NDArray[np.int64],
    count: int,
    *,
    taken: Collection[int] = (),
) -> list[int]:
    """Pick ``count`` messages, or as many as there are, one after another.

    Each time the one is taken with the highest ``doubt - SPREAD * max(0, cosine to any pick)``:
    Maximal Marginal Relevance (Carbonell and Goldstein 1998, *The Use of MMR, Diversity-Based
    Reranking for Reordering Documents and Producing Summaries*) with doubt for relevance.

    Parameters
    ----------
    probability : ndarray of shape (n,)
        Of *relationship*.
    meanings : ndarray of shape (n, width)
        Rows of length 1.
    group : sequence of n int
        Near-duplicates share a number, and only one of them is picked.
    count : int
        How many.
    taken : collection of int
        Groups of which none is picked, for the user has labelled one.
    """
    worth, closest = doubt(probability), np.zeros(len(probability))
    number = np.asarray(group, dtype=int)
    free = ~np.isin(number, np.array([*taken], dtype=int))
    picks: list[int] = []
    while len(picks) < count and free.any():
        value = np.where(free, worth - SPREAD * closest, -np.inf)
        best = int(np.argmax(value))
        picks.append(best)
        free &= number != number[best]
        closest = np.maximum(closest, meanings @ meanings[best])
    return picks


def advice(labels: dict[Label, int], picks: int) -> Sentence:
    """Say in words how far the labels are, how balanced, and what would help most."""
    total = sum(labels.values())
    if total == 0:
        return sentence("queue.no_labels")
    said = sentence("queue.labels", n=total)
    rarer: Label = min(get_args(Label), key=lambda label: labels.get(label, 0))
    few, many = labels.get(rarer, 0), total - labels.get(rarer, 0)
    if many > BALANCE * few:
        missing = min(-(-many // BALANCE) - few, MOST_WISHED)
        return sentence(f"queue.more_{rarer}", labels=said, n=missing)
    if not picks:
        return sentence("queue.nothing", labels=said)
    if total < ENOUGH:
        return sentence("queue.until_enough", labels=said, more=ENOUGH - total, enough=ENOUGH)
    return sentence("queue.these", labels=said)
