"""Reads the labelled texts for the service, each once: what the encoder makes of them is kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from model.encoder import WIDTH, Matrix
from model.features import Features
from server.errors import StoreError
from server.store import Store

BYTES = WIDTH * np.dtype(np.float32).itemsize


class Readings:
    """What the encoder made of labelled texts, from the store; safe to use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._new: dict[tuple[str, str], Matrix] = {}

    def encoded(self, features: Features, texts: Sequence[str]) -> Matrix:
        """As ``Features.encoded``; what had to be read waits for :meth:`keep`."""
        if not texts:
            return features.encoded(texts)
        encoder = features.reader.fingerprint
        # Two threads that want the same text wait for one reading.
        with self._lock:
            found = known(self._store, encoder, texts)
            found |= {t: self._new[encoder, t] for t in texts if (encoder, t) in self._new}
            unread = [text for text in dict.fromkeys(texts) if text not in found]
            read = dict(zip(unread, features.encoded(unread), strict=True))
            self._new |= {(encoder, text): row for text, row in read.items()}
        found |= read
        return np.stack([found[text] for text in texts])

    def keep(self) -> None:
        """Put what was read into the store, as far as its texts are labelled still.

        Where the store cannot take it, it is read again some time; nobody need know.
        """
        with self._lock:
            new, self._new = self._new, {}
        for encoder in {encoder for encoder, _ in new}:
            rows = {text: row.tobytes() for (by, text), row in new.items() if by == encoder}
            with suppress(StoreError):
                self._store.keep_vectors(encoder, rows)

    def forget(self) -> None:
        """Let go of what waits."""
        with self._lock:
            self._new = {}


def known(store: Store, encoder: str, texts: Sequence[str]) -> dict[str, Matrix]:
    """Give the rows of those texts that ``encoder`` has read."""
    kept = store.vectors(encoder, texts)
    return {
        text: np.frombuffer(numbers, dtype=np.float32)
        for text, numbers in kept.items()
        if len(numbers) == BYTES
    }
