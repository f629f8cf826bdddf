"""The labelled texts that mean nearly what a message means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from model.encoder import MEANING_WIDTH, Matrix

CLOSE = 0.9
"""Cosine of two meanings from which a text is told to be close to another. The encoder was taught
what kind of message it reads, so strangers' messages are alike to it: in the holdout a fifth of
all pairs reach 0.6, 27 % of them a leaflet and a relationship; 1 % reach 0.9, and of them 4 %."""

NEAREST = 10
"""How many are looked at for those that are told."""


def _no_rows() -> Matrix:
    return np.empty((0, MEANING_WIDTH), dtype=np.float32)


@dataclass(frozen=True)
class Neighbours:
    """Texts by what they mean; never changed, so that threads may share one.

    ``keys`` are the caller's; a row of ``meanings`` has length 1.
    """

    keys: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    meanings: Matrix = field(default_factory=_no_rows)

    def close_to(self, meaning: Matrix) -> Iterator[tuple[str, str]]:
        """Give key and text of those close to a meaning, the closest first."""
        likeness = self.meanings @ meaning
        for i in np.argsort(-likeness, kind="stable")[:NEAREST]:
            if likeness[i] >= CLOSE:
                yield self.keys[i], self.texts[i]

    def only(self, keys: Collection[str]) -> Neighbours:
        """Give those of ``keys``."""
        kept = [i for i, key in enumerate(self.keys) if key in keys]
        if len(kept) == len(self.keys):
            return self
        return Neighbours(
            tuple(self.keys[i] for i in kept),
            tuple(self.texts[i] for i in kept),
            self.meanings[kept],
        )

    def plus(self, keys: Sequence[str], texts: Sequence[str], meanings: Matrix) -> Neighbours:
        """Give these and others."""
        return Neighbours(
            (*self.keys, *keys),
            (*self.texts, *texts),
            np.concatenate([self.meanings, meanings]),
        )
