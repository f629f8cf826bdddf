"""Two clocks at once, for a deadline that other processes must agree on."""

from __future__ import annotations

import time
from typing import NamedTuple, Self


class Moment(NamedTuple):
    """A moment on the wall clock and on the steady clock, in seconds.

    The wall clock can be set back, which would prolong a deadline; the steady clock starts anew
    with the computer, which could bring one back to life. Both must say yes. The steady clock is
    one for all processes on Linux, macOS and Windows.
    """

    wall: float
    steady: float

    @classmethod
    def now(cls) -> Self:
        """Read both clocks."""
        return cls(time.time(), time.monotonic())

    def within(self, start: Moment, seconds: float) -> bool:
        """Whether this is at or after ``start``, by less than ``seconds``, on both clocks."""
        return all(0 <= mine - its < seconds for mine, its in zip(self, start, strict=True))
