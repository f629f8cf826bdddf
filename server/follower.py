"""Keeps the model in use at what the user says, between trainings and in memory only.

After a label, or when one was taken back, the personal part of the model is fitted anew in a thread
of its own, which takes some milliseconds; until it is done, and wherever it fails, the model judges
as it did. Counted are the labels the model learnt that still stand, and those that no training has
judged: what a training kept out stays out, and who went back to an older model has gone back.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import islice

from model.personal import ReadTexts
from model.records import OwnLabel
from model.text import text_key
from model.trained import TrainedModel
from server.errors import Busy, DoorstepError, describe
from server.store import Store

MOST = 2_000
"""Labels beyond which a new one waits for the next training, where it is one among many anyway.
So many take a third of a second and, meanwhile, 37 MB (500: a tenth of a second and 13 MB)."""

log = logging.getLogger("doorstep")


class Follower:
    """Gives the model to judge with; safe to use from several threads.

    ``active`` gives the model in use as it was trained.
    """

    def __init__(self, store: Store, active: Callable[[], TrainedModel]) -> None:
        self._store = store
        self._active = active
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="follower")
        self._next: Future[None] | None = None
        self._moved: tuple[TrainedModel, TrainedModel] | None = None
        self._read = ReadTexts(self._rest)
        self.catch_up()

    def close(self) -> None:
        """End the thread; what it had not finished it begins anew next time."""
        self._closing.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def model(self) -> TrainedModel:
        """Give the model in use, moved to the labels of this moment as far as that is done.

        Never waits. Raises ``NoModel`` if there is none.
        """
        trained, moved = self._active(), self._moved
        if moved is not None and moved[0] is trained:
            return moved[1]
        self.catch_up()
        return trained

    def catch_up(self) -> Future[None]:
        """Have the labels of this moment followed soon; the result comes when that is done."""
        with self._lock:
            # One that has not begun will see the labels of this moment, too.
            if self._next is None or self._next.running() or self._next.done():
                self._next = self._worker.submit(self._follow)
            return self._next

    def forget(self) -> None:
        """Let go of all labelled texts and of what they changed."""
        with self._lock:
            self._read = ReadTexts(self._rest)
            self._moved = None

    def _follow(self) -> None:
        read = self._read
        try:
            trained = self._active()
            moved = self._following(trained, read)
        except DoorstepError:
            return  # No model yet, no database, or the service ends: the next score asks again.
        with self._lock:
            if self._read is read:
                self._moved = trained, moved

    def _following(self, trained: TrainedModel, read: ReadTexts) -> TrainedModel:
        try:
            labels = self._labels(trained)
            moved = trained.following(labels, read) if len(labels) <= MOST else trained
            read.keep(labels)
        except DoorstepError:
            raise
        except Exception as error:
            log.error("The labels could not be followed at once: %s", describe(error))
            before = self._moved
            return before[1] if before is not None and before[0] is trained else trained
        return moved

    def _labels(self, trained: TrainedModel) -> list[OwnLabel]:
        """Give the labels that count; of more than ``MOST`` only so many that it shows."""
        learnt = set(trained.metadata["trained_on"])
        counting = (
            label.labelled()
            for label in self._store.each_label()
            if label.new or text_key(label.message.text) in learnt
        )
        with closing(counting):
            return list(islice(counting, MOST + 1))

    def _rest(self, seconds: float) -> None:
        """After a start many texts may wait to be read: scores that are asked for go first."""
        if self._closing.wait(seconds):
            raise Busy
