"""What the history adds to an explanation: how many people sent the same text.

These reasons move no score: their effect is 0. They are looked for only when reasons are asked for.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence

from model import template, wording
from model.records import Message, Reason, Sender
from server.errors import StoreError, describe
from server.store import Echo, Store

AT_ONCE = 200
"""Messages of an earlier Doorstep sketched in one transaction."""

PATIENCE = 5.0

log = logging.getLogger("doorstep")

Sketched = tuple[Message, template.Sketch | None]


class Remembered:
    """The history, asked about one message; a thread of its own prepares what takes long."""

    def __init__(self, store: Store) -> None:
        self._store = store
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

    def reasons(self, messages: Sequence[Message], language: str) -> list[list[Reason]]:
        """Give what the history says of each message; nothing while it cannot be read."""
        sketched = [(message, template.sketch(message.text)) for message in messages]
        try:
            return [list(self._same_text(one, sketched, language)) for one in sketched]
        except StoreError:
            return [[] for _ in messages]

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

    def _run(self) -> None:
        while self._wanted.wait() and not self._closing.is_set():
            self._wanted.clear()
            try:
                self._prepare()
            except StoreError:
                continue  # It is asked again before long.
            except Exception as error:
                log.error("The history could not be prepared: %s", describe(error))

    def _prepare(self) -> None:
        while not self._closing.is_set() and self._store.sketch_old(AT_ONCE):
            pass


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


def _told(signal: str, text: str) -> Reason:
    return Reason(signal=signal, text=text, effect=0.0)
