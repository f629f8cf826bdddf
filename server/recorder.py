"""Writes scores to the history in the background, so that no badge waits for the disk."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence

from model.records import Message, Score
from model.wording import Sentence
from server.errors import StoreError, describe
from server.store import Store

Scored = Sequence[tuple[Message, Score]]

PLACES = 256
"""Requests whose scores may wait; each holds at most 256 kB of messages."""
PATIENCE = 5.0

log = logging.getLogger("doorstep")


class Recorder:
    """A thread with a bounded queue in front of :meth:`Store.record_scores`.

    A score that cannot be kept (full disk, full queue) is counted, never waited for: scoring goes
    on. Labels do not come this way; they are answered only when they are on disk.

    Attributes
    ----------
    unrecorded : int
        Messages whose score was not kept since the start.
    problem : Sentence, str or None
        Why the last write failed; ``None`` once one succeeds again.
    """

    def __init__(self, store: Store) -> None:
        self.unrecorded = 0
        self.problem: Sentence | str | None = None
        self._store = store
        self._queue: queue.Queue[Scored | threading.Event | None] = queue.Queue(PLACES)
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def put(self, scored: Scored) -> None:
        """Have scores kept soon; returns at once."""
        try:
            self._queue.put_nowait(scored)
        except queue.Full:
            self.unrecorded += len(scored)

    def flush(self, patience: float = PATIENCE) -> None:
        """Wait, some seconds at most, until everything put before is written."""
        done = threading.Event()
        try:
            self._queue.put(done, timeout=patience)
        except queue.Full:
            return
        done.wait(patience)

    def close(self) -> None:
        """Write what waits, then end."""
        try:
            self._queue.put(None, timeout=PATIENCE)
        except queue.Full:
            return
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if isinstance(item, threading.Event):
                item.set()
            else:
                self._write(item)

    def _write(self, scored: Scored) -> None:
        try:
            self._store.record_scores(scored)
        except StoreError as error:
            self.unrecorded += len(scored)
            self.problem = error.said
        except Exception as error:
            self.unrecorded += len(scored)
            log.error("Scores were not kept: %s", describe(error))
        else:
            self.problem = None
