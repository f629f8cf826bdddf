"""Who may call. One pure ASGI wrapper around everything, so no route can forget a check.

In this order: exact Host with port (against DNS rebinding), Origin if there is one, Sec-Fetch-Site
if there is one, token, protocol, content type, size and time of the body. No single one stops every
attack (tests/server/test_guard.py has the table), and only the token stops other extensions and
programs. A caller without all of them learns nothing: one empty 403, whatever was wrong and
whatever exists. Methods and addresses are the router's business, so only those let in hear of 404
and 405.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from model.wording import speaking
from server.archive import too_large
from server.errors import (
    Busy,
    DoorstepError,
    ProtocolMismatch,
    TooLarge,
    TooSlow,
    WrongContentType,
    describe,
)
from server.pairing import ClientBook
from server.schemas import PROTOCOL, PROTOCOL_HEADER
from server.settings import (
    BODY_SECONDS,
    HOST,
    IMPORT_SECONDS,
    MAX_BODY,
    MAX_IMPORT,
    MAX_IN_FLIGHT,
)
from server.wording import sentence

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OUR_ORIGIN = "chrome-extension://kgkodoedoojgmjakmbopjponjpnjgnie"
"""Fixed by the key in the manifest. Firefox draws an origin at installation: learnt at pairing."""

EXTENSION_ORIGIN = re.compile(
    r"chrome-extension://[a-p]{32}"
    r"|moz-extension://[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
BEFORE_PAIRING = frozenset({"/v1/hello", "/v1/pair"})
"""Need no token; any extension may ask, a page may not."""

IMPORT = "/v1/import/linkedin"
"""Takes a file in place of JSON: larger, for longer, and one at a time."""

FILE_TYPES = (
    None,
    "application/octet-stream",
    "application/zip",
    "application/x-zip-compressed",
    "application/vnd.ms-excel",
    "text/csv",
)
"""What browsers and programs call a zip or a CSV file. No page can send it: it has no token."""

FRIENDLY_SITES = (None, "none", "same-origin")
"""Sec-Fetch-Site, if any: an extension's worker says ``none`` (Chromium) or ``same-origin``."""

WITH_BODY = ("POST", "PUT", "PATCH")

