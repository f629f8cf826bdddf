"""Connections: bounded in number, in time, and in what a caller says beside a body.

uvicorn waits for ever for the head of a request, lets it grow without end, and above its limit
turns away who asks rather than who never does. So a stranger without a token could shut everybody
out with a thousand silent connections, or fill the memory by one long head. The guard cannot see
any of that: it begins where a head is complete. ``python -m tests.faults.flood`` shows the floods.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.settings import HEAD_SECONDS, MAX_CONNECTIONS, MAX_HEAD


class Connection(HttpToolsProtocol):
    """One connection of the service."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._beside = 0
        self._since = 0.0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a newcomer; beyond the limit the one who idles longest makes room."""
        super().connection_made(transport)
        self._wait_for_head()
        if len(self.connections) > MAX_CONNECTIONS:
            others = [c for c in self.connections if isinstance(c, Connection) and c is not self]
            idle = [each for each in others if each.idle]
            min(idle, key=lambda each: each._since, default=self).drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head, or what may follow a body, goes on and on."""
        self._beside += len(data)
        super().data_received(data)
        if self._beside > MAX_HEAD:
            self.drop()

    def on_body(self, body: bytes) -> None:
        """Leave the body's own limit to the guard."""
        self._beside -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Count anew."""
        self._beside = 0
        super().on_message_complete()

    def on_headers_complete(self) -> None:
        """Be busy: the head came in time."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Wait for another request, if the caller has not sent it already."""
        super().on_response_complete()
        if self.idle:
            self._wait_for_head()

    @property
    def idle(self) -> bool:
        """Whether closing it takes from nobody an answer that is still to come."""
        return self.cycle is None or self.cycle.response_started

    def drop(self) -> None:
        """Close it at once."""
        self._stop_waiting()
        self.connections.discard(self)
        self.transport.abort()

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._since = time.monotonic()
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.drop)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
