"""Reading at leisure: an encoder for work that nobody waits for as one waits for a badge."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from model.encoder import Matrix, TextEncoder
from server.errors import Busy
from server.wording import sentence

Result = TypeVar("Result")

MOST_REMEMBERED = 3_000
"""Texts whose reading is kept, those asked for last; they take 5 MB. No text itself is."""


def at_leisure(closing: threading.Event, work: Callable[..., Result], *given: Any) -> Result:
    """Work, then rest as long as that took: scores that are asked for go first."""
    start = time.monotonic()
    result = work(*given)
    closing.wait(time.monotonic() - start)
    return result


class LeisurelyEncoder:
    """Reads one text at a time and rests as long as that took, so that badges go first.

    Remembers what it has read. For one thread at a time; ``closing`` makes it stop.
    """

    def __init__(self, encoder: TextEncoder, closing: threading.Event) -> None:
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._closing = closing
        self._known: dict[bytes, Matrix] = {}

    def encode(self, texts: Sequence[str]) -> Matrix:
        """As ``TextEncoder.encode``; raises ``Busy`` when the service ends meanwhile."""
        if not texts:
            return self._encoder.encode([])
        rows = [self._row(text) for text in texts]
        for key in list(self._known)[:-MOST_REMEMBERED]:
            del self._known[key]
        return np.stack(rows)

    def _row(self, text: str) -> Matrix:
        key = hashlib.sha256(text.encode()).digest()
        row = self._known.pop(key, None)
        if row is None:
            row = self._read(text)
        self._known[key] = row  # Last again: what is asked for longest ago is forgotten first.
        return row

    def _read(self, text: str) -> Matrix:
        if self._closing.is_set():
            raise Busy(sentence("error.ending"))
        (row,) = at_leisure(self._closing, self._encoder.encode, [text])
        return np.asarray(row)