REPLY_HEADERS = [
    (PROTOCOL_HEADER, str(PROTOCOL)),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
"""On every reply. The server adds them, so that they are on those it makes itself, too."""

log = logging.getLogger("doorstep")


class Refused(Exception):  # noqa: N818  (a verdict, not a fault)
    """Not let in; deliberately without a reason."""


class Headers:
    """A request's headers; asked for a single value, it refuses two."""

    def __init__(self, scope: Scope) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            values = self._values.setdefault(name.decode("latin-1").lower(), [])
            values.append(value.decode("latin-1"))

    def one(self, name: str) -> str | None:
        """Give the value of a header; raises :class:`Refused` if it was sent twice."""
        values = self._values.get(name.lower())
        if values is None:
            return None
        if len(values) > 1:
            raise Refused
        return values[0]

    def joined(self, name: str) -> str:
        """Give the values of a header that is a list and so may be sent in parts."""
        return ",".join(self._values.get(name.lower(), ()))


class Guard:
    """Lets a request through to ``app``, or answers it.

    Parameters
    ----------
    app : ASGI application
    port : int
        The port we listen on, part of the only Host we answer to.
    book : ClientBook
        Whose tokens are good.
    """

    def __init__(self, app: App, *, port: int, book: ClientBook) -> None:
        self._app = app
        self._host = f"{HOST}:{port}"
        self._book = book
        self._in_flight = 0
        self._importing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            headers = Headers(scope)
            with speaking(headers.joined("accept-language")):
                await self._answer(scope, headers, receive, send)

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        body, started = Body(receive), False

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            self._admit(scope["path"], headers)
            async with self._place(scope["path"]):
                await read(body, scope["path"], scope["method"], headers)
                await self._app(scope, body.replay, noting_send)
        except Refused:
            await reply(send, body, 403, b"")
        except DoorstepError as error:
            await explain(send, body, error)
        except asyncio.CancelledError:  # The service was told to end and waits no longer.
            if not started:
                await explain(send, body, Busy(sentence("error.ending")))
            raise
        except Exception as error:
            # The text of an exception may quote a letter: its kind and place must do.
            log.error("A request failed: %s", describe(error))
            if not started:
                await explain(send, body, DoorstepError())

    @asynccontextmanager
    async def _place(self, path: str) -> AsyncIterator[None]:
        """Take one of the places for requests being read or answered; imports have one only."""
        importing = path == IMPORT
        if self._in_flight >= MAX_IN_FLIGHT:
            raise Busy
        if importing and self._importing:
            raise Busy(sentence("error.importing"))
        self._in_flight += 1
        self._importing |= importing
        try:
            yield
        finally:
            self._in_flight -= 1
            self._importing &= not importing

    def _admit(self, path: str, headers: Headers) -> None:
        """Raise unless this caller may ask this."""
        if headers.one("host") != self._host:
            raise Refused
        origin = headers.one("origin")
        pairing = path in BEFORE_PAIRING
        if origin is not None and not self._allowed(origin, pairing):
            raise Refused
        if headers.one("sec-fetch-site") not in FRIENDLY_SITES:
            raise Refused
        protocol = headers.one(PROTOCOL_HEADER)
        if protocol is None:
            raise Refused
        if not pairing:
            self._check_token(headers.one("authorization"), origin)
        # Last: who may not call must not learn from this reply that we are here.
        if protocol != str(PROTOCOL):
            raise ProtocolMismatch

    def _allowed(self, origin: str, pairing: bool) -> bool:
        if pairing:
            return EXTENSION_ORIGIN.fullmatch(origin) is not None
        return origin == OUR_ORIGIN or origin in self._book.origins()

    def _check_token(self, authorization: str | None, origin: str | None) -> None:
        scheme, _, token = (authorization or "").partition(" ")
        client = self._book.owner(token) if scheme.lower() == "bearer" and token else None
        if client is None:
            raise Refused
        if origin is not None and client.origin not in (None, origin):
            raise Refused


class Body:
    """A request's body: read once by the guard, told again to the application."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._more = True
        self._kept: deque[bytes] = deque()
        self.size = 0

    async def parts(self) -> AsyncIterator[bytes]:
        """Give what is still to come; raises :class:`Refused` if the caller went away."""
        while self._more:
            message = await self._receive()
            self._more = message.get("more_body", False)
            if message["type"] != "http.request":
                raise Refused
            yield message.get("body", b"")

    def keep(self, part: bytes) -> None:
        """Keep a piece for the application."""
        self._kept.append(part)
        self.size += len(part)

    async def replay(self) -> Message:
        """Be the application's ``receive``: the pieces kept first, then what really happens.

        Each piece is let go of as it is told, so that a large body is not in memory twice.
        """
        if self._kept:
            part = self._kept.popleft()
            return {"type": "http.request", "body": part, "more_body": bool(self._kept)}
        return await self._receive()


async def read(body: Body, path: str, method: str, headers: Headers) -> None:
    """Read a body into memory, if there is one: of the right type, not too large, in time."""
    length = headers.one("content-length")
    if length is None and headers.one("transfer-encoding") is None and method not in WITH_BODY:
        return
    importing = path == IMPORT
    limit, seconds = (MAX_IMPORT, IMPORT_SECONDS) if importing else (MAX_BODY, BODY_SECONDS)
    refusal = too_large() if importing else TooLarge()
    check_type(headers.one("content-type"), importing=importing)
    if length is not None and int(length) > limit:
        raise refusal
    try:
        async with asyncio.timeout(seconds):
            async for part in body.parts():
                body.keep(part)
                if body.size > limit:
                    raise refusal
    except TimeoutError:
        raise TooSlow(sentence("error.too_slow", seconds=seconds)) from None


def check_type(content_type: str | None, *, importing: bool) -> None:
    """Raise unless a body is what its address takes: a file, or JSON."""
    kind = content_type and content_type.partition(";")[0].strip().lower()
    if importing and kind not in FILE_TYPES:
        raise WrongContentType(sentence("error.wrong_export_type"))
    if not importing and not is_json(content_type):
        raise WrongContentType


def is_json(content_type: str | None) -> bool:
    """Whether a content type is JSON in UTF-8; anything a page's form can send is not."""
    kind, _, parameters = (content_type or "").lower().partition(";")
    return kind.strip() == "application/json" and parameters.strip() in ("", "charset=utf-8")


async def explain(send: Send, body: Body, error: DoorstepError) -> None:
    """Answer with an error to whom was let in."""
    await reply(send, body, error.status, json.dumps(error.body()).encode())


async def reply(send: Send, body: Body, status: int, content: bytes) -> None:
    """Answer at once and close the connection, dropping what may still be coming.

    Without reading on for a while a caller in the middle of sending would see a broken connection
    in place of our answer.
    """
    headers = [(b"content-length", str(len(content)).encode()), (b"connection", b"close")]
    if content:
        headers.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": True})
    with suppress(TimeoutError, Refused):
        async with asyncio.timeout(BODY_SECONDS):
            async for _ in body.parts():
                pass
    await send({"type": "http.response.body", "body": b"", "more_body": False})
