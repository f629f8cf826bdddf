"""May Doorstep tick many messages to be declined at once? Only where checks have earned it.

Of the messages that may land in the band ``leaflet`` a random share is drawn to be checked. How
often these checks found a relationship bounds how often declining the whole band is wrong. Each
check counts with the score that stood before any label of its text was known (prequential: Dawid
1984; so TREC's spam tracks scored each message before showing its label).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from model.drift import WORST_CHANCE, Moved, chance_of_rise, halves
from model.wording import Sentence, sentence

CONFIDENCE = 0.90
"""How sure the bound is."""

WINDOW = 400
"""Checks that count, the newest: what was right long ago says little of today."""

ONE_IN = 5
"""One of so many texts is drawn. 45 right checks allow 5 %: so after some 225 leaflets."""

FIRST_FEW = 20
"""The first leaflets are checked one and all, so that a new user sees checks from the first day."""

HIGHEST_LEAFLET = 50.0
"""The band ``leaflet`` ends here at most, whatever the strictness (``choose_thresholds``).

All scores below take part in the draw, and not the band of that day alone: the checks then speak
for any band the user may choose later.
"""


@dataclass(frozen=True)
class Check:
    """What came of one check: the score before it, and whether it was a relationship after all.

    ``message`` is its number in the history, which tells when it came.
    """

    message: int
    score: float
    wrong: bool


@dataclass(frozen=True)
class Permission:
    """Whether many may be ticked, and all that a user may want to know of why.

    ``bound`` and ``limit`` are in percent; ``missing`` is how many more checks it takes if all are
    right, 0 where it is allowed. ``since`` is set where the alarm is about the scores.
    """

    allowed: bool
    bound: float | None
    limit: float
    checked: int
    wrong: int
    missing: int
    why: Sentence
    alarm: Sentence | None


def is_drawn(key: bytes, fingerprint: str) -> bool:
    """Whether a text is one of those to be checked: a coin that only the installation can toss.

    The same text gives the same answer at any time, so neither its sender nor the order in which
    anything is seen or labelled can bend the choice.
    """
    toss = hmac.digest(key, f"doorstep-audit-v1 {fingerprint}".encode(), "sha256")
    return int.from_bytes(toss[:8], "big") * ONE_IN < 2**64


def upper_bound(
    wrong: npt.ArrayLike, checked: npt.ArrayLike, confidence: float = CONFIDENCE
) -> npt.NDArray[np.float64]:
    """Bound the share that is wrong from above, exactly and on one side (Clopper–Pearson 1934).

    The share at which ``wrong`` or fewer of ``checked`` would have a chance of 1 - ``confidence``;
    1 where nothing was checked or all was wrong.
    """
    k, n = np.asarray(wrong, dtype=float), np.asarray(checked, dtype=float)
    right = np.maximum(n - k, 1)
    return np.where(n > k, betaincinv(k + 1, right, confidence), 1.0)


def permission(checks: Sequence[Check], limit: float, moved: Moved | None = None) -> Permission:
    """Decide by the checks of the present band, oldest first.

    ``limit`` is the percentage of wrong declines the user accepts. ``moved`` tells that the scores
    of late are not what they were; checks of messages that came since can answer for that.
    """
    window = list(checks)[-WINDOW:]
    alarm = _alarm(window, limit, moved)
    bound = _bound(window)
    allowed = bool(bound <= limit) and alarm is None
    missing = 0 if allowed else _missing(window, limit, moved)
    wrong = sum(check.wrong for check in window)
    return Permission(
        allowed=allowed,
        bound=round(bound, 1) if window else None,
        limit=limit,
        checked=len(window),
        wrong=wrong,
        missing=missing,
        why=_why(len(window), wrong, bound, limit, missing, withdrawn=alarm is not None),
        alarm=alarm,
    )


def _bound(window: Sequence[Check]) -> float:
    """Give the bound in percent."""
    return 100 * float(upper_bound(sum(check.wrong for check in window), len(window)))


def _missing(window: list[Check], limit: float, moved: Moved | None) -> int:
    """Count the right checks after which it would be allowed; at most a window of them."""
    more = np.arange(WINDOW + 1)
    mistakes = np.array([check.wrong for check in window] + [False] * WINDOW)
    total = np.concatenate([[0], np.cumsum(mistakes)])
    ends = len(window) + more
    starts = np.maximum(ends - WINDOW, 0)
    low = 100 * upper_bound(total[ends] - total[starts], ends - starts) <= limit
    newest = max([check.message for check in window] + [moved.since if moved else 0])
    for count in more[low]:
        after = (window + [Check(newest, 0.0, wrong=False)] * int(count))[-WINDOW:]
        if _alarm(after, limit, moved) is None:
            return int(count)
    return WINDOW


def _alarm(window: Sequence[Check], limit: float, moved: Moved | None) -> Sentence | None:
    """Say what speaks against trusting the bound; nothing if nothing does."""
    older, newer = halves([check.wrong for check in window])
    if chance_of_rise(older, newer) < WORST_CHANCE:
        return sentence(
            "bulk.errs",
            newer=len(newer),
            newly=sum(newer),
            older=len(older),
            formerly=sum(older),
        )
    if moved is None:
        return None
    since = [check for check in window if check.message >= moved.since]
    if _bound(since) <= limit:
        return None
    return sentence("bulk.moved", newer=moved.newer, older=moved.older)


def _why(
    checked: int, wrong: int, bound: float, limit: float, missing: int, *, withdrawn: bool
) -> Sentence:
    """Put the decision in a sentence or two."""
    more = sentence("bulk.more", n=missing)
    if not checked:
        return sentence("bulk.unchecked", more=more)
    found = sentence("bulk.found" if wrong else "bulk.found_none", n=wrong, checked=checked)
    if withdrawn:
        return sentence("bulk.withdrawn", found=found, more=more)
    sure = sentence("bulk.sure", confidence=round(100 * CONFIDENCE), bound=bound)
    if missing:
        return sentence("bulk.over", found=found, sure=sure, limit=limit, more=more)
    return sentence("bulk.within", found=found, sure=sure, limit=limit)
