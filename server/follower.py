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
from contextlib import closing, suppress
from itertools import islice

from model.features import Encode, Features
from model.personal import FEW, ReadTexts
from model.records import OwnLabel
from model.text import text_key
from model.trained import TrainedModel
from server.errors import Busy, DoorstepError, describe
from server.store import Store

MOST = 2_000
"""Labels beyond which a new one waits for the next training, where it is one among many anyway.
So many take a third of a second and, meanwhile, 37 MB (500: a tenth of a second and 13 MB)."""

NEWEST = 3
"""Of more than a few whose texts wait to be read, so many are followed at once, the rest later."""

log = logging.getLogger("doorstep")


class Follower:
    """Gives the model to judge with; safe to use from several threads.

    ``active`` gives the model in use as it was trained, ``encode`` reads labelled texts.
    """

    def __init__(
        self,
        store: Store,
        active: Callable[[], TrainedModel],
        encode: Encode = Features.encoded,
    ) -> None:
        self._store = store
        self._active = active
        self._encode = encode
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="follower")
        self._next: Future[None] | None = None
        self._hurry = threading.Event()
        self._moved: tuple[TrainedModel, TrainedModel] | None = None
        self._read = ReadTexts(self._rest, encode)
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
        self._soon()
        return trained

    def catch_up(self) -> Future[None]:
        """Have the labels of this moment followed soon; the result comes when that is done.

        Where many have not been read, that is the newest few and all that are; the rest follows.
        """
        self._hurry.set()
        return self._soon()

    def forget(self) -> None:
        """Let go of all labelled texts and of what they changed."""
        with self._lock:
            self._read = ReadTexts(self._rest, self._encode)
            self._moved = None
        self._hurry.set()

    def _soon(self) -> Future[None]:
        with self._lock:
            # One that has not begun will see the labels of this moment, too.
            if self._next is None or self._next.running() or self._next.done():
                self._next = self._worker.submit(self._follow)
            return self._next

    def _follow(self) -> None:
        """Follow what is read and the newest few, and have the rest read at leisure."""
        self._hurry.clear()
        read = self._read
        with suppress(DoorstepError):  # No model yet, or no database: the next score asks again.
            trained = self._active()
            labels = self._labels(trained)
            read.keep(labels)
            unread = read.unread(labels)
            behind = unread[:-NEWEST] if len(unread) > FEW and len(labels) <= MOST else []
            if behind:
                self._worker.submit(self._follow_all)
            learnt = set(trained.metadata["trained_on"])
            # Without labels it learnt, the model as it was trained is the better one.
            if not any(text_key(label.text) in learnt for label in behind):
                later = {label.text for label in behind}
                self._move(trained, [row for row in labels if row.text not in later], read)

    def _follow_all(self) -> None:
        """Follow all labels, and read as long as nobody is in a hurry: who is calls this again."""
        read = self._read
        with suppress(DoorstepError):
            trained = self._active()
            self._move(trained, self._labels(trained), read)

    def _move(self, trained: TrainedModel, labels: list[OwnLabel], read: ReadTexts) -> None:
        try:
            moved = trained.following(labels, read) if len(labels) <= MOST else trained
        except DoorstepError:
            raise
        except Exception as error:
            log.error("The labels could not be followed at once: %s", describe(error))
            before = self._moved
            moved = before[1] if before is not None and before[0] is trained else trained
        with self._lock:
            if self._read is read:
                self._moved = trained, moved

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
        """Many texts wait to be read: scores that are asked for and new labels go first."""
        if self._closing.wait(seconds) or self._hurry.is_set():
            raise Busy
