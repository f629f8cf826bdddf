"""Connections that ask nothing, or never end asking: closed, bounded, and in nobody's way."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse

import pytest

from server import connections
from server.settings import BACKLOG, MAX_CONNECTIONS, MAX_IN_FLIGHT
from tests.server.fakes import Running

HALF = b"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n"
STRANGERS = HALF.replace(b"GET", b"POST")
SHORT = 0.2
"""Seconds, where the real ones would be waited for in vain."""


@pytest.fixture
def running(module_running: Running) -> Running:
    return module_running


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", SHORT)


@contextmanager
def being_served(running: Running, length: int) -> Iterator[socket.socket]:
    """Somebody whose request's head was read and whose body is waited for."""
    with connected(running, head(running, "POST /v1/score", length)) as connection:
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        yield connection


@contextmanager
def connected(running: Running, said: bytes = b"") -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(said)
        yield connection


def head(running: Running, line: str, length: int = 0) -> bytes:
    """The head of a good request."""
    told = {"Host": f"127.0.0.1:{running.port}", **running.headers, "Content-Length": str(length)}
    told["Content-Type"] = "application/json"
    told |= {"Expect": "100-continue"} if length else {}
    lines = [f"{line} HTTP/1.1", *(f"{key}: {value}" for key, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def status(connection: socket.socket) -> int:
    """Read one whole reply; gives its status."""
    with HTTPResponse(connection) as reply:
        reply.begin()
        reply.read()
        return reply.status


def is_cut_off(connection: socket.socket, piece: bytes, pause: float) -> bool:
    """Whether sending on and on is ended by the other side."""
    with suppress(OSError):
        for _ in range(1000):
            connection.sendall(piece)
            time.sleep(pause)
        return False
    return True


def closed(connection: socket.socket) -> bool:
    """Whether it is closed without another word; waits for that."""
    with suppress(ConnectionError):
        return connection.recv(1000) == b""
    return True


def is_open(connection: socket.socket) -> bool:
    """Whether it is open now, whatever was answered before."""
    connection.setblocking(False)
    try:
        while connection.recv(1000):
            pass
    except BlockingIOError:
        return True
    except ConnectionError:
        pass
    return False


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("said", [b"", HALF], ids=["silent", "half a head"])
def test_who_asks_nothing_is_closed(running: Running, said: bytes) -> None:
    with connected(running, said) as connection:
        assert closed(connection)


@pytest.mark.usefixtures("hasty")
def test_a_letter_at_a_time_does_not_prolong_it(running: Running) -> None:
    with connected(running, HALF + b"X: ") as connection:
        assert is_cut_off(connection, b"x", 0.02)


def test_a_second_request_is_waited_for_no_longer_than_the_first(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(running, head(running, "GET /v1/status")) as connection:
        assert status(connection) == 200
        monkeypatch.setattr(connections, "HEAD_SECONDS", SHORT)
        connection.sendall(head(running, "GET /v1/status"))
        assert status(connection) == 200
        connection.sendall(HALF)
        assert closed(connection)


@pytest.mark.parametrize(
    "said",
    [b"", HALF, STRANGERS + b"Content-Length: 100\r\n\r\n"],
    ids=["silent", "half a head", "refused, its body never comes"],
)
def test_a_flood_makes_room_for_who_asks(
    running: Running, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    most = 2 * BACKLOG + 6
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", most)
    text = b'{"messages": [{"id": "1", "text": "Good day", "kind": "inbox_message"}]}'
    with being_served(running, len(text)) as mine, ExitStack() as held:
        flood = [held.enter_context(connected(running, said)) for _ in range(3 * most)]
        with running.http() as another:
            assert another.get("/v1/status").status_code == 200
        assert sum(map(is_open, flood)) < most
        mine.sendall(text)
        assert status(mine) == 200, "who is being served stays"


def test_where_all_are_being_served_a_newcomer_is_turned_away(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 2)
    with being_served(running, 2) as first, being_served(running, 2) as second:
        with connected(running) as third:
            assert closed(third)
        for each in (first, second):
            each.sendall(b"{}")
            assert status(each) == 422


@pytest.mark.parametrize("said", [
    HALF + b"X: ",
    STRANGERS + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ",
], ids=["head", "what follows a body"])  # fmt: skip
def test_nothing_may_go_on_without_end(running: Running, said: bytes) -> None:
    with connected(running, said) as connection:
        assert is_cut_off(connection, b"x" * 10_000, 0.001)


def test_a_body_does_not_count(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_HEAD", 2_000)
    with running.http(**{"Content-Type": "application/json"}) as client:
        for _ in range(3):
            pieces = (b" " * 50_000 for _ in range(4))
            assert client.post("/v1/score", content=pieces).status_code == 400
            assert client.post("/v1/score", content=b" " * 200_000).status_code == 400


def test_the_bounds_fit_one_another() -> None:
    """Who asks at once is never the one to make room; and all who are served have a connection."""
    assert 2 * BACKLOG < MAX_CONNECTIONS
    assert MAX_IN_FLIGHT < MAX_CONNECTIONS
