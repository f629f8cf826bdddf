"""What the history adds to an explanation: who else sent this text, what the user said of such.

These reasons move no score: their effect is 0. They are looked for only when reasons are asked for.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from model import template, wording
from model.encoder import Matrix
from model.features import Encode, Features
from model.neighbours import Neighbours
from model.records import Message, Reason, Sender
from server.errors import DoorstepError, describe
from server.leisure import at_leisure
from server.readings import Readings
from server.store import Echo, LabelState, Store, fingerprint

AT_ONCE = 50
"""Messages of an earlier Doorstep sketched in one transaction."""

MOST_LABELS = 5_000
"""The newest labelled texts that are compared with; their meanings take 8 MB."""

MOST_ALIKE = 2
LONGEST_QUOTE = 60
READ_AT_ONCE = 16

PATIENCE = 5.0

log = logging.getLogger("doorstep")

Sketched = tuple[Message, template.Sketch | None]


class Judge(Protocol):
    """What can read: a :class:`model.trained.TrainedModel`."""

    def meanings(self, texts: Sequence[str], encode: Encode = Features.encoded) -> Matrix:
        """Give a row of length 1 for each text."""
        ...


class Remembered:
    """The history, asked about one message; a thread of its own prepares what takes long.

    ``judge`` gives the model in use. The meanings are the encoder's, the same for all models; what
    it makes of labelled texts is kept in the store by this thread, whoever read them.
    """

    def __init__(self, store: Store, judge: Callable[[], Judge], readings: Readings) -> None:
        self._store = store
        self._judge = judge
        self._readings = readings
        self._labelled = Neighbours()
        self._prepared: LabelState | None = None
        self._closing = threading.Event()
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="remembered", daemon=True)
        self._thread.start()
        self.catch_up()

    def close(self) -> None:
        """End the thread; what it had not finished it begins anew next time."""
        self._closing.set()
        self.catch_up()
        self._thread.join(PATIENCE)

    def catch_up(self) -> None:
        """Have what is new in the history prepared soon; returns at once."""
        self._wanted.set()

    def forget(self) -> None:
        """Let go of all labelled texts; what the store still holds is read again."""
        self._labelled, self._prepared = Neighbours(), None
        self.catch_up()

    def reasons(self, messages: Sequence[Message], language: str) -> list[list[Reason]]:
        """Give what the history says of each message; nothing while it cannot be read."""
        sketched = [(message, template.sketch(message.text)) for message in messages]
        try:
            return [
                [*self._same_text(one, sketched, language), *self._like_yours(one[0], language)]
                for one in sketched
            ]
        except DoorstepError:
            return [[] for _ in messages]
        finally:
            self.catch_up()  # Another process may have labelled, too.

    def _same_text(
        self, one: Sketched, beside: Sequence[Sketched], language: str
    ) -> Iterator[Reason]:
        message, numbers = one
        if numbers is None:
            return
        known = self._store.echoes(numbers)
        known += [_echo(other) for other, theirs in beside if set(numbers) & set(theirs or ())]
        if (people := senders(message, known)) > 1:
            yield _told("same_text", wording.say("same_text", language, n=people))

    def _like_yours(self, message: Message, language: str) -> Iterator[Reason]:
        """Name the nearest texts the user labelled, with the labels of this moment."""
        labelled = self._labelled
        if not labelled.keys or not message.has_note:
            return
        (meaning,) = self._judge().meanings([message.text])
        told: set[str] = set()
        for key, text in labelled.close_to(meaning):
            if len(told) == MOST_ALIKE:
                return
            label = None if key == fingerprint(message) else self._store.label_of(key)
            if label is not None and (quote := _quote(text)) not in told:
                told.add(quote)
                words = wording.say(f"like_yours.{label}", language, quote=quote)
                yield _told("like_yours", words)

    def _run(self) -> None:
        while self._wanted.wait() and not self._closing.is_set():
            self._wanted.clear()
            try:
                self._prepare()
            except DoorstepError:
                continue  # No model yet, or no database: it is tried again before long.
            except Exception as error:
                log.error("The history could not be prepared: %s", describe(error))

    def _prepare(self) -> None:
        while not self._closing.is_set() and at_leisure(
            self._closing, self._store.sketch_old, AT_ONCE
        ):
            pass
        state = self._store.label_state()
        if state == self._prepared:  # As after nearly every explanation.
            return
        wanted = self._store.labelled_texts(MOST_LABELS)
        self._labelled = self._labelled.only(wanted)
        known = set(self._labelled.keys)
        new = [item for item in wanted.items() if item[0] not in known]
        for start in range(0, len(new), READ_AT_ONCE):
            keys, texts = zip(*new[start : start + READ_AT_ONCE], strict=True)
            rows = [at_leisure(self._closing, self._meaning, text) for text in texts]
            if self._closing.is_set():
                return
            self._labelled = self._labelled.plus(keys, texts, np.concatenate(rows))
            self._readings.keep()
        self._prepared = state

    def _meaning(self, text: str) -> Matrix:
        return self._judge().meanings([text], self._readings.encoded)


def senders(message: Message, known: Iterable[Echo]) -> int:
    """Count the people who sent the text of ``message``, its own sender among them.

    People are told apart by their names, where there is none by the profile's address. All of whom
    nothing is known count as one.
    """
    wanted = template.runs(message.text)
    alike = {message.text: True}
    people = {_person(_echo(message))}
    for echo in known:
        if echo.text not in alike:
            alike[echo.text] = template.same(wanted, template.runs(echo.text))
        if alike[echo.text]:
            people.add(_person(echo))
    return len(people)


def _echo(message: Message) -> Echo:
    sender = message.sender or Sender()
    return Echo(message.text, sender.name, sender.profile_url)


def _person(echo: Echo) -> str:
    name = " ".join((echo.name or "").casefold().split())
    return name or (echo.profile_url or "").split("?")[0].rstrip("/").casefold()


def _quote(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[:LONGEST_QUOTE].rstrip()}…"


def _told(signal: str, text: str) -> Reason:
    return Reason(signal=signal, text=text, effect=0.0)
