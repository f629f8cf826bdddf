"""What the guard costs by itself: a bare application with and without it around, by turns.

Once called in this process as a server would, with no socket between, so that the difference is the
guard alone; once over HTTP, each in a process of its own. ``python -m tests.bench.guard`` measures
it alone and prints its section.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import uvicorn

from server.guard import OUR_ORIGIN, App, Guard, Message, Receive, Scope, Send
from server.pairing import ClientBook, new_client
from server.paths import DataFolder
from server.serve import listening
from server.store import Store

BODY = json.dumps(
    {
        "messages": [
            {"id": "1", "text": "Shall we send you our offer? " * 5, "kind": "inbox_message"}
        ]
    }
).encode()
ROUNDS = 5_000
BROWSERS = 3
"""Clients that are paired; a token is compared with each one's."""

TEXT = """
## What the guard costs

Written by `python -m tests.bench --only guard`: an application that reads the body and answers two
bytes, bare and behind `server/guard.py`, by turns, {rounds:,} requests of {size} bytes each, with
{browsers} browsers paired. Times are p50 / p99.

| how it is called | bare | behind the guard | the guard's part (p50) | goal |
| --- | --- | --- | --- | --- |
{rows}
"""


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body, as every application does, and answer."""
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"{}"})


def headers(port: int, token: str) -> dict[str, str]:
    """Those of the extension's worker in Chromium."""
    return {
        "Host": f"127.0.0.1:{port}",
        "Origin": OUR_ORIGIN,
        "Sec-Fetch-Site": "none",
        "Sec-Fetch-Mode": "cors",
        "Accept-Language": "en-US,en;q=0.9",
        "Doorstep-Protocol": "1",
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Content-Length": str(len(BODY)),
    }


async def called(app: App, given: dict[str, str]) -> float:
    """Call the application once as a server would; gives the milliseconds."""
    pairs = [(name.lower().encode(), value.encode()) for name, value in given.items()]
    scope = {"type": "http", "method": "POST", "path": "/v1/score", "headers": pairs}
    statuses = []

    async def receive() -> Message:
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: Message) -> None:
        statuses.append(message.get("status"))

    start = time.perf_counter()
    await app(scope, receive, send)
    spent = time.perf_counter() - start
    assert statuses[0] == 200
    return spent * 1000


async def without_a_socket(guarded: App, given: dict[str, str]) -> list[list[float]]:
    """Milliseconds of the bare application and of the guarded one."""
    spent: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for app, times in zip((bare, guarded), spent, strict=True):
            times.append(await called(app, given))
    return spent


def serve(app: App, listener: Any) -> None:
    """Serve until killed, set up as the service is."""
    config = uvicorn.Config(app, http="httptools", lifespan="off", log_config=None)
    uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def served(app: App, listener: Any) -> Iterator[HTTPConnection]:
    """Have another process serve; gives a connection to it."""
    process = multiprocessing.get_context("fork").Process(target=serve, args=(app, listener))
    process.start()
    connection = HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=60)
    listener.listen()  # So that the first request waits for its start.
    try:
        yield connection
    finally:
        connection.close()
        process.kill()
        process.join()


def over_http(guarded: App, listener: Any, given: dict[str, str]) -> list[list[float]]:
    """The same over HTTP by one connection each."""
    spent: list[list[float]] = [[], []]
    with (
        closing(listening(0)) as other,
        served(bare, other) as plain,
        served(guarded, listener) as ours,
    ):
        for _ in range(ROUNDS):
            for connection, times in zip((plain, ours), spent, strict=True):
                start = time.perf_counter()
                connection.request("POST", "/v1/score", BODY, given)
                reply = connection.getresponse()
                reply.read()
                times.append((time.perf_counter() - start) * 1000)
                assert reply.status == 200
    return [times[ROUNDS // 10 :] for times in spent]


def row(name: str, spent: list[list[float]], goal: str) -> str:
    """Lay out what was measured."""
    cells = []
    for times in spent:
        ordered = sorted(times)
        late = ordered[int(0.99 * len(ordered))]
        cells.append(f"{statistics.median(ordered):.3f} / {late:.3f} ms")
    less, more = (statistics.median(times) for times in spent)
    return (
        f"| {name} | {cells[0]} | {cells[1]} | {more - less:.3f} ms, {more / less:.2f} x | {goal} |"
    )


def section() -> str:
    """Measure, and write the figures as a section of docs/benchmarks.md."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Store.open(DataFolder(Path(folder) / "data"))) as store,
        closing(listening(0)) as listener,
    ):
        token = [new_client(store, "bench").token for _ in range(BROWSERS)][-1]
        port = listener.getsockname()[1]
        guarded = Guard(bare, port=port, book=ClientBook(store))
        given = headers(port, token)
        rows = [
            row("in the process", asyncio.run(without_a_socket(guarded, given)), "<= 0.05 ms"),
            row("over HTTP", over_http(guarded, listener, given), "-"),
        ]
    return TEXT.format(rounds=ROUNDS, size=len(BODY), browsers=BROWSERS, rows="\n".join(rows))


if __name__ == "__main__":
    sys.stdout.write(section())
