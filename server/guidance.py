"""What helps the user teach the judge: what another model would change, what to label next."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic
from typing import TypeVar, get_args

import numpy as np

from model import duplicates, queue
from model.changes import Changes, compared
from model.context import Recipient
from model.records import Label, Message, Strictness
from model.suspects import doubted
from model.trained import TrainedModel
from server.leisure import LeisurelyEncoder
from server.recorder import Recorder
from server.registry import Registry
from server.retrain import NEWEST
from server.schemas import EntryView
from server.schemas_learning import QueueReply, Suspect, SuspectsReply
from server.store import Entry, Store, StoredLabel, fingerprint

CANDIDATES = 500
"""Messages looked at for the queue, by their stored scores ..."""
READ_FOR_EACH = 10
"""... of which so many for each pick are read and judged anew: those in most doubt (Zhdanov 2019,
*Diverse mini-batch Active Learning*)."""
CHECKED = 2_000
"""The newest labels are checked against each other, so many at most ..."""
PATIENCE = 5.0
"""... and as many as can be read in these seconds, besides those read before: the next time there
are more."""
MOST_SUSPECTS = 20
LABELLED = 500
"""The newest labelled texts that are not asked about again under a near-duplicate."""

Result = TypeVar("Result")
Manner = tuple[Strictness, Recipient | None]


class Guidance:
    """Works in a thread of its own and reads at leisure, so that no score waits for it.

    ``recorder`` is waited for, so that what was scored a moment ago counts. ``manner`` gives how
    the user wants messages judged: the strictness, and whom they say they are.
    """

    def __init__(
        self, store: Store, registry: Registry, recorder: Recorder, manner: Callable[[], Manner]
    ) -> None:
        self._store = store
        self._registry = registry
        self._recorder = recorder
        self._manner = manner
        self._closing = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="guidance")
        self._encoder: LeisurelyEncoder | None = None
        self._doubts: tuple[Hashable, list[tuple[int, float]]] = (None, [])

    def close(self) -> None:
        """End the thread; what is being prepared is given up."""
        self._closing.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def forget(self) -> None:
        """Let go of all that was drawn from messages."""
        self._encoder, self._doubts = None, (None, [])

    async def changes(self, model_id: str) -> Changes:
        """Say what would change if that model took the place of the one in use."""
        return await self._work(lambda: self._changes(model_id))

    async def queue(self, count: int) -> QueueReply:
        """Choose the messages whose label would tell most."""
        return await self._work(lambda: self._queue(count))

    async def suspects(self) -> SuspectsReply:
        """Name the labels that may be mistakes."""
        return await self._work(self._suspects)

    async def _work(self, task: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._worker, task)

    def _read(self, trained: TrainedModel) -> TrainedModel:
        """Give a model that reads at leisure, and remembers for the next question."""
        encoder = trained.encoder
        if self._encoder is None or self._encoder.fingerprint != encoder.fingerprint:
            self._encoder = LeisurelyEncoder(encoder, self._closing)
        return trained.read_by(self._encoder)

    def _changes(self, model_id: str) -> Changes:
        self._recorder.flush()
        other, current = self._registry.opened(model_id), self._registry.active()
        messages = self._store.newest(NEWEST)
        return compared(self._read(current), other, messages, *self._manner())

    def _queue(self, count: int) -> QueueReply:
        self._recorder.flush()
        entries = self._apart(self._store.unlabelled(CANDIDATES))
        entries.sort(key=lambda entry: -float(queue.doubt((entry.score or 0.0) / 100)))
        picks = self._picks(entries[: READ_FOR_EACH * count], count)
        labels = self._store.counts().labels
        return QueueReply(
            picks=[EntryView.model_validate(pick, from_attributes=True) for pick in picks],
            waiting=self._store.waiting(),
            labels={label: labels.get(label, 0) for label in get_args(Label)},
            advice=queue.advice(labels, len(picks)),
        )

    def _apart(self, entries: list[Entry]) -> list[Entry]:
        """Leave out what waits to be checked: an answer there must not hang on the doubt in it."""
        if not entries:
            return []
        strictness, _ = self._manner()
        below = 100 * self._registry.active().bands[strictness].leaflet
        waiting = set(self._store.unchecked(below, CANDIDATES))
        return [entry for entry in entries if entry.number not in waiting]

    def _suspects(self) -> SuspectsReply:
        model = self._read(self._registry.active())
        labels = _read_in_time(model, self._store.current_labels()[-CHECKED:])
        state = (model.id, *((label.key, label.label) for label in labels))
        if self._doubts[0] != state:  # Nothing is fitted again for the same labels.
            own = [label.labelled() for label in labels]
            self._doubts = state, doubted(model, own)[:MOST_SUSPECTS]
        found = []
        for place, probability in self._doubts[1]:
            if entry := self._store.entry_of(fingerprint(labels[place].message)):
                view = EntryView.model_validate(entry, from_attributes=True)
                score = round(100 * probability, 1)
                found.append(Suspect(entry=view, key=labels[place].key, score=score))
        return SuspectsReply(checked=len(labels), suspects=found)

    def _picks(self, entries: list[Entry], count: int) -> list[Entry]:
        """Judge anew, for labels came since the scores were stored, and pick."""
        if not entries:
            return []
        model, (strictness, recipient) = self._read(self._registry.active()), self._manner()
        messages: list[Message] = [entry.message for entry in entries]
        scores = model.score(messages, strictness=strictness, recipient=recipient)
        texts = [message.text for message in messages]
        labelled = self._store.labelled_texts(LABELLED).values()
        group = duplicates.groups(duplicates.shingles([*texts, *labelled]))
        chosen = queue.pick(
            np.array([(score.score or 0.0) / 100 for score in scores]),
            model.meanings(texts),
            group[: len(texts)],
            count,
            taken=set(group[len(texts) :].tolist()),
        )
        return [
            replace(entries[i], score=scores[i].score, band=scores[i].band, model=scores[i].model)
            for i in chosen
        ]


def _read_in_time(model: TrainedModel, labels: list[StoredLabel]) -> list[StoredLabel]:
    """Have the newest labelled texts read, as many as ``PATIENCE`` allows; gives their labels."""
    end = monotonic() + PATIENCE
    for number, label in enumerate(reversed(labels)):
        if monotonic() > end:
            return labels[len(labels) - number :]
        model.meanings([label.message.text])
    return labels
